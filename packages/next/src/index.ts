/** Sign-in, sessions and API tokens for the Next.js App Router. */

import 'server-only';
import type { GenkanNextConfig } from './config/types.js';
import { Functions } from './functions.js';
import { bind, type CreateGenkanOptions, type Genkan } from './genkan.js';
import { next } from './platform/next.js';

/**
 * Makes everything of the package with the configuration bound. Make it once, in a module of its own.
 *
 * @example
 * ```ts
 * // genkan.ts
 * export const genkan = createGenkan({ endpoint, appId, appSecret, baseUrl, cookieSecret, authPath: '/auth' });
 *
 * // app/auth/[...genkan]/route.ts
 * export const { GET, POST } = genkan.handlers;
 *
 * // app/page.tsx
 * const { isAuthenticated, claims } = await genkan.auth();
 * ```
 */
export function createGenkan(config: GenkanNextConfig, options?: CreateGenkanOptions): Genkan {
  return bind(new Functions(next), config, options);
}

export {
  default,
  fetchUserInfo,
  getAccessToken,
  getAccessTokenRSC,
  getContext,
  getLogtoContext,
  getOrganizationToken,
  getOrganizationTokenRSC,
  getOrganizationTokens,
  handleSignIn,
  signIn,
  signOut,
} from './server-actions.js';
export type { CreateGenkanOptions, Genkan } from './genkan.js';
export type { RequestClient } from './client.js';
export type { GenkanNextConfig, GenkanNextConfig as LogtoNextConfig } from './config/types.js';
export type { GenkanContext, GenkanContext as LogtoContext, GetContextParameters } from './session/context.js';
export type { FirstScreen, InteractionMode, SignInOptions } from './session/sign-in.js';
export type { AccessTokenClaims, IdTokenClaims, UserInfoResponse } from './core/claims.js';
export {
  buildOrganizationUrn,
  getOrganizationIdFromUrn,
  organizationUrnPrefix,
  Prompt,
  ReservedResource,
  ReservedScope,
  UserScope,
} from './core/scopes.js';
export {
  ConfigError,
  GenkanError,
  type GenkanErrorCode,
  ProviderError,
  SessionError,
  // The names that apps of the field catch.
  GenkanError as LogtoError,
  ProviderError as LogtoRequestError,
  SessionError as LogtoClientError,
} from './core/errors.js';
export { CallbackError } from './session/callback-error.js';
export { TokenError } from './verifier/error.js';
export {
  type VerifiedAccessToken,
  verifyAccessToken,
  type VerifyAccessTokenOptions,
  type VerifierIssuer,
} from './verifier/verify.js';
export type { SessionData, SessionWrapper } from './store/wrapper.js';
export type { SessionStore, StoredSession } from './store/types.js';
export type { Handlers } from './routes/handlers.js';
export type { ErrorPage } from './routes/page.js';
