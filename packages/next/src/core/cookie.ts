/** Reading cookies and writing them (RFC 6265bis), with long values cut into chunks. */

import { SessionError } from './errors.js';
import type { Cookie, CookieAttributes, CookieJar } from './jar.js';

/**
 * Longest value of one cookie, in bytes. Browsers stop at 4,096 for name and value together; the name and, in Safari,
 * the attributes need room too.
 */
export const CHUNK_LENGTH = 3600;

/** Most chunks of one value. Four fit under the 16 KiB that Node.js and many proxies allow for all headers. */
export const MOST_CHUNKS = 4;

/** Longest value that can be stored, in bytes. */
export const LONGEST_VALUE = CHUNK_LENGTH * MOST_CHUNKS - 2;

/** What a request said about one (possibly chunked) cookie. */
export interface Found {
  /** The whole value; `undefined` when there is none or its chunks do not fit together. */
  value: string | undefined;
  /** Every name that belongs to the cookie and came with the request, to be removed when it is replaced. */
  names: string[];
}

/**
 * Finds the cookie `name`: whole as `name`, or as `name.0` (whose value begins with the number of chunks and `~`),
 * `name.1`, and so on. Only these exact names count: `name.00` is a stranger.
 */
export function findCookie(cookies: readonly Cookie[], name: string): Found {
  let whole: string | undefined;
  const chunks: (string | undefined)[] = [];
  const names: string[] = [];
  for (const { name: key, value } of cookies) {
    if (!key.startsWith(name)) {
      continue;
    }
    const index = key === name ? -1 : chunkIndex(key, name);
    // The first of a name wins: it has the most specific path (RFC 6265 §5.4).
    if (index === undefined || names.includes(key)) {
      continue;
    }
    names.push(key);
    // Next goes on listing a cookie that was removed in this very request, without a value.
    if (value === '') {
      continue;
    }
    if (index === -1) {
      whole = value;
    } else {
      chunks[index] = value;
    }
  }
  return { value: whole ?? join(chunks), names };
}

function chunkIndex(key: string, name: string): number | undefined {
  const isChunk = key.length === name.length + 2 && key.charAt(name.length) === '.';
  const index = '0123'.indexOf(key.charAt(key.length - 1));
  return isChunk && index >= 0 ? index : undefined;
}

function join(chunks: (string | undefined)[]): string | undefined {
  const count = Number(/^([2-4])~/.exec(chunks[0] ?? '')?.[1]);
  const parts = chunks.slice(0, count);
  if (!count || parts.length < count || parts.includes(undefined)) {
    return undefined;
  }
  return parts.join('').slice(2);
}

/** Stores `value` under `name` and removes whatever of `previous` it does not overwrite. Gives the names in use. */
export function storeCookie(
  jar: CookieJar,
  name: string,
  value: string,
  previous: readonly string[],
  attributes: CookieAttributes,
): string[] {
  if (value.length > LONGEST_VALUE) {
    throw tooLarge(value.length);
  }
  const parts = cut(name, value);
  for (const old of previous) {
    if (!parts.some((part) => part.name === old)) {
      removeCookie(jar, old, attributes.secure);
    }
  }
  for (const part of parts) {
    jar.set(part.name, part.value, attributes);
  }
  return parts.map((part) => part.name);
}

/** The cookies that `value` becomes. */
export function cut(name: string, value: string): Cookie[] {
  if (value.length <= CHUNK_LENGTH) {
    return [{ name, value }];
  }
  const text = `${Math.ceil((value.length + 2) / CHUNK_LENGTH)}~${value}`;
  const parts: Cookie[] = [];
  for (let start = 0; start < text.length; start += CHUNK_LENGTH) {
    parts.push({ name: `${name}.${parts.length}`, value: text.slice(start, start + CHUNK_LENGTH) });
  }
  return parts;
}

/** Every name a cookie of ours can have. */
export function allNames(name: string): string[] {
  return [name, ...Array.from({ length: MOST_CHUNKS }, (_, index) => `${name}.${index}`)];
}

export function removeCookie(jar: CookieJar, name: string, secure: boolean): void {
  jar.set(name, '', cookieAttributes(secure, 0));
}

/** The attributes every cookie of this package carries. */
export function cookieAttributes(secure: boolean, maxAge: number): CookieAttributes {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge };
}

/** The error that names the size and the remedy. */
export function tooLarge(length: number): SessionError {
  return new SessionError(
    'session_too_large',
    500,
    `the session is too large for cookies: ${length} bytes sealed, ${LONGEST_VALUE} fit; ask for fewer scopes, claims ` +
      'or resources, use shorter signing keys (EC instead of RSA), or keep sessions in a store (sessionStore)',
  );
}
