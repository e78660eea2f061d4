import {
  allNames,
  cookieAttributes,
  findCookie,
  LONGEST_VALUE,
  removeCookie,
  storeCookie,
  tooLarge,
} from '../core/cookie.js';
import { isCode, notAuthenticated, SessionError } from '../core/errors.js';
import type { Instance } from '../core/instance.js';
import type { CookieJar } from '../core/jar.js';
import { sessionValue } from './cookie-value.js';
import { loadSession } from './load.js';
import type { SessionRecord } from './record.js';
import { latestEnd, withTokens } from './record.js';
import { Transactions } from './transaction.js';

/** How a call may treat cookies that cannot be written: throw, or go on without. */
export type Writing = 'must' | 'may';

/** The session of one request, over its cookies. */
export class Session {
  readonly instance: Instance;
  readonly jar: CookieJar;
  readonly transactions: Transactions;
  /** Whether the request is only a guess of the browser. */
  isPrefetch = false;
  #record: SessionRecord | undefined;
  #tokenKeys: readonly string[] = [];
  #names: string[];
  /** The cookie's value as the browser has it, or is about to. */
  #value: string | undefined;

  private constructor(instance: Instance, jar: CookieJar, names: string[]) {
    const { transactions, transactionPrefix, config } = instance;
    this.instance = instance;
    this.jar = guarded(jar);
    this.transactions = new Transactions(this.jar, transactions, transactionPrefix, config.cookieSecure);
    this.#names = names;
  }

  /**
   * Opens the session of a request. A cookie that opens nothing, has expired or was signed out is removed where
   * cookies can be written; a store that is down leaves everything as it is.
   */
  static async open(instance: Instance, jar: CookieJar): Promise<Session> {
    const { value, names } = findCookie(jar.getAll(), instance.sessionCookie);
    const session = new Session(instance, jar, names);
    session.#value = value;
    const opened = value === undefined ? undefined : await loadSession(instance, value);
    session.#record = opened?.record;
    session.#tokenKeys = opened?.tokenKeys ?? [];
    if (opened?.changed) {
      // What does not fit is left out without a word: whoever fetches it again gets the error.
      await session.#write(opened.record, 'may');
    } else if (!opened && names.length > 0) {
      session.#remove(names, 'may');
    }
    return session;
  }

  /** The session, when somebody is signed in. */
  get record(): SessionRecord | undefined {
    return this.#record;
  }

  /** What the session had access tokens for when it was opened, expired ones too. */
  get tokenKeys(): readonly string[] {
    return this.#tokenKeys;
  }

  /** The session of somebody; an error when nobody is signed in. */
  get signedIn(): SessionRecord {
    if (!this.#record) {
      throw notAuthenticated();
    }
    return this.#record;
  }

  /** Takes the session of a finished sign-in, whatever was there before. */
  async establish(record: SessionRecord): Promise<void> {
    this.#names = allNames(this.instance.sessionCookie);
    this.#record = record;
    await this.#writeAll(record, 'must');
  }

  /**
   * Takes a newer record of the same session. After a sign-out in this very request it is not brought back.
   *
   * When it is too large for cookies, the access tokens are left out, so that a rotated refresh token is never lost,
   * and the error says so.
   */
  async adopt(record: SessionRecord, writing: Writing): Promise<void> {
    const current = this.#record;
    const isNewer = current?.id === record.id && record.gen > current.gen;
    const knowsMore =
      current?.id === record.id && record.gen === current.gen && tokenCount(record) > tokenCount(current);
    if (isNewer || knowsMore) {
      this.#record = record;
      await this.#writeAll(record, writing);
    }
  }

  /** An error when `record` does not fit into cookies. */
  async checkSize(record: SessionRecord): Promise<void> {
    const { stored, config } = this.instance;
    const length = stored || config.wrapper ? 0 : (await sessionValue(this.instance, record)).length;
    if (length > LONGEST_VALUE) {
      throw tooLarge(length);
    }
  }

  /** Signs the browser out. */
  clear(writing: Writing): void {
    this.#remove(allNames(this.instance.sessionCookie), writing);
  }

  /** After the provider has ended the session: the first response tells the browser, the others leave it alone. */
  ended(id: string): void {
    if (this.instance.memory.families.find(id)?.tell() ?? true) {
      this.clear('may');
    }
    this.#record = undefined;
  }

  #remove(names: string[], writing: Writing): void {
    this.#record = undefined;
    this.#attempt(writing, () => {
      for (const name of names) {
        removeCookie(this.jar, name, this.instance.config.cookieSecure);
      }
      this.#names = [];
    });
  }

  /**
   * Throws where cookies cannot be written, before anything is done that cannot be undone. It tries with a name that
   * nobody reads: another response may have replaced or removed the session's own meanwhile.
   */
  checkWritable(): void {
    removeCookie(this.jar, `${this.instance.sessionCookie}.probe`, this.instance.config.cookieSecure);
  }

  #isWritable(): boolean {
    try {
      this.checkWritable();
      return true;
    } catch {
      return false;
    }
  }

  async #writeAll(record: SessionRecord, writing: Writing): Promise<void> {
    const length = await this.#write(record, writing);
    if (length > LONGEST_VALUE) {
      throw tooLarge(length);
    }
  }

  /** Writes the session, without access tokens when they do not fit. Gives its whole length. */
  async #write(record: SessionRecord, writing: Writing): Promise<number> {
    const { instance } = this;
    const family = instance.memory.families.find(record.id);
    if (family?.hasEnded(record)) {
      // Signed out, or in as somebody else, while this request ran. It must neither bring the session back nor remove
      // the new one: who ended it has told the browser.
      this.#record = undefined;
      return 0;
    }
    if (writing === 'may' && !instance.stored && !this.#isWritable()) {
      return 0;
    }
    // Refreshed by another request meanwhile: the older record must not replace the newer one.
    const written = family?.beyond(record) ?? record;
    // A store decides when a session ends, and lets it live on where no cookie can be set.
    const end = instance.stored ? latestEnd(written, instance.config.longestSession) : written.exp;
    const maxAge = Math.max(1, end - instance.config.clock());
    const attributes = cookieAttributes(instance.config.cookieSecure, maxAge);
    let value = await sessionValue(instance, written, this.#value);
    const length = value.length;
    if (length > LONGEST_VALUE) {
      value = await sessionValue(instance, withTokens(written, {}), value);
    }
    if (value.length <= LONGEST_VALUE) {
      this.#attempt(writing, () => {
        this.#names = storeCookie(this.jar, instance.sessionCookie, value, this.#names, attributes);
        this.#value = value;
      });
    }
    return length;
  }

  #attempt(writing: Writing, write: () => void): void {
    try {
      write();
    } catch (error) {
      if (writing === 'must' || !isCode(error, 'cannot_write_cookies')) {
        throw error;
      }
    }
  }
}

function tokenCount(record: SessionRecord): number {
  return Object.keys(record.accessTokens ?? {}).length;
}

/** Next throws when a server component sets a cookie. What to do instead is added by whoever was called. */
function guarded(jar: CookieJar): CookieJar {
  return {
    getAll: () => jar.getAll(),
    set(name, value, attributes) {
      try {
        jar.set(name, value, attributes);
      } catch (cause) {
        const message = 'no cookie can be set here: the response has begun, as in a server component';
        throw new SessionError('cannot_write_cookies', 500, message, { cause });
      }
    },
  };
}
