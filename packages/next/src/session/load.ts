import type { Instance } from '../core/instance.js';
import { warn } from '../core/log.js';
import { readCookie } from './cookie-value.js';
import { extended, isValid, type SessionRecord } from './record.js';

/** Which part of its lifetime passes before a session that is only looked at is written again. */
const TOUCHES_PER_LIFETIME = 24;

/** An opened session. */
export interface Opened {
  record: SessionRecord;
  /** Whether it differs from what the browser or the store has. */
  changed: boolean;
  /** What the session has had access tokens for, also those that the record lacks because they have expired. */
  tokenKeys: readonly string[];
}

/** The session behind a cookie's value, brought up to date. */
export async function loadSession(instance: Instance, value: string): Promise<Opened | undefined> {
  const record = await readCookie(instance, value);
  const opened = record && bringUpToDate(instance, record);
  if (!record || !opened?.changed || !instance.stored) {
    return opened;
  }
  try {
    if (await instance.stored.replace(record.gen, opened.record)) {
      return opened;
    }
  } catch (error) {
    // It was found, so it is a session; the next request tries again to prolong it.
    warn('a session could not be written back to the store yet', error);
    return { ...opened, changed: false };
  }
  // Whoever wrote in between has written something newer; a session deleted in between stays deleted.
  const current = await instance.stored.load(record.id);
  return current && bringUpToDate(instance, current);
}

/**
 * Checks an opened record, takes in what this process knows beyond it, and lets it live on when its time has come.
 */
function bringUpToDate(instance: Instance, opened: SessionRecord): Opened | undefined {
  const { sessionLifetime, longestSession, clock, issuer } = instance.config;
  const now = clock();
  if (!isValid(opened, now, longestSession, issuer)) {
    return undefined;
  }
  const family = instance.memory.families.find(opened.id);
  if (family?.hasEnded(opened)) {
    return undefined;
  }
  // A refresh whose cookie did not reach the browser, because its response had begun.
  const newer = family?.catchUp(opened);
  const record = newer ?? opened;
  const tokenKeys = Object.keys(record.accessTokens ?? {});
  if (newer || now - record.iat > Math.floor(sessionLifetime / TOUCHES_PER_LIFETIME)) {
    return { record: extended(record, now, sessionLifetime, longestSession), changed: true, tokenKeys };
  }
  return { record, changed: false, tokenKeys };
}
