import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { GenkanError } from '../src/core/errors.js';
import { App, API, OTHER_API } from './support/app.js';

let app: App;
afterEach(() => app.stop());

const code = (expected: string) => (error: unknown) => {
  assert.ok(error instanceof GenkanError, String(error));
  assert.equal(error.code, expected);
  return true;
};

describe('starting', () => {
  test('the request is that of the field, with nonce and PKCE', async () => {
    app = await App.start();
    const browser = app.browser();
    const url = new URL(await browser.redirected((genkan) => genkan.signIn()));
    assert.equal(url.origin + url.pathname, `${app.provider.issuer}/auth`);
    const { searchParams } = url;
    assert.equal(searchParams.get('scope'), 'openid offline_access profile urn:logto:scope:organizations');
    assert.equal(searchParams.get('prompt'), 'consent');
    assert.equal(searchParams.get('redirect_uri'), 'https://app.example/callback');
    assert.equal(searchParams.get('code_challenge_method'), 'S256');
    assert.deepEqual(searchParams.getAll('resource'), [API, OTHER_API, 'urn:logto:resource:organizations']);
    assert.match(searchParams.get('state') ?? '', /^[\w-]{43}$/);
    assert.match(searchParams.get('nonce') ?? '', /^[\w-]{43}$/);
    assert.deepEqual([...browser.cookies.keys()], [`__Host-genkan-tx.app.${searchParams.get('state')?.slice(0, 16)}`]);
  });

  test('options become parameters, and none replaces what is checked afterwards', async () => {
    app = await App.start();
    const url = new URL(
      await app.browser().redirected((genkan) =>
        genkan.signIn({
          redirectUri: 'https://app.example/other-callback',
          prompt: 'login',
          firstScreen: 'register',
          identifiers: ['email', 'phone'],
          loginHint: 'mio@example.com',
          directSignIn: { method: 'social', target: 'google' },
          maxAge: 60,
          uiLocales: 'ja',
          extraParams: {
            state: 'evil',
            redirect_uri: 'evil',
            prompt: 'evil',
            login_hint: 'evil',
            organization_id: 'o1',
          },
        }),
      ),
    );
    const parameters = Object.fromEntries(url.searchParams);
    assert.equal(parameters.redirect_uri, 'https://app.example/other-callback');
    assert.equal(parameters.prompt, 'login');
    assert.equal(parameters.first_screen, 'register');
    assert.equal(parameters.identifier, 'email phone');
    assert.equal(parameters.login_hint, 'mio@example.com');
    assert.equal(parameters.direct_sign_in, 'social:google');
    assert.equal(parameters.max_age, '60');
    assert.equal(parameters.ui_locales, 'ja');
    assert.equal(parameters.organization_id, 'o1');
    assert.ok(!url.search.includes('evil'));
  });

  test('the older way: a redirect URI and an interaction mode', async () => {
    app = await App.start();
    const call = () => app.browser().redirected((genkan) => genkan.signIn('https://app.example/callback', 'signUp'));
    assert.equal(new URL(await call()).searchParams.get('interaction_mode'), 'signUp');
  });

  test('a callback on another site is refused, with what was seen', async () => {
    app = await App.start();
    await assert.rejects(
      app.browser().action((genkan) => genkan.signIn('https://evil.example/callback')),
      (error: Error) => /`https:\/\/evil\.example\/callback`.*`https:\/\/app\.example`/.test(error.message),
    );
  });

  test('a prefetch starts none', async () => {
    app = await App.start();
    const browser = app.browser();
    await assert.rejects(
      browser.action((genkan) => genkan.signIn(), { 'next-router-prefetch': '1' }),
      code('misused'),
    );
    for (const headers of [{ purpose: 'prefetch' }, { 'sec-purpose': 'prefetch;prerender' }, { 'x-moz': 'prefetch' }]) {
      assert.equal((await browser.visit('/sign-in', { headers })).status, 204);
    }
    assert.equal(browser.cookies.size, 0);
  });

  test('at most five are under way; the oldest is dropped', async () => {
    app = await App.start();
    const browser = app.browser();
    const starts: string[] = [];
    for (let index = 0; index < 6; index += 1) {
      starts.push((await browser.visit('/sign-in')).headers.get('location') ?? '');
      app.clock.advance(1);
    }
    assert.equal(browser.cookies.size, 5);
    const oldest = app.provider.authorize(starts[0] ?? '');
    assert.equal((await browser.visit(oldest.pathname + oldest.search)).status, 400);
    const latest = app.provider.authorize(starts[5] ?? '');
    assert.equal((await browser.visit(latest.pathname + latest.search)).status, 303);
  });

  test('however long the paths they lead to, their cookies leave room in the request', async () => {
    app = await App.start();
    const browser = app.browser();
    const starts: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const returnTo = `/${index}?q=${'a'.repeat(1990)}`;
      const start = await browser.visit(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
      starts.push(start.headers.get('location') ?? '');
      app.clock.advance(1);
    }
    assert.equal(browser.cookies.size, 2);
    assert.ok(browser.header.length < 8000, `${browser.header.length}`);
    for (const [index, status] of [400, 400, 400, 303, 303].entries()) {
      const callback = app.provider.authorize(starts[index] ?? '');
      const end = await browser.visit(callback.pathname + callback.search);
      assert.equal(end.status, status);
      if (status === 303) assert.match(end.headers.get('location') ?? '', new RegExp(`^(https://app.example)?/${index}\\?q=a{1990}$`));
    }
  });

  test('in a server component the error says where to call it', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    const helpful = (error: unknown) => code('cannot_write_cookies')(error) && /server action/.test(String(error));
    await assert.rejects(
      browser.render((genkan) => genkan.signIn()),
      helpful,
    );
    await assert.rejects(
      browser.render((genkan) => genkan.signOut()),
      helpful,
    );
    assert.equal(await browser.who(), 'user-1');
    assert.deepEqual(app.provider.revoked, []);
  });
});
