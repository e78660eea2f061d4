import type { Clock } from '../core/clock.js';
import { systemClock } from '../core/clock.js';
import type { SessionStore, StoredSession } from './types.js';

const SHARED = Symbol.for('@genkan/next/memory-store');

/** How many writes pass between two looks for what has expired. */
const SWEEP_EVERY = 256;

/**
 * Sessions in the memory of this process: for tests, for development, and for one process whose people may sign in
 * again after a restart. All memory stores of a process are one, whichever bundle of Next they were made in.
 *
 * @example
 * ```ts
 * import { memoryStore } from '@genkan/next/stores';
 *
 * export const config = { ...rest, sessionStore: memoryStore() };
 * ```
 */
export function memoryStore(clock: Clock = systemClock): SessionStore {
  const { sessions, claims } = clock === systemClock ? shared() : empty();
  let writes = 0;

  const countWrite = (now: number) => {
    writes += 1;
    if (writes % SWEEP_EVERY === 0) {
      removeWhere(sessions, (session) => session.expiresAt <= now);
      removeWhere(claims, (until) => until <= now);
    }
  };

  return {
    async load(key) {
      const session = sessions.get(key);
      return session && { ...session };
    },
    async create(key, session) {
      countWrite(clock());
      sessions.set(key, { ...session });
    },
    async replace(key, generation, session) {
      if (sessions.get(key)?.generation !== generation) {
        return false;
      }
      sessions.set(key, { ...session });
      return true;
    },
    async delete(key) {
      sessions.delete(key);
    },
    async deleteBySid(sid) {
      removeWhere(sessions, (session) => session.sid === sid);
    },
    async deleteBySubject(subject) {
      removeWhere(sessions, (session) => session.subject === subject);
    },
    async claim(name, seconds) {
      const now = clock();
      countWrite(now);
      if ((claims.get(name) ?? 0) > now) {
        return false;
      }
      claims.set(name, now + seconds);
      return true;
    },
    async release(name) {
      claims.delete(name);
    },
  };
}

interface Kept {
  sessions: Map<string, StoredSession>;
  claims: Map<string, number>;
}

function empty(): Kept {
  return { sessions: new Map(), claims: new Map() };
}

/** Next bundles pages, routes and the proxy apart, each with a copy of this module: they find their sessions here. */
function shared(): Kept {
  const place = globalThis as { [SHARED]?: Kept };
  return (place[SHARED] ??= empty());
}

function removeWhere<V>(map: Map<string, V>, matches: (value: V) => boolean): void {
  for (const [key, value] of map) {
    if (matches(value)) {
      map.delete(key);
    }
  }
}
