/** What the proxy does for a request before it is rendered, in plain web terms. */

import type { Instance } from '../core/instance.js';
import { GenkanError } from '../core/errors.js';
import { type CookieJar, HeaderJar } from '../core/jar.js';
import { nodeCrypto } from '../crypto/node-crypto.js';
import { findCookie } from '../core/cookie.js';
import { warn } from '../core/log.js';
import { isPrefetch } from '../core/prefetch.js';
import type { IdTokenClaims } from '../core/claims.js';
import { Session } from '../session/session.js';
import { refreshAhead } from '../session/tokens.js';

/** What became of the request's session. */
export interface Ahead {
  /** `Set-Cookie` values for the browser. */
  cookies: string[];
  /** The headers for the render when they differ from the request's. */
  headers: Headers | undefined;
  isAuthenticated: boolean;
  claims: IdTokenClaims | undefined;
}

/** How a request is looked at. */
export interface AheadOptions {
  /** Whether renders run in this process. Default: where there is Node. */
  sharesProcess?: boolean;
  /** Whether tokens may be refreshed: not for what is most likely a file. Default: `true`. */
  mayRefresh?: boolean;
}

/** Headers that only Next itself may set; from outside they are an attack (CVE-2025-29927). */
const INTERNAL = /^x-(middleware|genkan)-/i;

/**
 * Refreshes what is about to expire, and gives the render the cookies the browser is about to get.
 *
 * Where Next runs the proxy in its edge runtime, it remembers nothing of what renders have refreshed, so there a refresh
 * that is refused ends no session, nor does a store that knows nothing of it: the render, or whoever needs a token,
 * decides.
 */
export async function aheadOfRender(
  instance: Instance,
  request: Pick<Request, 'headers'>,
  { sharesProcess = nodeCrypto !== undefined, mayRefresh = true }: AheadOptions = {},
): Promise<Ahead> {
  const headers = withoutInternal(request.headers);
  const jar = new HeaderJar(request.headers.get('cookie'));
  const nobody = { cookies: [], headers, isAuthenticated: false, claims: undefined };
  if (findCookie(jar.getAll(), instance.sessionCookie).names.length === 0) {
    return nobody;
  }
  let session: Session;
  try {
    const isQuiet = !mayRefresh || isPrefetch(request.headers);
    session = await Session.open(instance, isQuiet ? readOnly(jar) : jar);
    const { store, wrapper } = instance.config;
    if (!session.record && (store ?? wrapper) && !sharesProcess) {
      // Perhaps it is in the memory of the process that renders, which alone can tell that there is none.
      return nobody;
    }
    if (!isQuiet) {
      await refreshAhead(session, sharesProcess);
    }
  } catch (error) {
    if (!(error instanceof GenkanError)) {
      throw error;
    }
    // The one who needs the session gets the error.
    warn('a session could not be looked at ahead of the render', error);
    return nobody;
  }
  const { record } = session;
  const cookies = jar.written;
  if (cookies.length > 0) {
    const changed = headers ?? new Headers(request.headers);
    changed.set('cookie', jar.header);
    return { cookies, headers: changed, isAuthenticated: record !== undefined, claims: record?.claims };
  }
  return { cookies, headers, isAuthenticated: record !== undefined, claims: record?.claims };
}

/** Whether a header is one that only Next itself may set. */
export const isInternal = (name: string): boolean => INTERNAL.test(name);

/** The headers without forged ones; `undefined` when there are none. */
export function withoutInternal(headers: Headers): Headers | undefined {
  const forged = [...headers.keys()].filter(isInternal);
  if (forged.length === 0) {
    return undefined;
  }
  const kept = new Headers(headers);
  forged.forEach((name) => kept.delete(name));
  return kept;
}

/** A prefetch is only a guess: it gets no cookies. */
function readOnly(jar: HeaderJar): CookieJar {
  return {
    getAll: () => jar.getAll(),
    set() {
      throw new Error('a prefetch gets no cookies');
    },
  };
}
