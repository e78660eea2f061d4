import { GenkanError, invalidParameter, isCode, ProviderError, SessionError, unavailable } from '../core/errors.js';
import type { UserInfoResponse } from '../core/claims.js';
import { inTime, LATE } from '../core/in-time.js';
import { warn } from '../core/log.js';
import { UserScope } from '../core/scopes.js';
import { Refresh, type RefreshOptions, usableToken } from './refresh.js';
import { tokenKey, type StoredToken } from './record.js';
import type { Session, Writing } from './session.js';

/** Most tokens refreshed ahead; a session with more asks for the others when it needs them. */
const MOST_AHEAD = 4;

/** Milliseconds the response waits for one token. */
const PATIENCE = 3000;

/** What a token is for. */
export interface TokenWish {
  resource?: string | undefined;
  organizationId?: string | undefined;
}

/** An access token: from the session or, when it is about to expire, refreshed. Parallel requests share one refresh. */
export async function accessToken(session: Session, wish: TokenWish, writing: Writing): Promise<StoredToken> {
  const { resource, organizationId } = wish;
  // An empty parameter counts as absent at the provider, and the token would be for something else.
  // One with a fragment is no indicator (RFC 8707 §2), and could pass for an organization's.
  if (resource === '' || resource?.includes('#')) {
    throw invalidParameter('the resource is empty or has a fragment');
  }
  if (organizationId === '') {
    throw invalidParameter('the organization is empty');
  }
  if (organizationId !== undefined) {
    checkOrganizationsScope(session);
  }
  return tokenFor(session, tokenKey(resource, organizationId), writing);
}

/** An organization token (audience `urn:logto:organization:<id>`; Genkan and Logto). */
export async function organizationToken(
  session: Session,
  organizationId: string | undefined,
  writing: Writing,
): Promise<StoredToken> {
  checkOrganizationsScope(session);
  if (!organizationId) {
    throw invalidParameter('the organization is empty');
  }
  return tokenFor(session, tokenKey(undefined, organizationId), writing);
}

/**
 * Organization tokens for all organizations of the claim `organizations`. An organization that refuses, because the
 * person has left it since, is left out.
 */
export async function organizationTokens(session: Session, writing: Writing): Promise<{ id: string; token: string }[]> {
  checkOrganizationsScope(session);
  const tokens: { id: string; token: string }[] = [];
  for (const id of organizationsIn(session.signedIn.claims.organizations)) {
    try {
      tokens.push({ id, token: (await organizationToken(session, id, writing)).token });
    } catch (error) {
      if (!(error instanceof ProviderError && error.error === 'access_denied')) {
        throw error;
      }
    }
  }
  return tokens;
}

/** The person's claims, fresh from the userinfo endpoint (OpenID Connect Core §5.3). */
export async function userInfo(session: Session, writing: Writing): Promise<UserInfoResponse> {
  const { provider } = session.instance;
  const { sub } = session.signedIn;
  const first = await tokenFor(session, tokenKey(), writing);
  const info = await provider.userInfo(first.token, sub);
  if (info) {
    return info;
  }
  // Revoked before its time: once more with a new one.
  const second = await tokenFor(session, tokenKey(), writing, { refused: first });
  const again = await provider.userInfo(second.token, sub);
  if (!again) {
    throw unavailable('the userinfo endpoint refuses a new access token');
  }
  return again;
}

/**
 * Refreshes the tokens this session has used and that are about to expire. What does not succeed is left for the one
 * who needs the token, who gets the error.
 *
 * `mayEnd` says whether `invalid_grant` ends the session: not in a process of its own, which cannot know whether a
 * render has rotated the refresh token since the browser got its cookie.
 */
export async function refreshAhead(session: Session, mayEnd: boolean): Promise<void> {
  const { clock, refreshMargin } = session.instance.config;
  const { record } = session;
  const family = () => session.instance.memory.families.find(record?.id ?? '');
  const isStale = (key: string) => record && !usableToken(record, key, clock(), refreshMargin);
  const stale = session.tokenKeys.filter((key) => isStale(key) && family()?.isRefusedAhead(key) !== true);
  for (const key of stale.slice(0, MOST_AHEAD)) {
    try {
      const work = tokenFor(session, key, 'may', { mayEnd });
      if (!mayEnd) {
        // Nobody could pick up there what comes too late.
        await work;
      } else if ((await inTime(work, PATIENCE)) === LATE) {
        warn('the provider is slow; the response does not wait for a refresh ahead of it');
        return;
      }
    } catch (error) {
      if (!(error instanceof GenkanError)) {
        throw error;
      }
      if (!(error instanceof ProviderError && error.error !== undefined && error.error !== 'invalid_grant')) {
        return;
      }
      // Of this token alone, such as one for an organization that the person has left.
      family()?.refuseAhead(key);
    }
  }
}

async function tokenFor(
  session: Session,
  key: string,
  writing: Writing,
  options: RefreshOptions = {},
): Promise<StoredToken> {
  const { instance } = session;
  const { clock, refreshMargin } = instance.config;
  const record = session.signedIn;
  // A guess of the browser is no reason to refresh what still lives.
  const margin = session.isPrefetch ? 0 : refreshMargin;
  const token = usableToken(record, key, clock(), margin, options.refused);
  if (token) {
    return token;
  }
  // With a store nothing needs to be written: the cookie holds only an id.
  if (writing === 'must' && !instance.stored) {
    session.checkWritable();
  }
  try {
    const refreshed = await new Refresh(instance, record, key, options).run();
    await session.adopt(refreshed.record, instance.stored ? 'may' : writing);
    return refreshed.token;
  } catch (error) {
    if (isCode(error, 'session_ended')) {
      session.ended(record.id);
    }
    throw error;
  }
}

/** The ids in the claim, whatever a provider makes of it. */
function organizationsIn(claim: unknown): string[] {
  return Array.isArray(claim) ? claim.filter((id) => typeof id === 'string' && id !== '') : [];
}

function checkOrganizationsScope(session: Session): void {
  if (!session.instance.config.scopes.includes(UserScope.Organizations)) {
    throw new SessionError(
      'scope_missing',
      500,
      `the scope \`${UserScope.Organizations}\` is missing; add it to the configuration and sign in again`,
    );
  }
}
