/** Secrets are in no error, no log, no page and nothing that `console.log` shows, whatever goes wrong. */

import assert from 'node:assert/strict';
import { afterEach, describe, test, type TestContext } from 'node:test';
import { inspect } from 'node:util';
import { GenkanError } from '../src/core/errors.js';
import { Functions } from '../src/functions.js';
import { bind } from '../src/genkan.js';
import { memoryStore } from '../src/stores.js';
import { App, API, type Browser, Redirect } from './support/app.js';
import { OPERATIONS, stores, type TestStore } from './support/store.js';

let app: App;
afterEach(() => app.stop());

const APP_SECRET = 'the-app-secret-that-nobody-may-see';
const COOKIE_SECRET = 'the-cookie-secret-that-nobody-may-see';

/** Everything that is written to the console from now on. */
function listen(context: TestContext): string[] {
  const lines: string[] = [];
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    context.mock.method(
      console,
      method,
      (...given: unknown[]) => void lines.push(given.map((one) => inspect(one)).join(' ')),
    );
  }
  return lines;
}

/** What nobody may read, as far as it exists by now. */
function secretsOf(browser: Browser): string[] {
  const cookies = [...browser.cookies.values()].filter((value) => value.length > 20);
  return [APP_SECRET, COOKIE_SECRET, btoa(`app:${APP_SECRET}`), 'refresh-', 'access-', 'Mio', 'user-1', ...cookies];
}

function isClean(text: string, secrets: string[], where: string): void {
  for (const secret of secrets) {
    assert.ok(!text.includes(secret), `${where} shows ${secret.slice(0, 12)}: ${text.slice(0, 600)}`);
  }
}

const shown = (value: unknown) =>
  [inspect(value, { depth: 12, showHidden: false }), String(value), safeJson(value)].join('\n');

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}

/** All that can be called, and answered. */
const CALLS: Record<string, (browser: Browser) => Promise<unknown>> = {
  context: (browser) => browser.action((genkan) => genkan.getContext()).then(() => undefined),
  token: (browser) => browser.token(),
  'a token that is refused': (browser) => browser.token('https://unknown.example'),
  organizations: (browser) => browser.action((genkan) => genkan.getOrganizationTokens()),
  'user info': (browser) => browser.action((genkan) => genkan.fetchUserInfo()),
  'in a server component': (browser) => browser.render((genkan) => genkan.getAccessToken('https://third.example')),
  'a sign-in that is refused': async (browser) => {
    const start = await browser.visit('/sign-in');
    if (start.status !== 303) return start;
    const callback = app.provider.authorize(start.headers.get('location') ?? '');
    callback.searchParams.set('code', 'a-code-that-nobody-may-see');
    return browser.action((genkan) => genkan.handleSignIn(callback));
  },
  'a callback with nothing': (browser) =>
    browser.action((genkan) => genkan.handleSignIn(new URLSearchParams('state=x'))),
  'a logout': async (browser) => {
    const body = new URLSearchParams({ logout_token: `${await app.provider.logoutToken({ sub: 'user-1' })}x` });
    return browser.visit('/backchannel-logout', { method: 'POST', body });
  },
  'a sign-out': (browser) => browser.action((genkan) => genkan.signOut()),
};

const troubles: Record<string, () => void> = {
  'nothing but the store is wrong': () => undefined,
  'the provider is down': () => (app.provider.broken = { token: 'down', me: 'down', revocation: 'down' }),
  'the provider talks nonsense': () => {
    app.provider.broken = { token: { status: 200, text: '{"access_token":7}' }, me: { status: 200, text: '[]' } };
  },
  'the provider refuses': () => {
    app.provider.refusal = { status: 400, error: 'invalid_request' };
  },
  'the grant has ended': () => app.provider.endGrants(),
  'ID tokens are wrong': () => {
    app.provider.idToken = { aud: 'another', email: 'mio@example.com' };
  },
};

for (const [trouble, make] of Object.entries(troubles)) {
  for (const place of ['cookies', 'a store'] as const) {
    test(`errors, logs and pages, with sessions in ${place}, when ${trouble}`, async (context) => {
      let store: TestStore | undefined;
      app = await App.start((clock) => ({
        appSecret: APP_SECRET,
        cookieSecret: COOKIE_SECRET,
        ...(place === 'cookies' ? {} : { sessionStore: (store = stores['a memory store']?.(clock)) }),
      }));
      const lines = listen(context);
      for (const [name, call] of Object.entries(CALLS)) {
        app.provider.broken = {};
        app.provider.refusal = undefined;
        app.provider.idToken = {};
        const browser = await app.signedIn();
        const secrets = [...secretsOf(browser), 'a-code-that-nobody-may-see'];
        app.clock.advance(3600);
        make();
        if (trouble === 'nothing but the store is wrong')
          store?.fail(...OPERATIONS.filter((operation) => operation !== 'create'));
        const [outcome] = await Promise.allSettled([call(browser)]);
        store?.comeBack();
        if (outcome?.status === 'rejected' && !(outcome.reason instanceof Redirect)) {
          const error: unknown = outcome.reason;
          assert.ok(error instanceof GenkanError, `${name}: ${String(error)}`);
          isClean(shown(error), secrets, `the error of ${name}`);
          const response = error.toResponse();
          isClean((await response.text()) + shown([...response.headers]), secrets, `the response about ${name}`);
        } else if (outcome?.status === 'fulfilled' && outcome.value instanceof Response) {
          isClean(await outcome.value.text(), secrets, `the page of ${name}`);
        }
        isClean(lines.join('\n'), secrets, `the log after ${name}`);
        app.clock.advance(10);
      }
    });
  }
}

describe('what can be printed', () => {
  test('the bound functions, and what they give', async () => {
    app = await App.start({ appSecret: APP_SECRET, cookieSecret: COOKIE_SECRET });
    const genkan = bind(new Functions({} as never), app.config);
    isClean(shown(genkan), [APP_SECRET, COOKIE_SECRET], 'the bound functions');
    assert.equal(genkan.config, app.config);
    const browser = await app.signedIn();
    await browser.token();
    const context = await browser.render((bound) => bound.getContext());
    isClean(shown(context), ['access-', 'refresh-', COOKIE_SECRET, ...browser.cookies.values()], 'the context');
  });

  test('cookies tell nothing, nor does the address of the provider', async () => {
    app = await App.start({ appSecret: APP_SECRET, cookieSecret: COOKIE_SECRET });
    const browser = await app.signedIn();
    const start = await browser.visit('/sign-in?returnTo=/secret-orders');
    const readable = [...browser.cookies.values()].map((value) => `${value} ${decoded(value)}`).join('\n');
    isClean(readable, ['access-', 'refresh-', 'Mio', 'user-1', APP_SECRET, COOKIE_SECRET, 'secret-orders'], 'a cookie');
    isClean(start.headers.get('location') ?? '', [APP_SECRET, COOKIE_SECRET, 'secret-orders'], 'the address');
  });

  test('a person’s token goes only to the provider, and only where it belongs', async (context) => {
    const asked: string[] = [];
    const { fetch } = globalThis;
    context.mock.method(globalThis, 'fetch', (url: string, init: RequestInit) => {
      asked.push(`${url} ${inspect(init.headers)} ${String(init.body)}`);
      return fetch(url, init);
    });
    app = await App.start({ sessionStore: memoryStore() });
    const browser = await app.signedIn();
    await browser.token(API);
    await browser.signOut();
    const holding = asked.filter((line) => line.includes('refresh-'));
    assert.ok(
      holding.length === 2 && holding.every((line) => line.startsWith(`${app.provider.issuer}/token`)),
      holding.join('\n'),
    );
    assert.ok(
      asked.every((line) => !/^\S*(refresh-|access-|code-)/.test(line)),
      'nothing secret in an address',
    );
  });
});

/** What its segments are without a key. */
function decoded(value: string): string {
  return value
    .split('.')
    .map((segment) => Buffer.from(segment, 'base64url').toString())
    .join(' ');
}
