/** Several processes over one store. */

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { API, OTHER_API } from './support/app.js';
import { rejectsWith } from './support/errors.js';
import { overEveryStore } from './support/store.js';

describe('what one process does counts in the others', () => {
  overEveryStore('the store is asked no more often than documented', async (app, store) => {
    const browser = await app.signedIn();
    const counts: number[] = [];
    const count = async (call: Promise<unknown>) => {
      const before = store.count;
      await call;
      counts.push(store.count - before);
    };
    await count(browser.who());
    await count(browser.token());
    await count(browser.token());
    await count(browser.signOut());
    await count(app.browser().who());
    assert.equal(store.seen.filter((text) => text.startsWith('["create"')).length, 1);
    // Load; load, claim, load, replace, release; load; load, load, delete; nothing without a cookie.
    assert.deepEqual(counts, [1, 5, 1, 3, 0]);
  });

  overEveryStore('a sign-in, and a sign-out', async (app, store) => {
    const browser = await app.signedIn();
    const moved = browser.at(await app.process());
    assert.equal(await moved.who(), 'user-1');
    await moved.signOut();
    assert.equal(await browser.who(), undefined);
    await rejectsWith('not_authenticated', browser.token());
    assert.equal(browser.cookies.size, 0);
    assert.equal(app.provider.revoked.length, 1);
    assert.equal(await store.latest(), undefined);
  });

  overEveryStore('a session that the provider has ended', async (app, store) => {
    const browser = await app.signedIn();
    const moved = browser.at(await app.process());
    await moved.token();
    app.provider.endGrants();
    app.clock.advance(3600);
    await rejectsWith('session_ended', browser.token());
    assert.equal(await store.latest(), undefined);
    assert.equal(await moved.who(), undefined);
  });
});

describe('refreshes', () => {
  overEveryStore('a turn that has run out is not given back', async (app, store) => {
    for (const [seconds, last] of [
      [0, 'release'],
      [23, 'release'],
      [24, 'replace'],
      [60, 'replace'],
    ] as const) {
      const browser = await app.signedIn();
      const { somebodyWaits, letGo } = store.hold('replace');
      const token = browser.token();
      await somebodyWaits;
      app.clock.advance(seconds);
      letGo();
      await token;
      assert.match(store.seen.at(-1) ?? '', new RegExp(`^\\["${last}"`), `after ${seconds} seconds`);
    }
  });

  overEveryStore('a hundred requests at two processes share one', async (app) => {
    const browser = await app.signedIn();
    const homes = [app, await app.process()];
    for (const refreshes of [1, 2]) {
      const calls = Array.from({ length: 100 }, (_, index) => browser.at(homes[index % 2] as typeof app).token());
      assert.equal(new Set(await Promise.all(calls)).size, 1);
      assert.equal(app.provider.refreshes, refreshes);
      app.clock.advance(3600);
    }
  });

  overEveryStore('tokens fetched in different processes end up in one session', async (app) => {
    const browser = await app.signedIn();
    const two = await app.process();
    const tokens = await Promise.all([browser.at(app).token(API), browser.at(two).token(OTHER_API)]);
    assert.equal(app.provider.refreshes, 2);
    for (const home of [app, two, await app.process()]) {
      const tab = browser.at(home);
      assert.deepEqual([await tab.token(API), await tab.token(OTHER_API)], tokens);
    }
    assert.equal(app.provider.refreshes, 2);
  });

  overEveryStore('a sign-out during a refresh elsewhere is final', async (app, store) => {
    const browser = await app.signedIn();
    const there = browser.at(await app.process());
    const before = new Map(there.cookies);
    const { somebodyWaits, letGo } = store.hold('replace');
    const refresh = rejectsWith('session_ended', there.token());
    await somebodyWaits;
    await browser.signOut();
    letGo();
    await refresh;
    assert.deepEqual(there.cookies, before, 'the sign-out has told the browser');
    assert.equal(await store.latest(), undefined);
    assert.equal(await there.who(), undefined);
    assert.ok(app.provider.revoked.includes(app.provider.lastRefreshToken), 'the token of the refresh lives on');
  });

  overEveryStore(
    'what was issued meanwhile and cannot be revoked does not bring the session back',
    async (app, store) => {
      const browser = await app.signedIn();
      const there = browser.at(await app.process());
      const { somebodyWaits, letGo } = store.hold('replace');
      const refresh = rejectsWith('session_ended', there.token());
      await somebodyWaits;
      await browser.signOut();
      app.provider.stop();
      letGo();
      await refresh;
      assert.equal(await store.latest(), undefined);
    },
  );

  overEveryStore('after a sign-out elsewhere nobody is asked', async (app) => {
    const browser = await app.signedIn();
    const moved = browser.at(await app.process());
    await moved.token();
    await browser.signOut();
    app.clock.advance(3600);
    const { refreshes } = app.provider;
    await rejectsWith('not_authenticated', moved.token());
    assert.equal(app.provider.refreshes, refreshes);
    assert.equal(moved.cookies.size, 0);
  });

  overEveryStore('nor when it happens while the refresh waits for its turn', async (app, store) => {
    const browser = await app.signedIn();
    const there = browser.at(await app.process());
    const { somebodyWaits, letGo } = store.hold('claim');
    const refresh = rejectsWith('session_ended', there.token());
    await somebodyWaits;
    await browser.signOut();
    letGo();
    await refresh;
    assert.equal(app.provider.refreshes, 0);
  });

  overEveryStore('an ID token turned down elsewhere costs one session, not the newer one', async (app, store) => {
    const browser = await app.signedIn();
    const there = browser.at(await app.process());
    // Here the old refresh token is used up; there a newer generation is stored before the answer comes.
    store.withoutClaims();
    app.provider.beforeToken = async () => {
      app.provider.beforeToken = undefined;
      await there.token(OTHER_API);
      await there.token(API);
    };
    assert.match(await browser.token(API), /user-1/, 'the token of the other process');
    assert.equal(await there.who(), 'user-1');
    assert.ok(await store.latest());
  });

  overEveryStore(
    'without claims, the loser of two at once ends what the provider takes for stolen',
    async (app, store) => {
      store.withoutClaims();
      const browser = await app.signedIn();
      const there = browser.at(await app.process());
      const { somebodyWaits, letGo } = store.hold('replace');
      const first = rejectsWith('session_ended', browser.token());
      await somebodyWaits;
      await rejectsWith('session_ended', there.token(OTHER_API));
      letGo();
      await first;
      assert.equal(await store.latest(), undefined);
    },
  );
});

describe('a request that only looks', () => {
  for (const signsOut of [false, true]) {
    overEveryStore(`${signsOut ? 'brings nothing back' : 'overwrites nothing'}`, async (app, store) => {
      const browser = await app.signedIn();
      const there = browser.at(await app.process());
      // Long enough unused to be prolonged by the next look, which is held up with what it has loaded.
      app.clock.advance(24 * 3600);
      const { somebodyWaits, letGo } = store.hold('replace');
      const here = browser.clone();
      const look = here.action((genkan) => genkan.getContext());
      await somebodyWaits;
      const token = await there.token();
      if (signsOut) await there.signOut();
      letGo();
      assert.equal((await look).isAuthenticated, !signsOut);
      assert.equal((await store.latest()) === undefined, signsOut);
      if (signsOut) {
        assert.equal(here.cookies.size, 0);
      } else {
        const { refreshes } = app.provider;
        assert.equal(await here.token(), token, 'the refresh of the other is not undone');
        assert.equal(app.provider.refreshes, refreshes);
      }
    });
  }
});

describe('a callback that is loaded twice', () => {
  overEveryStore('does not undo what has happened since', async (app, store) => {
    const browser = app.browser();
    const start = await browser.visit('/sign-in');
    const { pathname, search } = app.provider.authorize(start.headers.get('location') ?? '');
    const again = browser.clone();
    assert.equal((await browser.visit(pathname + search)).status, 303);
    const token = await browser.token();
    assert.equal((await again.visit(pathname + search)).status, 303);
    assert.equal((await store.latest())?.generation, 1);
    assert.deepEqual([await browser.token(), await again.token()], [token, token]);
    assert.deepEqual([app.provider.codeExchanges, app.provider.refreshes], [1, 1]);
  });

  overEveryStore('does not bring back who has signed out since', async (app, store) => {
    const browser = app.browser();
    const start = await browser.visit('/sign-in');
    const { pathname, search } = app.provider.authorize(start.headers.get('location') ?? '');
    const again = browser.clone();
    await browser.visit(pathname + search);
    await browser.signOut();
    await again.visit(pathname + search);
    assert.equal(await again.who(), undefined);
    assert.equal(await store.latest(), undefined);
    assert.equal(app.provider.codeExchanges, 1);
  });
});
