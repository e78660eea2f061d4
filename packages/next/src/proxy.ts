import 'server-only';
import { NextResponse, type NextRequest } from 'next/server';
import { isSameRoute } from './config/paths.js';
import type { GenkanNextConfig } from './config/types.js';
import { instanceOf } from './core/instance.js';
import type { IdTokenClaims } from './core/claims.js';
import { type Ahead, aheadOfRender, isInternal, withoutInternal } from './platform/ahead.js';

/** Who comes, for a decision of the app in the proxy. Check again where it matters: in the page or the route. */
export interface ProxyVisitor {
  isAuthenticated: boolean;
  claims: IdTokenClaims | undefined;
}

/** How the proxy treats requests. */
export interface ProxyOptions {
  /** Requests to leave alone, `handler` too, besides static files and the package's own routes. */
  ignore?: (pathname: string) => boolean;
  /** What the app itself does in its proxy: a redirect, a rewrite, or nothing. */
  handler?: (
    request: NextRequest,
    visitor: ProxyVisitor,
  ) => Response | undefined | void | Promise<Response | undefined | void>;
}

/** Files of the build, which nobody renders. */
const BUILD = /^\/_next\/(static|image)/;
/**
 * What looks like a file of `public/`: nothing is refreshed for it. It may be a page or a route all the same, so it is
 * kept by no cache and comes before the app's handler like the others.
 */
const FILE = /\.(ico|png|jpe?g|gif|svg|webp|avif|css|js|mjs|map|txt|xml|woff2?|ttf|otf|webmanifest)$/i;

/**
 * The proxy (`proxy.ts` of Next 16, `middleware.ts` of Next 15): refreshes tokens that are about to expire ahead of the
 * render, which cannot set cookies itself, and hands the renewed cookie to the browser and to the render of the same
 * request. Never on a prefetch; headers that only Next may set are taken off.
 *
 * The matcher must stand in the file as it is, because Next reads it without running it. Its `missing` part matters:
 * Next hides from the proxy that a request is a prefetch of its own router.
 *
 * @example
 * ```ts
 * // proxy.ts (Next 16); in Next 15 name the file middleware.ts and the export middleware
 * import { genkanProxy } from '@genkan/next/proxy';
 * import { config as genkan } from './genkan';
 *
 * export const proxy = genkanProxy(genkan);
 *
 * export const config = {
 *   matcher: [
 *     {
 *       source: '/((?!_next/static|_next/image|favicon.ico).*)',
 *       missing: [
 *         { type: 'header', key: 'next-router-prefetch' },
 *         { type: 'header', key: 'purpose', value: 'prefetch' },
 *       ],
 *     },
 *   ],
 * };
 * ```
 */
export function genkanProxy(
  config: GenkanNextConfig,
  options: ProxyOptions = {},
): (request: NextRequest) => Promise<Response> {
  return async (request) => {
    const { pathname } = request.nextUrl;
    const instance = await instanceOf(config);
    // Its own routes look at the session themselves, and a refresh must not meet a sign-out.
    const { signIn, callback, signOut, backchannelLogout } = instance.config.paths;
    const isOwn = [signIn, callback, signOut, backchannelLogout].some((path) => isSameRoute(path, pathname));
    if (isOwn || BUILD.test(pathname) || options.ignore?.(pathname) === true) {
      const headers = withoutInternal(request.headers);
      return headers ? NextResponse.next({ request: { headers } }) : NextResponse.next();
    }
    const ahead = await aheadOfRender(instance, request, { mayRefresh: !FILE.test(pathname) });
    const { isAuthenticated, claims } = ahead;
    const answer = await options.handler?.(request, { isAuthenticated, claims });
    return answered(answer ?? undefined, ahead);
  };
}

/** The app's answer, or the way on, with the renewed cookie for browser and render. */
function answered(answer: Response | undefined, ahead: Ahead): Response {
  const onwards = ahead.headers ? NextResponse.next({ request: { headers: ahead.headers } }) : NextResponse.next();
  const response = answer ? new NextResponse(answer.body, answer) : onwards;
  const goesOn = response.headers.has('x-middleware-next') || response.headers.has('x-middleware-rewrite');
  const overridden = response.headers.get('x-middleware-override-headers');
  if (answer && ahead.headers && goesOn && overridden !== null) {
    // The app has made headers of its own from the request's: they get the renewed cookie, and nothing forged.
    const names = overridden.split(',').filter((name) => name !== '' && !isInternal(name));
    if (ahead.cookies.length > 0) {
      response.headers.set('x-middleware-request-cookie', ahead.headers.get('cookie') ?? '');
      names.push(...(names.includes('cookie') ? [] : ['cookie']));
    }
    response.headers.set('x-middleware-override-headers', names.join(','));
  } else if (answer && ahead.headers && goesOn) {
    for (const [name, value] of onwards.headers) {
      if (name === 'x-middleware-override-headers' || name.startsWith('x-middleware-request-')) {
        response.headers.set(name, value);
      }
    }
  }
  for (const cookie of ahead.cookies) {
    response.headers.append('set-cookie', cookie);
  }
  if (ahead.isAuthenticated || ahead.cookies.length > 0) {
    // Functions called in a route handler cannot say so themselves.
    response.headers.set('cache-control', 'private, no-store');
    response.headers.append('vary', 'Cookie');
  }
  return response;
}
