import type { Config } from '../config/config.js';
import { LOGOUT_TOKEN_LIFE } from '../provider/claims-check.js';
import { Issuer } from '../provider/issuer.js';
import { Provider } from '../provider/provider.js';
import { Family } from '../session/family.js';
import type { SessionRecord } from '../session/record.js';
import { SIGN_IN_LIFETIME } from '../session/transaction.js';
import { Recent, type Kept } from './recent.js';
import { Turn } from './turn.js';

/** Seconds a refresh is remembered for requests that come at the same moment. */
const REMEMBERED = 120;

/**
 * What one state led to: a callback that is loaded twice at once redeems its code once, because providers take a
 * second redemption for theft and revoke everything.
 */
export class FinishedSignIn implements Kept {
  readonly turn = new Turn();
  record: SessionRecord | undefined;
  isStored = false;

  isPrecious(): boolean {
    return false;
  }

  isHeld(): boolean {
    return this.turn.isTaken;
  }
}

/** Whether a logout token has been taken in this process. */
export class TakenOnce implements Kept {
  taken = false;

  isPrecious(): boolean {
    return false;
  }

  isHeld(): boolean {
    return false;
  }
}

/** What a process remembers between requests about one app at one provider. */
export class Memory {
  /** Refreshes under way or just done, by session id. */
  readonly families = new Recent(REMEMBERED, () => new Family());
  /** Callbacks under way or just done, by state. */
  readonly callbacks = new Recent(SIGN_IN_LIFETIME, () => new FinishedSignIn());
  /** Logout tokens that have been taken, by their `jti`. */
  readonly logoutTokens = new Recent(LOGOUT_TOKEN_LIFE, () => new TakenOnce());
  readonly provider: Provider;
  readonly issuer: Issuer;

  constructor(config: Config) {
    this.issuer = new Issuer(config.issuer, config.allowHttp, config.clock);
    this.provider = new Provider(config, this.issuer);
  }
}

/** Most memories of one process, one for each app at each provider; beyond, the least recently used is forgotten. */
const MOST = 1000;

const REGISTRY = Symbol.for('genkan.next.memory/1');

/**
 * The memory of everybody with this configuration. It hangs on `globalThis` because Next bundles pages, route handlers
 * and the proxy apart: each has its own copy of this module, in one process. `fingerprint` names issuer, app, secrets
 * and store, so configurations that differ in any of them never share sessions.
 */
export function sharedMemory(fingerprint: string, config: Config): Memory {
  const holder = globalThis as { [REGISTRY]?: Map<string, Memory> };
  const registry = (holder[REGISTRY] ??= new Map<string, Memory>());
  const known = registry.get(fingerprint);
  if (known) {
    // The order of the map is the order of use.
    registry.delete(fingerprint);
    registry.set(fingerprint, known);
    return known;
  }
  if (registry.size >= MOST) {
    registry.delete(registry.keys().next().value ?? '');
  }
  const memory = new Memory(config);
  registry.set(fingerprint, memory);
  return memory;
}
