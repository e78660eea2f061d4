/** A clock that stands until it is moved. */
export class TestClock {
  seconds = 1_800_000_000;
  readonly now = (): number => this.seconds;

  advance(seconds: number): void {
    this.seconds += seconds;
  }
}

/** A seeded generator (mulberry32), so that a failing run can be run again. */
export class Seeded {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** 0 ≤ result < `bound`. */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}
