/** Where a person lands after signing in: always a path of this site (RFC 9700 §4.11, no open redirector). */

/** Longest accepted value, in characters, as given and as normalised. */
const LONGEST = 2000;

/**
 * The normalised path of `value` when a browser on `base` would stay on its origin, such as `/orders?page=2`.
 * Anything doubtful is `undefined`.
 */
export function returnPath(base: URL, value: string): string | undefined {
  if (value.length > LONGEST || !value.startsWith('/') || value.includes('\\') || hasControls(value)) {
    return undefined;
  }
  if (leavesTheSite(value) || !URL.canParse(value, base)) {
    return undefined;
  }
  const joined = new URL(value, base);
  if (joined.origin !== base.origin || joined.username !== '' || joined.password !== '') {
    return undefined;
  }
  // Dot segments are resolved now; `/.//evil` has become the path `//evil`.
  if (leavesTheSite(joined.pathname)) {
    return undefined;
  }
  // Longer than it was given when it had to be percent-encoded.
  const path = joined.pathname + joined.search + joined.hash;
  return path.length <= LONGEST ? path : undefined;
}

/** The same for a whole address of this site, as `postRedirectUri` may be. */
export function returnAddress(base: URL, value: string | URL): string | undefined {
  const text = String(value);
  if (text.startsWith('/')) {
    return returnPath(base, text);
  }
  if (hasControls(text) || !/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    return undefined;
  }
  const url = new URL(text);
  if (url.origin !== base.origin || url.username !== '' || url.password !== '') {
    return undefined;
  }
  return returnPath(base, url.pathname + url.search + url.hash);
}

function hasControls(text: string): boolean {
  // WHATWG parsing drops tabs and newlines: `/\t/evil` is `//evil`
  return /[\u0000-\u001f\u007f-\u009f]/.test(text);
}

/**
 * A second slash or backslash after the first, also when percent-encoded (once or more often), starts a host for
 * somebody: a browser, a proxy that decodes, a router that merges.
 */
function leavesTheSite(path: string): boolean {
  let text = (path.split(/[?#]/, 1)[0] ?? '').toLowerCase();
  for (;;) {
    if (text.startsWith('//') || text.includes('\\')) {
      return true;
    }
    const decoded = text.replaceAll('%2f', '/').replaceAll('%5c', '\\').replaceAll('%2e', '.').replaceAll('%25', '%');
    if (decoded === text) {
      return false;
    }
    text = decoded;
  }
}
