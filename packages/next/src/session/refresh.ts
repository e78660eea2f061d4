/** One refresh per session at a time, in this process and, with a store, among all. */

import { isCode, ProviderError, sessionEnded, SessionError } from '../core/errors.js';
import type { Instance } from '../core/instance.js';
import { warn } from '../core/log.js';
import { isTokenProblem } from '../provider/issuer.js';
import type { TokenResponse } from '../provider/provider.js';
import type { StoredRecords } from '../store/records.js';
import type { Family } from './family.js';
import { endSession, endUnlessOvertaken, persist } from './persist.js';
import { extended, merged, outlives, tokenTarget, type SessionRecord, type StoredToken, withTokens } from './record.js';

/**
 * Seconds a process may take for one refresh before another one stops waiting for it: longer than the time limits of
 * the provider's and the store's clients together.
 */
const CLAIM = 30;

/** Seconds before its end in which a turn is no longer given back but runs out: giving it back takes time too. */
const CLAIM_RESERVE = 6;
/** Milliseconds between two looks at another process's refresh. */
const LOOK_EVERY = 50;
/** Seconds a token must live on that another request has fetched meanwhile. */
const JUST_FETCHED = 5;

/** The session afterwards, and the token. */
export interface Refreshed {
  record: SessionRecord;
  token: StoredToken;
}

export interface RefreshOptions {
  /** A token an API has just turned down. */
  refused?: StoredToken | undefined;
  /** Whether `invalid_grant` ends the session. Default: `true`. */
  mayEnd?: boolean;
}

/** One request's wish for a token that its session does not hold. */
export class Refresh {
  readonly instance: Instance;
  readonly record: SessionRecord;
  readonly #key: string;
  readonly #refused: StoredToken | undefined;
  readonly #mayEnd: boolean;

  constructor(instance: Instance, record: SessionRecord, key: string, options: RefreshOptions = {}) {
    this.instance = instance;
    this.record = record;
    this.#key = key;
    this.#refused = options.refused;
    this.#mayEnd = options.mayEnd ?? true;
  }

  run(): Promise<Refreshed> {
    const family = this.instance.memory.families.get(this.record.id, this.instance.config.clock());
    return family.turn.run(() => this.#inTurn(family));
  }

  async #inTurn(family: Family): Promise<Refreshed> {
    const record = family.newest ? merged(this.record, family.newest) : this.record;
    if (family.hasEnded(record)) {
      throw sessionEnded();
    }
    const token = this.usable(record);
    if (token) {
      return { record, token };
    }
    const { stored } = this.instance;
    if (!stored) {
      return this.#refresh(family, record);
    }
    try {
      return await this.#refreshShared(family, stored, record);
    } catch (error) {
      if (isCode(error, 'store_unavailable')) {
        return this.#makeDo(record, error);
      }
      throw error;
    }
  }

  /** With a store: after every other process, and from what is stored now. */
  async #refreshShared(family: Family, stored: StoredRecords, known: SessionRecord): Promise<Refreshed> {
    const { clock } = this.instance.config;
    for (let looks = (CLAIM * 1000) / LOOK_EVERY; ; looks -= 1) {
      const askedAt = clock();
      const claimed = await stored.claim('refresh', known.id, CLAIM);
      try {
        const current = await stored.load(known.id);
        if (!current) {
          // Signed out elsewhere.
          family.endTold();
          throw sessionEnded();
        }
        const record = merged(known, current);
        const token = this.usable(record);
        if (token) {
          return { record, token };
        }
        if (claimed || looks <= 0) {
          return await this.#refresh(family, record);
        }
      } finally {
        // A turn that has run out may be another's by now.
        if (claimed && clock() - askedAt < CLAIM - CLAIM_RESERVE) {
          await stored
            .release('refresh', known.id)
            .catch((error: unknown) => warn('the turn to refresh could not be given back; it ends by itself', error));
        }
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    }
  }

  async #refresh(family: Family, record: SessionRecord): Promise<Refreshed> {
    const { clock } = this.instance.config;
    if (record.refreshToken === undefined) {
      return this.#makeDo(record, refreshTokenMissing());
    }
    const failure = this.#mayEnd ? family.recentFailure(clock()) : family.failureAhead(clock(), record.refreshToken);
    if (failure) {
      return this.#makeDo(record, failure);
    }
    let response: TokenResponse;
    try {
      response = await this.instance.provider.refresh(record.refreshToken, tokenTarget(this.#key));
    } catch (error) {
      if (isCode(error, 'provider_unavailable')) {
        family.fail(error, clock());
        return this.#makeDo(record, error);
      }
      if (error instanceof ProviderError && error.error === 'invalid_grant') {
        if (this.#mayEnd) {
          return endUnlessOvertaken(this, family, record);
        }
        family.refuse(record.refreshToken);
      }
      throw error;
    }
    return this.#take(family, record, response);
  }

  /** Takes a refresh response in: the next generation. */
  async #take(family: Family, before: SessionRecord, response: TokenResponse): Promise<Refreshed> {
    const { token, record: applied } = apply(before, response, this.#key);
    const { clock, sessionLifetime, longestSession } = this.instance.config;
    let record = extended(applied, clock(), sessionLifetime, longestSession);
    // The rotated token is safe from here on, whatever is wrong with the rest. The access token is for nobody yet.
    const { [this.#key]: _, ...checked } = record.accessTokens ?? {};
    family.rememberUnchecked(withTokens(record, checked));
    if (response.idToken !== undefined) {
      try {
        const claims = await this.instance.provider.verifyIdToken(response.idToken, { subject: record.sub });
        // A logout names the session of the sign-in, whose id not every provider repeats.
        const { sid } = record.claims;
        record = { ...record, claims: sid === undefined ? claims : { sid, ...claims } };
      } catch (error) {
        // Core §12.2: tokens of somebody else must not be used.
        if (isTokenProblem(error) && error.kind === 'subject') {
          warn('a refresh brought the tokens of somebody else; the session is ended');
          await endSession(this, family, record);
          throw sessionEnded();
        }
        warn('the ID token of a refresh is not valid; the old claims stay', error);
      }
    }
    record = await persist(this, family, before.gen, record);
    family.remember(record);
    return { record, token };
  }

  /** No new token can be had: one that is about to expire is better than none. */
  #makeDo(record: SessionRecord, error: Error): Refreshed {
    const token = usableToken(record, this.#key, this.instance.config.clock(), 0, this.#refused);
    if (!token) {
      throw error;
    }
    return { record, token };
  }

  usable(record: SessionRecord): StoredToken | undefined {
    const { refreshMargin, clock } = this.instance.config;
    // A token that was fetched while this request waited is as fresh as they come, however short its life is.
    const overtaken = record.gen > this.record.gen;
    const margin = overtaken ? Math.min(refreshMargin, JUST_FETCHED) : refreshMargin;
    return usableToken(record, this.#key, clock(), margin, this.#refused);
  }
}

/** The token for `key` when it lives on for `margin` seconds, and is not the one that was `refused`. */
export function usableToken(
  record: SessionRecord,
  key: string,
  now: number,
  margin: number,
  refused?: StoredToken,
): StoredToken | undefined {
  const tokens = record.accessTokens;
  const token = tokens && Object.hasOwn(tokens, key) ? tokens[key] : undefined;
  return token && outlives(token, now, margin) && token.token !== refused?.token ? token : undefined;
}

/** An absent refresh token keeps the old one (RFC 6749 §6). */
function apply(record: SessionRecord, response: TokenResponse, key: string): Refreshed {
  const token = { token: response.accessToken, scope: response.scope ?? '', expiresAt: response.expiresAt };
  const rotated = response.refreshToken === undefined ? {} : { refreshToken: response.refreshToken };
  return {
    token,
    record: { ...record, ...rotated, gen: record.gen + 1, accessTokens: { ...record.accessTokens, [key]: token } },
  };
}

function refreshTokenMissing(): SessionError {
  return new SessionError(
    'refresh_token_missing',
    401,
    'there is no refresh token; ask for `offline_access` with `prompt=consent` at sign-in',
  );
}
