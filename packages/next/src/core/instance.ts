import { checkConfig, type Config } from '../config/config.js';
import type { GenkanNextConfig } from '../config/types.js';
import { sha256 } from '../crypto/digest.js';
import { Sealer } from '../crypto/sealer.js';
import type { Provider } from '../provider/provider.js';
import { StoredRecords } from '../store/records.js';
import { type Clock, systemClock } from './clock.js';
import { Memory, sharedMemory } from './memory.js';

/** One configuration at work: checked, with its keys derived. */
export interface Instance {
  readonly config: Config;
  readonly memory: Memory;
  readonly provider: Provider;
  readonly sessions: Sealer;
  readonly transactions: Sealer;
  /** Seals what lies in a store or behind a wrapper. */
  readonly storedSessions: Sealer;
  readonly stored: StoredRecords | undefined;
  readonly sessionCookie: string;
  readonly transactionPrefix: string;
}

/**
 * One instance per configuration object, so that keys are derived once. The object is the key, and not what is in it:
 * comparing contents would cost every call more than opening a session does. Objects with equal contents share what
 * the process remembers all the same, through {@link sharedMemory}.
 */
const instances = new WeakMap<GenkanNextConfig, Promise<Instance> | Instance>();

/** Numbers stores and clocks, which have no contents to compare. */
const numbers = new WeakMap<object, number>();
let lastNumber = 0;

/** The instance of a configuration; a `ConfigError` when it cannot be used. */
export function instanceOf(given: GenkanNextConfig): Promise<Instance> | Instance {
  const known = instances.get(given);
  if (known) {
    return known;
  }
  const made = makeInstance(checkConfig(given));
  instances.set(given, made);
  made.then(
    (instance) => instances.set(given, instance),
    () => instances.delete(given),
  );
  return made;
}

/** An instance that shares its memory with nobody: another process, for tests. */
export async function isolatedInstance(given: GenkanNextConfig): Promise<Instance> {
  const config = checkConfig(given);
  const instance = await makeInstance(config, new Memory(config));
  instances.set(given, instance);
  return instance;
}

async function makeInstance(config: Config, memory?: Memory): Promise<Instance> {
  const { appId, cookieSecrets, random } = config;
  const sealer = (purpose: Parameters<typeof Sealer.create>[0]) => Sealer.create(purpose, appId, cookieSecrets, random);
  const [sessions, transactions, storedSessions] = await Promise.all([
    sealer('session'),
    sealer('transaction'),
    sealer('stored-session'),
  ]);
  const used = memory ?? sharedMemory(fingerprint(config, sessions), config);
  const label = await cookieLabel(appId);
  const prefix = config.cookieSecure ? '__Host-' : '';
  return {
    config,
    memory: used,
    provider: used.provider,
    sessions,
    transactions,
    storedSessions,
    stored: config.store && new StoredRecords(config.store, storedSessions, appId),
    sessionCookie: `${prefix}genkan.${label}`,
    transactionPrefix: `${prefix}genkan-tx.${label}.`,
  };
}

function fingerprint(config: Config, sessions: Sealer): string {
  const { issuer, appId, appSecret, allowHttp, store, clock } = config;
  return JSON.stringify([
    issuer,
    appId,
    appSecret ?? null,
    allowHttp,
    sessions.kids[0],
    numberOf(clock),
    store ? 'store' : 'cookie',
  ]);
}

/** The machine's clock is number 0 in every copy of this module. */
function numberOf(clock: Clock): number {
  if (clock === systemClock) {
    return 0;
  }
  const known = numbers.get(clock) ?? (lastNumber += 1);
  numbers.set(clock, known);
  return known;
}

/**
 * The part of a cookie's name that tells apps on one host apart: the app id when it is plain, else 16 characters of
 * its hash, because a client id may be a URL.
 */
export async function cookieLabel(appId: string): Promise<string> {
  return /^[A-Za-z0-9_-]{1,64}$/.test(appId) ? appId : (await sha256(appId)).slice(0, 16);
}
