/** One app under several names: everything follows the host of the request, and no other host than the allowed. */

import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { App, type Browser } from './support/app.js';
import { rejectsWith } from './support/errors.js';

let app: App;
afterEach(() => app.stop());

const start = () => App.start({ baseUrl: undefined, allowedHosts: ['app.example', 'preview.app.example:8443'] });

const ALLOWED: [Record<string, string>, string][] = [
  [{ host: 'app.example' }, 'https://app.example'],
  [{ host: 'preview.app.example:8443' }, 'https://preview.app.example:8443'],
  [{ host: '10.1.2.3', 'x-forwarded-host': 'app.example' }, 'https://app.example'],
  [
    { host: '10.1.2.3', 'x-forwarded-host': ' preview.app.example:8443 , proxy.internal' },
    'https://preview.app.example:8443',
  ],
  [{ host: 'app.example', 'x-forwarded-host': '' }, 'https://app.example'],
];

const FORBIDDEN: Record<string, string>[] = [
  { host: 'evil.example' },
  { host: 'app.example', 'x-forwarded-host': 'evil.example' },
  { host: 'app.example', 'x-forwarded-host': 'evil.example, app.example' },
  { host: 'app.example:8443' },
  { host: 'app.example.' },
  { host: 'app.example@evil.example' },
  { host: 'app.example/evil' },
  { host: 'evilapp.example' },
  { host: 'preview.app.example' },
  { host: '' },
];

/** The ready routes read the headers of a request; `Host` cannot be set on one, so the proxy's header says it. */
const asForwarded = (headers: Record<string, string>) => ({
  'x-forwarded-host': headers['x-forwarded-host'] || (headers.host ?? ''),
});

async function finish(browser: Browser, location: string, headers: Record<string, string>): Promise<string | null> {
  const callback = app.provider.authorize(location);
  return (await browser.visit(callback.pathname + callback.search, { headers })).headers.get('location');
}

describe('allowed hosts', () => {
  for (const [given, origin] of ALLOWED) {
    test(`redirect URIs and landings follow ${JSON.stringify(given)}`, async () => {
      app = await start();
      const browser = app.browser();
      const headers = asForwarded(given);
      const first = await browser.visit('/sign-in?returnTo=/orders', { headers });
      const landed = await finish(browser, first.headers.get('location') ?? '', headers);
      assert.equal(app.provider.lastAuthorization.get('redirect_uri'), `${origin}/callback`);
      assert.equal(landed, `${origin}/orders`);
      assert.ok([...browser.cookies.keys()].every((name) => name.startsWith('__Host-genkan')));
      const out = new URL((await browser.signOut(headers)).headers.get('location') ?? '');
      assert.equal(out.searchParams.get('post_logout_redirect_uri'), `${origin}/`);

      const location = await app.browser().redirected((genkan) => genkan.signIn(), given);
      assert.equal(new URL(location).searchParams.get('redirect_uri'), `${origin}/callback`);
      const sent = await app.browser().redirected((genkan) => genkan.auth({ required: true, returnTo: '/a?b' }), given);
      assert.equal(sent, `${origin}/sign-in?returnTo=%2Fa%3Fb`);
    });
  }

  for (const given of FORBIDDEN) {
    test(`refused: ${JSON.stringify(given)}`, async () => {
      app = await start();
      const browser = app.browser();
      for (const path of ['/sign-in', '/sign-in?returnTo=/orders']) {
        const answer = await browser.visit(path, { headers: asForwarded(given) });
        const text = await answer.text();
        assert.equal(answer.status, 400);
        assert.ok(text.includes('unknown_host') && !text.includes('evil'), text);
      }
      const error = await rejectsWith(
        'unknown_host',
        browser.action((genkan) => genkan.signIn(), given),
      );
      const header = given['x-forwarded-host'] ? 'x-forwarded-host' : 'host';
      assert.ok(error.message.includes(`(${header})`), error.message);
      await rejectsWith(
        'unknown_host',
        browser.action((genkan) => genkan.signOut(), given),
      );
      assert.equal(browser.cookies.size, 0);
    });
  }

  test('a wish stays on the host it was made for', async () => {
    app = await start();
    const host = { 'x-forwarded-host': 'app.example' };
    for (const wish of ['//preview.app.example:8443/', 'https://preview.app.example:8443/', '/\\evil.example']) {
      const browser = app.browser();
      const first = await browser.visit(`/sign-in?${new URLSearchParams({ returnTo: wish })}`, { headers: host });
      assert.equal(await finish(browser, first.headers.get('location') ?? '', host), 'https://app.example/');
    }
    await rejectsWith(
      'invalid_parameter',
      app
        .browser()
        .action((genkan) => genkan.signIn('https://preview.app.example:8443/callback'), { host: 'app.example' }),
    );
  });

  test('a mismatch with an explicit base URL is told, and changes nothing', async (context) => {
    const warn = context.mock.method(console, 'warn', () => undefined);
    app = await App.start({ baseUrl: 'http://localhost:3000', cookieSecure: false });
    const browser = app.browser();
    const headers = { host: '127.0.0.1:3000', 'x-forwarded-host': '127.0.0.1:3000' };
    const location = await browser.redirected((genkan) => genkan.signIn(), headers);
    assert.equal(new URL(location).searchParams.get('redirect_uri'), 'http://localhost:3000/callback');
    await browser.visit('/sign-in', { headers });
    const told = warn.mock.calls.map(({ arguments: [text] }) => String(text));
    assert.equal(told.length, 2);
    assert.ok(
      told.every((text) => /127\.0\.0\.1:3000.*localhost:3000/.test(text)),
      told.join('\n'),
    );
  });
});

describe('a path of the base URL', () => {
  for (const baseUrl of ['https://app.example/shop', 'https://app.example/shop/']) {
    test(`is kept on every way: ${baseUrl}`, async () => {
      app = await App.start({ baseUrl, afterSignIn: '/home', afterSignOut: '/bye' });
      const browser = app.browser();
      const sent = await browser.redirected((genkan) => genkan.auth({ required: true }));
      assert.equal(sent, 'https://app.example/shop/sign-in');
      const first = await browser.visit('/shop/sign-in');
      const location = first.headers.get('location') ?? '';
      assert.equal(new URL(location).searchParams.get('redirect_uri'), 'https://app.example/shop/callback');
      assert.equal(await finish(browser, location, {}), 'https://app.example/shop/home');
      const out = new URL((await browser.signOut()).headers.get('location') ?? '');
      assert.equal(out.searchParams.get('post_logout_redirect_uri'), 'https://app.example/shop/bye');
    });
  }
});
