/** What a {@link SessionWrapper} keeps: one sealed text, so that its storage learns neither tokens nor names. */
export type SessionData = Record<string, unknown>;

/**
 * Keeps sessions elsewhere by two functions, as apps of the field do. A wrapper only ever sees one session at a time
 * and cannot end one; `sessionStore` can.
 *
 * What `unwrap` gives back is only taken when it belongs to the cookie it came for, so a wrapper that mixes people up
 * signs them out instead of handing one the session of another.
 *
 * @example
 * ```ts
 * const sessions = new Map<string, unknown>();
 * const sessionWrapper: SessionWrapper = {
 *   async wrap(data) {
 *     const id = crypto.randomUUID();
 *     sessions.set(id, data);
 *     return id;
 *   },
 *   async unwrap(value) {
 *     return sessions.get(value) ?? {};
 *   },
 * };
 * ```
 */
export interface SessionWrapper {
  /**
   * Keeps `data` and gives the text for the cookie. `key` is the cookie secret; `current` is the text this session has
   * in the cookie so far, which may be given again. A new session has none.
   */
  wrap(data: SessionData, key: string, current?: string): Promise<string>;
  /** What was kept under the cookie's text. */
  unwrap(value: string, key: string): Promise<SessionData>;
}
