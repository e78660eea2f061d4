import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkConfig } from '../src/config/config.js';
import type { GenkanNextConfig } from '../src/config/types.js';
import { ConfigError, GenkanError, SessionError, storeUnavailable, unavailable } from '../src/core/errors.js';
import { returnAddress, returnPath } from '../src/core/return-to.js';
import { memoryStore } from '../src/stores.js';
import { CallbackError } from '../src/session/callback-error.js';
import { TokenError } from '../src/verifier/error.js';

const good: GenkanNextConfig = {
  endpoint: 'https://auth.example/',
  appId: 'app',
  appSecret: 's3cret',
  baseUrl: 'https://app.example',
  cookieSecret: '0123456789abcdef0123456789abcdef',
};

function problems(changes: Partial<GenkanNextConfig>): ConfigError {
  try {
    checkConfig({ ...good, ...changes });
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error;
  }
  throw new Error(`it was accepted: ${JSON.stringify(changes)}`);
}

const refused = (changes: Partial<GenkanNextConfig>) => problems(changes).problems.map(({ setting }) => setting);

describe('the configuration', () => {
  test('defaults are those of the field', () => {
    const config = checkConfig({ ...good, scopes: ['email', 'profile'] });
    assert.equal(config.issuer, 'https://auth.example/oidc');
    assert.deepEqual(config.scopes, ['openid', 'offline_access', 'profile', 'email']);
    assert.equal(config.prompt, 'consent');
    assert.equal(config.cookieSecure, true);
    assert.equal(checkConfig({ ...good, baseUrl: 'http://localhost:3000' }).cookieSecure, false);
    assert.equal(checkConfig({ ...good, prompt: ['login', 'consent'] }).prompt, 'login consent');
    assert.equal(checkConfig({ ...good, prompt: [] }).prompt, '');
    assert.deepEqual(checkConfig({ ...good, includeReservedScopes: false, scopes: ['openid'] }).scopes, ['openid']);
    assert.deepEqual(checkConfig({ ...good, scopes: ['urn:logto:scope:organizations'] }).resources, [
      'urn:logto:resource:organizations',
    ]);
  });

  test('single settings are checked', () => {
    for (const [changes, setting] of [
      [{ endpoint: 'auth.example' }, 'endpoint'],
      [{ sessionLifetime: 90.5 }, 'sessionLifetime'],
      [{ sessionLifetime: Infinity }, 'sessionLifetime'],
      [{ longestSession: 20 * 86400 + 0.5 }, 'longestSession'],
      [{ longestSession: Number.MAX_SAFE_INTEGER }, 'longestSession'],
      [{ endpoint: 'http://auth.example' }, 'endpoint'],
      [{ endpoint: undefined }, 'endpoint'],
      [{ issuer: 'https://a:b@auth.example' }, 'issuer'],
      [{ baseUrl: 'https://app.example/?a=b' }, 'baseUrl'],
      [{ baseUrl: 'javascript:alert(1)' }, 'baseUrl'],
      [{ baseUrl: undefined }, 'baseUrl'],
      [{ baseUrl: undefined, allowedHosts: ['app.example', 'localhost:3000'] }, 'allowedHosts'],
      [{ baseUrl: undefined, allowedHosts: ['a/b'] }, 'allowedHosts'],
      [{ allowedHosts: ['app.example'] }, 'allowedHosts'],
      [{ cookieSecret: undefined }, 'cookieSecret'],
      [{ cookieSecret: 'too short' }, 'cookieSecret'],
      [{ cookieSecret: ['0123456789abcdef0123456789abcdef', 'short'] }, 'cookieSecret'],
      [{ cookieSecure: true, baseUrl: 'http://app.example', allowHttp: true }, 'cookieSecure'],
      [{ appId: '' }, 'appId'],
      [{ scopes: ['a b'] }, 'scopes'],
      [{ resources: ['not a uri'] }, 'resources'],
      [{ resources: ['https://api.example/#x'] }, 'resources'],
      [{ signInPath: 'sign-in' }, 'signInPath'],
      [{ signOutPath: '/callback' }, 'callbackPath'],
      [{ authPath: 'auth' }, 'authPath'],
      [{ afterSignIn: '//evil.example' }, 'afterSignIn'],
      [{ sessionLifetime: 10 }, 'sessionLifetime'],
      [{ sessionLifetime: 9_999_999, longestSession: 60 }, 'longestSession'],
      [{ refreshMargin: Number.NaN }, 'refreshMargin'],
      [
        { sessionStore: memoryStore(), sessionWrapper: { wrap: async () => '', unwrap: async () => ({}) } },
        'sessionWrapper',
      ],
    ] as [Partial<GenkanNextConfig>, string][]) {
      assert.ok(refused(changes).includes(setting), JSON.stringify(changes));
    }
    assert.ok(checkConfig({ ...good, endpoint: 'http://auth.internal', allowHttp: true }));
  });

  test('every problem is named at once, with what to do, and no secret is shown', () => {
    const nothing = { endpoint: undefined, appId: '', baseUrl: undefined, cookieSecret: 'hunter2' };
    assert.deepEqual(refused(nothing), ['endpoint', 'baseUrl', 'cookieSecret', 'appId']);
    const { message } = problems(nothing);
    assert.match(message, /cookieSecret: has 7 bytes and needs at least 32; make one with `openssl rand -base64 32`/);
    assert.ok(!message.includes('hunter2'));
  });

  test('with a session wrapper the app secret stands in, as the field has it', () => {
    const sessionWrapper = { wrap: async () => '', unwrap: async () => ({}) };
    const appSecret = 'an-app-secret-of-thirty-two-bytes';
    assert.deepEqual(checkConfig({ ...good, cookieSecret: undefined, appSecret, sessionWrapper }).cookieSecrets, [
      appSecret,
    ]);
  });
});

describe('the base', () => {
  const request = (headers: Record<string, string>) => new Headers(headers);

  test('an explicit one is the base, whatever requests say; a mismatch is told with what was seen', () => {
    const { base } = checkConfig(good);
    assert.equal(base.of(request({ host: 'evil.example' })).href, 'https://app.example/');
    const mismatch = base.mismatch(request({ host: 'localhost:3000' }));
    assert.equal(mismatch, undefined, 'a proxy in front of a public site');
    const local = checkConfig({ ...good, baseUrl: 'http://localhost:3000' }).base;
    assert.match(
      local.mismatch(request({ host: '127.0.0.1:3000' })) ?? '',
      /`127\.0\.0\.1:3000` \(host\).*`http:\/\/localhost:3000`/,
    );
  });

  test('a request chooses among the allowed hosts only', () => {
    const { base } = checkConfig({
      ...good,
      baseUrl: undefined,
      allowedHosts: ['app.example', 'preview.example:8443'],
    });
    assert.equal(base.of(request({ host: 'APP.example' })).origin, 'https://app.example');
    const forwarded = { host: '10.0.0.7', 'x-forwarded-host': 'preview.example:8443, proxy.internal' };
    assert.equal(base.of(request(forwarded)).origin, 'https://preview.example:8443');
    for (const headers of [
      { host: 'evil.example' },
      { host: 'app.example', 'x-forwarded-host': 'evil.example' },
      { host: 'app.example.evil.example' },
      { host: 'user@app.example' },
      {},
    ]) {
      assert.throws(
        () => base.of(request(headers as Record<string, string>)),
        (error) => error instanceof SessionError && error.code === 'unknown_host',
      );
    }
  });
});

describe('where a person lands', () => {
  const base = new URL('https://app.example/prefix/');

  test('paths of the site are kept', () => {
    for (const [given, kept] of [
      ['/', '/'],
      ['/orders?page=2&q=a%2Fb#top', '/orders?page=2&q=a%2Fb#top'],
      ['/a/../b', '/b'],
      ['/注文', '/%E6%B3%A8%E6%96%87'],
      ['/search?next=https://other.example/', '/search?next=https://other.example/'],
      ['/@handle', '/@handle'],
    ] as const) {
      assert.equal(returnPath(base, given), kept);
    }
    assert.equal(returnAddress(base, new URL('https://app.example/orders')), '/orders');
  });

  test('attacks are refused', () => {
    for (const attack of [
      '',
      'orders',
      'https://evil.example',
      'HTTPS://evil.example',
      '//evil.example',
      '///evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      '/\t/evil.example',
      '/\n/evil.example',
      '\t//evil.example',
      ' //evil.example',
      '/%2fevil.example',
      '/%252fevil.example',
      '/%25252fevil.example',
      '/%5cevil.example',
      '/%255Cevil.example',
      '/./\\evil.example',
      '/.//evil.example',
      '/%2e//evil.example',
      '/a/..//evil.example',
      '/%2e%2e//evil.example',
      '/a/%2e%2e//evil.example',
      'javascript:alert(1)',
      'data:text/html,x',
      '/ok\r\nSet-Cookie: a=b',
      '/nul\0',
      '?a=b',
      '#a',
      '@evil.example',
      '.evil.example',
      `/${'a'.repeat(2000)}`,
      `/${'注'.repeat(223)}`,
      'https://app.example@evil.example/',
      'https://app.example.evil.example/',
      'https:app.example/x',
      'http://app.example/',
      'https://app.example//evil.example',
      'https://u:p@app.example/',
    ]) {
      assert.equal(returnAddress(base, attack), undefined, JSON.stringify(attack));
    }
  });
});

describe('errors', () => {
  test('are told apart, also when another copy of the package made them', async () => {
    const copy = (await import(`../src/core/errors.js?copy=${1}`)) as typeof import('../src/core/errors.js');
    const foreign: unknown = new copy.SessionError('session_ended', 401, 'over');
    assert.ok(foreign instanceof SessionError && foreign instanceof GenkanError);
    assert.ok(!(foreign instanceof CallbackError) && !(foreign instanceof ConfigError));
    assert.ok(new CallbackError('state_missing') instanceof GenkanError);
    class Own extends GenkanError {}
    assert.ok(new Own('misused', 500, '') instanceof GenkanError);
    assert.ok(!(new GenkanError('misused', 500, '') instanceof Own));
    assert.ok(!((null as unknown) instanceof GenkanError) && !(new Error() instanceof GenkanError));
  });

  test('tell clients what they can do, and the log what stands behind the app', async (context) => {
    const warn = context.mock.method(console, 'warn', () => undefined);
    const inside = 'connect ECONNREFUSED redis.internal:6379';
    for (const error of [
      storeUnavailable(inside),
      unavailable(inside),
      new TokenError('provider_unavailable', inside),
      new ConfigError([{ setting: 'endpoint', message: inside }]),
    ]) {
      const response = error.toResponse();
      const { code, message } = (await response.json()) as { code: string; message: string };
      const text = JSON.stringify([code, message, ...response.headers]);
      assert.ok(!text.includes('redis.internal') && message !== '', text);
      assert.equal(response.headers.get('retry-after'), error.status === 503 ? '5' : null);
      assert.match(String(warn.mock.calls.at(-1)?.arguments[0]), /redis\.internal/);
    }
    const known = new SessionError('session_ended', 401, 'sign in again').toResponse();
    assert.deepEqual(await known.json(), { code: 'session_ended', message: 'sign in again' });
    assert.equal(warn.mock.callCount(), 4);
  });
});
