import type { Clock, Random } from '../core/clock.js';
import type { Prompt } from '../core/scopes.js';
import type { SessionStore } from '../store/types.js';
import type { SessionWrapper } from '../store/wrapper.js';

/**
 * What the package must know about the app and its identity provider. Make the object once, in a module of its own,
 * and do not change it afterwards.
 *
 * @example
 * ```ts
 * export const config: GenkanNextConfig = {
 *   endpoint: 'https://auth.example.com',
 *   appId: 'k3v9x0a7q2m4n8b5c1d6e',
 *   appSecret: process.env.GENKAN_APP_SECRET,
 *   baseUrl: 'https://app.example.com',
 *   cookieSecret: process.env.GENKAN_COOKIE_SECRET,
 *   cookieSecure: process.env.NODE_ENV === 'production',
 * };
 * ```
 */
export interface GenkanNextConfig {
  /** The origin of a Genkan or Logto server, such as `https://auth.example.com`. Its issuer is `/oidc` below it. */
  endpoint?: string | undefined;
  /** The issuer of any other OpenID provider, exactly as its discovery document names it; replaces `endpoint`. */
  issuer?: string | undefined;
  /** The id of the registered application (`client_id`). */
  appId: string;
  /** Its secret (`client_secret`). Without one the app is a public client. */
  appSecret?: string | undefined;
  /** Where browsers reach this app, such as `https://app.example.com`; proxies in front do not change it. */
  baseUrl?: string | undefined;
  /**
   * Hosts the app answers for, such as `app.example.com`, when it has several names; instead of `baseUrl`. Redirect
   * URIs are then made for the host a request came for (`X-Forwarded-Host`, else `Host`).
   */
  allowedHosts?: string[] | undefined;
  /**
   * Secrets of at least 32 bytes for the cookies. The first seals, all open: to rotate, put the new one first and drop
   * the old one after a session's lifetime. Optional only with `sessionWrapper`, where `appSecret` stands in.
   */
  cookieSecret?: string | string[] | undefined;
  /** Whether cookies are `Secure` and named `__Host-…`. Default: when the base URL is https. */
  cookieSecure?: boolean | undefined;
  /** Scopes besides `openid offline_access profile`. */
  scopes?: string[] | undefined;
  /** APIs the app asks for access to, by their resource indicators (RFC 8707). */
  resources?: string[] | undefined;
  /** The `prompt` of every sign-in; an empty array sends none. Default: `consent`. */
  prompt?: Prompt | `${Prompt}` | (Prompt | `${Prompt}`)[] | undefined;
  /** Whether `openid offline_access profile` are asked for. Default: `true`. */
  includeReservedScopes?: boolean | undefined;
  /** Keeps sessions elsewhere by two functions, as the field's guide does; `sessionStore` can more. */
  sessionWrapper?: SessionWrapper | undefined;
  /** Keeps sessions on the server; the cookie then holds only an id. Default: sealed cookies. */
  sessionStore?: SessionStore | undefined;
  /** Put before the four paths below, such as `/auth`. Default: nothing. */
  authPath?: string | undefined;
  /** The path of the sign-in route of `handlers`. Default: `/sign-in`. */
  signInPath?: string | undefined;
  /** The path the provider sends people back to. Default: `/callback`. */
  callbackPath?: string | undefined;
  /** The path of the sign-out route of `handlers`. Default: `/sign-out`. */
  signOutPath?: string | undefined;
  /** The path of the route for back-channel logout. Default: `/backchannel-logout`. */
  backchannelLogoutPath?: string | undefined;
  /** Where people land after signing in without a wish of their own. Default: `/`. */
  afterSignIn?: string | undefined;
  /** Where people land after signing out. Default: `/`. */
  afterSignOut?: string | undefined;
  /** Seconds a session lives after it was last used. Default: 14 days. */
  sessionLifetime?: number | undefined;
  /** Seconds a session lives at most, however much it is used. Default: 180 days. */
  longestSession?: number | undefined;
  /** Seconds before its end at which an access token is refreshed. Default: 60. */
  refreshMargin?: number | undefined;
  /** Allows plain http beyond this machine, for a closed test network. Tokens then travel in the clear. */
  allowHttp?: boolean | undefined;
  /** Replaces the clock, for tests. */
  clock?: Clock | undefined;
  /** Replaces the source of randomness, for tests. */
  random?: Random | undefined;
}
