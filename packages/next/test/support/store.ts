import { test } from 'node:test';
import type { GenkanNextConfig } from '../../src/config/types.js';
import { type KeyValue, keyValueStore, memoryStore, type SessionStore, type StoredSession } from '../../src/stores.js';
import { App } from './app.js';
import type { TestClock } from './clock.js';

export type Operation = keyof SessionStore;

export const OPERATIONS: readonly Operation[] = [
  'load',
  'create',
  'replace',
  'delete',
  'deleteBySid',
  'deleteBySubject',
  'claim',
  'release',
];

/** What a failing operation says: for the log, never for a client. */
export const FAILURE = 'connect ECONNREFUSED redis.internal:6379';

/** A key-value service; each of the stores over it is one process. */
export function keyValueService(clock: TestClock): Required<KeyValue> {
  const values = new Map<string, { value: string; until: number }>();
  const alive = (key: string) => {
    const found = values.get(key);
    return found && found.until > clock.now() ? found.value : null;
  };
  const set = async (key: string, value: string, seconds: number) => {
    values.set(key, { value, until: clock.now() + seconds });
  };
  return {
    get: async (key) => alive(key),
    set,
    delete: async (key) => values.delete(key),
    async setIfAbsent(key, value, seconds) {
      const isFree = alive(key) === null;
      if (isFree) await set(key, value, seconds);
      return isFree;
    },
    async setIfEqual(key, expected, value, seconds) {
      const isEqual = alive(key) === expected;
      if (isEqual) await set(key, value, seconds);
      return isEqual;
    },
  };
}

/** A real store with switches: operations can fail, lose their answers or be held up, and all that was given is kept. */
export class TestStore implements SessionStore {
  readonly #store: SessionStore;
  #failing = new Set<Operation>();
  #losing = new Set<Operation>();
  #held: { operation: Operation; arrived: () => void; goOn: Promise<void> } | undefined;
  #withoutClaims = false;
  /** Everything the store was ever given, one text for each call. */
  readonly seen: string[] = [];
  /** The keys of the sessions in the order they were created. */
  readonly keys: string[] = [];

  constructor(store: SessionStore) {
    this.#store = store;
  }

  /** From now on everybody gets every claim, as from a store without them. */
  withoutClaims(): this {
    this.#withoutClaims = true;
    return this;
  }

  /** From now on these fail and the others work. */
  fail(...operations: Operation[]): void {
    this.#failing = new Set(operations);
  }

  /** From now on these are done and their answers are lost. */
  loseAnswers(...operations: Operation[]): void {
    this.#losing = new Set(operations);
  }

  comeBack(): void {
    this.fail();
    this.loseAnswers();
  }

  /** Holds the next such operation up, until it is let go. */
  hold(operation: Operation): { somebodyWaits: Promise<void>; letGo: () => void } {
    let letGo = (): void => undefined;
    const goOn = new Promise<void>((resolve) => (letGo = resolve));
    const somebodyWaits = new Promise<void>((arrived) => {
      this.#held = { operation, arrived, goOn };
    });
    return { somebodyWaits, letGo };
  }

  get count(): number {
    return this.seen.length;
  }

  /** The record under the latest key, as it is now. */
  latest(): Promise<StoredSession | undefined> {
    return this.#store.load(this.keys.at(-1) ?? '');
  }

  /** Writes behind the app's back. */
  put(key: string, session: StoredSession): Promise<void> {
    return this.#store.create(key, session);
  }

  load(key: string): Promise<StoredSession | undefined> {
    return this.#pass('load', [key], () => this.#store.load(key));
  }

  create(key: string, session: StoredSession): Promise<void> {
    return this.#pass('create', [key, session], () => {
      this.keys.push(key);
      return this.#store.create(key, session);
    });
  }

  replace(key: string, generation: number, session: StoredSession): Promise<boolean> {
    return this.#pass('replace', [key, session], () => this.#store.replace(key, generation, session));
  }

  delete(key: string): Promise<void> {
    return this.#pass('delete', [key], () => this.#store.delete(key));
  }

  deleteBySid(sid: string): Promise<void> {
    return this.#pass('deleteBySid', [sid], () => this.#store.deleteBySid(sid));
  }

  deleteBySubject(subject: string): Promise<void> {
    return this.#pass('deleteBySubject', [subject], () => this.#store.deleteBySubject(subject));
  }

  claim(name: string, seconds: number): Promise<boolean> {
    return this.#pass('claim', [name], async () => {
      return this.#withoutClaims || ((await this.#store.claim?.(name, seconds)) ?? true);
    });
  }

  release(name: string): Promise<void> {
    return this.#pass('release', [name], async () => this.#store.release?.(name));
  }

  async #pass<T>(operation: Operation, given: unknown[], work: () => Promise<T>): Promise<T> {
    this.seen.push(JSON.stringify([operation, ...given]));
    if (this.#held?.operation === operation) {
      const { arrived, goOn } = this.#held;
      this.#held = undefined;
      arrived();
      await goOn;
    }
    if (this.#failing.has(operation)) {
      throw new Error(FAILURE);
    }
    const answer = await work();
    if (this.#losing.has(operation)) {
      throw new Error(FAILURE);
    }
    return answer;
  }
}

/** The stores the package brings, each in a process with switches. */
export const stores: Record<string, (clock: TestClock) => TestStore> = {
  'a memory store': (clock) => new TestStore(memoryStore(clock.now)),
  'a key-value store': (clock) => new TestStore(keyValueStore(keyValueService(clock), { clock: clock.now })),
};

/** Runs a test over every store. */
export function overEveryStore(
  name: string,
  run: (app: App, store: TestStore) => Promise<void>,
  settings: Partial<GenkanNextConfig> = {},
): void {
  for (const [kind, make] of Object.entries(stores)) {
    test(`${name}: ${kind}`, async () => {
      let store: TestStore | undefined;
      const app = await App.start((clock) => ({ ...settings, sessionStore: (store = make(clock)) }));
      try {
        await run(app, store as TestStore);
      } finally {
        app.stop();
      }
    });
  }
}
