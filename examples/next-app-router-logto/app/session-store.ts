import type { SessionData, SessionWrapper } from '@logto/next';

type Entry = { data: SessionData; expiresAt: number };

const LIFETIME = 14 * 24 * 3600 * 1000;

/** Pages and route handlers are bundled apart, so the one map of this process hangs on the global object. */
const shared = globalThis as { exampleSessions?: Map<string, Entry> };
const sessions = (shared.exampleSessions ??= new Map());

/** The oldest entries come first, because every write puts its entry last. */
function dropExpired(now: number) {
  for (const [id, { expiresAt }] of sessions) {
    if (expiresAt > now) return;
    sessions.delete(id);
  }
}

/**
 * Sessions outside of the cookie: the cookie holds a random id. This one forgets everything at a restart; a real app
 * puts a shared store such as Redis in the map's place.
 */
export const memorySessions: SessionWrapper = {
  async wrap(data, _secret, current) {
    const now = Date.now();
    dropExpired(now);
    const before = current ? sessions.get(current) : undefined;
    // A sign-in gets a fresh id: whoever planted the old one in this browser must not share the session.
    const signsIn = Boolean(data.idToken) && !before?.data.idToken;
    const id = before && current && !signsIn ? current : crypto.randomUUID();
    if (current) sessions.delete(current);
    if (Object.keys(data).length === 0) return '';
    sessions.set(id, { data: { ...data }, expiresAt: now + LIFETIME });
    return id;
  },
  async unwrap(id) {
    const entry = sessions.get(id);
    return entry && entry.expiresAt > Date.now() ? { ...entry.data } : {};
  },
};
