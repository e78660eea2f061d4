import * as oauth from 'oauth4webapi';
import type { Config } from '../config/config.js';
import type { IdTokenClaims, UserInfoResponse } from '../core/claims.js';
import { ProviderError, unavailable } from '../core/errors.js';
import type { Transaction } from '../session/transaction.js';
import { checkIdToken, checkLogoutToken, type LogoutClaims } from './claims-check.js';
import { boundedFetch } from './http.js';
import type { Issuer, Metadata } from './issuer.js';

/** Seconds a token is taken to live when the provider does not say. */
const DEFAULT_LIFETIME = 300;

/** What the token endpoint gave (RFC 6749 §5.1). */
export interface TokenResponse {
  accessToken: string;
  scope: string | undefined;
  /** Seconds since the epoch, by the local clock. */
  expiresAt: number;
  refreshToken: string | undefined;
  idToken: string | undefined;
}

/** Everything that talks to the provider as this app. */
export class Provider {
  readonly #config: Config;
  readonly #issuer: Issuer;
  readonly #client: oauth.Client;
  readonly #options: { [oauth.customFetch]: typeof boundedFetch; [oauth.allowInsecureRequests]: boolean };

  constructor(config: Config, issuer: Issuer) {
    this.#config = config;
    this.#issuer = issuer;
    this.#client = { client_id: config.appId };
    // Which addresses may be plain http was checked with the metadata.
    this.#options = { [oauth.customFetch]: boundedFetch, [oauth.allowInsecureRequests]: true };
  }

  /** The provider's metadata. */
  metadata(): Promise<Metadata> {
    return this.#issuer.metadata();
  }

  /** Redeems a code (RFC 6749 §4.1.3 with RFC 7636 §4.5). */
  async exchangeCode(callback: URLSearchParams, transaction: Transaction): Promise<TokenResponse> {
    const metadata = await this.metadata();
    const { redirectUri, codeVerifier } = transaction;
    // These alone: what else a link carries, such as an `id_token`, is not for us (RFC 6749 §4.1.2).
    const known = [...callback].filter(([name]) => ['code', 'state', 'iss'].includes(name));
    const checked = oauth.validateAuthResponse(metadata, this.#client, new URLSearchParams(known), transaction.state);
    return this.#token(
      oauth.authorizationCodeGrantRequest(
        metadata,
        this.#client,
        this.#authentication(metadata),
        checked,
        redirectUri,
        codeVerifier,
        this.#options,
      ),
    );
  }

  /**
   * Redeems a refresh token (RFC 6749 §6), for a resource when given (RFC 8707 §2.2), in an organization when given
   * (the `organization_id` of Genkan and Logto).
   */
  async refresh(refreshToken: string, target: { resource?: string; organization?: string }): Promise<TokenResponse> {
    const metadata = await this.metadata();
    const additionalParameters = new URLSearchParams();
    if (target.resource !== undefined) {
      additionalParameters.set('resource', target.resource);
    }
    if (target.organization !== undefined) {
      additionalParameters.set('organization_id', target.organization);
    }
    return this.#token(
      oauth.refreshTokenGrantRequest(metadata, this.#client, this.#authentication(metadata), refreshToken, {
        ...this.#options,
        additionalParameters,
      }),
    );
  }

  /** Revokes a refresh token (RFC 7009 §2.1). An endpoint that does not exist is no failure. */
  async revoke(refreshToken: string): Promise<void> {
    const metadata = await this.metadata();
    if (!metadata.revocation_endpoint) {
      return;
    }
    const response = await oauth.revocationRequest(
      metadata,
      this.#client,
      this.#authentication(metadata),
      refreshToken,
      { ...this.#options, additionalParameters: { token_type_hint: 'refresh_token' } },
    );
    if (!response.ok) {
      throw unavailable(`revocation answered ${response.status}`);
    }
  }

  /** Asks the userinfo endpoint (Core §5.3) about `subject`. `undefined` when it refuses the access token. */
  async userInfo(accessToken: string, subject: string): Promise<UserInfoResponse | undefined> {
    const metadata = await this.metadata();
    if (!metadata.userinfo_endpoint) {
      throw unavailable('it has no userinfo endpoint');
    }
    const response = await oauth.userInfoRequest(metadata, this.#client, accessToken, this.#options);
    if (response.status === 401) {
      return undefined;
    }
    if (!response.ok) {
      throw unavailable(`the userinfo endpoint answered ${response.status}`);
    }
    const info = (await response.json().catch(() => undefined)) as UserInfoResponse | undefined;
    // Core §5.3.2: without this check an answer about somebody else would be taken for this person's.
    if (info?.sub !== subject) {
      throw unavailable(`the userinfo endpoint answered ${info ? 'about somebody else' : 'without a JSON object'}`);
    }
    return info;
  }

  /** Verifies an ID token of a sign-in (its nonce) or of a refresh (its subject). */
  async verifyIdToken(
    idToken: string,
    expected: { nonce?: string; subject?: string; maxAge?: number | undefined },
  ): Promise<IdTokenClaims> {
    const { claims } = await this.#issuer.verifySignature(idToken, await this.#algorithms(), [undefined, 'jwt']);
    const { appId, clock } = this.#config;
    checkIdToken(claims, { ...expected, appId, issuer: this.#issuer.name, now: clock() });
    return claims as IdTokenClaims;
  }

  /** Verifies a logout token (Back-Channel Logout §2.6). */
  async verifyLogoutToken(token: string): Promise<LogoutClaims> {
    const { claims } = await this.#issuer.verifySignature(token, await this.#algorithms(), ['logout+jwt']);
    const { appId, clock } = this.#config;
    return checkLogoutToken(claims, { appId, issuer: this.#issuer.name, now: clock() });
  }

  async #algorithms(): Promise<string[]> {
    return (await this.metadata()).id_token_signing_alg_values_supported ?? ['RS256'];
  }

  /** The app's credentials (RFC 6749 §2.3.1): Basic unless the provider only takes them in the body. */
  #authentication(metadata: Metadata): oauth.ClientAuth {
    const secret = this.#config.appSecret;
    if (!secret) {
      return oauth.None();
    }
    const methods = metadata.token_endpoint_auth_methods_supported ?? [];
    const onlyBody = methods.includes('client_secret_post') && !methods.includes('client_secret_basic');
    return onlyBody ? oauth.ClientSecretPost(secret) : oauth.ClientSecretBasic(secret);
  }

  async #token(request: Promise<Response>): Promise<TokenResponse> {
    const response = await request;
    const json = (await response.json().catch(() => undefined)) as Record<string, unknown> | undefined;
    const unusable = (what: string) => unavailable(`the token endpoint answered ${what}`);
    if (!response.ok) {
      const final = response.status >= 400 && response.status < 500 && response.status !== 429;
      // Anything but the provider's verdict (RFC 6749 §5.2) is tried again.
      if (!final || typeof json?.error !== 'string') {
        throw unusable(String(response.status));
      }
      const description = typeof json.error_description === 'string' ? json.error_description : undefined;
      throw refused(json.error, description);
    }
    if (typeof json?.access_token !== 'string' || json.access_token === '') {
      throw unusable('without a token');
    }
    if (String(json.token_type).toLowerCase() !== 'bearer') {
      throw unusable('with a token that is not a bearer token');
    }
    const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
    return {
      accessToken: json.access_token,
      scope: typeof json.scope === 'string' ? json.scope : undefined,
      expiresAt: this.#config.clock() + lifetimeOf(json.expires_in),
      refreshToken: text(json.refresh_token),
      idToken: text(json.id_token),
    };
  }
}

/** Seconds a token lives: a number, or, as some providers write it, a text. */
function lifetimeOf(given: unknown): number {
  const seconds = typeof given === 'string' && /^\d+(\.\d+)?$/.test(given) ? Number(given) : given;
  const isUsable = typeof seconds === 'number' && seconds >= 0 && seconds < Number.MAX_SAFE_INTEGER / 2;
  return isUsable ? Math.floor(seconds) : DEFAULT_LIFETIME;
}

function refused(error: string, description: string | undefined): ProviderError {
  const message = `the identity provider refused: ${error}${description ? ` (${description})` : ''}`;
  return new ProviderError('provider_refused', 403, message, error, description);
}
