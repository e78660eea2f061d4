import { isCode, type GenkanError } from '../core/errors.js';
import type { IdTokenClaims, UserInfoResponse } from '../core/claims.js';
import { warn } from '../core/log.js';
import type { Session, Writing } from './session.js';
import { accessToken, organizationToken, organizationTokens, userInfo } from './tokens.js';
import { tokenKey } from './record.js';

/** What else to look up for a context; without any of it nothing is asked of the provider. */
export interface GetContextParameters {
  /** Asks the userinfo endpoint. */
  fetchUserInfo?: boolean;
  /** Gets an access token: for `resource`, in `organizationId`, or for the provider's own endpoints. */
  getAccessToken?: boolean;
  resource?: string;
  organizationId?: string;
  /** Gets an organization token for `organizationId`, or for every organization of the person. */
  getOrganizationToken?: boolean;
}

/** Who is signed in. */
export interface GenkanContext {
  isAuthenticated: boolean;
  /** The verified claims of the latest ID token, when somebody is. */
  claims?: IdTokenClaims;
  accessToken?: string;
  /** The scopes granted at sign-in. */
  scopes?: string[];
  userInfo?: UserInfoResponse;
  organizationTokens?: Record<string, string>;
}

/**
 * Who is signed in, with what was asked for. Somebody whose session the provider has ended is nobody; a provider that
 * does not answer leaves the person signed in, without what could not be had.
 */
export async function contextOf(
  session: Session,
  wishes: GetContextParameters,
  writing: Writing,
): Promise<GenkanContext> {
  const { record } = session;
  if (!record) {
    return { isAuthenticated: false };
  }
  const scopes = record.accessTokens?.[tokenKey()]?.scope.split(' ').filter(Boolean);
  const context: GenkanContext = { isAuthenticated: true, claims: record.claims, ...(scopes ? { scopes } : {}) };
  const { resource, organizationId } = wishes;
  try {
    if (wishes.getAccessToken) {
      const token = await orNothing(accessToken(session, { resource, organizationId }, writing));
      Object.assign(context, token && { accessToken: token.token });
    }
    if (wishes.getOrganizationToken) {
      const tokens = await orNothing(organizationsOf(session, organizationId, writing));
      Object.assign(context, tokens && { organizationTokens: tokens });
    }
    if (wishes.fetchUserInfo) {
      const info = await orNothing(userInfo(session, writing));
      Object.assign(context, info && { userInfo: info });
    }
  } catch (error) {
    if (isCode(error, 'session_ended', 'not_authenticated')) {
      return { isAuthenticated: false };
    }
    throw error;
  }
  // A refresh may have brought newer claims.
  return { ...context, claims: session.record?.claims ?? record.claims };
}

async function organizationsOf(session: Session, organizationId: string | undefined, writing: Writing) {
  if (organizationId !== undefined) {
    return { [organizationId]: (await organizationToken(session, organizationId, writing)).token };
  }
  const tokens = await organizationTokens(session, writing);
  return Object.fromEntries(tokens.map(({ id, token }) => [id, token]));
}

async function orNothing<T>(wish: Promise<T>): Promise<T | undefined> {
  try {
    return await wish;
  } catch (error) {
    if (isCode(error, 'provider_unavailable', 'store_unavailable')) {
      warn('a part of the context could not be had', error satisfies GenkanError);
      return undefined;
    }
    throw error;
  }
}
