import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { memoryStore, keyValueStore } from '../src/stores.js';
import type { GenkanNextConfig } from '../src/config/types.js';
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
      await rejectsWith(
        'session_ended',
        browser.action((genkan) => genkan.getAccessToken(API)),
      );
      assert.equal(browser.cookies.size, 0);
      await rejectsWith(
        'not_authenticated',
        browser.action((genkan) => genkan.getAccessToken(API)),
      );
    });

    test('a transient failure keeps the session, and a token that still lives is used', async () => {
      app = await App.start(settings());
      const browser = await app.signedIn();
      const token = await browser.action((genkan) => genkan.getAccessToken(API));
      for (const status of [429, 500, 503]) {
        app.provider.refusal = { status, error: 'server_error' };
        await rejectsWith(
          'provider_unavailable',
          browser.action((genkan) => genkan.getAccessToken(OTHER_API)),
        );
        assert.equal(await browser.who(), 'user-1');
        // A failure is remembered for two seconds.
        app.clock.advance(2);
      }
      app.clock.advance(3560);
      assert.equal(await browser.action((genkan) => genkan.getAccessToken(API)), token, 'stale, but alive');
      app.clock.advance(60);
      await rejectsWith(
        'provider_unavailable',
        browser.action((genkan) => genkan.getAccessToken(API)),
      );
      app.provider.refusal = undefined;
      app.clock.advance(2);
      assert.notEqual(await browser.action((genkan) => genkan.getAccessToken(API)), token);
    });

    test('a refresh about somebody else ends the session', async () => {
      app = await App.start(settings());
      const browser = await app.signedIn();
      app.provider.idToken = { sub: 'user-2' };
      await rejectsWith(
        'session_ended',
        browser.action((genkan) => genkan.getAccessToken(API)),
      );
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
      await rejectsWith(
        'not_authenticated',
        other.action((genkan) => genkan.getAccessToken(API)),
      );
      assert.deepEqual(app.provider.revoked, [app.provider.lastRefreshToken], 'the rotated token is the one revoked');
    });
  });
}
