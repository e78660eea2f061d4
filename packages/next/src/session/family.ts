import { unavailable } from '../core/errors.js';
import type { Kept } from '../core/recent.js';
import { Turn } from '../core/turn.js';
import { merged, type SessionRecord } from './record.js';

/**
 * Seconds after a failed refresh during which nobody tries again, so that a crowd does not queue for the same timeout.
 */
const FAILURE_FOR = 2;

/**
 * All requests of one session in this process: one refresh at a time, and the newest record for those who come with
 * an older cookie. Found by the session's id, which is 128 random bits sealed in the cookie or known to the store, so
 * nobody can meet somebody else's family.
 */
export class Family implements Kept {
  /** Held by the one who refreshes or signs out. */
  readonly turn = new Turn();
  #newest: SessionRecord | undefined;
  #unchecked: SessionRecord | undefined;
  #undelivered = false;
  #failure: { error: Error; at: number } | undefined;
  #refusedToken: string | undefined;
  readonly #refusedKeys = new Set<string>();
  /** Generations below have ended. */
  #endedBelow = 0;
  /** Whether a response has told the browser so. */
  #told = false;

  /** Whether `record` was signed out, or its refresh token refused by the provider. */
  hasEnded(record: SessionRecord): boolean {
    return record.gen < this.#endedBelow;
  }

  /** The newest record made here, for whoever has the turn. */
  get newest(): SessionRecord | undefined {
    return this.#unchecked ?? this.#newest;
  }

  /** Ends the session for every request of this process, also those under way, by somebody who tells the browser. */
  endTold(): void {
    this.#endBelow(Infinity);
    this.tell();
  }

  /** Ends what had the refresh token of `record`, and nothing later. */
  endAt(record: SessionRecord): void {
    this.#endBelow(record.gen + 1);
  }

  /** Whether the caller is the one who tells the browser that the session has ended. */
  tell(): boolean {
    const isFirst = !this.#told;
    this.#told = true;
    return isFirst;
  }

  /**
   * Remembers what a refresh under way has brought before it is checked: its refresh token is the only one there is.
   * Requests that come meanwhile do not get it. Merged with their old access tokens it would pass for the whole of its
   * generation, and the new access token would be fetched twice.
   */
  rememberUnchecked(record: SessionRecord): void {
    this.#unchecked = record;
    this.#undelivered = true;
    this.#failure = undefined;
  }

  /** Remembers a record that the browser does not have yet. */
  remember(record: SessionRecord): void {
    this.#newest = record;
    this.#unchecked = undefined;
    this.#undelivered = true;
    this.#failure = undefined;
    this.#refusedKeys.clear();
  }

  /** What `record`, which a request came with, becomes with what is known here. `undefined` when it is the newest. */
  catchUp(record: SessionRecord): SessionRecord | undefined {
    const newer = this.beyond(record);
    if (!newer) {
      this.#undelivered = false;
    }
    return newer;
  }

  /** The same without taking it for a sign that the newest has arrived. */
  beyond(record: SessionRecord): SessionRecord | undefined {
    const newest = this.turn.isTaken ? this.#newest : this.newest;
    return newest && newest.gen > record.gen ? merged(record, newest) : undefined;
  }

  /** Remembers that the provider did not answer at `now`. */
  fail(error: Error, now: number): void {
    this.#failure = { error, at: now };
  }

  /** A failure that has just happened. */
  recentFailure(now: number): Error | undefined {
    return this.#failure && Math.abs(now - this.#failure.at) < FAILURE_FOR ? this.#failure.error : undefined;
  }

  /** Remembers that the provider refused a refresh token to somebody who may not end the session. */
  refuse(refreshToken: string): void {
    this.#refusedToken = refreshToken;
  }

  /** Why it is no use to try `refreshToken` ahead of a render. */
  failureAhead(now: number, refreshToken: string): Error | undefined {
    return refreshToken === this.#refusedToken
      ? unavailable('it has refused this refresh token')
      : this.recentFailure(now);
  }

  /** Remembers that the provider gives no token for `key`: not every request must ask for it ahead of its render. */
  refuseAhead(key: string): void {
    this.#refusedKeys.add(key);
  }

  /** Whether `key` was refused since the latest refresh. */
  isRefusedAhead(key: string): boolean {
    return this.#refusedKeys.has(key);
  }

  /** A rotated refresh token that no browser has received is the only one there is. */
  isPrecious(): boolean {
    return this.#undelivered;
  }

  isHeld(): boolean {
    return this.turn.isTaken;
  }

  #endBelow(generation: number): void {
    if (generation > this.#endedBelow) {
      this.#endedBelow = generation;
      this.#told = false;
    }
    this.#newest = undefined;
    this.#unchecked = undefined;
    this.#undelivered = false;
    this.#failure = undefined;
  }
}
