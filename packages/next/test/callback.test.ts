import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { GenkanError } from '../src/core/errors.js';
import { memoryStore } from '../src/stores.js';
import { CallbackError } from '../src/session/callback-error.js';
import { API, App } from './support/app.js';

let app: App;
afterEach(() => app.stop());

const code = (expected: string) => (error: unknown) => {
  assert.ok(error instanceof GenkanError, String(error));
  assert.equal(error.code, expected);
  return true;
};

describe('finishing', () => {
  test('a sign-in ends where it asked to', async () => {
    app = await App.start();
    const browser = app.browser();
    const start = await browser.redirected((genkan) =>
      genkan.signIn({ postRedirectUri: 'https://app.example/orders?page=2' }),
    );
    const { searchParams } = app.provider.authorize(start);
    const end = await browser.redirected((genkan) => genkan.handleSignIn(searchParams));
    assert.equal(end, 'https://app.example/orders?page=2');
    const context = await browser.render((genkan) => genkan.getContext());
    assert.equal(context.isAuthenticated, true);
    assert.equal(context.claims?.name, 'Mio');
    assert.equal(app.provider.lastAuthentication, `Basic ${btoa('app:the+secret+of+the+app')}`);
  });

  test('without a wish the handler goes on and decides', async () => {
    app = await App.start();
    const browser = app.browser();
    const callback = app.provider.authorize(await browser.redirected((genkan) => genkan.signIn()));
    await browser.action((genkan) => genkan.handleSignIn(callback));
    assert.equal(await browser.who(), 'user-1');
    assert.deepEqual([...browser.cookies.keys()], ['__Host-genkan.app']);
  });

  test('no wish leaves the site', async () => {
    app = await App.start();
    for (const wish of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '/%2f/evil.example',
      '/\t/evil.example',
      'javascript:alert(1)',
      'https://app.example@evil.example/',
      'https://app.example:8443/',
      '/sign-in?returnTo=/',
    ]) {
      const browser = app.browser();
      const start = await browser.redirected((genkan) => genkan.signIn({ postRedirectUri: wish }));
      const callback = app.provider.authorize(start);
      const end = await browser.visit(callback.pathname + callback.search);
      assert.equal(end.headers.get('location'), 'https://app.example/', wish);
    }
  });

  test('two tabs do not disturb each other', async () => {
    app = await App.start();
    const browser = app.browser();
    const first = await browser.redirected((genkan) => genkan.signIn());
    const second = await browser.redirected((genkan) => genkan.signIn());
    for (const start of [first, second]) {
      const callback = app.provider.authorize(start);
      assert.equal((await browser.visit(callback.pathname + callback.search)).status, 303);
    }
    assert.equal(await browser.who(), 'user-1');
  });

  test('typed errors', async () => {
    app = await App.start();
    const finish = async (change: (callback: URL) => void) => {
      const browser = app.browser();
      const callback = app.provider.authorize(await browser.redirected((genkan) => genkan.signIn()));
      change(callback);
      const [error] = await Promise.allSettled([browser.action((genkan) => genkan.handleSignIn(callback))]);
      assert.ok(error?.status === 'rejected' && error.reason instanceof CallbackError, 'it was accepted');
      assert.notEqual(error.reason.remedy, '');
      assert.equal(await browser.who(), undefined);
      return error.reason.code;
    };
    const set = (name: string, value: string) => (callback: URL) => callback.searchParams.set(name, value);
    assert.equal(await finish((callback) => callback.searchParams.delete('state')), 'state_missing');
    assert.equal(await finish((callback) => callback.searchParams.append('code', 'x')), 'state_missing');
    assert.equal(await finish(set('state', 'x'.repeat(43))), 'state_mismatch');
    const withOtherEnd = (callback: URL) => {
      const state = callback.searchParams.get('state') ?? '';
      callback.searchParams.set('state', state.slice(0, 42) + (state.endsWith('A') ? 'B' : 'A'));
    };
    assert.equal(await finish(withOtherEnd), 'state_mismatch');
    assert.equal(await finish(set('iss', 'https://evil.example')), 'issuer_mismatch');
    assert.equal(await finish((callback) => callback.searchParams.delete('iss')), 'issuer_missing');
    assert.equal(await finish((callback) => callback.searchParams.delete('code')), 'code_missing');
    assert.equal(await finish(set('error', 'access_denied')), 'access_denied');
    assert.equal(await finish(set('error', 'server_error')), 'provider_error');
    assert.equal(await finish(set('code', 'stolen')), 'exchange_refused');
    assert.equal(await finish(() => app.clock.advance(600)), 'sign_in_expired');
    for (const claims of [
      { nonce: 'x' },
      { nonce: null },
      { aud: 'another' },
      { aud: ['app', 'another'] },
      { azp: 'another' },
      { iss: 'https://evil.example' },
      { exp: 1 },
      { iat: 1 },
      { sub: '' },
      { nbf: 9_999_999_999 },
    ]) {
      app.provider.idToken = claims;
      assert.equal(await finish(() => undefined), 'id_token_invalid', JSON.stringify(claims));
    }
  });

  test('`max_age` is checked', async () => {
    app = await App.start();
    const finish = async () => {
      const browser = app.browser();
      const callback = app.provider.authorize(await browser.redirected((genkan) => genkan.signIn({ maxAge: 30 })));
      await browser.action((genkan) => genkan.handleSignIn(callback));
    };
    await assert.rejects(finish(), code('id_token_invalid'));
    app.provider.idToken = { auth_time: app.clock.now() - 91 };
    await assert.rejects(finish(), code('id_token_invalid'));
    app.provider.idToken = { auth_time: app.clock.now() - 20 };
    await finish();
  });

  test('reload lands the user signed in, and redeems the code once', async () => {
    app = await App.start();
    const browser = app.browser();
    const callback = app.provider.authorize(await browser.redirected((genkan) => genkan.signIn()));
    const path = callback.pathname + callback.search;
    const [one, two] = await Promise.all([browser.clone().visit(path), browser.visit(path)]);
    assert.deepEqual([one?.status, two?.status], [303, 303]);
    assert.equal(app.provider.codeExchanges, 1);
    assert.equal((await browser.visit(path)).headers.get('location'), 'https://app.example/');
    assert.equal(app.provider.codeExchanges, 1);
    assert.equal((await app.browser().visit(path)).status, 400, 'another browser');
  });

  test('somebody who has kept a sign-in’s cookie brings back no session that was signed out', async () => {
    app = await App.start();
    const browser = app.browser();
    const start = await browser.visit('/sign-in');
    const { pathname, search } = app.provider.authorize(start.headers.get('location') ?? '');
    const kept = browser.clone();
    await browser.visit(pathname + search);
    await browser.visit('/sign-out', { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } });
    for (let minutes = 0; minutes < 9; minutes += 1) {
      const thief = kept.clone();
      await thief.visit(pathname + search);
      assert.equal(await thief.who(), undefined, `after ${minutes} minutes`);
      app.clock.advance(60);
      // Others come and go meanwhile.
      await (await app.signedIn('user-2')).action((genkan) => genkan.getAccessToken(API));
    }
    assert.equal(app.provider.codeExchanges, 10, 'the code is never redeemed again');
  });

  test('a server that does not answer leaves the sign-in for another try', async () => {
    app = await App.start();
    const browser = app.browser();
    const callback = app.provider.authorize(await browser.redirected((genkan) => genkan.signIn()));
    const path = callback.pathname + callback.search;
    app.provider.refusal = { status: 503, error: 'busy' };
    const answer = await browser.visit(path);
    assert.equal(answer.status, 503);
    assert.match(await answer.text(), /does not answer/);
    app.provider.refusal = undefined;
    assert.equal((await browser.visit(path)).status, 303);
  });

  test('a code is redeemed only when its ID token can be checked', async () => {
    app = await App.start();
    const browser = app.browser();
    const callback = app.provider.authorize(await browser.redirected((genkan) => genkan.signIn()));
    const path = callback.pathname + callback.search;
    app.provider.beforeKeys = () => {
      throw new Error('the keys cannot be had');
    };
    assert.equal((await browser.visit(path)).status, 503);
    assert.equal(app.provider.codeExchanges, 0);
    app.provider.beforeKeys = undefined;
    app.clock.advance(2);
    assert.equal((await browser.visit(path)).status, 303);
  });

  test('a sign-in too large for cookies leaves whoever is signed in', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    app.provider.idToken = { big: 'x'.repeat(12_000) };
    await assert.rejects(browser.signIn('user-2'), /session_too_large/);
    assert.equal(await browser.who(), 'user-1');
  });

  test('a store that fails here is asked again, without redeeming the code again', async () => {
    const store = memoryStore();
    const { create } = store;
    store.create = () => Promise.reject(new Error('connection refused'));
    app = await App.start({ sessionStore: store });
    const browser = app.browser();
    const callback = app.provider.authorize(await browser.redirected((genkan) => genkan.signIn()));
    const path = callback.pathname + callback.search;
    assert.equal((await browser.visit(path)).status, 503);
    // An answer that was lost on its way is no failure.
    store.create = async (key, session) => {
      await create(key, session);
      throw new Error('connection reset');
    };
    assert.equal((await browser.visit(path)).status, 303);
    assert.equal(app.provider.codeExchanges, 1);
    assert.equal(await browser.who(), 'user-1');
  });

  test('what a link carries does not forge lines of a log', async () => {
    app = await App.start();
    for (const [given, told] of [
      ['login_required', 'login_required'],
      ['a\nERROR', 'not an error code'],
      ['\u202ea', 'not an error code'],
    ] as const) {
      const browser = app.browser();
      const callback = app.provider.authorize(await browser.redirected((genkan) => genkan.signIn()));
      callback.searchParams.set('error', given);
      await assert.rejects(
        browser.action((genkan) => genkan.handleSignIn(callback)),
        (error: Error) => error.message.endsWith(`\`${told}\``),
      );
    }
  });

  test('another issuer’s session is none, whatever its `sub`', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    const other = await App.start();
    await app.restart({ endpoint: other.provider.origin });
    assert.equal(await browser.who(), undefined);
    other.stop();
  });

  test('a fresh id at every sign-in, and the session before is ended', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    const before = browser.clone();
    await browser.signIn('user-2');
    assert.equal(await browser.who(), 'user-2');
    assert.equal(await before.who(), undefined);
  });

  test('a transaction is no session, nor the other way round', async () => {
    app = await App.start();
    const browser = app.browser();
    await browser.visit('/sign-in');
    const [value = ''] = browser.cookies.values();
    browser.cookies.set('__Host-genkan.app', value);
    assert.equal(await browser.who(), undefined);
  });

  test('keys that were rotated since are fetched once more', async () => {
    app = await App.start();
    await app.signedIn();
    await app.provider.rotateKey();
    app.clock.advance(11);
    await app.signedIn();
    assert.equal(app.provider.keyFetches, 2);
    assert.equal(app.provider.discoveries, 1);
  });
});
