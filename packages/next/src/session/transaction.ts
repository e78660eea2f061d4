/**
 * One sign-in under way: what the browser must bring back in a cookie of its own, so that two tabs never disturb each
 * other (one cookie per sign-in, named after its state).
 */

import { cookieAttributes, CHUNK_LENGTH, removeCookie, tooLarge } from '../core/cookie.js';
import type { CookieJar } from '../core/jar.js';
import type { Sealer } from '../crypto/sealer.js';
import { constantTimeEqual } from '../crypto/digest.js';

/** Seconds a sign-in may take. */
export const SIGN_IN_LIFETIME = 600;

/** Most sign-ins under way in one browser; the oldest is dropped. */
const MOST = 5;

/**
 * Most characters that the cookies of all sign-ins under way take together, beside the session's own: servers and
 * proxies in front refuse long request headers, Node.js itself from 16 KiB. Again the oldest is dropped.
 */
const MOST_LENGTH = 2 * CHUNK_LENGTH;

/** The payload of a transaction cookie (`docs/SESSION-FORMAT.md` §5). */
export interface Transaction {
  /** Seconds since the epoch. */
  iat: number;
  /** Seconds since the epoch. */
  exp: number;
  /** Binds the response to this browser (RFC 6749 §10.12). */
  state: string;
  /** Binds the ID token to this sign-in (OpenID Connect Core §3.1.2.1). */
  nonce: string;
  /** Proves who asked for the code (RFC 7636 §4.1). */
  codeVerifier: string;
  /** Who was asked (RFC 9207, against mix-up). */
  issuer: string;
  /** As sent in the authorization request. */
  redirectUri: string;
  /** A checked path of the site. */
  returnTo: string;
  /** Whether the sign-in asked for `returnTo`; otherwise a callback written by hand decides where to go. */
  returnToGiven?: boolean;
  /** As sent in the authorization request: the ID token must then have a recent `auth_time`. */
  maxAge?: number;
}

/** The sign-ins under way of one browser. */
export class Transactions {
  readonly #jar: CookieJar;
  readonly #sealer: Sealer;
  readonly #prefix: string;
  readonly #secure: boolean;

  constructor(jar: CookieJar, sealer: Sealer, prefix: string, secure: boolean) {
    this.#jar = jar;
    this.#sealer = sealer;
    this.#prefix = prefix;
    this.#secure = secure;
  }

  /** Remembers a sign-in that begins, and forgets the oldest ones when there are too many. */
  async begin(transaction: Transaction): Promise<void> {
    const name = this.#prefix + transaction.state.slice(0, 16);
    const sealed = await this.#sealer.seal(transaction);
    if (sealed.length > CHUNK_LENGTH) {
      throw tooLarge(sealed.length);
    }
    const pending = await Promise.all(
      this.#pending().map(async (cookie) => {
        const opened = (await this.#sealer.open(cookie.value)) as Transaction | undefined;
        // What cannot be opened is older than anything.
        return { name: cookie.name, begun: opened?.iat ?? -Infinity, length: cookie.value.length };
      }),
    );
    pending.sort((one, other) => (one.begun === other.begun ? 0 : other.begun - one.begun));
    let room = MOST_LENGTH - sealed.length;
    for (const [index, earlier] of pending.entries()) {
      room -= earlier.length;
      if (index >= MOST - 1 || room < 0) {
        removeCookie(this.#jar, earlier.name, this.#secure);
      }
    }
    this.#jar.set(name, sealed, cookieAttributes(this.#secure, SIGN_IN_LIFETIME));
  }

  /** The sign-in that `state` names. */
  async find(state: string): Promise<Transaction | undefined> {
    const name = this.#nameOf(state);
    const cookie = this.#pending().find((pending) => pending.name === name);
    const transaction = cookie && ((await this.#sealer.open(cookie.value)) as Transaction | undefined);
    return transaction && constantTimeEqual(transaction.state, state) ? transaction : undefined;
  }

  /** Removes the cookie of the sign-in that `state` names. */
  end(state: string): void {
    const name = this.#nameOf(state);
    if (name && this.#pending().some((pending) => pending.name === name)) {
      removeCookie(this.#jar, name, this.#secure);
    }
  }

  #pending() {
    const length = this.#prefix.length + 16;
    return this.#jar.getAll().filter(({ name }) => name.startsWith(this.#prefix) && name.length === length);
  }

  /** States are our own random text; anything else in a callback names no cookie. */
  #nameOf(state: string): string | undefined {
    return /^[A-Za-z0-9_-]{43}$/.test(state) ? this.#prefix + state.slice(0, 16) : undefined;
  }
}
