import type { GenkanNextConfig } from './config/types.js';
import type { UserInfoResponse } from './core/claims.js';
import { instanceOf } from './core/instance.js';
import type { Functions } from './functions.js';
import { backchannelLogout } from './routes/backchannel-logout.js';
import { type Handlers, handlersOf } from './routes/handlers.js';
import type { ErrorPage } from './routes/page.js';
import type { GenkanContext, GetContextParameters } from './session/context.js';
import type { InteractionMode, SignInOptions } from './session/sign-in.js';
import { type VerifiedAccessToken, verifyAccessToken, type VerifyAccessTokenOptions } from './verifier/verify.js';

/** Settings of {@link createGenkan} beyond the configuration. */
export interface CreateGenkanOptions {
  /** Answers a sign-in that could not be finished with a page of the app instead of the plain one. */
  errorPage?: ErrorPage;
}

/** Everything of the package with the configuration bound; made once by `createGenkan`. */
export interface Genkan {
  /** Starts a sign-in and redirects there. Server actions and route handlers. */
  signIn(options?: SignInOptions | string, interactionMode?: InteractionMode): Promise<void>;
  /** Finishes a sign-in; redirects when the sign-in asked where to land. Route handlers. */
  handleSignIn(callback: URLSearchParams | URL): Promise<void>;
  /** Signs out here and at the provider, and redirects there. Server actions and route handlers. */
  signOut(redirectUri?: string): Promise<void>;
  /** Who is signed in. Everywhere on the server. */
  getContext(wishes?: GetContextParameters): Promise<GenkanContext>;
  /**
   * Who is signed in; with `required`, a visitor who is not is redirected to the sign-in route and comes back to
   * `returnTo`. Everywhere on the server.
   */
  auth(options?: { required?: boolean; returnTo?: string }): Promise<GenkanContext>;
  /** The person's claims, fresh from the userinfo endpoint. */
  fetchUserInfo(): Promise<UserInfoResponse>;
  /** An access token for an API. Server actions and route handlers; with a store everywhere. */
  getAccessToken(resource?: string, organizationId?: string): Promise<string>;
  /** The same in server components. */
  getAccessTokenRSC(resource?: string, organizationId?: string): Promise<string>;
  /** An organization token. Server actions and route handlers; with a store everywhere. */
  getOrganizationToken(organizationId: string): Promise<string>;
  /** The same in server components. */
  getOrganizationTokenRSC(organizationId: string): Promise<string>;
  /** Organization tokens for all organizations of the person. */
  getOrganizationTokens(): Promise<{ id: string; token: string }[]>;
  /** Verifies the access token an API of this app is called with. */
  verifyAccessToken(
    token: string | Pick<Request, 'url' | 'headers'>,
    options: VerifyAccessTokenOptions,
  ): Promise<VerifiedAccessToken>;
  /** `GET` and `POST` of a catch-all route: sign-in, callback, sign-out and back-channel logout. */
  readonly handlers: Handlers;
  /** `POST` of a route file of its own for back-channel logout. */
  backchannelLogout(request: Request): Promise<Response>;
  readonly config: GenkanNextConfig;
}

/** Binds the functions of one platform to one configuration. */
export function bind(functions: Functions, config: GenkanNextConfig, options: CreateGenkanOptions = {}): Genkan {
  const handlers = handlersOf(config, options.errorPage);
  const bound: Omit<Genkan, 'config'> = {
    handlers,
    signIn: (how, mode) => functions.signIn(config, how, mode),
    handleSignIn: (callback) => functions.handleSignIn(config, callback),
    signOut: (redirectUri) => functions.signOut(config, redirectUri),
    getContext: (wishes) => functions.getContext(config, wishes),
    auth: ({ required = false, returnTo } = {}) =>
      required ? functions.requireSignIn(config, returnTo) : functions.getContext(config),
    fetchUserInfo: () => functions.fetchUserInfo(config),
    getAccessToken: (resource, organization) => functions.getAccessToken(config, resource, organization),
    getAccessTokenRSC: (resource, organization) => functions.getAccessTokenRSC(config, resource, organization),
    getOrganizationToken: (organization) => functions.getOrganizationToken(config, organization),
    getOrganizationTokenRSC: (organization) => functions.getOrganizationTokenRSC(config, organization),
    getOrganizationTokens: () => functions.getOrganizationTokens(config),
    verifyAccessToken: (token, rules) => verifyAccessToken(config, token, rules),
    backchannelLogout: async (request) => backchannelLogout(await instanceOf(config), request),
  };
  // Not enumerable: printing the object, or copying it, shows no secret.
  return Object.defineProperty(bound, 'config', { value: config }) as Genkan;
}
