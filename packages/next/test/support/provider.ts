import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import type { TestClock } from './clock.js';

type Claims = Record<string, unknown>;

interface Answer {
  status: number;
  body?: unknown;
  /** Instead of `body`, as it is. */
  text?: string;
}

/** An OpenID provider in this process. Its fields make it misbehave and tell what it was asked. */
export class TestProvider {
  readonly #server: Server;
  #clock: TestClock;
  #key!: CryptoKey;
  #jwk!: JWK;
  #serial = 0;
  readonly #codes = new Map<string, Record<string, string>>();
  readonly #refreshTokens = new Map<string, string>();
  readonly #accessTokens = new Set<string>();

  /** Replaces or removes (`null`) claims of the ID tokens. */
  idToken: Claims = {};
  /** `iss` of the authorization response; `null` leaves it out. */
  iss: string | null = '';
  promisesIss = true;
  /** Begins the owner's name in access tokens, to tell providers with the same people apart. */
  mark = '';
  /** The app its ID tokens are for. */
  audience = 'app';
  /** Seconds an access token lives. */
  expiresIn = 3600;
  /** What the token endpoint answers instead of tokens. */
  refusal: { status: number; error: string } | undefined;
  givesRefreshToken = true;
  userInfo: Claims = { sub: 'user-1', name: 'Mio Tanaka', email: 'mio@example.com' };
  /** Answers of endpoints, by the end of their paths, instead of the right ones; `'down'` hangs up. */
  broken: Record<string, Answer | 'down'> = {};
  closedOrganizations = new Set<string>();
  /** Replaces members of the discovery document. */
  discovery: Claims = {};
  authenticationMethods = ['client_secret_basic', 'client_secret_post'];
  /** Called before the token endpoint answers. */
  beforeToken: (() => Promise<void> | void) | undefined;

  /** Called before the keys are given. */
  beforeKeys: (() => Promise<void> | void) | undefined;

  lastAuthorization = new URLSearchParams();
  lastAuthentication: string | undefined;
  lastTokenRequest = new URLSearchParams();
  lastRefreshToken = '';
  discoveries = 0;
  keyFetches = 0;
  codeExchanges = 0;
  refreshes = 0;
  revoked: string[] = [];

  private constructor(clock: TestClock) {
    this.#clock = clock;
    this.#server = createServer((request, response) => {
      this.#answer(request).then(
        ({ status, body, text }) => {
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(text ?? (body === undefined ? '' : JSON.stringify(body)));
        },
        (error: unknown) => {
          response.writeHead(500).end(String(error));
        },
      );
    });
  }

  static async start(clock: TestClock): Promise<TestProvider> {
    const provider = new TestProvider(clock);
    await provider.rotateKey();
    await new Promise<void>((resolve) => provider.#server.listen(0, '127.0.0.1', resolve));
    // A failing test must not keep the process.
    provider.#server.unref();
    provider.iss = provider.issuer;
    return provider;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get issuer(): string {
    return `${this.origin}/oidc`;
  }

  useClock(clock: TestClock): void {
    this.#clock = clock;
  }

  /** A new key replaces the old one at once. */
  async rotateKey(): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true });
    this.#serial += 1;
    this.#key = privateKey;
    this.#jwk = { ...(await exportJWK(publicKey)), kid: `key-${this.#serial}`, alg: 'ES384', use: 'sig' };
  }

  /** What the person does at the provider: signs in. Gives the callback's address. */
  authorize(address: string, sub = 'user-1'): URL {
    const url = new URL(address);
    if (url.pathname !== '/oidc/auth') {
      throw new Error(`not the authorization endpoint: ${address}`);
    }
    this.lastAuthorization = url.searchParams;
    const code = `code-${(this.#serial += 1)}`;
    this.#codes.set(code, { ...Object.fromEntries(url.searchParams), sub });
    const callback = new URL(url.searchParams.get('redirect_uri') ?? '');
    callback.searchParams.set('code', code);
    callback.searchParams.set('state', url.searchParams.get('state') ?? '');
    if (this.iss !== null) {
      callback.searchParams.set('iss', this.iss);
    }
    return callback;
  }

  /** What happens to every refresh token of a person when an administrator ends their sessions. */
  endGrants(sub?: string): void {
    for (const [token, owner] of this.#refreshTokens) {
      if (sub === undefined || sub === owner) {
        this.#refreshTokens.delete(token);
      }
    }
  }

  /** How many refresh tokens would still be taken. */
  get livingRefreshTokens(): number {
    return this.#refreshTokens.size;
  }

  endAccessTokens(): void {
    this.#accessTokens.clear();
  }

  /** A signed token of any kind. */
  sign(claims: Claims, header: Record<string, unknown> = {}): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES384', kid: this.#jwk.kid ?? '', ...header })
      .sign(this.#key);
  }

  /** A signature over whatever texts, as no library would make one. */
  async signText(header: string, payload: string): Promise<string> {
    const input = [header, payload].map((text) => Buffer.from(text).toString('base64url')).join('.');
    const algorithm = { name: 'ECDSA', hash: 'SHA-384' };
    const signature = await crypto.subtle.sign(algorithm, this.#key, new TextEncoder().encode(input));
    return `${input}.${Buffer.from(signature).toString('base64url')}`;
  }

  /** An access token for an API. */
  accessToken(claims: Claims): Promise<string> {
    const now = this.#clock.now();
    const base = {
      iss: this.issuer,
      sub: 'user-1',
      iat: now,
      exp: now + 3600,
      client_id: 'app',
      jti: `jti-${(this.#serial += 1)}`,
    };
    return this.sign({ ...base, ...claims }, { typ: 'at+jwt' });
  }

  logoutToken(claims: Claims, header: Record<string, unknown> = {}): Promise<string> {
    const now = this.#clock.now();
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const base = { iss: this.issuer, aud: 'app', iat: now, exp: now + 120, jti: `jti-${(this.#serial += 1)}`, events };
    return this.sign(without({ ...base, ...claims }), { typ: 'logout+jwt', ...header });
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const { pathname } = new URL(request.url ?? '/', this.origin);
    const broken = Object.entries(this.broken).find(([path]) => pathname.endsWith(path))?.[1];
    if (broken !== undefined) {
      this.discoveries += Number(pathname.endsWith('configuration'));
      this.keyFetches += Number(pathname.endsWith('jwks'));
    }
    if (broken === 'down') {
      request.socket.destroy();
      return { status: 500 };
    }
    if (broken) {
      return broken;
    }
    switch (pathname) {
      case '/oidc/.well-known/openid-configuration':
        this.discoveries += 1;
        return { status: 200, body: this.#discovery() };
      case '/oidc/jwks':
        this.keyFetches += 1;
        await this.beforeKeys?.();
        return { status: 200, body: { keys: [this.#jwk] } };
      case '/oidc/token':
        this.lastAuthentication = request.headers.authorization;
        return this.#token(await form(request));
      case '/oidc/me': {
        const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
        return this.#accessTokens.has(token) ? { status: 200, body: this.userInfo } : refuse(401, 'invalid_token');
      }
      case '/oidc/token/revocation': {
        const token = (await form(request)).get('token') ?? '';
        this.#refreshTokens.delete(token);
        this.revoked.push(token);
        return { status: 200 };
      }
      default:
        return { status: 404 };
    }
  }

  #discovery(): Claims {
    const { issuer } = this;
    return {
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/me`,
      jwks_uri: `${issuer}/jwks`,
      revocation_endpoint: `${issuer}/token/revocation`,
      end_session_endpoint: `${issuer}/session/end`,
      id_token_signing_alg_values_supported: ['ES384'],
      token_endpoint_auth_methods_supported: this.authenticationMethods,
      authorization_response_iss_parameter_supported: this.promisesIss,
      ...this.discovery,
    };
  }

  async #token(parameters: URLSearchParams): Promise<Answer> {
    this.lastTokenRequest = parameters;
    await this.beforeToken?.();
    if (this.refusal) {
      return refuse(this.refusal.status, this.refusal.error);
    }
    if (parameters.get('grant_type') === 'authorization_code') {
      this.codeExchanges += 1;
      const code = parameters.get('code') ?? '';
      const request = this.#codes.get(code);
      this.#codes.delete(code);
      const verifier = parameters.get('code_verifier') ?? '';
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      if (request?.code_challenge !== challenge || request.redirect_uri !== parameters.get('redirect_uri')) {
        return refuse(400, 'invalid_grant');
      }
      return this.#issue(request.sub ?? '', parameters, request.nonce);
    }
    this.refreshes += 1;
    const refreshToken = parameters.get('refresh_token') ?? '';
    const owner = this.#refreshTokens.get(refreshToken);
    if (owner === undefined) {
      return refuse(400, 'invalid_grant');
    }
    if (parameters.get('resource')?.includes('unknown')) {
      return refuse(400, 'invalid_target');
    }
    if (this.closedOrganizations.has(parameters.get('organization_id') ?? '')) {
      return refuse(403, 'access_denied');
    }
    this.#refreshTokens.delete(refreshToken);
    return this.#issue(owner, parameters);
  }

  async #issue(sub: string, parameters: URLSearchParams, nonce?: string): Promise<Answer> {
    const now = this.#clock.now();
    const serial = (this.#serial += 1);
    const base = { iss: this.issuer, aud: this.audience, sub, iat: now, exp: now + 3600, name: 'Mio' };
    const claims = without({ ...base, ...(nonce === undefined ? {} : { nonce }), ...this.idToken });
    const organization = parameters.has('organization_id') ? `#${parameters.get('organization_id')}` : '';
    const accessToken = `access-${serial}-${this.mark}${sub}-${parameters.get('resource') ?? ''}${organization}`;
    this.#accessTokens.add(accessToken);
    const refresh: Claims = {};
    if (this.givesRefreshToken) {
      refresh.refresh_token = `refresh-${serial}`;
      this.#refreshTokens.set(`refresh-${serial}`, sub);
      this.lastRefreshToken = `refresh-${serial}`;
    }
    const body = {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: this.expiresIn,
      scope: 'openid offline_access profile',
      id_token: await this.sign(claims),
      ...refresh,
    };
    return { status: 200, body };
  }
}

function refuse(status: number, error: string): Answer {
  return { status, body: { error } };
}

function without(claims: Claims): Claims {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));
}

async function form(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
  }
  return new URLSearchParams(text);
}
