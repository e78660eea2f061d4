import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { memoryStore } from '../src/stores.js';
import { instanceOf } from '../src/core/instance.js';
import { HeaderJar } from '../src/core/jar.js';
import { Refresh } from '../src/session/refresh.js';
import { Session } from '../src/session/session.js';
import { accessToken } from '../src/session/tokens.js';
import { App, API } from './support/app.js';
import { rejectsWith } from './support/errors.js';

let app: App;
afterEach(() => app.stop());

describe('refreshing', () => {
  test('in a server component the error names the variant, and nothing is spent', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    const error = await rejectsWith(
      'cannot_write_cookies',
      browser.render((genkan) => genkan.getAccessToken(API)),
    );
    assert.match(error.message, /getAccessTokenRSC/);
    assert.equal(app.provider.refreshes, 0);
    const call = browser.render((genkan) => genkan.getOrganizationToken('org-1'));
    assert.match((await rejectsWith('cannot_write_cookies', call)).message, /getOrganizationTokenRSC/);
  });

  test('with a store the same call works there: the cookie holds only an id', async () => {
    app = await App.start({ sessionStore: memoryStore() });
    const browser = await app.signedIn();
    const token = await browser.render((genkan) => genkan.getAccessToken(API));
    await app.restart();
    assert.equal(await browser.render((genkan) => genkan.getAccessToken(API)), token);
    assert.match(browser.cookies.get('__Host-genkan.app') ?? '', /^[\w-]{22}$/);
  });

  test('what waits for its turn behind a sign-out gets nothing, and nothing is written afterwards', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    const instance = await instanceOf(app.config);
    const jar = new HeaderJar(browser.header);
    const session = await Session.open(instance, jar);
    const record = session.signedIn;
    const family = instance.memory.families.get(record.id, app.clock.now());
    let waiting: Promise<unknown> = Promise.resolve();
    await family.turn.run(async () => {
      waiting = new Refresh(instance, record, '@').run();
      family.endTold();
    });
    await rejectsWith('session_ended', waiting);
    assert.equal(app.provider.refreshes, 0);
    await session.adopt({ ...record, gen: record.gen + 1 }, 'must');
    assert.deepEqual(jar.written, [], 'who ended it has told the browser');
    assert.equal(session.record, undefined);
  });

  test('a token that cannot be had brings back no session that another response has ended', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    const instance = await instanceOf(app.config);
    const jar = new HeaderJar(browser.header);
    const session = await Session.open(instance, jar);
    const family = instance.memory.families.get(session.signedIn.id, app.clock.now());
    let waiting: Promise<unknown> = Promise.resolve();
    await family.turn.run(async () => {
      waiting = accessToken(session, { resource: API }, 'must');
      waiting.catch(() => undefined);
      family.endTold();
    });
    await rejectsWith('session_ended', waiting);
    const names = jar.written.map((line) => line.split('=')[0]);
    assert.deepEqual(names, ['__Host-genkan.app.probe'], 'nothing the browser keeps a session in');
  });

  test('two processes with one store share one refresh', async () => {
    app = await App.start({ sessionStore: memoryStore() });
    const browser = await app.signedIn();
    const one = app.config;
    await app.restart();
    const tokens = await Promise.all([
      browser.clone().action(({ getAccessToken }) => getAccessToken(API)),
      browser.clone().action(async () => {
        const { Functions } = await import('../src/functions.js');
        const platform = {
          cookies: async () => ({
            getAll: () => [...browser.cookies].map(([name, value]) => ({ name, value })),
            set: () => undefined,
          }),
          headers: async () => new Headers(),
          redirect(): never {
            throw new Error();
          },
        };
        return new Functions(platform).getAccessToken(one, API);
      }),
    ]);
    assert.equal(tokens[0], tokens[1]);
    assert.equal(app.provider.refreshes, 1);
  });

  test('a session deleted in the store during a refresh stays deleted, and what was issued is revoked', async () => {
    const store = memoryStore();
    app = await App.start({ sessionStore: store });
    const browser = await app.signedIn();
    const remove: (() => Promise<void>)[] = [];
    const { replace } = store;
    store.replace = async (key, ...rest) => {
      remove.push(() => store.delete(key));
      await remove[0]?.();
      return replace(key, ...rest);
    };
    await rejectsWith(
      'session_ended',
      browser.action((genkan) => genkan.getAccessToken(API)),
    );
    assert.deepEqual(app.provider.revoked, [app.provider.lastRefreshToken]);
    await rejectsWith(
      'not_authenticated',
      browser.action((genkan) => genkan.getAccessToken(API)),
    );
  });

  test('a store that fails during a refresh leaves the token that still lives', async () => {
    const store = memoryStore();
    app = await App.start({ sessionStore: store });
    const browser = await app.signedIn();
    const token = await browser.action((genkan) => genkan.getAccessToken(API));
    app.clock.advance(3580);
    store.claim = () => Promise.reject(new Error('connection refused'));
    assert.equal(await browser.action((genkan) => genkan.getAccessToken(API)), token);
    app.clock.advance(20);
    await rejectsWith(
      'store_unavailable',
      browser.action((genkan) => genkan.getAccessToken(API)),
    );
  });

  test('a store that is down is an outage, not a sign-out', async () => {
    const store = memoryStore();
    let isDown = false;
    const flaky = new Proxy(store, {
      get:
        (target, name) =>
        async (...given: unknown[]) => {
          if (isDown) throw new Error('connection refused');
          return (target as unknown as Record<string | symbol, (...given: unknown[]) => unknown>)[name]?.(...given);
        },
    });
    app = await App.start({ sessionStore: flaky });
    const browser = await app.signedIn();
    isDown = true;
    await rejectsWith(
      'store_unavailable',
      browser.render((genkan) => genkan.getContext()),
    );
    await rejectsWith(
      'store_unavailable',
      browser.action((genkan) => genkan.signOut()),
    );
    isDown = false;
    assert.equal(await browser.who(), 'user-1');
  });
});
