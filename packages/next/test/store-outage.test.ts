/** A store that does not answer signs nobody out, lets nobody in, and loses nothing. */

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { instanceOf } from '../src/core/instance.js';
import { aheadOfRender } from '../src/platform/ahead.js';
import { OTHER_API, type Browser } from './support/app.js';
import { rejectsWith } from './support/errors.js';
import { FAILURE, OPERATIONS, overEveryStore, type Operation } from './support/store.js';

/** A callback that the provider has just sent this browser to. */
async function callbackOf(browser: Browser, sub = 'user-1'): Promise<string> {
  const start = await browser.visit('/sign-in');
  const { pathname, search } = browser.app.provider.authorize(start.headers.get('location') ?? '', sub);
  return pathname + search;
}

async function isOutage(response: Response): Promise<string> {
  const text = await response.text();
  assert.equal(response.status, 503, text);
  assert.equal(response.headers.get('cache-control'), 'private, no-store');
  // A name that nobody reads says whether cookies can be set.
  assert.deepEqual(
    response.headers.getSetCookie().filter((line) => !/^[^=]+\.probe=;/.test(line)),
    [],
  );
  assert.ok(!text.includes(FAILURE) && !text.includes('redis'), text);
  return text;
}

describe('an outage of the whole store', () => {
  overEveryStore('everybody gets an outage, and nobody is signed out', async (app, store) => {
    const browser = await app.signedIn();
    const before = new Map(browser.cookies);
    store.fail(...OPERATIONS);
    const calls: Record<string, (browser: Browser) => Promise<unknown>> = {
      getContext: (tab) => tab.render((genkan) => genkan.getContext()),
      auth: (tab) => tab.render((genkan) => genkan.auth({ required: true })),
      getAccessToken: (tab) => tab.token(),
      getAccessTokenRSC: (tab) => tab.render((genkan) => genkan.getAccessTokenRSC()),
      getOrganizationToken: (tab) => tab.action((genkan) => genkan.getOrganizationToken('org-1')),
      getOrganizationTokens: (tab) => tab.action((genkan) => genkan.getOrganizationTokens()),
      fetchUserInfo: (tab) => tab.action((genkan) => genkan.fetchUserInfo()),
      signIn: (tab) => tab.action((genkan) => genkan.signIn()),
      signOut: (tab) => tab.action((genkan) => genkan.signOut()),
      handleSignIn: (tab) => tab.action((genkan) => genkan.handleSignIn(new URLSearchParams('code=c&state=s'))),
    };
    for (const [name, call] of Object.entries(calls)) {
      const response = (await rejectsWith('store_unavailable', call(browser))).toResponse();
      assert.equal(response.headers.get('retry-after'), '5', name);
      await isOutage(response);
      assert.deepEqual(browser.cookies, before, name);
    }
    for (const path of ['/sign-in', '/callback?code=c&state=s', '/sign-out']) {
      const text = await isOutage(await browser.visit(path, { headers: { 'sec-fetch-site': 'same-origin' } }));
      assert.match(text, /<h1>/, path);
    }
    assert.equal(await app.browser().who(), undefined, 'who has no cookie needs no store');
    store.comeBack();
    assert.equal(await browser.who(), 'user-1');
    assert.match(await browser.token(), /user-1/);
    assert.deepEqual(app.provider.revoked, []);
  });

  for (const operation of OPERATIONS) {
    for (const way of ['fails', 'loses its answer'] as const) {
      overEveryStore(`no person is harmed by ${operation} that ${way}`, async (app, store) => {
        const browser = await app.signedIn();
        const other = await app.signedIn('user-2');
        await browser.token();
        app.clock.advance(4000);
        if (way === 'fails') store.fail(operation);
        else store.loseAnswers(operation);
        const calls = [
          () => [browser.token(), other.token(OTHER_API), browser.who()],
          () => [other.token(), browser.token(OTHER_API)],
        ];
        for (const call of calls) {
          for (const outcome of await Promise.allSettled(call())) {
            if (outcome.status === 'rejected') {
              assert.equal((outcome.reason as { code?: string }).code, 'store_unavailable', String(outcome.reason));
            }
          }
          // A turn that was not given back ends by itself.
          app.clock.advance(30);
        }
        store.comeBack();
        assert.deepEqual([await browser.who(), await other.who()], ['user-1', 'user-2']);
        for (const [tab, sub] of [
          [browser, 'user-1'],
          [other, 'user-2'],
        ] as const) {
          assert.equal(await tab.who(), sub);
          app.clock.advance(4000);
          assert.match(await tab.token(), new RegExp(`-${sub}-`), 'its refresh token is the living one');
        }
      });
    }
  }
});

overEveryStore('ahead of a render an outage changes nothing, and the page gets the error', async (app, store) => {
  const browser = await app.signedIn();
  store.fail(...OPERATIONS);
  const request = { headers: new Headers({ cookie: browser.header }) };
  const { cookies, headers } = await aheadOfRender(await instanceOf(app.config), request);
  assert.deepEqual([cookies, headers], [[], undefined]);
  await rejectsWith(
    'store_unavailable',
    browser.render((genkan) => genkan.getContext()),
  );
  store.comeBack();
  assert.equal((await aheadOfRender(await instanceOf(app.config), request)).claims?.sub, 'user-1');
});

describe('signing in and out', () => {
  overEveryStore('a sign-in is finished when the store is back', async (app, store) => {
    const browser = app.browser();
    const callback = await callbackOf(browser);
    store.fail('create');
    for (let times = 0; times < 2; times += 1) {
      await isOutage(await browser.visit(callback));
    }
    store.comeBack();
    assert.equal((await browser.visit(callback)).status, 303);
    assert.equal(await browser.who(), 'user-1');
    assert.equal(app.provider.codeExchanges, 1, 'a second redemption would revoke everything');
  });

  overEveryStore('a second sign-in waits until the first session can be ended', async (app, store) => {
    const browser = await app.signedIn();
    const old = browser.clone();
    const callback = await callbackOf(browser, 'user-2');
    store.fail('delete');
    await isOutage(await browser.visit(callback));
    assert.equal(await browser.who(), 'user-1');
    store.comeBack();
    assert.equal((await browser.visit(callback)).status, 303);
    assert.deepEqual([await browser.who(), await old.who()], ['user-2', undefined]);
    assert.equal(app.provider.codeExchanges, 2);
  });

  for (const operation of ['load', 'delete'] satisfies Operation[]) {
    overEveryStore(`who cannot be signed out because ${operation} fails is told so`, async (app, store) => {
      const browser = await app.signedIn();
      const { headers } = await browser.visit('/sign-out');
      assert.equal(headers.get('cache-control'), 'private, no-store');
      store.fail(operation);
      const text = await isOutage(await browser.signOut());
      assert.match(text, /<h1>Not signed out.*still signed in.*<form method="post" action="\/sign-out">/s);
      assert.deepEqual(app.provider.revoked, []);
      store.comeBack();
      assert.equal(await browser.who(), 'user-1');
      assert.equal((await browser.signOut()).status, 303);
      assert.equal(browser.cookies.size, 0);
      assert.equal(await store.latest(), undefined);
    });
  }
});

describe('refreshing', () => {
  overEveryStore('what cannot be stored is not lost', async (app, store) => {
    const browser = await app.signedIn();
    store.fail('replace');
    const token = await browser.token();
    assert.equal((await store.latest())?.generation, 0);
    assert.equal(await browser.who(), 'user-1');
    assert.equal(await browser.token(), token);
    const other = await browser.token(OTHER_API);
    assert.equal(app.provider.refreshes, 2);
    store.comeBack();
    assert.equal(await browser.who(), 'user-1');
    assert.equal((await store.latest())?.generation, 2);
    const moved = browser.at(await app.process());
    assert.deepEqual([await moved.token(), await moved.token(OTHER_API)], [token, other]);
    assert.equal(app.provider.refreshes, 2);
    app.clock.advance(3600);
    assert.notEqual(await moved.token(), token, 'its refresh token is the living one');
  });

  overEveryStore('an answer that is lost loses nothing', async (app, store) => {
    store.loseAnswers('create', 'replace');
    const browser = await app.signedIn();
    const token = await browser.token();
    assert.equal((await store.latest())?.generation, 1);
    const other = await browser.token(OTHER_API);
    store.comeBack();
    const moved = browser.at(await app.process());
    assert.deepEqual([await moved.token(), await moved.token(OTHER_API)], [token, other]);
    assert.deepEqual([app.provider.codeExchanges, app.provider.refreshes], [1, 2]);
  });

  overEveryStore('a session that cannot be prolonged is still one', async (app, store) => {
    const browser = await app.signedIn();
    app.clock.advance(24 * 3600);
    const before = await store.latest();
    const cookies = new Map(browser.cookies);
    store.fail('replace');
    const { headers } = await browser.visit('/sign-out', { headers: { 'sec-fetch-site': 'cross-site' } });
    assert.deepEqual(headers.getSetCookie(), [], "the browser's cookie must not outlive the record");
    assert.deepEqual(browser.cookies, cookies);
    store.comeBack();
    assert.equal(await browser.who(), 'user-1');
    assert.ok(((await store.latest())?.expiresAt ?? 0) > (before?.expiresAt ?? 0));
  });

  overEveryStore('without a turn the token that still lives is used', async (app, store) => {
    const browser = await app.signedIn();
    const token = await browser.token();
    store.fail('claim');
    app.clock.advance(3600 - 30);
    assert.equal(await browser.token(), token);
    app.clock.advance(30);
    await rejectsWith('store_unavailable', browser.token());
    store.comeBack();
    assert.notEqual(await browser.token(), token);
    assert.equal(app.provider.refreshes, 2);
  });

  overEveryStore('a failure in the middle of a turn gives it back', async (app, store) => {
    const browser = await app.signedIn();
    const there = browser.at(await app.process());
    const { somebodyWaits, letGo } = store.hold('claim');
    const failing = rejectsWith('store_unavailable', browser.token());
    await somebodyWaits;
    store.fail('load');
    letGo();
    await failing;
    store.comeBack();
    const before = store.count;
    assert.match(await there.token(), /user-1/);
    assert.ok(store.count - before < 10, 'somebody waited for a turn that nobody has');
  });

  overEveryStore('a turn that cannot be given back ends by itself', async (app, store) => {
    const browser = await app.signedIn();
    store.fail('release');
    const token = await browser.token();
    store.comeBack();
    app.clock.advance(3600);
    assert.notEqual(await browser.at(await app.process()).token(), token);
  });
});
