/** How long a session lives: from its last use, and at most; wherever it lies. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { GenkanNextConfig } from '../src/config/types.js';
import { App, type Browser } from './support/app.js';
import { rejectsWith } from './support/errors.js';
import { stores, type TestStore } from './support/store.js';

const DAY = 24 * 3600;
const NAME = '__Host-genkan.app';

/** What a visit writes: the `Max-Age` of the session's cookie. */
async function maxAge(browser: Browser): Promise<number | undefined> {
  const { headers } = await browser.visit('/sign-out', { headers: { 'sec-fetch-site': 'cross-site' } });
  const line = headers.getSetCookie().find((cookie) => cookie.startsWith(`${NAME}=`));
  return line === undefined ? undefined : Number(/Max-Age=(\d+)/.exec(line)?.[1]);
}

/** What it should be: a store decides itself when a session ends, so there the cookie lasts as long as one can. */
function expectedAge(
  app: App,
  began: number,
  store: TestStore | undefined,
  lifetime = 14 * DAY,
  longest = 180 * DAY,
): number {
  const most = began + longest - app.clock.now();
  return store ? most : Math.min(lifetime, most);
}

const places: Record<string, ((clock: App['clock']) => TestStore) | undefined> = {
  'sealed cookies': undefined,
  ...stores,
};

for (const [place, make] of Object.entries(places)) {
  const limited = (
    name: string,
    settings: Partial<GenkanNextConfig>,
    run: (app: App, store?: TestStore) => Promise<void>,
  ) =>
    test(name, async () => {
      let store: TestStore | undefined;
      const app = await App.start((clock) => ({ ...settings, sessionStore: (store = make?.(clock)) }));
      try {
        await run(app, store);
      } finally {
        app.stop();
      }
    });

  describe(`sessions in ${place}`, () => {
    limited('one that is used lives on', {}, async (app, store) => {
      const browser = await app.signedIn();
      const expected = async () =>
        assert.equal((await store?.latest())?.expiresAt, store && app.clock.now() + 14 * DAY);
      await expected();
      const began = app.clock.now();
      app.clock.advance((14 * DAY) / 24);
      assert.equal(await maxAge(browser), undefined, 'it is not written at every request');
      app.clock.advance(1);
      assert.equal(await maxAge(browser), expectedAge(app, began, store));
      await expected();
      assert.equal((await store?.latest())?.generation, store && 0, 'no refresh');
      for (let times = 0; times < 3; times += 1) {
        app.clock.advance(13 * DAY);
        assert.equal(await maxAge(browser), expectedAge(app, began, store));
        await expected();
      }
      assert.equal(app.provider.refreshes, 0);
    });

    limited('one that is not used ends', {}, async (app, store) => {
      const began = app.clock.now();
      const browser = await app.signedIn();
      app.clock.advance(14 * DAY - 1);
      const moved = browser.clone();
      assert.equal(await maxAge(moved), expectedAge(app, began, store));
      app.clock.advance(14 * DAY);
      for (const tab of [browser, moved]) {
        await rejectsWith('not_authenticated', tab.token());
        assert.equal(tab.cookies.size, 0, 'the dead cookie is removed');
      }
      assert.equal(app.provider.refreshes, 0);
    });

    limited('the end is to the second, and inside', { sessionLifetime: 600 }, async (app) => {
      const [early, late] = [await app.signedIn(), await app.signedIn()];
      app.clock.advance(599);
      assert.equal(await early.who(), 'user-1');
      app.clock.advance(1);
      assert.equal(await late.who(), undefined, 'whatever the browser makes of Max-Age');
    });

    limited(
      'no use prolongs one beyond its longest',
      { sessionLifetime: 10 * DAY, longestSession: 25 * DAY },
      async (app, store) => {
        const began = app.clock.now();
        const browser = await app.signedIn();
        for (const days of [10, 9, 1]) {
          app.clock.advance(8 * DAY);
          assert.equal(await maxAge(browser), expectedAge(app, began, store, 10 * DAY, 25 * DAY));
          assert.equal((await store?.latest())?.expiresAt, store && app.clock.now() + days * DAY);
        }
        await browser.token();
        assert.equal((await store?.latest())?.expiresAt, store && app.clock.now() + DAY, 'nor does a refresh');
        app.clock.advance(DAY - 1);
        assert.equal(await browser.who(), 'user-1');
        app.clock.advance(1);
        assert.equal(await browser.who(), undefined);
      },
    );

    limited('a shorter limit counts for those that are there', {}, async (app) => {
      const browser = await app.signedIn();
      app.clock.advance(2 * DAY);
      assert.equal(await browser.who(), 'user-1');
      const shorter = await app.process({ sessionLifetime: 3600, longestSession: DAY });
      assert.equal(await browser.at(shorter).who(), undefined);
    });

    limited('a refresh prolongs one', {}, async (app, store) => {
      const browser = await app.signedIn();
      app.clock.advance(13 * DAY);
      await browser.token();
      assert.equal((await store?.latest())?.expiresAt, store && app.clock.now() + 14 * DAY);
      app.clock.advance(13 * DAY);
      assert.equal(await browser.who(), 'user-1');
    });

    limited('two processes that prolong one at once agree', {}, async (app, store) => {
      const began = app.clock.now();
      const browser = await app.signedIn();
      const there = browser.at(await app.process());
      app.clock.advance(DAY);
      const ages = await Promise.all([maxAge(browser), maxAge(there)]);
      // Whoever came second may have found the record written already.
      assert.ok(ages.includes(expectedAge(app, began, store)), String(ages));
      assert.deepEqual([await browser.who(), await there.who()], ['user-1', 'user-1']);
      assert.equal((await store?.latest())?.expiresAt, store && app.clock.now() + 14 * DAY);
    });

    limited('a clock that was set back keeps nobody out', {}, async (app) => {
      const browser = await app.signedIn();
      app.clock.advance(-7 * DAY);
      assert.equal(await browser.who(), 'user-1');
      assert.match(await browser.token(), /user-1/);
    });
  });
}
