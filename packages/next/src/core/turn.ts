/** One at a time, in the order of arrival. */
export class Turn {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Whether somebody has the turn or waits for it. */
  get isTaken(): boolean {
    return this.#waiting > 0;
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const result = this.#last.then(work).finally(() => {
      this.#waiting -= 1;
    });
    this.#last = result.catch(() => undefined);
    return result;
  }
}
