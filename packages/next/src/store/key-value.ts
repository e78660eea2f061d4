import type { Clock } from '../core/clock.js';
import { systemClock } from '../core/clock.js';
import { Turn } from '../core/turn.js';
import type { SessionStore, StoredSession } from './types.js';

/** Three functions of any key-value service. Values are JSON texts. */
export interface KeyValue {
  get(key: string): Promise<string | null | undefined>;
  /** Keeps `value` for `seconds`. */
  set(key: string, value: string, seconds: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  /**
   * Keeps `value` for `seconds` only when there is nothing under `key`, in one step; whether it did. Optional: with it
   * several processes share one refresh.
   */
  setIfAbsent?(key: string, value: string, seconds: number): Promise<boolean>;
}

/** How the keys of a {@link keyValueStore} begin, and its clock. */
export interface KeyValueOptions {
  /** Default: `genkan:`. */
  prefix?: string;
  clock?: Clock;
}

/**
 * A session store over three functions of a key-value service.
 *
 * What three functions cannot do: *compare and set* is a read and a write, so of two processes that refresh one
 * session in the same instant the later one wins (one process keeps the order by itself; `setIfAbsent` makes several
 * wait for each other), and the sessions of a person are found through a list that is written after the session, so a
 * back-channel logout in that instant can miss the newest one. A store that implements {@link SessionStore} itself,
 * with a transaction or a script, has neither gap.
 *
 * @example
 * ```ts
 * import { createClient } from 'redis';
 * import { keyValueStore } from '@genkan/next/stores';
 *
 * const redis = await createClient({ url: process.env.REDIS_URL }).connect();
 *
 * export const sessionStore = keyValueStore({
 *   get: (key) => redis.get(key),
 *   set: (key, value, seconds) => redis.set(key, value, { EX: seconds }),
 *   delete: (key) => redis.del(key),
 *   setIfAbsent: async (key, value, seconds) => (await redis.set(key, value, { EX: seconds, NX: true })) === 'OK',
 * });
 * ```
 */
export function keyValueStore(kv: KeyValue, options: KeyValueOptions = {}): SessionStore {
  const { prefix = 'genkan:', clock = systemClock } = options;
  const turn = new Turn();
  const secondsUntil = (expiresAt: number) => Math.max(1, expiresAt - clock());
  const read = async (key: string) => parse<StoredSession>(await kv.get(`${prefix}session:${key}`));
  const write = (key: string, session: StoredSession) =>
    kv.set(`${prefix}session:${key}`, JSON.stringify(session), secondsUntil(session.expiresAt));

  const remember = async (list: string, key: string, session: StoredSession) => {
    const keys = parse<string[]>(await kv.get(prefix + list)) ?? [];
    const alive = await Promise.all(keys.map(async (known) => (await read(known)) && known));
    const next = [...new Set([...alive.filter((known) => known !== undefined), key])];
    await kv.set(prefix + list, JSON.stringify(next), secondsUntil(session.expiresAt));
  };

  const deleteListed = async (list: string, isMeant: (session: StoredSession) => boolean) => {
    for (const key of parse<string[]>(await kv.get(prefix + list)) ?? []) {
      const session = await read(key);
      if (session && isMeant(session)) {
        await kv.delete(`${prefix}session:${key}`);
      }
    }
    await kv.delete(prefix + list);
  };

  /** The lists live as long as what they name, and know a `sid` that has changed. */
  const writeListed = async (key: string, session: StoredSession) => {
    await write(key, session);
    await remember(`subject:${session.subject}`, key, session);
    if (session.sid !== null) {
      await remember(`sid:${session.sid}`, key, session);
    }
  };

  return {
    load: read,
    create: (key, session) => turn.run(() => writeListed(key, session)),
    replace: (key, generation, session) =>
      turn.run(async () => {
        if ((await read(key))?.generation !== generation) {
          return false;
        }
        await writeListed(key, session);
        return true;
      }),
    delete: (key) => turn.run(async () => void (await kv.delete(`${prefix}session:${key}`))),
    deleteBySid: (sid) => turn.run(() => deleteListed(`sid:${sid}`, (session) => session.sid === sid)),
    deleteBySubject: (subject) =>
      turn.run(() => deleteListed(`subject:${subject}`, (session) => session.subject === subject)),
    claim: async (name, seconds) => (await kv.setIfAbsent?.(`${prefix}claim:${name}`, '1', seconds)) ?? true,
    release: async (name) => {
      if (kv.setIfAbsent) {
        await kv.delete(`${prefix}claim:${name}`);
      }
    },
  };
}

function parse<T>(text: string | null | undefined): T | undefined {
  if (typeof text !== 'string') {
    return undefined;
  }
  return JSON.parse(text) as T;
}
