/** Where sessions can lie instead of in sealed cookies. */

export { memoryStore } from './store/memory.js';
export { type KeyValue, type KeyValueOptions, keyValueStore } from './store/key-value.js';
export type { SessionStore, StoredSession } from './store/types.js';
export type { SessionData, SessionWrapper } from './store/wrapper.js';
