/**
 * One session as a store keeps it: plain JSON. Everything but the numbers is opaque text made by this package: the
 * store learns neither tokens nor names, and what it gives back is checked.
 */
export interface StoredSession {
  /** Counts the refreshes; `replace` compares it. */
  generation: number;
  /** When the record may be dropped, in seconds since the epoch. */
  expiresAt: number;
  /** Names the person, for `deleteBySubject`; 43 characters. */
  subject: string;
  /** Names the provider's session, for `deleteBySid`, when the provider gave one; 43 characters. */
  sid: string | null;
  /** The session, sealed with the cookie secret: up to some 20,000 characters. */
  sealed: string;
}

/**
 * Keeps sessions on the server. Keys are 43 characters of `A-Z a-z 0-9 - _`.
 *
 * A function that rejects, or gives nothing for five seconds, is an outage, never a sign-out: the request gets
 * `store_unavailable` (503) and everything is as before once the store is back. A store may drop a record after `expiresAt` and must not before.
 *
 * @example
 * ```ts
 * export const config: GenkanNextConfig = { ...rest, sessionStore: memoryStore() };
 * ```
 */
export interface SessionStore {
  /** The session under `key`, exactly as it was last written. */
  load(key: string): Promise<StoredSession | undefined>;
  /** Writes a session under a key that has never been used before. */
  create(key: string, session: StoredSession): Promise<void>;
  /**
   * Compare and set, in one step: writes `session` only if there is a record under `key` and its generation is
   * `generation`. `false` when not. A record that has been deleted must not come back.
   */
  replace(key: string, generation: number, session: StoredSession): Promise<boolean>;
  /** Deletes the session under `key`, if there is one. */
  delete(key: string): Promise<void>;
  /** Deletes all sessions with this `sid` (OpenID Connect Back-Channel Logout §2.7). */
  deleteBySid(sid: string): Promise<void>;
  /** Deletes all sessions of this person. */
  deleteBySubject(subject: string): Promise<void>;
  /**
   * Claims `name` for one caller for `seconds`: `true` for exactly one of all who ask until then or until `release`.
   * With it, several processes share one refresh and a logout token counts once. Without it, everybody may: right for
   * one process, where this package keeps the order by itself.
   */
  claim?(name: string, seconds: number): Promise<boolean>;
  /** Ends a claim before its time. */
  release?(name: string): Promise<void>;
}
