/** Writing a refreshed session to the store, and ending one. */

import { sessionEnded, unavailable } from '../core/errors.js';
import { warn } from '../core/log.js';
import type { Family } from './family.js';
import { merged, over, type SessionRecord } from './record.js';
import type { Refresh, Refreshed } from './refresh.js';

/** How often a write that somebody overtook is tried again. */
const TRIES = 8;

/**
 * Writes `refreshed` over generation `before`. Whoever wrote in between is merged, never overwritten; a session that
 * was deleted in between stays deleted, and what was just issued for it is revoked.
 */
export async function persist(
  refresh: Refresh,
  family: Family,
  before: number,
  refreshed: SessionRecord,
): Promise<SessionRecord> {
  const { stored } = refresh.instance;
  let record = refreshed;
  let generation = before;
  for (let tries = 0; stored && tries < TRIES; tries += 1) {
    let current: SessionRecord | undefined;
    try {
      if (await stored.replace(generation, record)) {
        return record;
      }
      current = await stored.load(record.id);
    } catch (error) {
      // This process remembers it, and writes it with the next request.
      warn('a refreshed session could not be stored yet', error);
      return record;
    }
    if (!current) {
      family.endTold();
      await revoke(refresh, record);
      throw sessionEnded();
    }
    generation = current.gen;
    record = over(record, current);
  }
  if (stored) {
    warn('a refreshed session was overtaken again and again; its tokens are used once');
  }
  return record;
}

/** `invalid_grant` ends the session, unless another process has refreshed it meanwhile: then its tokens count. */
export async function endUnlessOvertaken(refresh: Refresh, family: Family, tried: SessionRecord): Promise<Refreshed> {
  const current = await refresh.instance.stored?.load(tried.id);
  if (current && current.gen > tried.gen) {
    const record = merged(tried, current);
    const token = refresh.usable(record);
    if (token) {
      return { record, token };
    }
    throw unavailable('another process is refreshing');
  }
  await endSession(refresh, family, tried);
  throw sessionEnded();
}

/** Ends the session here and in the store, up to the generation whose refresh token was tried. */
export async function endSession(refresh: Refresh, family: Family, tried: SessionRecord): Promise<void> {
  family.endAt(tried);
  await refresh.instance.stored?.delete(refresh.record.id);
}

async function revoke(refresh: Refresh, record: SessionRecord): Promise<void> {
  if (record.refreshToken === undefined) {
    return;
  }
  try {
    await refresh.instance.provider.revoke(record.refreshToken);
  } catch (error) {
    warn('the refresh token of a session that has ended could not be revoked', error);
  }
}
