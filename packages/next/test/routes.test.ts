import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { handlersOf } from '../src/routes/handlers.js';
import { cameFromElsewhere } from '../src/routes/elsewhere.js';
import { memoryStore } from '../src/stores.js';
import { App, API, type Browser } from './support/app.js';

let app: App;
afterEach(() => app?.stop());

const OWN = { 'sec-fetch-site': 'same-origin' };

describe('the ready routes', () => {
  test('every answer is private and kept by no cache', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    for (const path of ['/sign-in', '/callback', '/callback?state=x', '/sign-out']) {
      const { headers } = await browser.visit(path, { headers: OWN });
      assert.equal(headers.get('cache-control'), 'private, no-store', path);
      assert.match(headers.get('vary') ?? '', /Cookie/, path);
    }
  });

  test('cookies carry the attributes', async () => {
    app = await App.start();
    const { headers } = await app.browser().signIn();
    const session = headers.getSetCookie().find((line) => line.startsWith('__Host-genkan.app='));
    assert.match(session ?? '', /^__Host-genkan\.app=.+; Path=\/; Max-Age=1209600; HttpOnly; SameSite=Lax; Secure$/);
  });

  test('other paths and methods', async () => {
    app = await App.start();
    const browser = app.browser();
    assert.equal((await browser.visit('/elsewhere')).status, 404);
    assert.equal((await browser.visit('/callback', { method: 'POST' })).status, 405);
    assert.equal((await browser.visit('/backchannel-logout')).status, 405);
  });

  test('a slash at the end, as Next adds it where it is told to, leads to the same route', async () => {
    app = await App.start();
    const browser = app.browser();
    const start = await browser.visit('/sign-in/?returnTo=/sign-out/');
    assert.equal(start.status, 303);
    const { search } = app.provider.authorize(start.headers.get('location') ?? '');
    const end = await browser.visit(`/callback/${search}`);
    assert.equal(end.headers.get('location'), 'https://app.example/', 'and not to a route of ours');
    assert.equal(await browser.who(), 'user-1');
    assert.equal((await browser.visit('/sign-in//')).status, 404);
  });

  test('paths follow authPath and the path of the base URL', async () => {
    app = await App.start({ authPath: '/auth', baseUrl: 'https://app.example/shop' });
    const browser = app.browser();
    for (const path of ['/auth/sign-in', '/shop/auth/sign-in']) {
      const start = await browser.visit(path);
      const location = new URL(start.headers.get('location') ?? '');
      assert.equal(location.searchParams.get('redirect_uri'), 'https://app.example/shop/auth/callback');
    }
  });

  test('the error page repeats nothing of the request', async () => {
    app = await App.start();
    const browser = app.browser();
    const start = await browser.visit('/sign-in');
    const callback = app.provider.authorize(start.headers.get('location') ?? '');
    callback.searchParams.set('error', '<script>alert(1)</script>');
    const answer = await browser.visit(callback.pathname + callback.search);
    assert.equal(answer.status, 400);
    assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
    const html = await answer.text();
    assert.ok(!html.includes('<script>') && html.includes('provider_error'));
  });

  test('an app answers with a page of its own', async () => {
    app = await App.start();
    const { GET } = handlersOf(app.config, (error) => new Response(`ours: ${error.code}`, { status: error.status }));
    assert.equal(await (await GET(new Request('http://localhost/callback'))).text(), 'ours: state_missing');
  });

  test('an app may answer with a redirect', async () => {
    app = await App.start();
    const browser = app.browser();
    browser.cookies.set('__Host-genkan.app', 'dead');
    const request = new Request('https://app.example/callback?state=x', { headers: { cookie: browser.header } });
    const response = await handlersOf(app.config, () => Response.redirect('https://app.example/oops')).GET(request);
    assert.deepEqual([response.status, response.headers.get('location')], [302, 'https://app.example/oops']);
    assert.match(response.headers.get('set-cookie') ?? '', /^__Host-genkan\.app=;/);
    assert.equal(response.headers.get('cache-control'), 'private, no-store');
  });

  test('people land where it was configured, in whatever script', async () => {
    app = await App.start({ afterSignIn: '/ようこそ?a=b#c' });
    const end = await app.browser().signIn();
    assert.equal(end.headers.get('location'), `https://app.example${encodeURI('/ようこそ?a=b#c')}`);
  });

  test('the navigations of the router, which cannot follow to the provider, are left to the browser', async () => {
    app = await App.start();
    const { status, headers } = await app.browser().visit('/sign-in?returnTo=/orders', { headers: { rsc: '1' } });
    assert.deepEqual([status, headers.getSetCookie()], [204, []]);
  });

  test('a wish comes by query or by form', async () => {
    app = await App.start();
    const browser = app.browser();
    const form = new URLSearchParams({ returnTo: '/by-form' });
    for (const [path, init] of [
      ['/sign-in?returnTo=/by-query', {}],
      ['/sign-in', { method: 'POST', body: form }],
    ] as const) {
      const start = await browser.visit(path, init);
      const callback = app.provider.authorize(start.headers.get('location') ?? '');
      const end = await browser.visit(callback.pathname + callback.search);
      assert.match(end.headers.get('location') ?? '', /\/by-(query|form)$/);
    }
  });
});

describe('signing out', () => {
  test('ends the session here, revokes the refresh token, and goes to the provider', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    const url = new URL(await browser.redirected((genkan) => genkan.signOut()));
    assert.equal(url.origin + url.pathname, `${app.provider.issuer}/session/end`);
    assert.equal(url.searchParams.get('client_id'), 'app');
    // As the field's apps have registered it: the base URL as it was written.
    assert.equal(url.searchParams.get('post_logout_redirect_uri'), 'https://app.example');
    assert.equal(app.provider.revoked.length, 1);
    assert.equal(browser.cookies.size, 0);
  });

  test('where to come back to is on this site', async () => {
    app = await App.start();
    const back = async (wish?: string) => {
      const url = await (await app.signedIn()).redirected((genkan) => genkan.signOut(wish));
      return new URL(url).searchParams.get('post_logout_redirect_uri');
    };
    assert.equal(await back('https://app.example/bye'), 'https://app.example/bye');
    assert.equal(await back('https://app.example/'), 'https://app.example/');
    assert.equal(await back('/bye'), 'https://app.example/bye');
    assert.equal(await back('https://evil.example/'), 'https://app.example');
  });

  test('a provider that does not answer keeps nobody signed in', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    app.provider.stop();
    await browser.redirected((genkan) => genkan.signOut());
    assert.equal(await browser.who(), undefined);
  });

  test('another site asks first', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    const asked = await browser.visit('/sign-out', { headers: { 'sec-fetch-site': 'cross-site' } });
    assert.equal(asked.status, 200);
    assert.match(await asked.text(), /<form method="post" action="\/sign-out">/);
    assert.equal(await browser.who(), 'user-1');
    assert.equal((await browser.visit('/sign-out', { method: 'POST', headers: OWN })).status, 303);
    assert.equal(await browser.who(), undefined);
  });

  test('who counts as another site', () => {
    const base = new URL('https://app.example');
    for (const [method, site, origin, asks] of [
      ['POST', 'same-origin', 'https://app.example', false],
      ['GET', 'same-origin', null, false],
      ['GET', 'none', null, false],
      ['GET', 'same-site', null, true],
      ['POST', 'cross-site', 'https://app.example', true],
      ['POST', null, 'https://app.example', false],
      ['POST', null, 'https://evil.example', true],
      ['POST', null, 'null', true],
      ['POST', null, null, false],
      ['GET', null, null, true],
    ] as const) {
      const headers = new Headers();
      if (site) headers.set('sec-fetch-site', site);
      if (origin) headers.set('origin', origin);
      assert.equal(cameFromElsewhere({ method, headers }, base), asks, `${method} ${site} ${origin}`);
    }
    // An image in what somebody wrote on this site signs nobody out.
    for (const [method, mode, asks] of [
      ['GET', 'navigate', false],
      ['GET', 'no-cors', true],
      ['POST', 'cors', false],
    ] as const) {
      const headers = new Headers({ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': mode });
      assert.equal(cameFromElsewhere({ method, headers }, base), asks, `${method} ${mode}`);
    }
  });
});

describe('back-channel logout', () => {
  const post = (browser: Browser, logout_token: string) =>
    browser.visit('/backchannel-logout', { method: 'POST', body: new URLSearchParams({ logout_token }) });

  test('ends the sessions it names, and counts once', async () => {
    app = await App.start({ sessionStore: memoryStore() });
    app.provider.idToken = { sid: 'sid-1' };
    const one = await app.signedIn();
    app.provider.idToken = { sid: 'sid-2' };
    const two = await app.signedIn();
    // A refresh whose ID token does not repeat the `sid`.
    app.provider.idToken = {};
    await one.action((genkan) => genkan.getAccessToken(API));
    const ren = await app.signedIn('user-2');
    const token = await app.provider.logoutToken({ sid: 'sid-1' });
    assert.equal((await post(app.browser(), token)).status, 200);
    assert.deepEqual([await one.who(), await two.who()], [undefined, 'user-1']);
    const again = await post(app.browser(), token);
    assert.equal(again.status, 400);
    assert.match(await again.text(), /used already/);
    await app.restart();
    assert.equal((await post(app.browser(), token)).status, 400, 'in another process, through the store');
    assert.equal((await post(app.browser(), await app.provider.logoutToken({ sub: 'user-1' }))).status, 200);
    assert.deepEqual([await two.who(), await ren.who()], [undefined, 'user-2']);
  });

  test('during an outage it may come again, and learns nothing of what stands behind the app', async (context) => {
    const warn = context.mock.method(console, 'warn', () => undefined);
    const store = memoryStore();
    const { deleteBySubject } = store;
    app = await App.start({ sessionStore: store });
    const browser = await app.signedIn();
    const token = await app.provider.logoutToken({ sub: 'user-1' });
    store.deleteBySubject = () => Promise.reject(new Error('connect ECONNREFUSED redis.internal:6379'));
    const answer = await post(app.browser(), token);
    const { error, error_description } = (await answer.json()) as Record<string, string>;
    assert.deepEqual([answer.status, error], [503, 'temporarily_unavailable']);
    assert.match(error_description ?? '', /try again later$/);
    assert.match(String(warn.mock.calls[0]?.arguments[0]), /redis\.internal/);
    store.deleteBySubject = deleteBySubject;
    assert.equal((await post(app.browser(), token)).status, 200);
    assert.equal(await browser.who(), undefined);
  });

  test('counts once in a process, also when the store knows no claims', async () => {
    const { claim: _, ...store } = memoryStore();
    app = await App.start({ sessionStore: store });
    const token = await app.provider.logoutToken({ sub: 'user-1' });
    assert.equal((await post(app.browser(), token)).status, 200);
    assert.equal((await post(app.browser(), token)).status, 400);
  });

  test('what is not a logout token is refused', async () => {
    app = await App.start({ sessionStore: memoryStore() });
    const browser = await app.signedIn();
    const now = app.clock.now();
    for (const [claims, header] of [
      [{ sub: 'user-1' }, { typ: 'JWT' }],
      [{ sub: 'user-1', nonce: 'n' }],
      [{ sub: 'user-1', events: null }],
      [{ sub: 'user-1', events: { other: {} } }],
      [{ sub: 'user-1', aud: 'another' }],
      [{ sub: 'user-1', iss: 'https://evil.example' }],
      [{ sub: 'user-1', exp: now - 61 }],
      [{ sub: 'user-1', iat: now - 361 }],
      [{ sub: 'user-1', iat: now + 61 }],
      [{ sub: 'user-1', jti: null }],
      [{}],
      [{ sub: 7 }],
    ] as [Record<string, unknown>, Record<string, unknown>?][]) {
      const answer = await post(app.browser(), await app.provider.logoutToken(claims, header));
      assert.equal(answer.status, 400, JSON.stringify([claims, header]));
    }
    assert.equal((await post(app.browser(), 'nonsense')).status, 400);
    const none = await app.browser().visit('/backchannel-logout', { method: 'POST' });
    assert.equal(none.status, 400);
    assert.equal(await browser.who(), 'user-1');
  });

  test('sessions in cookies cannot be called back, and it says so', async () => {
    app = await App.start();
    const answer = await post(app.browser(), await app.provider.logoutToken({ sub: 'user-1' }));
    assert.match(await answer.text(), /configure a session store/);
  });
});
