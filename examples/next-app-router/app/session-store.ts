import { keyValueStore, memoryStore, type SessionStore } from '@genkan/next/stores';
import { createClient } from 'redis';

/** Milliseconds until a Redis that does not answer counts as down. */
const PATIENCE = 3000;

/** Writes only over what was read before, in one step. */
const SET_IF_EQUAL = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
  return 1`;

/** Where sessions are kept: `cookie` (the default), `memory`, or the URL of a Redis. */
export function sessionStore(place = 'cookie'): SessionStore | undefined {
  if (place === 'cookie') return undefined;
  if (place === 'memory') return memoryStore();
  if (/^rediss?:/.test(place)) return redisStore(place);
  throw new Error('SESSION_STORE is none of `cookie`, `memory` and `redis://…`');
}

/** Sessions in Redis, by a few functions of its client. */
function redisStore(url: string): SessionStore {
  const client = createClient({ url, disableOfflineQueue: true, socket: { connectTimeout: PATIENCE } });
  client.on('error', (error) => console.warn(`[redis] ${error.message}`));
  let connected: Promise<unknown> | undefined;
  /** Asks Redis, in time. The first question connects, so that building the app needs no Redis. */
  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    const late = AbortSignal.timeout(PATIENCE);
    const tooLate = new Promise<never>((_, fail) => {
      late.addEventListener('abort', () => fail(new Error('Redis does not answer in time')), { once: true });
    });
    await Promise.race([(connected ??= client.connect()), tooLate]);
    return Promise.race([question(), tooLate]);
  };
  return keyValueStore({
    get: (key) => ask(() => client.get(key)),
    set: (key, value, seconds) => ask(() => client.set(key, value, { EX: seconds })),
    delete: (key) => ask(() => client.del(key)),
    setIfAbsent: (key, value, seconds) =>
      ask(async () => (await client.set(key, value, { EX: seconds, NX: true })) === 'OK'),
    setIfEqual: (key, expected, value, seconds) =>
      ask(async () => {
        return (await client.eval(SET_IF_EQUAL, { keys: [key], arguments: [expected, value, `${seconds}`] })) === 1;
      }),
  });
}
