/** Clients of key-value services and session wrappers that do not keep to their types. */

import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { keyValueStore, type KeyValue } from '../src/stores.js';
import type { SessionWrapper } from '../src/store/wrapper.js';
import { App } from './support/app.js';
import { TestClock } from './support/clock.js';
import { rejectsWith } from './support/errors.js';
import { keyValueService } from './support/store.js';

let app: App | undefined;
afterEach(() => app?.stop());

describe('a key-value service', () => {
  const session = { generation: 0, expiresAt: 2e9, subject: 'person', sid: null, sealed: '' };

  for (const [name, decode] of Object.entries<(text: string) => unknown>({
    'that reads JSON by itself': (text) => JSON.parse(text) as unknown,
    'that gives bytes': (text) => new TextEncoder().encode(text),
    'that counts': () => 1,
  })) {
    test(`${name} is told, instead of losing everybody without a word`, async () => {
      const service: KeyValue = keyValueService(new TestClock());
      const { get } = service;
      const store = keyValueStore(service);
      await store.create('a', session);
      service.get = async (key) => decode((await get(key)) ?? '') as string;
      const error = await rejectsWith('store_unavailable', store.load('a'));
      assert.match(error.message, /`get` gave (bytes|a value of type (object|number)) instead of the text/);
    });
  }

  test('that answers as Redis does claims once', async () => {
    const service = keyValueService(new TestClock());
    const { setIfAbsent } = service;
    service.setIfAbsent = async (...call) => ((await setIfAbsent(...call)) ? 'OK' : null) as never;
    const store = keyValueStore(service);
    assert.deepEqual([await store.claim?.('a', 30), await store.claim?.('a', 30)], [true, false]);
  });
});

test('a session wrapper that gives no text is told', async () => {
  const sessionWrapper: SessionWrapper = { wrap: async () => 7 as never, unwrap: async () => ({}) };
  app = await App.start({ sessionWrapper });
  const browser = app.browser();
  const start = await browser.visit('/sign-in');
  const { pathname, search } = app.provider.authorize(start.headers.get('location') ?? '');
  const response = await browser.visit(pathname + search);
  assert.equal(response.status, 503);
  assert.match(await response.text(), /store_unavailable/);
});
