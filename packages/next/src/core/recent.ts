/** Most entries; beyond, entries nobody holds are forgotten early. */
const MOST = 10_000;

/** How many times longer a precious value is kept. */
const PRECIOUS = 30;

/** Says which values must be kept longer. */
export interface Kept {
  /** Whether forgetting the value would lose something. */
  isPrecious(): boolean;
  /** Whether somebody works with it this moment. */
  isHeld(): boolean;
}

/**
 * A small bounded memory of what just happened, so that parallel requests share one exchange with the provider.
 * Values are forgotten `keep` seconds after they were last asked for, precious ones after 30 times that.
 */
export class Recent<V extends Kept> {
  readonly #keep: number;
  readonly #make: () => V;
  readonly #entries = new Map<string, { value: V; at: number }>();
  #swept = 0;

  constructor(keep: number, make: () => V) {
    this.#keep = keep;
    this.#make = make;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The value of `key`, made when there is none. */
  get(key: string, now: number): V {
    const crowded = this.#entries.size >= MOST;
    if (now - this.#swept >= this.#keep || crowded) {
      this.#sweep(now, crowded);
    }
    const entry = this.#entries.get(key);
    if (entry) {
      entry.at = now;
      return entry.value;
    }
    const value = this.#make();
    this.#entries.set(key, { value, at: now });
    return value;
  }

  /** The value of `key`, when it is remembered. */
  find(key: string): V | undefined {
    return this.#entries.get(key)?.value;
  }

  #sweep(now: number, crowded: boolean): void {
    for (const [key, { value, at }] of this.#entries) {
      const isPrecious = value.isPrecious();
      const keep = isPrecious ? this.#keep * PRECIOUS : this.#keep;
      if (!value.isHeld() && ((crowded && !isPrecious) || now - at >= keep)) {
        this.#entries.delete(key);
      }
    }
    if (this.#entries.size >= MOST) {
      for (const [key, { value }] of this.#entries) {
        if (!value.isHeld()) {
          this.#entries.delete(key);
        }
      }
    }
    this.#swept = now;
  }
}
