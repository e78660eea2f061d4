/** Requests that take longer than what happens around them. */

import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { instanceOf } from '../src/core/instance.js';
import { HeaderJar } from '../src/core/jar.js';
import { Session } from '../src/session/session.js';
import { accessToken } from '../src/session/tokens.js';
import { memoryStore } from '../src/stores.js';
import { App, API, type Browser, OTHER_API } from './support/app.js';
import { rejectsWith } from './support/errors.js';

let app: App;
afterEach(() => app.stop());

/** A request that has looked at its session and goes on later; `written` is what its response sets. */
async function begun(browser: Browser): Promise<{ session: Session; written: () => string[] }> {
  const jar = new HeaderJar(browser.header);
  const session = await Session.open(await instanceOf(browser.app.config), jar);
  return { session, written: () => jar.written.filter((line) => !/^[^=]+\.probe=/.test(line)) };
}

for (const isStored of [false, true]) {
  const start = () => App.start((clock) => (isStored ? { sessionStore: memoryStore(clock.now) } : {}));

  describe(`slow requests, sessions ${isStored ? 'in a store' : 'in cookies'}`, () => {
    test('one of the old session leaves the new one alone', async () => {
      app = await start();
      const browser = await app.signedIn();
      const slow = await begun(browser);
      await browser.signIn('user-2');
      await rejectsWith('session_ended', accessToken(slow.session, { resource: API }, 'must'));
      assert.deepEqual(slow.written(), []);
      assert.equal(slow.session.record, undefined);
      assert.equal(await browser.who(), 'user-2');
    });

    test('one that takes minutes brings no session back', async () => {
      app = await start();
      const browser = await app.signedIn();
      // Old enough to be written again by whoever looks at it.
      app.clock.advance(86_400);
      const slow = await begun(browser);
      const values = () => slow.written().filter((line) => !line.includes('Max-Age=0'));
      const before = values();
      await browser.signOut();
      // Others come and go until nobody would remember.
      for (let others = 0; others < 3; others += 1) {
        app.clock.advance(1000);
        await (await app.signedIn('user-2')).signOut();
      }
      await rejectsWith('session_ended', accessToken(slow.session, { resource: API }, 'must'));
      assert.ok(
        values().every((line) => before.includes(line)),
        'no session is written any more',
      );
      assert.equal(app.provider.livingRefreshTokens, 0);
    });

    test('a renewed cookie that was lost on its way comes again', async () => {
      app = await start();
      const browser = await app.signedIn();
      const old = browser.clone();
      await browser.token();
      app.clock.advance(1800);
      await (await app.signedIn('user-2')).token();
      assert.match(await old.token(OTHER_API), /user-1/, 'its old refresh token is used up');
    });

    test('of two responses in the wrong order the older undoes nothing', async () => {
      app = await start();
      const browser = await app.signedIn();
      const [first, second] = [browser.clone(), browser.clone()];
      const [one, two] = [await first.token(API), await second.token(OTHER_API)];
      // The browser keeps what came first.
      assert.deepEqual([await first.token(OTHER_API), await first.token(API)], [two, one]);
      assert.equal(app.provider.refreshes, 2);
    });

    test('a crowd does not queue for a provider that is down', async () => {
      app = await start();
      const browser = await app.signedIn();
      app.provider.refusal = { status: 503, error: 'busy' };
      let asked = 0;
      app.provider.beforeToken = () => void (asked += 1);
      const crowd = Array.from({ length: 50 }, () => rejectsWith('provider_unavailable', browser.clone().token()));
      await Promise.all(crowd);
      assert.equal(asked, 1);
    });

    test('a sign-out and a hundred refreshes at once: everybody is out', async () => {
      app = await start();
      const browser = await app.signedIn();
      const tabs = Array.from({ length: 100 }, () => browser.clone());
      const calls = tabs.map((tab, index) =>
        index === 50 ? tab.signOut() : tab.token(`https://api.example/${index}`),
      );
      await Promise.allSettled(calls);
      for (const tab of [browser, ...tabs.slice(0, 60)]) {
        assert.equal(await tab.who(), undefined);
      }
      assert.equal(app.provider.livingRefreshTokens, 0, 'what was issued meanwhile is revoked');
    });
  });
}
