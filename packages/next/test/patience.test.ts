import assert from 'node:assert/strict';
import { afterEach, describe, test, type TestContext } from 'node:test';
import { keyValueStore, memoryStore, type KeyValue, type SessionStore, type StoredSession } from '../src/stores.js';
import { App, API, type Browser } from './support/app.js';
import { rejectsWith } from './support/errors.js';

let app: App;
afterEach(() => app?.stop());

const never = () => new Promise<never>(() => undefined);

/** What a call that meets a store without an answer comes to when time goes by. */
async function inTheEnd<T>(context: TestContext, call: () => Promise<T>): Promise<T> {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let isDone = false;
  const outcome = call().finally(() => (isDone = true));
  outcome.catch(() => undefined);
  const limit = AbortSignal.timeout(20_000);
  while (!isDone && !limit.aborted) {
    context.mock.timers.tick(10);
    // The provider's answers take real time.
    await new Promise((resolve) => setImmediate(resolve));
  }
  context.mock.timers.reset();
  assert.ok(isDone, 'it waits for ever');
  return outcome;
}

describe('a store that does not answer at all is an outage', () => {
  const deeds: Record<string, [keyof SessionStore, (browser: Browser) => Promise<unknown>]> = {
    'looking a session up': ['load', (browser) => browser.render((genkan) => genkan.getContext())],
    'signing out': ['delete', (browser) => browser.action((genkan) => genkan.signOut())],
    'taking the turn to refresh': ['claim', (browser) => browser.action((genkan) => genkan.getAccessToken(API))],
  };
  for (const [name, [operation, deed]] of Object.entries(deeds)) {
    test(name, async (context) => {
      const store = memoryStore(() => 0);
      app = await App.start({ sessionStore: store });
      const browser = await app.signedIn();
      const works = store[operation];
      store[operation] = never;
      const error = await inTheEnd(context, () => rejectsWith('store_unavailable', deed(browser)));
      assert.match(error.message, /no answer in time/);
      Object.assign(store, { [operation]: works });
      assert.equal(await browser.who(), 'user-1');
    });
  }

  test('a refresh that cannot be written gives its token, and is written later', async (context) => {
    const store = memoryStore(() => 0);
    app = await App.start({ sessionStore: store });
    const browser = await app.signedIn();
    const works = store.replace.bind(store);
    store.replace = never;
    const token = await inTheEnd(context, () => browser.action((genkan) => genkan.getAccessToken(API)));
    store.replace = works;
    assert.equal(await browser.action((genkan) => genkan.getAccessToken(API)), token);
    assert.equal(app.provider.refreshes, 1);
  });

  test('a session wrapper', async (context) => {
    const kept = new Map<string, Record<string, unknown>>();
    const sessionWrapper = {
      wrap: async (data: Record<string, unknown>) => (kept.set('a', data), 'a'),
      unwrap: async (value: string) => kept.get(value) ?? {},
    };
    app = await App.start({ sessionWrapper });
    const browser = await app.signedIn();
    sessionWrapper.unwrap = never;
    await inTheEnd(context, () => rejectsWith('store_unavailable', browser.who()));
  });
});

test('a call to a key-value service that hangs holds up nobody who comes later', async (context) => {
  const values = new Map<string, string>();
  const service: KeyValue = {
    get: async (key) => values.get(key),
    set: async (key, value) => values.set(key, value),
    delete: async (key) => values.delete(key),
  };
  const store = keyValueStore(service);
  const session: StoredSession = { generation: 0, expiresAt: 2e9, subject: 'person', sid: null, sealed: '' };
  const works = service.set;
  service.set = never;
  await inTheEnd(context, () => rejectsWith('store_unavailable', store.create('a', session)));
  service.set = works;
  await store.create('b', session);
  assert.deepEqual(await store.load('b'), session);
});
