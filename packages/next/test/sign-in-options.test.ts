/** Sign-ins that differ from the configured one: what reaches the provider, and what the site keeps for itself. */

import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import type { SignInOptions } from '../src/session/sign-in.js';
import { App, API } from './support/app.js';
import { rejectsWith } from './support/errors.js';
import { overEveryStore } from './support/store.js';

let app: App;
afterEach(() => app?.stop());

const asked = async (options?: SignInOptions | string, mode?: 'signIn' | 'signUp') =>
  new URL(await app.browser().redirected((genkan) => genkan.signIn(options, mode))).searchParams;

describe('what reaches the provider', () => {
  const options: [SignInOptions, Record<string, string | null>][] = [
    [{}, { prompt: 'consent', first_screen: null, max_age: null, login_hint: null }],
    [{ prompt: [] }, { prompt: null }],
    [{ prompt: ['login', 'consent'] }, { prompt: 'login consent' }],
    [{ prompt: 'none' }, { prompt: 'none' }],
    [{ firstScreen: 'reset_password' }, { first_screen: 'reset_password' }],
    [
      { firstScreen: 'identifier:sign_in', identifiers: ['username'] },
      { first_screen: 'identifier:sign_in', identifier: 'username' },
    ],
    [{ interactionMode: 'signUp' }, { interaction_mode: 'signUp', first_screen: null }],
    [{ identifiers: [] }, { identifier: null }],
    [{ loginHint: 'mio+1@example.com & ren' }, { login_hint: 'mio+1@example.com & ren' }],
    [{ directSignIn: { method: 'sso', target: 'acme:1' } }, { direct_sign_in: 'sso:acme:1' }],
    [{ maxAge: 0 }, { max_age: '0' }],
    [{ uiLocales: 'ja ko' }, { ui_locales: 'ja ko' }],
    [{ extraParams: { acr_values: 'mfa', empty: '' } }, { acr_values: 'mfa', empty: '' }],
    [{ extraParams: { max_age: '99', first_screen: 'register' } }, { max_age: null, first_screen: 'register' }],
  ];
  for (const [given, expected] of options) {
    test(JSON.stringify(given), async () => {
      app = await App.start();
      const parameters = await asked(given);
      for (const [name, value] of Object.entries(expected)) {
        assert.equal(parameters.get(name), value, name);
      }
    });
  }

  test('nothing of the app’s own can be replaced', async () => {
    app = await App.start();
    const names =
      'client_id client_secret redirect_uri response_type response_mode scope resource state nonce code_challenge code_challenge_method max_age prompt request request_uri';
    const extraParams = Object.fromEntries(names.split(' ').map((name) => [name, 'evil']));
    const parameters = await asked({ extraParams });
    assert.ok(![...parameters.values()].includes('evil'), parameters.toString());
    for (const name of ['client_id', 'redirect_uri', 'state', 'nonce', 'code_challenge']) {
      assert.equal(parameters.getAll(name).length, 1, name);
    }
  });

  test('every sign-in has its own state, nonce and challenge', async () => {
    app = await App.start();
    const all = await Promise.all(Array.from({ length: 20 }, () => asked()));
    for (const name of ['state', 'nonce', 'code_challenge']) {
      assert.equal(new Set(all.map((parameters) => parameters.get(name))).size, 20, name);
    }
  });
});

describe('the way back', () => {
  test('a callback of this site, as a path or an address', async () => {
    app = await App.start();
    for (const [wish, uri] of [
      ['/other/callback', 'https://app.example/other/callback'],
      ['https://app.example/other?a=b', 'https://app.example/other?a=b'],
      [new URL('https://app.example/third'), 'https://app.example/third'],
      ['', 'https://app.example/callback'],
    ] as const) {
      assert.equal((await asked({ redirectUri: wish })).get('redirect_uri'), uri);
    }
    assert.equal((await asked('https://app.example/older')).get('redirect_uri'), 'https://app.example/older');
  });

  test('and of no other', async () => {
    app = await App.start();
    const browser = app.browser();
    for (const wish of [
      'https://evil.example/callback',
      'https://app.example.evil.example/',
      'https://app.example:8443/callback',
      'http://app.example/callback',
      'https://app.example/callback#a',
      '//evil.example/callback',
      '/\\evil.example',
      'javascript:alert(1)',
      'callback',
    ]) {
      await rejectsWith(
        'invalid_parameter',
        browser.action((genkan) => genkan.signIn({ redirectUri: wish })),
      );
    }
    assert.equal(browser.cookies.size, 0);
  });

  test('the code is redeemed with what was sent', async () => {
    app = await App.start();
    const browser = app.browser();
    const start = await browser.redirected((genkan) => genkan.signIn({ redirectUri: '/other/callback' }));
    const callback = app.provider.authorize(start);
    assert.equal(callback.pathname, '/other/callback');
    await browser.action((genkan) => genkan.handleSignIn(callback));
    assert.equal(app.provider.lastTokenRequest.get('redirect_uri'), 'https://app.example/other/callback');
    assert.equal(await browser.who(), 'user-1');
  });

  test('the package’s own routes are no place to land', async () => {
    app = await App.start({ authPath: '/auth', afterSignIn: '/home' });
    for (const path of [
      '/auth/sign-in',
      '/auth/callback?code=x',
      '/auth/sign-out',
      '/auth/sign-out/',
      '/auth/backchannel-logout#a',
    ]) {
      const browser = app.browser();
      const start = await browser.redirected((genkan) => genkan.signIn({ postRedirectUri: path }));
      const callback = app.provider.authorize(start);
      const end = await browser.visit(callback.pathname + callback.search);
      assert.equal(end.headers.get('location'), 'https://app.example/home', path);
    }
  });
});

describe('mistakes', () => {
  for (const maxAge of [-1, 1.5, Number.NaN, Infinity, '60' as unknown as number]) {
    test(`maxAge ${maxAge}`, async () => {
      app = await App.start();
      await rejectsWith(
        'invalid_parameter',
        app.browser().action((genkan) => genkan.signIn({ maxAge })),
      );
    });
  }

  test('what is too long for its cookie says its size', async () => {
    app = await App.start();
    const browser = app.browser();
    const redirectUri = `https://app.example/${'a'.repeat(4000)}`;
    const error = await rejectsWith(
      'session_too_large',
      browser.action((genkan) => genkan.signIn({ redirectUri })),
    );
    assert.match(error.message, /\d{4} bytes/);
    assert.equal(browser.cookies.size, 0);
  });
});

describe('clearTokens', () => {
  test('signs out here first; without it whoever is signed in stays so', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    await browser.redirected((genkan) => genkan.signIn());
    assert.equal(await browser.who(), 'user-1');
    await browser.redirected((genkan) => genkan.signIn({ clearTokens: true }));
    assert.equal(await browser.who(), undefined);
    assert.ok([...browser.cookies.keys()].every((name) => name.startsWith('__Host-genkan-tx.')));
  });

  overEveryStore('in the store as well', async (here, store) => {
    const browser = await here.signedIn();
    const old = browser.clone();
    await browser.redirected((genkan) => genkan.signIn({ clearTokens: true }));
    assert.equal(await store.latest(), undefined);
    assert.equal(await old.who(), undefined);
    await rejectsWith('not_authenticated', old.token(API));
  });

  test('not when the provider cannot be asked: nobody is signed out for nothing', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    await app.restart();
    app.provider.broken = { 'openid-configuration': 'down' };
    await rejectsWith(
      'provider_unavailable',
      browser.action((genkan) => genkan.signIn({ clearTokens: true })),
    );
    assert.equal(await browser.who(), 'user-1');
  });
});
