import 'server-only';
import { decodeJwt } from 'jose/jwt/decode';
import type { GenkanNextConfig } from './config/types.js';
import type { AccessTokenClaims, IdTokenClaims, UserInfoResponse } from './core/claims.js';
import { notAuthenticated } from './core/errors.js';
import { Functions } from './functions.js';
import { next } from './platform/next.js';
import type { GenkanContext, GetContextParameters } from './session/context.js';
import type { InteractionMode, SignInOptions } from './session/sign-in.js';

const functions = new Functions(next);

/** What an app of the field does with the client of one request. */
export interface RequestClient {
  isAuthenticated(): Promise<boolean>;
  getContext(parameters?: GetContextParameters): Promise<GenkanContext>;
  getIdTokenClaims(): Promise<IdTokenClaims>;
  getAccessToken(resource?: string, organizationId?: string): Promise<string>;
  getAccessTokenClaims(resource?: string): Promise<AccessTokenClaims>;
  getOrganizationToken(organizationId: string): Promise<string>;
  getOrganizationTokenClaims(organizationId: string): Promise<AccessTokenClaims>;
  fetchUserInfo(): Promise<UserInfoResponse>;
}

/**
 * The class apps of the field use instead of the functions: it gives addresses and leaves the redirect to the app. New
 * code takes `createGenkan`.
 *
 * @example
 * ```ts
 * const client = new GenkanClient(config);
 * redirect(await client.handleSignOut());
 * ```
 */
export default class GenkanClient {
  readonly #config: GenkanNextConfig;

  constructor(config: GenkanNextConfig) {
    this.#config = config;
  }

  /** Starts a sign-in; the address to redirect to. */
  async handleSignIn(
    options?: SignInOptions | string,
    interactionMode?: InteractionMode,
  ): Promise<{ url: string; newCookie?: string }> {
    return { url: await functions.signInUrl(this.#config, options, interactionMode) };
  }

  /** Signs out here; the address that ends the provider's session. */
  handleSignOut(redirectUri?: string): Promise<string> {
    return functions.signOutUrl(this.#config, redirectUri);
  }

  /** Finishes a sign-in; where it asked to land. */
  handleSignInCallback(callbackUrl: string): Promise<string | undefined> {
    return functions.callback(this.#config, new URL(callbackUrl).searchParams);
  }

  /** Who is signed in. */
  getLogtoContext(parameters?: GetContextParameters): Promise<GenkanContext> {
    return functions.getContext(this.#config, parameters);
  }

  /** The client of this request. `ignoreCookieChange` says that it is a server component. */
  async createNodeClient({
    ignoreCookieChange = false,
  }: { ignoreCookieChange?: boolean } = {}): Promise<RequestClient> {
    const config = this.#config;
    const token = (resource?: string, organization?: string) =>
      ignoreCookieChange
        ? functions.getAccessTokenRSC(config, resource, organization)
        : functions.getAccessToken(config, resource, organization);
    const organizationToken = (id: string) =>
      ignoreCookieChange ? functions.getOrganizationTokenRSC(config, id) : functions.getOrganizationToken(config, id);
    return {
      isAuthenticated: async () => (await functions.getContext(config)).isAuthenticated,
      getContext: (parameters) => functions.getContext(config, parameters),
      async getIdTokenClaims() {
        const { claims } = await functions.getContext(config);
        if (!claims) {
          throw notAuthenticated();
        }
        return claims;
      },
      getAccessToken: token,
      getAccessTokenClaims: async (resource) => decodeJwt<AccessTokenClaims>(await token(resource)),
      getOrganizationToken: organizationToken,
      getOrganizationTokenClaims: async (id) => decodeJwt<AccessTokenClaims>(await organizationToken(id)),
      fetchUserInfo: () => functions.fetchUserInfo(config),
    };
  }
}
