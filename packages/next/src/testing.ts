/** Sessions for tests: no sign-in is needed. Works in plain Node, as in a Playwright test. */

import type { GenkanNextConfig } from './config/types.js';
import { cut, LONGEST_VALUE, tooLarge } from './core/cookie.js';
import type { IdTokenClaims } from './core/claims.js';
import { instanceOf } from './core/instance.js';
import { encodeBase64url } from './crypto/base64url.js';
import { sessionValue } from './session/cookie-value.js';
import { tokenKey, type SessionRecord, type StoredToken } from './session/record.js';

/** Seconds the tokens of a test session live. */
const TOKEN_LIFE = 3600;

/** Who is signed in, and with what. */
export interface TestSession {
  /** The claims of the ID token, `sub` at least. */
  claims: Partial<IdTokenClaims> & { sub: string };
  /** Access tokens, valid for an hour. */
  accessTokens?: { token: string; resource?: string; organizationId?: string; scope?: string }[];
  /** Without one, nothing is ever asked of the provider. */
  refreshToken?: string;
}

/**
 * The cookies of a session as a sign-in would have made it, sealed with the configuration's secret or put into its
 * store.
 *
 * @example
 * ```ts
 * const cookies = await sessionCookie(config, { claims: { sub: 'u1', name: 'Mio' } });
 * await page.context().addCookies(cookies.map((cookie) => ({ ...cookie, url: config.baseUrl })));
 * ```
 */
export async function sessionCookie(
  config: GenkanNextConfig,
  session: TestSession,
): Promise<{ name: string; value: string }[]> {
  const instance = await instanceOf(config);
  const { clock, random, issuer, appId, sessionLifetime } = instance.config;
  const now = clock();
  const expiresAt = now + TOKEN_LIFE;
  const tokens = (session.accessTokens ?? []).map(({ token, resource, organizationId, scope = '' }) => {
    return [tokenKey(resource, organizationId), { token, scope, expiresAt } satisfies StoredToken] as const;
  });
  const claims = { iss: issuer, aud: appId, iat: now, exp: expiresAt, ...session.claims };
  const record: SessionRecord = {
    id: encodeBase64url(random(16)),
    gen: 0,
    iat: now,
    exp: now + sessionLifetime,
    since: now,
    sub: session.claims.sub,
    claims,
    ...(session.refreshToken === undefined ? {} : { refreshToken: session.refreshToken }),
    ...(tokens.length === 0 ? {} : { accessTokens: Object.fromEntries(tokens) }),
  };
  await instance.stored?.create(record);
  const value = await sessionValue(instance, record);
  if (value.length > LONGEST_VALUE) {
    throw tooLarge(value.length);
  }
  return cut(instance.sessionCookie, value).map(({ name, value: part }) => ({ name, value: part }));
}
