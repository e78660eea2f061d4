/** The checks of a token's claims once its signature is good: a visible list, each with its section. */

import { constantTimeEqual } from '../crypto/digest.js';
import { TokenProblem } from './issuer.js';

type Claims = Record<string, unknown>;

/** Seconds two clocks may differ, for a token this app asked for a moment ago. */
const CLOCK_TOLERANCE = 300;
/** The same for the time of authentication, and for what passes between the form and the callback. */
const AUTHENTICATION_TOLERANCE = 60;

/** What an ID token must agree with besides issuer, audience and time. */
export interface ExpectedIdToken {
  issuer: string;
  appId: string;
  now: number;
  /** Of this sign-in. Absent after a refresh. */
  nonce?: string;
  /** How many seconds ago the person may have proved who they are. */
  maxAge?: number | undefined;
  /** The person of the session that is refreshed. */
  subject?: string;
}

/** OpenID Connect Core §3.1.3.7, §12.2. A problem of the kind `subject` tells that it is somebody else's. */
export function checkIdToken(claims: Claims, expected: ExpectedIdToken): void {
  const { issuer, appId, now, nonce, maxAge, subject } = expected;
  require(claims.iss === issuer, 'its issuer is another one');
  const audiences = audiencesOf(claims);
  require(audiences.includes(appId), 'it is for another app');
  require(claims.azp === undefined ? audiences.length === 1 : claims.azp === appId, 'it was issued to another app');
  checkTimes(claims, now, CLOCK_TOLERANCE);
  // Back-dated tokens are refused as well: this one was asked for a moment ago (§3.1.3.7 (10)).
  require(Math.abs((claims.iat as number) - now) <= CLOCK_TOLERANCE, 'it was not issued just now');
  if (nonce !== undefined) {
    require(typeof claims.nonce === 'string' && constantTimeEqual(claims.nonce, nonce), 'its nonce is another one');
  }
  require(typeof claims.sub === 'string' && claims.sub !== '', 'it has no subject');
  if (subject !== undefined && claims.sub !== subject) {
    throw new TokenProblem('subject', 'it is about somebody else');
  }
  if (maxAge !== undefined) {
    // With `max_age` the provider must say when, and it must have been since (§3.1.3.7 (13)).
    const at = claims.auth_time;
    const oldest = now - maxAge - AUTHENTICATION_TOLERANCE;
    require(isTime(at) && at >= oldest, 'the person did not prove again who they are');
  }
}

/** Seconds two clocks may differ for a logout token. */
const LOGOUT_TOLERANCE = 60;
/** Seconds after its issue a logout token is still taken. */
const LOGOUT_LONGEST_AGE = 300;
/** Seconds until a logout token is refused for its age, whatever clocks differ: how long its `jti` is remembered. */
export const LOGOUT_TOKEN_LIFE = 420;
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** What a logout token says. */
export interface LogoutClaims {
  iss: string;
  jti: string;
  sub?: string;
  sid?: string;
}

/** OpenID Connect Back-Channel Logout §2.6. That it comes once is for the caller. */
export function checkLogoutToken(
  claims: Claims,
  expected: { issuer: string; appId: string; now: number },
): LogoutClaims {
  const { issuer, appId, now } = expected;
  require(claims.iss === issuer, 'its issuer is another one');
  require(audiencesOf(claims).includes(appId), 'it is for another app');
  const end = claims.exp;
  require(end === undefined || (isTime(end) && end > now - LOGOUT_TOLERANCE), 'it has expired');
  const issued = claims.iat;
  require(isTime(issued) && issued <= now + LOGOUT_TOLERANCE, 'it was issued in the future');
  require((issued as number) >= now - LOGOUT_LONGEST_AGE - LOGOUT_TOLERANCE, 'it is too old');
  const event = (claims.events as Claims | undefined)?.[LOGOUT_EVENT];
  require(typeof event === 'object' && event !== null && !Array.isArray(event), 'it names no logout event');
  require(claims.nonce === undefined, 'it has a nonce, which only ID tokens have');
  require(typeof claims.jti === 'string' && claims.jti !== '', 'it has no jti');
  const named = (value: unknown) => typeof value === 'string' && value !== '';
  require(named(claims.sub) || named(claims.sid), 'it names neither a person nor a session');
  const isText = (value: unknown) => value === undefined || typeof value === 'string';
  require(isText(claims.sub) && isText(claims.sid), 'a claim has the wrong type');
  return claims as unknown as LogoutClaims;
}

/** `exp`, `nbf` and `iat` (RFC 7519 §4.1), with `leeway` seconds between the clocks. */
export function checkTimes(claims: Claims, now: number, leeway: number): void {
  const { exp, nbf, iat } = claims;
  const isSaid = isTime(exp) && isTime(iat) && (nbf === undefined || isTime(nbf));
  require(isSaid, 'it does not say from when to when it holds');
  if ((exp as number) <= now - leeway) {
    throw new TokenProblem('expired', 'it has expired');
  }
  require((iat as number) <= now + leeway, 'it was issued in the future');
  require(nbf === undefined || (nbf as number) <= now + leeway, 'it does not hold yet');
}

export function audiencesOf(claims: Claims): string[] {
  return [claims.aud].flat().filter((audience) => typeof audience === 'string');
}

/** Seconds since the epoch: a number that calculates, so neither `1e999` nor a fraction, which clocks do not tell. */
function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function require(good: boolean, problem: string): asserts good {
  if (!good) {
    throw new TokenProblem('claims', problem);
  }
}
