import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { memoryStore, keyValueStore } from '../src/stores.js';
import type { GenkanNextConfig } from '../src/config/types.js';
import { instanceOf } from '../src/core/instance.js';
import { HeaderJar } from '../src/core/jar.js';
import { Refresh } from '../src/session/refresh.js';
import { Session } from '../src/session/session.js';
import { App, API, OTHER_API } from './support/app.js';
import { rejectsWith } from './support/errors.js';

let app: App;
afterEach(() => app.stop());

/** The same rules wherever sessions lie. */
const places: Record<string, () => Partial<GenkanNextConfig>> = {
  'sealed cookies': () => ({}),
  'a memory store': () => ({ sessionStore: memoryStore() }),
  'a key-value store': () => ({ sessionStore: keyValueStore(mapStore()) }),
};

function mapStore() {
  const values = new Map<string, string>();
  return {
    get: async (key: string) => values.get(key),
    set: async (key: string, value: string) => values.set(key, value),
    delete: async (key: string) => values.delete(key),
  };
}

for (const [place, settings] of Object.entries(places)) {
  describe(`refreshing, sessions in ${place}`, () => {
    test('a token is fetched once and refreshed when stale', async () => {
      app = await App.start(settings());
      const browser = await app.signedIn();
      const token = () => browser.action((genkan) => genkan.getAccessToken(API));
      const first = await token();
      assert.match(first, /^access-\d+-user-1-https:\/\/api\.example$/);
      assert.equal(await token(), first, 'kept in the session');
      assert.equal(app.provider.refreshes, 1);
      app.clock.advance(3600 - 60);
      assert.notEqual(await token(), first, 'stale before it expires');
      assert.equal(app.provider.refreshes, 2);
    });

    test('100 parallel renders make exactly one refresh', async () => {
      app = await App.start(settings());
      const browser = await app.signedIn();
      const renders = Array.from({ length: 100 }, () => browser.render((genkan) => genkan.getAccessTokenRSC(API)));
      assert.equal(new Set(await Promise.all(renders)).size, 1);
      assert.equal(app.provider.refreshes, 1);
    });

    test('a refresh in a render loses nothing', async () => {
      app = await App.start(settings());
      const browser = await app.signedIn();
      const before = new Map(browser.cookies);
      const token = await browser.render((genkan) => genkan.getAccessTokenRSC(API));
      assert.deepEqual(browser.cookies, before, 'a render sets no cookie');
      assert.equal(await browser.render((genkan) => genkan.getAccessTokenRSC(API)), token);
      // An hour later it still knows the rotated refresh token, which the browser has never seen.
      app.clock.advance(3500);
      await browser.render((genkan) => genkan.getAccessTokenRSC(OTHER_API));
      assert.equal(await browser.who(), 'user-1');
      // The next call that can hands the renewed cookie to the browser.
      await browser.action((genkan) => genkan.getContext());
      await app.restart();
      assert.equal(await browser.who(), 'user-1');
      assert.match(await browser.render((genkan) => genkan.getAccessTokenRSC(OTHER_API)), /other/);
      assert.equal(app.provider.refreshes, 2);
    });

    test('an older cookie goes on with the rotated token', async () => {
      app = await App.start(settings());
      const browser = await app.signedIn();
      const old = browser.clone();
      const token = await browser.action((genkan) => genkan.getAccessToken(API));
      assert.equal(await old.action((genkan) => genkan.getAccessToken(API)), token);
      await old.action((genkan) => genkan.getAccessToken(OTHER_API));
      assert.equal(app.provider.refreshes, 2);
    });

    test('`invalid_grant` ends the session', async () => {
      app = await App.start(settings());
      const browser = await app.signedIn();
      app.provider.endGrants();
      await rejectsWith('session_ended', browser.action((genkan) => genkan.getAccessToken(API)));
      assert.equal(browser.cookies.size, 0);
      await rejectsWith('not_authenticated', browser.action((genkan) => genkan.getAccessToken(API)));
    });

    test('a transient failure keeps the session, and a token that still lives is used', async () => {
      app = await App.start(settings());
      const browser = await app.signedIn();
      const token = await browser.action((genkan) => genkan.getAccessToken(API));
      for (const status of [429, 500, 503]) {
        app.provider.refusal = { status, error: 'server_error' };
        await rejectsWith('provider_unavailable', browser.action((genkan) => genkan.getAccessToken(OTHER_API)));
        assert.equal(await browser.who(), 'user-1');
        // A failure is remembered for two seconds.
        app.clock.advance(2);
      }
      app.clock.advance(3560);
      assert.equal(await browser.action((genkan) => genkan.getAccessToken(API)), token, 'stale, but alive');
      app.clock.advance(60);
      await rejectsWith('provider_unavailable', browser.action((genkan) => genkan.getAccessToken(API)));
      app.provider.refusal = undefined;
      app.clock.advance(2);
      assert.notEqual(await browser.action((genkan) => genkan.getAccessToken(API)), token);
    });

    test('a refresh about somebody else ends the session', async () => {
      app = await App.start(settings());
      const browser = await app.signedIn();
      app.provider.idToken = { sub: 'user-2' };
      await rejectsWith('session_ended', browser.action((genkan) => genkan.getAccessToken(API)));
      assert.equal(browser.cookies.size, 0);
    });

    test('claims follow the refresh, but not those that cannot be checked', async () => {
      app = await App.start(settings());
      const browser = await app.signedIn();
      const name = async () => (await browser.render((genkan) => genkan.getContext())).claims?.name;
      app.provider.idToken = { name: 'Mallory', aud: 'another-app' };
      await browser.action((genkan) => genkan.getAccessToken(API));
      assert.equal(await name(), 'Mio');
      app.provider.idToken = { name: 'Mio Sato' };
      await browser.action((genkan) => genkan.getAccessToken(OTHER_API));
      assert.equal(await name(), 'Mio Sato');
    });

    test('a request in flight does not bring a deleted session back', async () => {
      app = await App.start(settings());
      const browser = await app.signedIn();
      const other = browser.clone();
      let signedOut: Promise<unknown> | undefined;
      app.provider.beforeToken = () => {
        app.provider.beforeToken = undefined;
        signedOut = browser.redirected((genkan) => genkan.signOut());
      };
      await other.action((genkan) => genkan.getAccessToken(API)).catch(() => undefined);
      await signedOut;
      assert.equal(browser.cookies.size, 0);
      assert.equal(await other.who(), undefined, 'an old cookie is refused');
      await rejectsWith('not_authenticated', other.action((genkan) => genkan.getAccessToken(API)));
      assert.deepEqual(app.provider.revoked, [app.provider.lastRefreshToken], 'the rotated token is the one revoked');
    });
  });
}

describe('refreshing', () => {
  test('in a server component the error names the variant, and nothing is spent', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    const error = await rejectsWith('cannot_write_cookies', browser.render((genkan) => genkan.getAccessToken(API)));
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
      family.end();
    });
    await rejectsWith('session_ended', waiting);
    assert.equal(app.provider.refreshes, 0);
    await session.adopt({ ...record, gen: record.gen + 1 }, 'must');
    assert.deepEqual(jar.getAll(), []);
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
    await rejectsWith('session_ended', browser.action((genkan) => genkan.getAccessToken(API)));
    assert.deepEqual(app.provider.revoked, [app.provider.lastRefreshToken]);
    await rejectsWith('not_authenticated', browser.action((genkan) => genkan.getAccessToken(API)));
  });

  test('a store that is down is an outage, not a sign-out', async () => {
    const store = memoryStore();
    let isDown = false;
    const flaky = new Proxy(store, {
      get: (target, name) => async (...given: unknown[]) => {
        if (isDown) throw new Error('connection refused');
        return (target as unknown as Record<string | symbol, (...given: unknown[]) => unknown>)[name]?.(...given);
      },
    });
    app = await App.start({ sessionStore: flaky });
    const browser = await app.signedIn();
    isDown = true;
    await rejectsWith('store_unavailable', browser.render((genkan) => genkan.getContext()));
    await rejectsWith('store_unavailable', browser.action((genkan) => genkan.signOut()));
    isDown = false;
    assert.equal(await browser.who(), 'user-1');
  });

  test('without a refresh token the error says what was missing', async () => {
    app = await App.start();
    app.provider.givesRefreshToken = false;
    const browser = await app.signedIn();
    const error = await rejectsWith('refresh_token_missing', browser.action((genkan) => genkan.getAccessToken(API)));
    assert.match(error.message, /offline_access/);
  });

  test('a refusal is told, and the session stays', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    const call = browser.action((genkan) => genkan.getAccessToken('https://unknown.example'));
    assert.match((await rejectsWith('provider_refused', call)).message, /invalid_target/);
    assert.equal(await browser.who(), 'user-1');
    await rejectsWith('invalid_parameter', browser.action((genkan) => genkan.getAccessToken('')));
  });

  test('a session too large for cookies says its size, and keeps the rotated refresh token', async () => {
    app = await App.start();
    app.provider.idToken = { big: 'x'.repeat(6000) };
    const browser = await app.signedIn();
    assert.ok(browser.cookies.size > 1, 'in chunks');
    const resource = `https://api.example/${'y'.repeat(4000)}`;
    const error = await rejectsWith('session_too_large', browser.action((genkan) => genkan.getAccessToken(resource)));
    assert.match(error.message, /\d+ bytes sealed, 14398 fit/);
    await app.restart();
    assert.match(await browser.action((genkan) => genkan.getAccessToken(API)), /api/);
    app.provider.idToken = {};
    await browser.action((genkan) => genkan.getAccessToken(OTHER_API));
    assert.equal(browser.cookies.size, 1, 'shrinking leaves no chunk behind');
  });

  test('secrets rotate without signing anybody out', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    const fresh = 'fresh-0123456789abcdef0123456789';
    await app.restart({ cookieSecret: [fresh, app.config.cookieSecret as string] });
    assert.equal(await browser.who(), 'user-1');
    await browser.action((genkan) => genkan.getAccessToken(API));
    await app.restart({ cookieSecret: fresh });
    assert.equal(await browser.who(), 'user-1');
  });

  test('a session lives on while it is used, and ends', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    const day = 86_400;
    for (let days = 0; days < 20; days += 1) {
      app.clock.advance(day);
      await browser.action((genkan) => genkan.getContext());
    }
    assert.equal(await browser.who(), 'user-1');
    app.clock.advance(14 * day);
    assert.equal(await browser.who(), undefined);
  });

  test('user info is about the same person, and asked again when a token was revoked early', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    assert.equal((await browser.render((genkan) => genkan.fetchUserInfo())).email, 'mio@example.com');
    assert.equal(app.provider.refreshes, 0);
    app.provider.endAccessTokens();
    assert.equal((await browser.render((genkan) => genkan.fetchUserInfo())).email, 'mio@example.com');
    assert.equal(app.provider.refreshes, 1);
    app.provider.userInfo = { sub: 'somebody-else' };
    await rejectsWith('provider_unavailable', browser.render((genkan) => genkan.fetchUserInfo()));
  });

  test('a signed-in render with fresh tokens asks nobody', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    app.provider.stop();
    const context = await browser.render((genkan) => genkan.getContext());
    assert.deepEqual(context.scopes, ['openid', 'offline_access', 'profile']);
    assert.equal(context.isAuthenticated, true);
  });

  test('the context, with everything asked for', async () => {
    app = await App.start();
    app.provider.idToken = { organizations: ['org-1', 'org-2'] };
    const browser = await app.signedIn();
    const context = await browser.action((genkan) =>
      genkan.getContext({ fetchUserInfo: true, getAccessToken: true, resource: API, getOrganizationToken: true }),
    );
    assert.match(context.accessToken ?? '', /-https:\/\/api\.example$/);
    assert.equal(context.userInfo?.email, 'mio@example.com');
    assert.deepEqual(Object.keys(context.organizationTokens ?? {}), ['org-1', 'org-2']);
    app.provider.refusal = { status: 500, error: 'x' };
    const without = await browser.action((genkan) => genkan.getContext({ getAccessToken: true, resource: OTHER_API }));
    assert.deepEqual([without.isAuthenticated, without.accessToken], [true, undefined]);
    app.provider.refusal = undefined;
    app.provider.endGrants();
    app.clock.advance(2);
    const ended = await browser.action((genkan) => genkan.getContext({ getAccessToken: true, resource: OTHER_API }));
    assert.deepEqual(ended, { isAuthenticated: false });
  });

  test('organization tokens; one that the person has left is left out', async () => {
    app = await App.start();
    app.provider.idToken = { organizations: ['org-1', 'org-2'] };
    const browser = await app.signedIn();
    app.provider.closedOrganizations.add('org-2');
    const tokens = await browser.action((genkan) => genkan.getOrganizationTokens());
    assert.deepEqual(tokens.map(({ id }) => id), ['org-1']);
    assert.match(tokens[0]?.token ?? '', /-#org-1$/);
    assert.match(await browser.action((genkan) => genkan.getAccessToken(API, 'org-1')), /example#org-1$/);
    await rejectsWith('provider_refused', browser.action((genkan) => genkan.getOrganizationToken('org-2')));
    await rejectsWith('invalid_parameter', browser.action((genkan) => genkan.getOrganizationToken('')));
    await app.restart({ scopes: [] });
    await rejectsWith('scope_missing', browser.action((genkan) => genkan.getOrganizationToken('org-1')));
  });
});
