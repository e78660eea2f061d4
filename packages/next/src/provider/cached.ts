import type { Clock } from '../core/clock.js';
import { ProviderError, unavailable } from '../core/errors.js';
import { Turn } from '../core/turn.js';
import { warn } from '../core/log.js';

/**
 * Seconds after which what was fetched is fetched again, in the background. A key the provider has removed is trusted
 * no longer than this, plus one request.
 */
const FRESH_FOR = 10 * 60;
/** Seconds what was fetched is of use while the provider cannot be reached. */
const USABLE_FOR = 24 * 60 * 60;
/**
 * Fewest seconds between two fetches while something usable is there, whatever the tokens claim: an unknown `kid`
 * costs a stranger nothing, so it must cost the provider nothing.
 */
const BETWEEN_FETCHES = 10;
/** Seconds a failure is remembered, so that a crowd of requests does not queue for the same timeout. */
const FAILURE_FOR = 2;

/** Something usable and which one it is. */
export interface Fetched<T> {
  readonly value: T;
  /** Counts the fetches that succeeded. */
  readonly generation: number;
  readonly at: number;
}

/**
 * A document of the provider: fetched at first need by one request while the others wait, then refreshed behind their
 * backs.
 */
export class Cached<T> {
  readonly #clock: Clock;
  readonly #fetch: () => Promise<T>;
  readonly #turn = new Turn();
  #latest: Fetched<T> | undefined;
  #failure: { error: Error; at: number } | undefined;
  /** When the latest fetch began, whatever became of it. */
  #tried: number | undefined;

  constructor(clock: Clock, fetch: () => Promise<T>) {
    this.#clock = clock;
    this.#fetch = fetch;
  }

  /** What is known, fetched when nothing usable is. */
  async get(): Promise<Fetched<T>> {
    const now = this.#clock();
    const usable = this.#usable(now);
    if (!usable) {
      return this.#turn.run(() => this.#fetchFirst());
    }
    if (apart(now, usable.at) > FRESH_FOR && this.#begin(now)) {
      this.#turn
        .run(() => this.#keep())
        .catch((error: unknown) => warn('a refresh in the background failed; what is known stays in use', error));
    }
    return usable;
  }

  /**
   * What was fetched after `generation`, for somebody whom that does not satisfy. `undefined` when it is too early to
   * ask again.
   */
  newer(generation: number): Promise<Fetched<T> | undefined> {
    return this.#turn.run(async () => {
      const now = this.#clock();
      const usable = this.#usable(now);
      if (usable && usable.generation > generation) {
        return usable;
      }
      if (!this.#begin(now)) {
        const failure = this.#failureWithin(now, BETWEEN_FETCHES);
        if (failure) {
          throw failure;
        }
        return undefined;
      }
      return this.#keep();
    });
  }

  async #fetchFirst(): Promise<Fetched<T>> {
    const now = this.#clock();
    const usable = this.#usable(now);
    if (usable) {
      return usable;
    }
    const failure = this.#failureWithin(now, FAILURE_FOR);
    if (failure) {
      throw failure;
    }
    this.#tried = now;
    return this.#keep();
  }

  /** Takes the right to fetch, unless somebody had it a moment ago. */
  #begin(now: number): boolean {
    const may = this.#tried === undefined || apart(now, this.#tried) >= BETWEEN_FETCHES;
    if (may) {
      this.#tried = now;
    }
    return may;
  }

  async #keep(): Promise<Fetched<T>> {
    try {
      const value = await this.#fetch();
      this.#latest = { value, generation: (this.#latest?.generation ?? 0) + 1, at: this.#clock() };
      this.#failure = undefined;
      return this.#latest;
    } catch (cause) {
      const error = cause instanceof ProviderError ? cause : unavailable(String(cause));
      this.#failure = { error, at: this.#clock() };
      throw error;
    }
  }

  #usable(now: number): Fetched<T> | undefined {
    return this.#latest && apart(now, this.#latest.at) <= USABLE_FOR ? this.#latest : undefined;
  }

  #failureWithin(now: number, seconds: number): Error | undefined {
    return this.#failure && apart(now, this.#failure.at) < seconds ? this.#failure.error : undefined;
  }
}

/** Seconds between two moments in either direction: a clock that was set back must not keep old keys alive. */
function apart(one: number, other: number): number {
  return Math.abs(one - other);
}
