/** The thin layer over Next, with Next's own request and response. */

import assert from 'node:assert/strict';
import { register } from 'node:module';
import { after, before, describe, test } from 'node:test';
import type { NextRequest } from 'next/server';
import { App, API, type Browser } from './support/app.js';

// As Next's bundler resolves: `next/server` is a file, and `server-only` is nothing on the server.
const resolution = `export const resolve = (specifier, context, next) =>
  specifier === 'server-only'
    ? { url: 'data:text/javascript,', shortCircuit: true }
    : next(/^next\\/(server|headers|navigation|cache)$/.test(specifier) ? specifier + '.js' : specifier, context);`;
register(`data:text/javascript,${encodeURIComponent(resolution)}`);

const { NextRequest: Request, NextResponse } = await import('next/server');
const { genkanProxy } = await import('../src/proxy.js');
const index = await import('../src/index.js');
const actions = await import('../src/server-actions.js');

let app: App;
before(async () => {
  app = await App.start();
});
after(() => app.stop());

const request = (browser: Browser, path = '/orders', headers: Record<string, string> = {}): NextRequest =>
  new Request(`https://app.example${path}`, { headers: { cookie: browser.header, ...headers } });

/** A browser whose token is about to expire. */
async function stale(): Promise<Browser> {
  const browser = await app.signedIn();
  app.clock.advance(3541);
  return browser;
}

const sealed = (text: string | null) => /__Host-genkan\.app=([\w.-]{100,})/.exec(text ?? '')?.[1];

describe('the proxy', () => {
  test('hands the renewed cookie to browser and render', async () => {
    const browser = await stale();
    const response = await genkanProxy(app.config)(request(browser));
    const renewed = sealed(response.headers.get('set-cookie'));
    assert.ok(renewed && renewed !== browser.cookies.get('__Host-genkan.app'));
    assert.equal(sealed(response.headers.get('x-middleware-request-cookie')), renewed);
    assert.match(response.headers.get('x-middleware-override-headers') ?? '', /cookie/);
    assert.equal(response.headers.get('cache-control'), 'private, no-store');
  });

  test('goes along with what the app does in its proxy', async () => {
    const seen: (string | undefined)[] = [];
    const proxy = genkanProxy(app.config, {
      handler(visited, { claims }) {
        seen.push(claims?.sub);
        const { pathname } = visited.nextUrl;
        if (pathname === '/old') return NextResponse.redirect(new URL('/new', visited.url));
        return pathname === '/rewritten' ? NextResponse.rewrite(new URL('/en', visited.url)) : NextResponse.next();
      },
    });
    const redirect = await proxy(request(await stale(), '/old'));
    assert.equal(redirect.status, 307);
    assert.ok(sealed(redirect.headers.get('set-cookie')));
    for (const path of ['/rewritten', '/orders']) {
      const onwards = await proxy(request(await stale(), path));
      assert.equal(
        sealed(onwards.headers.get('x-middleware-request-cookie')),
        sealed(onwards.headers.get('set-cookie')),
        path,
      );
    }
    assert.equal((await proxy(request(app.browser()))).headers.get('cache-control'), null);
    assert.deepEqual(seen, ['user-1', 'user-1', 'user-1', undefined]);
  });

  test('knows its own routes with a slash at the end', async () => {
    const browser = await stale();
    const { refreshes } = app.provider;
    await genkanProxy(app.config)(request(browser, '/sign-out/'));
    assert.equal(app.provider.refreshes, refreshes);
  });

  test('leaves files, its own routes and what the app names alone', async () => {
    const browser = await stale();
    const { refreshes } = app.provider;
    const options = { ignore: (path: string) => path.startsWith('/health'), handler: () => assert.fail() };
    for (const path of ['/_next/static/chunk.js', '/sign-out', '/callback?code=x', '/health/live']) {
      const response = await genkanProxy(
        app.config,
        options,
      )(request(browser, path, { 'x-middleware-subrequest': 'x' }));
      assert.equal(response.headers.get('set-cookie'), null, path);
      assert.ok(!response.headers.has('x-middleware-request-x-middleware-subrequest'), path);
      assert.match(response.headers.get('x-middleware-override-headers') ?? '', /cookie/, path);
    }
    assert.equal(app.provider.refreshes, refreshes);
  });

  test('a page that is called like a file is guarded and kept by no cache', async () => {
    const browser = await stale();
    const { refreshes } = app.provider;
    const seen: string[] = [];
    const proxy = genkanProxy(app.config, { handler: (asked) => void seen.push(asked.nextUrl.pathname) });
    for (const path of ['/api/me/x.css', '/admin/x.png']) {
      const response = await proxy(request(browser, path));
      assert.equal(response.headers.get('cache-control'), 'private, no-store', path);
      assert.equal(response.headers.get('set-cookie'), null, path);
    }
    assert.deepEqual(seen, ['/api/me/x.css', '/admin/x.png']);
    assert.equal(app.provider.refreshes, refreshes);
  });

  test('headers the app makes for the render get the renewed cookie, and nothing forged', async () => {
    const browser = await stale();
    const proxy = genkanProxy(app.config, {
      handler(asked) {
        const headers = new Headers(asked.headers);
        headers.set('x-nonce', 'n1');
        return NextResponse.next({ request: { headers } });
      },
    });
    const { headers } = await proxy(request(browser, '/orders', { 'x-genkan-user': 'admin' }));
    assert.equal(sealed(headers.get('x-middleware-request-cookie')), sealed(headers.get('set-cookie')));
    assert.equal(headers.get('x-middleware-request-x-nonce'), 'n1');
    const names = (headers.get('x-middleware-override-headers') ?? '').split(',');
    assert.ok(names.includes('x-nonce') && names.includes('cookie') && !names.includes('x-genkan-user'), `${names}`);
  });

  test('does nothing for a prefetch', async () => {
    const response = await genkanProxy(app.config)(request(await stale(), '/orders', { purpose: 'prefetch' }));
    assert.equal(response.headers.get('set-cookie'), null);
  });
});

describe('the entry points', () => {
  const names = [
    'signIn',
    'handleSignIn',
    'signOut',
    'getContext',
    'getLogtoContext',
    'fetchUserInfo',
    'getAccessToken',
    'getAccessTokenRSC',
    'getOrganizationToken',
    'getOrganizationTokenRSC',
    'getOrganizationTokens',
    'default',
  ];

  test('have the names of the field', () => {
    for (const name of names) {
      assert.equal(typeof (index as Record<string, unknown>)[name], 'function', name);
      assert.equal((actions as Record<string, unknown>)[name], (index as Record<string, unknown>)[name], name);
    }
    for (const name of [
      'LogtoError',
      'LogtoClientError',
      'LogtoRequestError',
      'UserScope',
      'ReservedScope',
      'Prompt',
    ]) {
      assert.ok((index as Record<string, unknown>)[name], name);
    }
    assert.equal(index.getOrganizationIdFromUrn(index.buildOrganizationUrn('org-1')), 'org-1');
    assert.throws(() => index.getOrganizationIdFromUrn('org-1'), TypeError);
  });

  test('bind everything to one configuration', async () => {
    const genkan = index.createGenkan(app.config);
    assert.equal((await genkan.handlers.GET(new Request('https://app.example/callback'))).status, 400);
    const token = await app.provider.accessToken({ aud: API });
    assert.equal((await genkan.verifyAccessToken(token, { audience: API })).subject, 'user-1');
    await assert.rejects(genkan.getContext(), /outside a request scope|`cookies` was called/);
  });

  test('nothing is exported as a server action', async () => {
    const { readFile } = await import('node:fs/promises');
    for (const file of ['index', 'server-actions', 'client', 'platform/next', 'proxy']) {
      const text = await readFile(new URL(`../src/${file}.js`, import.meta.url), 'utf8');
      assert.ok(text.includes("import 'server-only'"), file);
      assert.ok(!/^\s*['"]use server['"]/m.test(text.replace(/\/\*[\s\S]*?\*\//g, '')), file);
    }
  });
});
