// Part by part: the whole of jose brings what other runtimes than Node lack.
import type { JSONWebKeySet } from 'jose';
import { decodeProtectedHeader } from 'jose/decode/protected_header';
import * as joseErrors from 'jose/errors';
import { createLocalJWKSet } from 'jose/jwks/local';
import { compactVerify } from 'jose/jws/compact/verify';
import type { AuthorizationServer } from 'oauth4webapi';
import type { Clock } from '../core/clock.js';
import { unavailable } from '../core/errors.js';
import { isTrustworthy } from '../config/address.js';
import { decodeBase64url } from '../crypto/base64url.js';
import { Cached } from './cached.js';
import { boundedFetch } from './http.js';

/** Longest token that is looked at, in characters. */
const LONGEST_TOKEN = 64 * 1024;

/** Signature algorithms that are accepted, whatever a provider lists. */
export const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'RS256', 'PS256'];

/** A token that is not what it must be. The text repeats nothing of the token. */
export class TokenProblem extends Error {
  override name = 'TokenProblem';
  readonly kind: 'form' | 'type' | 'key' | 'signature' | 'claims' | 'expired' | 'subject';

  constructor(kind: TokenProblem['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** By name, because another copy of this module may have made it. */
export function isTokenProblem(error: unknown): error is TokenProblem {
  return error instanceof Error && error.name === 'TokenProblem';
}

export type Metadata = AuthorizationServer &
  Required<Pick<AuthorizationServer, 'authorization_endpoint' | 'token_endpoint' | 'jwks_uri'>>;

export interface VerifiedToken {
  typ: string | undefined;
  claims: Record<string, unknown>;
}

/**
 * What everybody may know about a provider: its metadata and its keys, for apps that sign people in and for APIs that
 * only verify tokens.
 */
export class Issuer {
  /** The issuer, character by character as in the tokens' `iss`. */
  readonly name: string;
  readonly allowHttp: boolean;
  readonly #metadata: Cached<Metadata>;
  readonly #keys: Cached<ReturnType<typeof createLocalJWKSet>>;

  constructor(name: string, allowHttp: boolean, clock: Clock) {
    this.name = name;
    this.allowHttp = allowHttp;
    this.#metadata = new Cached(clock, () => this.#fetchMetadata());
    this.#keys = new Cached(clock, () => this.#fetchKeys());
  }

  /** The provider's metadata. */
  async metadata(): Promise<Metadata> {
    return (await this.#metadata.get()).value;
  }

  /** Makes sure that signatures can be verified. */
  async prepare(): Promise<void> {
    await this.#keys.get();
  }

  /**
   * Verifies form, type, algorithm and signature of a JWT; its claims are still to be checked. An unknown `kid`
   * fetches the keys once more, but not in quick succession.
   */
  async verifySignature(token: string, algorithms: string[], types: (string | undefined)[]): Promise<VerifiedToken> {
    const header = readHeader(token);
    const typ = header.typ?.replace(/^application\//i, '').toLowerCase();
    if (!types.includes(typ)) {
      throw new TokenProblem('type', 'its typ is not that of such a token');
    }
    const allowed = algorithms.filter((algorithm) => ALGORITHMS.includes(algorithm));
    if (!allowed.includes(header.alg ?? '')) {
      throw new TokenProblem('signature', 'its algorithm is not an allowed one');
    }
    const keys = await this.#keys.get();
    try {
      return { typ, claims: await verify(token, keys.value, allowed) };
    } catch (error) {
      if (!(error instanceof joseErrors.JWKSNoMatchingKey)) {
        throw asProblem(error);
      }
    }
    const newer = await this.#keys.newer(keys.generation);
    if (!newer) {
      throw new TokenProblem('key', 'the issuer has no key with its kid');
    }
    try {
      return { typ, claims: await verify(token, newer.value, allowed) };
    } catch (error) {
      throw asProblem(error);
    }
  }

  async #fetchMetadata(): Promise<Metadata> {
    const url = `${this.name.replace(/\/+$/, '')}/.well-known/openid-configuration`;
    const json = await getJson(url);
    if (json.issuer !== this.name) {
      throw unavailable(
        `the discovery document names the issuer \`${String(json.issuer)}\`, but \`${this.name}\` was asked; set ` +
          '`endpoint` (or `issuer`) to the address the server was configured with',
      );
    }
    const required = [json.authorization_endpoint, json.token_endpoint, json.jwks_uri];
    const optional = [json.userinfo_endpoint, json.end_session_endpoint, json.revocation_endpoint];
    for (const endpoint of [...required, ...optional.filter((endpoint) => endpoint !== undefined)]) {
      if (!this.#isUsable(endpoint)) {
        throw unavailable(`the discovery document names the unusable endpoint \`${String(endpoint)}\``);
      }
    }
    for (const name of ['id_token_signing_alg_values_supported', 'token_endpoint_auth_methods_supported']) {
      if (!isListOfTexts(json[name] ?? [])) {
        throw unavailable(`the discovery document's \`${name}\` is no list of texts`);
      }
    }
    return json as unknown as Metadata;
  }

  /** Secrets and tokens go to these addresses, so plain http is refused beyond this machine. */
  #isUsable(endpoint: unknown): boolean {
    if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) {
      return false;
    }
    const url = new URL(endpoint);
    return ['http:', 'https:'].includes(url.protocol) && (this.allowHttp || isTrustworthy(url));
  }

  async #fetchKeys() {
    const { jwks_uri: url } = await this.metadata();
    const json = await getJson(url);
    if (!Array.isArray(json.keys) || json.keys.length === 0) {
      throw unavailable(`${url} is no JWK Set (RFC 7517 §5)`);
    }
    try {
      return createLocalJWKSet(json as unknown as JSONWebKeySet);
    } catch {
      throw unavailable(`${url} is no JWK Set (RFC 7517 §5)`);
    }
  }
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

async function getJson(url: string): Promise<Record<string, unknown>> {
  const response = await boundedFetch(url, { headers: { accept: 'application/json' } });
  if (!response.ok) {
    throw unavailable(`${url} answered ${response.status}`);
  }
  try {
    return (await response.json()) as Record<string, unknown>;
  } catch {
    throw unavailable(`${url} is no JSON document`);
  }
}

async function verify(token: string, keys: ReturnType<typeof createLocalJWKSet>, algorithms: string[]) {
  const { payload } = await compactVerify(token, keys, { algorithms });
  let claims: unknown;
  try {
    claims = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    claims = undefined;
  }
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
    throw new TokenProblem('claims', 'its claims are no JSON object');
  }
  return claims as Record<string, unknown>;
}

function readHeader(token: string): { alg?: string; typ?: string } {
  if (token.length > LONGEST_TOKEN) {
    throw new TokenProblem('form', 'it is too long');
  }
  // The library passes over white space and left-over bits. A token must have one spelling, for whoever knows revoked
  // ones by their text.
  const signature = token.slice(token.lastIndexOf('.') + 1);
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) || !decodeBase64url(signature)) {
    throw new TokenProblem('form', 'it is no signed token (RFC 7515 §7.1)');
  }
  try {
    const header = decodeProtectedHeader(token) as { alg?: unknown; typ?: unknown };
    if (header.typ !== undefined && typeof header.typ !== 'string') {
      throw new TypeError();
    }
    return header as { alg?: string; typ?: string };
  } catch {
    throw new TokenProblem('form', 'it is no signed token (RFC 7515 §7.1)');
  }
}

function asProblem(error: unknown): TokenProblem {
  if (error instanceof TokenProblem) {
    return error;
  }
  if (error instanceof joseErrors.JWKSNoMatchingKey || error instanceof joseErrors.JWKSMultipleMatchingKeys) {
    return new TokenProblem('key', 'the issuer has no key with its kid');
  }
  if (error instanceof joseErrors.JWSSignatureVerificationFailed) {
    return new TokenProblem('signature', 'its signature is wrong');
  }
  return new TokenProblem('form', 'it is no signed token (RFC 7515 §7.1)');
}
