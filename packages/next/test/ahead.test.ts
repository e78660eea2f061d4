import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { aheadOfRender } from '../src/platform/ahead.js';
import { instanceOf } from '../src/core/instance.js';
import { memoryStore } from '../src/store/memory.js';
import type { SessionData, SessionWrapper } from '../src/store/wrapper.js';
import { App, API, type Browser } from './support/app.js';

let app: App;
afterEach(() => app?.stop());

describe('ahead of the render', () => {
  const ahead = async (browser: Browser, headers: Record<string, string> = {}) =>
    aheadOfRender(await instanceOf(app.config), { headers: new Headers({ cookie: browser.header, ...headers }) });

  test('a token about to expire is refreshed, for the browser and for the render', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    await browser.action((genkan) => genkan.getAccessToken(API));
    browser.cookies.set('theme', 'dark%20blue');
    assert.deepEqual((await ahead(browser)).cookies, [], 'nothing is due');
    app.clock.advance(3541);
    const { cookies, headers, claims } = await ahead(browser);
    assert.equal(app.provider.refreshes, 3, 'the two tokens it has used');
    assert.equal(claims?.sub, 'user-1');
    const value = /^__Host-genkan\.app=([^;]+)/.exec(cookies.at(-1) ?? '')?.[1];
    assert.ok(value && headers?.get('cookie')?.includes(`__Host-genkan.app=${value}`));
    assert.ok(headers?.get('cookie')?.includes('theme=dark%20blue'));
    // Another process renders with it and asks nobody.
    await app.restart();
    browser.cookies.set('__Host-genkan.app', value);
    await browser.render((genkan) => genkan.getAccessTokenRSC(API));
    assert.equal(app.provider.refreshes, 3);
  });

  for (const stored of [false, true]) {
    test(`who comes back the next day: before the render, ${stored ? 'from a store' : 'from the cookie'}`, async () => {
      app = await App.start((clock) => (stored ? { sessionStore: memoryStore(clock.now) } : {}));
      const browser = await app.signedIn();
      await browser.action((genkan) => genkan.getAccessToken(API));
      const { refreshes } = app.provider;
      app.clock.advance(20 * 3600);
      const { cookies, headers } = await ahead(browser);
      assert.equal(app.provider.refreshes, refreshes + 2, 'the two tokens it had, although the session is written anew');
      assert.ok(cookies.length > 0);
      // The render has them from what it was handed, in another process too.
      await app.restart();
      const render = app.browser();
      for (const pair of (headers?.get('cookie') ?? '').split('; ')) {
        render.cookies.set(...(pair.split(/=(.*)/s).slice(0, 2) as [string, string]));
      }
      await render.render((genkan) => genkan.getAccessTokenRSC(API));
      await render.render((genkan) => genkan.fetchUserInfo());
      assert.equal(app.provider.refreshes, refreshes + 2);
    });
  }

  test('where the store is in the memory of the renders, nobody is signed out, and forged cookies stay harmless', async () => {
    const sessions = new Map<string, SessionData>();
    const sessionWrapper = (known: Map<string, SessionData>): SessionWrapper => ({
      async wrap(data) {
        known.set('it', data);
        return 'it';
      },
      unwrap: async (id) => known.get(id) ?? {},
    });
    for (const kind of ['store', 'wrapper']) {
      app = await App.start((clock) =>
        kind === 'store' ? { sessionStore: memoryStore(clock.now) } : { sessionWrapper: sessionWrapper(sessions) },
      );
      const browser = await app.signedIn();
      const { now } = app.clock;
      const elsewhere = await app.process(
        kind === 'store' ? { sessionStore: memoryStore(now) } : { sessionWrapper: sessionWrapper(new Map()) },
      );
      const instance = await instanceOf(elsewhere.config);
      const request = { headers: new Headers({ cookie: browser.header, 'x-genkan-user': 'user-2' }) };
      const { cookies, headers, isAuthenticated } = await aheadOfRender(instance, request, { sharesProcess: false });
      assert.deepEqual([cookies, isAuthenticated], [[], false], kind);
      assert.deepEqual([...(headers?.keys() ?? [])], ['cookie'], 'what only Next may set is taken off all the same');
      const { claims } = await browser.render((genkan) => genkan.getContext());
      assert.equal(claims?.sub, 'user-1');
      const inProcess = await aheadOfRender(instance, request, { sharesProcess: true });
      assert.ok(inProcess.cookies.some((cookie) => /Max-Age=0/i.test(cookie)), 'who knows all sessions removes it');
      app.stop();
    }
  });

  test('never on a prefetch', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    app.clock.advance(3541);
    for (const headers of [{ 'next-router-prefetch': '1' }, { purpose: 'prefetch' }, { 'sec-purpose': 'prefetch' }]) {
      const { cookies, isAuthenticated } = await ahead(browser, headers as Record<string, string>);
      assert.deepEqual([cookies, isAuthenticated], [[], true]);
    }
    assert.equal(app.provider.refreshes, 0);
  });

  test('where nothing is remembered of the renders, a refused refresh ends no session', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    const render = app.config;
    await browser.render((genkan) => genkan.getAccessTokenRSC(API));
    app.clock.advance(3541);
    await app.restart();
    const instance = await instanceOf(app.config);
    for (let times = 0; times < 3; times += 1) {
      const request = { headers: new Headers({ cookie: browser.header }) };
      const { cookies, isAuthenticated } = await aheadOfRender(instance, request, { sharesProcess: false });
      assert.deepEqual([cookies, isAuthenticated], [[], true]);
    }
    assert.equal(app.provider.refreshes, 2, 'and is not tried again and again');
    app.config = render;
    assert.match(await browser.action((genkan) => genkan.getAccessToken(API)), /user-1/);
  });

  test('a slow provider is waited for only where nobody could pick up what comes late', async (context) => {
    app = await App.start();
    const browsers = [await app.signedIn(), await app.signedIn('user-2')];
    app.clock.advance(3541);
    let asked = (): void => undefined;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    let answer = (): void => undefined;
    const mayAnswer = new Promise<void>((resolve) => (answer = resolve));
    app.provider.beforeToken = () => {
      asked();
      return mayAnswer;
    };
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const [one, two] = browsers.map((browser) => ({ headers: new Headers({ cookie: browser.header }) }));
    const inProcess = aheadOfRender(await instanceOf(app.config), one!, { sharesProcess: true });
    await isAsked;
    context.mock.timers.tick(3001);
    const { cookies, isAuthenticated } = await inProcess;
    assert.deepEqual([cookies, isAuthenticated], [[], true]);

    // The edge runtime: another process, which shares nothing with the renders.
    await app.restart();
    const isAskedAgain = new Promise<void>((resolve) => (asked = resolve));
    let isDone = false;
    const onTheEdge = aheadOfRender(await instanceOf(app.config), two!, { sharesProcess: false });
    void onTheEdge.then(() => (isDone = true));
    await isAskedAgain;
    context.mock.timers.tick(10_000);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(isDone, false);
    answer();
    assert.match((await onTheEdge).cookies.at(-1) ?? '', /^__Host-genkan\.app=[^;]/);
  });

  test('a dead cookie is removed', async () => {
    app = await App.start();
    const browser = app.browser();
    browser.cookies.set('__Host-genkan.app', 'nonsense');
    const { cookies, headers } = await ahead(browser);
    assert.match(cookies[0] ?? '', /^__Host-genkan\.app=; .*Max-Age=0/);
    assert.equal(headers?.get('cookie'), '');
  });

  test('forged internal headers do not reach the render', async () => {
    app = await App.start();
    const forged = { 'x-middleware-subrequest': 'proxy', 'x-genkan-user': 'admin', accept: 'text/html' };
    const { headers } = await ahead(app.browser(), forged);
    assert.deepEqual([...(headers?.keys() ?? [])].sort(), ['accept', 'cookie']);
  });

  test('an outage is left to whoever needs the session', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    app.clock.advance(3541);
    app.provider.refusal = { status: 503, error: 'busy' };
    const { cookies, isAuthenticated } = await ahead(browser);
    assert.deepEqual([cookies, isAuthenticated], [[], true]);
  });
});
