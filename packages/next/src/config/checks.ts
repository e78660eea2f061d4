import type { Problems } from './address.js';
import type { GenkanNextConfig } from './types.js';

/** Fewest bytes of a cookie secret: as many as the key it becomes. */
const SHORTEST_SECRET = 32;

/** Most seconds a session may be let live: a hundred years. */
const LONGEST_LIMIT = 100 * 365 * 24 * 60 * 60;

const MAKE_ONE = 'make one with `openssl rand -base64 32`';
const ONE_SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

const encoder = new TextEncoder();

/** The cookie secrets. With a session wrapper, which the field uses without one, the app's own secret stands in. */
export function checkSecrets(given: GenkanNextConfig, problems: Problems): string[] {
  const named = [given.cookieSecret ?? []].flat().filter((secret) => secret !== '');
  const secrets = named.length === 0 && given.sessionWrapper && given.appSecret ? [given.appSecret] : named;
  if (secrets.length === 0) {
    problems.add('cookieSecret', `is missing; ${MAKE_ONE}`);
  }
  for (const secret of secrets) {
    const length = encoder.encode(secret).length;
    if (length < SHORTEST_SECRET) {
      problems.add('cookieSecret', `has ${length} bytes and needs at least ${SHORTEST_SECRET}; ${MAKE_ONE}`);
    }
  }
  return secrets;
}

/** The app id, the scopes and the resources. */
export function checkNames(given: GenkanNextConfig, problems: Problems): void {
  if (!given.appId) {
    problems.add('appId', 'is missing; the server shows it when the application is registered');
  } else if (/[\s\u0000-\u001f\u007f-\u009f]/.test(given.appId)) {
    problems.add('appId', 'must not be empty nor contain spaces');
  }
  for (const scope of given.scopes ?? []) {
    if (!ONE_SCOPE.test(scope)) {
      problems.add('scopes', `\`${scope}\` is not one scope (RFC 6749 §3.3)`);
    }
  }
  for (const resource of given.resources ?? []) {
    if (!URL.canParse(resource) || resource.includes('#')) {
      problems.add('resources', `\`${resource}\` is not an absolute URI without fragment (RFC 8707 §2)`);
    }
  }
  if (given.sessionStore && given.sessionWrapper) {
    problems.add('sessionWrapper', 'and sessionStore exclude each other; keep sessionStore');
  }
}

export function checkLimits(
  limits: { sessionLifetime: number; longestSession: number; refreshMargin: number },
  problems: Problems,
): void {
  for (const setting of ['sessionLifetime', 'longestSession'] as const) {
    const seconds = limits[setting];
    // Sessions whose times are no whole numbers open nowhere.
    if (!Number.isInteger(seconds) || seconds > LONGEST_LIMIT) {
      problems.add(setting, `is ${seconds}, but must be a whole number of seconds, at most ${LONGEST_LIMIT}`);
    }
  }
  // Written so that NaN fails too.
  if (!(limits.sessionLifetime >= 60)) {
    problems.add('sessionLifetime', 'must be at least 60 seconds');
  }
  if (!(limits.longestSession >= limits.sessionLifetime)) {
    problems.add('longestSession', 'must not be shorter than sessionLifetime');
  }
  if (!(limits.refreshMargin >= 0 && limits.refreshMargin <= 3600)) {
    problems.add('refreshMargin', 'must be between 0 and 3600 seconds');
  }
}
