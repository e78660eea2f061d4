import type { Problems } from './address.js';
import type { GenkanNextConfig } from './types.js';

/** Where the ready routes live and where people land, each a path of the site. */
export interface Paths {
  readonly signIn: string;
  readonly callback: string;
  readonly signOut: string;
  readonly backchannelLogout: string;
  readonly afterSignIn: string;
  readonly afterSignOut: string;
}

/** Whether two paths are one route: with `trailingSlash: true` Next writes them with a slash at the end. */
export function isSameRoute(one: string, other: string): boolean {
  const bare = (path: string) => (path.endsWith('/') ? path.slice(0, -1) : path);
  return bare(one) === bare(other);
}

const ROUTE = /^(\/[A-Za-z0-9\-_.~]+)+\/?$/;

/** As a `Location` may say it: headers hold no letters beyond Latin-1. */
function encoded(path: string): string {
  const { pathname, search, hash } = new URL(path, 'http://localhost');
  return pathname + search + hash;
}

export function checkPaths(given: GenkanNextConfig, problems: Problems): Paths {
  const prefix = given.authPath ?? '';
  if (prefix !== '' && !/^(\/[A-Za-z0-9\-_.~]+)+$/.test(prefix)) {
    problems.add('authPath', `\`${prefix}\` is not a path such as /auth`);
  }
  const routes = {
    signIn: given.signInPath ?? `${prefix}/sign-in`,
    callback: given.callbackPath ?? `${prefix}/callback`,
    signOut: given.signOutPath ?? `${prefix}/sign-out`,
    backchannelLogout: given.backchannelLogoutPath ?? `${prefix}/backchannel-logout`,
  };
  for (const [name, path] of Object.entries(routes)) {
    if (!ROUTE.test(path)) {
      problems.add(`${name}Path`, `\`${path}\` is not a path such as /sign-in`);
    }
  }
  if (new Set(Object.values(routes)).size < 4) {
    problems.add('callbackPath', 'the paths of the ready routes must differ');
  }
  const landings = { afterSignIn: given.afterSignIn ?? '/', afterSignOut: given.afterSignOut ?? '/' };
  for (const [name, path] of Object.entries(landings)) {
    if (!path.startsWith('/') || path.startsWith('//') || path.includes('\\')) {
      problems.add(name, `\`${path}\` is not a path of this site, such as /`);
    }
  }
  return { ...routes, afterSignIn: encoded(landings.afterSignIn), afterSignOut: encoded(landings.afterSignOut) };
}
