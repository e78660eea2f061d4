import { sha256 } from '../crypto/digest.js';
import type { Sealer } from '../crypto/sealer.js';
import { asRecord, withTokens, type SessionRecord } from '../session/record.js';
import { ask } from './ask.js';
import type { SessionStore, StoredSession } from './types.js';

/** Longest sealed session that is put into a store, in characters. */
const LONGEST = 60_000;

/**
 * A name that tells nothing: the hash of what it is for, the app, and the parts, each with its length in bytes
 * (`docs/SESSION-FORMAT.md` §6).
 */
export function storeName(kind: string, appId: string, parts: readonly string[]): Promise<string> {
  const encoder = new TextEncoder();
  const lines = parts.map((part) => `\n${encoder.encode(part).length}:${part}`);
  return sha256(`genkan-${kind}/1/${appId}${lines.join('')}`);
}

/** The store with this package's rules: keys are hashes, records are sealed and bound to their id. */
export class StoredRecords {
  readonly #store: SessionStore;
  readonly #sealer: Sealer;
  readonly #appId: string;

  constructor(store: SessionStore, sealer: Sealer, appId: string) {
    this.#store = store;
    this.#sealer = sealer;
    this.#appId = appId;
  }

  /** The session `id`. `undefined` for an id the store does not know and for a record that is not ours to open. */
  async load(id: string): Promise<SessionRecord | undefined> {
    const key = await this.#name('session', id);
    const stored = await ask(() => this.#store.load(key));
    const record =
      stored && typeof stored.sealed === 'string' ? asRecord(await this.#sealer.open(stored.sealed)) : undefined;
    // A record copied under another key is nobody's session.
    return record?.id === id ? record : undefined;
  }

  async create(record: SessionRecord): Promise<void> {
    const [key, stored] = [await this.#name('session', record.id), await this.#seal(record)];
    try {
      await ask(() => this.#store.create(key, stored));
    } catch (error) {
      // An answer that was lost on its way is no failure.
      if (!(await ask(() => this.#store.load(key)).catch(() => undefined))) {
        throw error;
      }
    }
  }

  /** Writes `record` over generation `generation`; `false` when another one, or none, is there. */
  async replace(generation: number, record: SessionRecord): Promise<boolean> {
    const [key, stored] = [await this.#name('session', record.id), await this.#seal(record)];
    return ask(() => this.#store.replace(key, generation, stored));
  }

  async delete(id: string): Promise<void> {
    const key = await this.#name('session', id);
    await ask(() => this.#store.delete(key));
  }

  async deleteBySid(issuer: string, sid: string): Promise<void> {
    const name = await this.#name('sid', issuer, sid);
    await ask(() => this.#store.deleteBySid(name));
  }

  async deleteBySubject(issuer: string, sub: string): Promise<void> {
    const name = await this.#name('subject', issuer, sub);
    await ask(() => this.#store.deleteBySubject(name));
  }

  /** Claims one refresh of a session, or one logout token, among all processes. */
  async claim(kind: 'refresh' | 'logout', what: string, seconds: number): Promise<boolean> {
    const name = await this.#name(kind, what);
    return ask(async () => (await this.#store.claim?.(name, seconds)) ?? true);
  }

  async release(kind: 'refresh' | 'logout', what: string): Promise<void> {
    const name = await this.#name(kind, what);
    await ask(async () => this.#store.release?.(name));
  }

  async #seal(record: SessionRecord): Promise<StoredSession> {
    const { iss, sid } = record.claims;
    let sealed = await this.#sealer.seal(record);
    // Tokens can be had again, the refresh token cannot: what is too much to seal goes without them.
    if (sealed.length > LONGEST) {
      sealed = await this.#sealer.seal(withTokens(record, {}));
    }
    return {
      generation: record.gen,
      expiresAt: record.exp,
      subject: await this.#name('subject', iss ?? '', record.sub),
      sid: typeof sid === 'string' ? await this.#name('sid', iss ?? '', sid) : null,
      sealed,
    };
  }

  #name(kind: string, ...parts: string[]): Promise<string> {
    return storeName(kind, this.#appId, parts);
  }
}
