/**
 * The config-first functions, with the names, arguments and results an app of the field knows: change the import and
 * nothing else. They are no server actions themselves; call them in yours, so that nothing that returns a token is
 * exported to the client by accident.
 */

import 'server-only';
import type { GenkanNextConfig } from './config/types.js';
import type { UserInfoResponse } from './core/claims.js';
import { Functions } from './functions.js';
import { next } from './platform/next.js';
import type { GenkanContext, GetContextParameters } from './session/context.js';
import type { InteractionMode, SignInOptions } from './session/sign-in.js';

export type { GenkanContext, GetContextParameters } from './session/context.js';
export type { FirstScreen, InteractionMode, SignInOptions } from './session/sign-in.js';
export type { GenkanNextConfig } from './config/types.js';
export type { GenkanNextConfig as LogtoNextConfig } from './config/types.js';
export type { GenkanContext as LogtoContext } from './session/context.js';
export { default, type RequestClient } from './client.js';

const functions = new Functions(next);

/**
 * Starts a sign-in and redirects to the provider. In a server action or a route handler; lead to the latter by `<a>` or
 * `<Link prefetch={false}>`, because Next hides from it that its router only prefetches.
 *
 * @example
 * ```tsx
 * <form action={async () => {
 *   'use server';
 *   await signIn(config, { postRedirectUri: '/orders' });
 * }}>
 *   <button>Sign in</button>
 * </form>
 * ```
 */
export function signIn(config: GenkanNextConfig, options?: SignInOptions): Promise<void>;
/** The same with the callback's address, as older apps write it. */
export function signIn(
  config: GenkanNextConfig,
  redirectUri?: string,
  interactionMode?: InteractionMode,
): Promise<void>;
export function signIn(
  config: GenkanNextConfig,
  options?: SignInOptions | string,
  interactionMode?: InteractionMode,
): Promise<void> {
  return functions.signIn(config, options, interactionMode);
}

/**
 * Finishes a sign-in in the callback's route handler, and redirects when the sign-in had a `postRedirectUri`; else the
 * handler goes on and decides.
 *
 * @throws {CallbackError} whose `code` and `remedy` say what happened.
 *
 * @example
 * ```ts
 * // app/callback/route.ts
 * export async function GET(request: NextRequest) {
 *   await handleSignIn(config, request.nextUrl.searchParams);
 *   redirect('/');
 * }
 * ```
 */
export function handleSignIn(config: GenkanNextConfig, callback: URLSearchParams | URL): Promise<void> {
  return functions.handleSignIn(config, callback);
}

/**
 * Signs out here, revokes the refresh token, and redirects to the provider to end its session too. `redirectUri` is
 * where to come back to, on this site; default: the base URL. In a server action or a route handler.
 *
 * @example
 * ```tsx
 * <form action={async () => {
 *   'use server';
 *   await signOut(config);
 * }}>
 *   <button>Sign out</button>
 * </form>
 * ```
 */
export function signOut(config: GenkanNextConfig, redirectUri?: string): Promise<void> {
  return functions.signOut(config, redirectUri);
}

/**
 * Who is signed in, from the session alone: no call to the provider unless a parameter asks for one. Everywhere on the
 * server.
 *
 * @example
 * ```tsx
 * const { isAuthenticated, claims } = await getContext(config);
 * return isAuthenticated ? <p>Hello {claims?.name}</p> : <SignIn />;
 * ```
 */
export function getContext(config: GenkanNextConfig, parameters?: GetContextParameters): Promise<GenkanContext> {
  return functions.getContext(config, parameters);
}

export { getContext as getLogtoContext };

/**
 * The person's claims, fresh from the userinfo endpoint (OpenID Connect Core §5.3).
 *
 * @example
 * ```ts
 * const { email } = await fetchUserInfo(config);
 * ```
 */
export function fetchUserInfo(config: GenkanNextConfig): Promise<UserInfoResponse> {
  return functions.fetchUserInfo(config);
}

/**
 * An access token for an API (one of the configured resources), optionally in an organization: from the session or,
 * when it is about to expire, refreshed; parallel requests share one refresh. In server actions and route handlers.
 *
 * @example
 * ```ts
 * const token = await getAccessToken(config, 'https://api.example.com');
 * const orders = await fetch('https://api.example.com/orders', { headers: { authorization: `Bearer ${token}` } });
 * ```
 */
export function getAccessToken(config: GenkanNextConfig, resource?: string, organizationId?: string): Promise<string> {
  return functions.getAccessToken(config, resource, organizationId);
}

/**
 * The same in a server component, which cannot set cookies. A refresh that is needed gives its token and loses nothing:
 * with a store it is kept there, with cookies this process remembers it and hands the renewed cookie to the browser
 * with the next request that can. With `genkanProxy` it is rarely needed at all.
 *
 * @example
 * ```tsx
 * export default async function Orders() {
 *   const token = await getAccessTokenRSC(config, 'https://api.example.com');
 *   // …
 * }
 * ```
 */
export function getAccessTokenRSC(
  config: GenkanNextConfig,
  resource?: string,
  organizationId?: string,
): Promise<string> {
  return functions.getAccessTokenRSC(config, resource, organizationId);
}

/**
 * An organization token: what the person may do in the organization (audience `urn:logto:organization:<id>`). Needs
 * `UserScope.Organizations`. In server actions and route handlers.
 *
 * @example
 * ```ts
 * const token = await getOrganizationToken(config, 'org_1');
 * ```
 */
export function getOrganizationToken(config: GenkanNextConfig, organizationId?: string): Promise<string> {
  return functions.getOrganizationToken(config, organizationId);
}

/**
 * The same in a server component; see {@link getAccessTokenRSC}.
 *
 * @example
 * ```ts
 * const token = await getOrganizationTokenRSC(config, 'org_1');
 * ```
 */
export function getOrganizationTokenRSC(config: GenkanNextConfig, organizationId?: string): Promise<string> {
  return functions.getOrganizationTokenRSC(config, organizationId);
}

/**
 * Organization tokens for all organizations of the person. One that refuses, because the person has left it since, is
 * left out.
 *
 * @example
 * ```ts
 * for (const { id, token } of await getOrganizationTokens(config)) console.log(id, token.length);
 * ```
 */
export function getOrganizationTokens(config: GenkanNextConfig): Promise<{ id: string; token: string }[]> {
  return functions.getOrganizationTokens(config);
}
