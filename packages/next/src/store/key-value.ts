import type { Clock } from '../core/clock.js';
import { systemClock } from '../core/clock.js';
import { Turn } from '../core/turn.js';
import { ask } from './ask.js';
import type { SessionStore, StoredSession } from './types.js';

/** Three functions of any key-value service. Values are JSON texts. */
export interface KeyValue {
  /** The text exactly as it was set: some clients must be told not to read JSON by themselves. */
  get(key: string): Promise<string | null | undefined>;
  /** Keeps `value` for `seconds`. */
  set(key: string, value: string, seconds: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  /**
   * Keeps `value` for `seconds` only when there is nothing under `key`, in one step; whether it did. Optional: with it
   * several processes share one refresh.
   */
  setIfAbsent?(key: string, value: string, seconds: number): Promise<boolean>;
  /**
   * Keeps `value` for `seconds` only when exactly `expected` is under `key`, in one step; whether it did. Optional: with
   * it no process writes over what another has written or removed meanwhile.
   */
  setIfEqual?(key: string, expected: string, value: string, seconds: number): Promise<boolean>;
}

/** How often a list that other processes change too is tried to be changed. */
const TRIES = 20;

/** How the keys of a {@link keyValueStore} begin, and its clock. */
export interface KeyValueOptions {
  /** Default: `genkan:`. */
  prefix?: string;
  clock?: Clock;
}

/**
 * A session store over three functions of a key-value service.
 *
 * Three functions serve one process. Several processes at one service need the two optional ones as well, which most
 * services have: without `setIfEqual`, *compare and set* is a read and a write, so a refresh can bring back a session
 * that another process signs out in the same instant, and of two refreshes the later one wins; without `setIfAbsent`,
 * they do not wait for each other's refresh.
 *
 * A service that evicts what has not expired (Redis with `allkeys-lru`) signs people out.
 *
 * With all five one gap is left: the sessions of a person are found through a list that is written right after the
 * session, so a back-channel logout in that instant can miss the newest one. A store that implements
 * {@link SessionStore} itself, with a transaction or a script, has none.
 *
 * @example
 * ```ts
 * import { createClient } from 'redis';
 * import { keyValueStore } from '@genkan/next/stores';
 *
 * const redis = createClient({ url: process.env.REDIS_URL });
 * redis.on('error', (error) => console.warn(error.message));
 * await redis.connect();
 *
 * const SET_IF_EQUAL = `
 *   if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
 *   redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
 *   return 1`;
 *
 * export const sessionStore = keyValueStore({
 *   get: (key) => redis.get(key),
 *   set: (key, value, seconds) => redis.set(key, value, { EX: seconds }),
 *   delete: (key) => redis.del(key),
 *   setIfAbsent: async (key, value, seconds) => (await redis.set(key, value, { EX: seconds, NX: true })) === 'OK',
 *   setIfEqual: async (key, expected, value, seconds) =>
 *     (await redis.eval(SET_IF_EQUAL, { keys: [key], arguments: [expected, value, String(seconds)] })) === 1,
 * });
 * ```
 */
export function keyValueStore(service: KeyValue, options: KeyValueOptions = {}): SessionStore {
  const { prefix = 'genkan:', clock = systemClock } = options;
  const kv = bounded(service);
  const turn = new Turn();
  const nameOf = (key: string) => `${prefix}session:${key}`;
  const secondsUntil = (expiresAt: number) => Math.max(1, expiresAt - clock());
  const read = async (key: string) => sessionIn(await kv.get(nameOf(key)));

  /** Writes over `expected`, where `null` is nothing; `false` when something else is there by now. */
  const swap = async (name: string, expected: string | null, value: string, seconds: number): Promise<boolean> => {
    if (expected === null && kv.setIfAbsent) {
      return kv.setIfAbsent(name, value, seconds);
    }
    if (expected !== null && kv.setIfEqual) {
      return kv.setIfEqual(name, expected, value, seconds);
    }
    await kv.set(name, value, seconds);
    return true;
  };

  const remember = async (list: string, key: string, session: StoredSession) => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const known = (await kv.get(prefix + list)) ?? null;
      const others = listIn(known).filter((one) => one !== key);
      const found = await Promise.all(others.map(async (one) => [one, await read(one)] as const));
      const alive = found.filter((entry): entry is [string, StoredSession] => entry[1] !== undefined);
      const ends = Math.max(session.expiresAt, ...alive.map(([, { expiresAt }]) => expiresAt));
      const next = [...alive.map(([one]) => one), key];
      if (await swap(prefix + list, known, JSON.stringify(next), secondsUntil(ends))) {
        return;
      }
    }
    throw new Error('the list of sessions is being changed again and again');
  };

  const deleteListed = async (list: string, isMeant: (session: StoredSession) => boolean) => {
    const listed = (await kv.get(prefix + list)) ?? null;
    if (listed === null) {
      return;
    }
    for (const key of listIn(listed)) {
      const session = await read(key);
      if (session && isMeant(session)) {
        await kv.delete(nameOf(key));
      }
    }
    // A session that was listed meanwhile stays listed.
    await swap(prefix + list, listed, '[]', 1);
  };

  /** The lists live as long as what they name, and know a `sid` that has changed. */
  const list = async (key: string, session: StoredSession) => {
    await remember(`subject:${session.subject}`, key, session);
    if (session.sid !== null) {
      await remember(`sid:${session.sid}`, key, session);
    }
  };

  return {
    load: read,
    create: (key, session) =>
      turn.run(async () => {
        await kv.set(nameOf(key), JSON.stringify(session), secondsUntil(session.expiresAt));
        await list(key, session);
      }),
    replace: (key, generation, session) =>
      turn.run(async () => {
        const stored = (await kv.get(nameOf(key))) ?? null;
        if (stored === null || sessionIn(stored)?.generation !== generation) {
          return false;
        }
        if (!(await swap(nameOf(key), stored, JSON.stringify(session), secondsUntil(session.expiresAt)))) {
          return false;
        }
        await list(key, session);
        return true;
      }),
    delete: (key) => turn.run(async () => void (await kv.delete(nameOf(key)))),
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

/** The service with a limit on how long it may take: what waits for its turn must not wait for ever. */
function bounded(service: KeyValue): KeyValue {
  const { setIfAbsent, setIfEqual } = service;
  return {
    get: (key) => ask(async () => textOf(await service.get(key))),
    set: (key, value, seconds) => ask(() => service.set(key, value, seconds)),
    delete: (key) => ask(() => service.delete(key)),
    // As truth and falsehood, whatever a service says for it: `OK`, 1, or nothing.
    ...(setIfAbsent && { setIfAbsent: (...call) => ask(async () => Boolean(await setIfAbsent.apply(service, call))) }),
    ...(setIfEqual && { setIfEqual: (...call) => ask(async () => Boolean(await setIfEqual.apply(service, call))) }),
  };
}

/** Some clients read JSON by themselves; then nobody would ever be found, without a word. */
function textOf(value: unknown): string | null | undefined {
  if (typeof value !== 'string' && value !== null && value !== undefined) {
    const what = value instanceof Uint8Array ? 'bytes' : `a value of type ${typeof value}`;
    throw new Error(`\`get\` gave ${what} instead of the text that was set; switch off what the client decodes by itself`);
  }
  return value;
}

/** What is not there, and what somebody else has written, is no session. */
function sessionIn(text: string | null | undefined): StoredSession | undefined {
  const value = parse(text) as StoredSession | null | undefined;
  return typeof value?.expiresAt === 'number' ? value : undefined;
}

function listIn(text: string | null | undefined): string[] {
  const value = parse(text);
  return Array.isArray(value) ? value.filter((key) => typeof key === 'string') : [];
}

function parse(text: string | null | undefined): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
