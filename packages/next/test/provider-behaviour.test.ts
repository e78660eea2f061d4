/** Providers differ, and misbehave: what they leave out, how they authenticate apps, and what they answer. */

import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { App, API, OTHER_API } from './support/app.js';
import { rejectsWith } from './support/errors.js';

let app: App;
afterEach(() => app.stop());

describe('what a provider need not have', () => {
  test('an end of sessions: signing out leads home', async () => {
    app = await App.start({ afterSignOut: '/bye' });
    app.provider.discovery = { end_session_endpoint: undefined };
    const browser = await app.signedIn();
    assert.equal((await browser.signOut()).headers.get('location'), 'https://app.example/bye');
    assert.equal(await browser.who(), undefined);
    assert.equal(app.provider.revoked.length, 1);
  });

  test('a revocation, or one that works', async () => {
    for (const [discovery, broken] of [
      [{ revocation_endpoint: undefined }, {}],
      [{}, { revocation: { status: 503, text: '' } }],
      [{}, { revocation: 'down' as const }],
    ] as const) {
      app = await App.start();
      app.provider.discovery = discovery;
      const browser = await app.signedIn();
      app.provider.broken = broken;
      assert.match((await browser.signOut()).headers.get('location') ?? '', /session\/end/);
      assert.equal(await browser.who(), undefined);
      app.stop();
    }
    app = await App.start();
  });

  test('a userinfo endpoint, or one that works', async () => {
    for (const [discovery, me, message] of [
      [{ userinfo_endpoint: undefined }, undefined, /no userinfo endpoint/],
      [{}, { status: 500, text: '' }, /answered 500/],
      [{}, { status: 401, text: '' }, /refuses a new access token/],
      [{}, { status: 200, text: '<html>' }, /without a JSON object/],
      [{}, { status: 200, text: 'null' }, /without a JSON object/],
      [{}, { status: 200, text: '{}' }, /about somebody else/],
      [{}, { status: 200, text: '{"sub":["user-1"]}' }, /about somebody else/],
      [{}, { status: 302, text: '' }, /answered 302/],
    ] as const) {
      app = await App.start();
      app.provider.discovery = discovery;
      app.provider.broken = me ? { me } : {};
      const browser = await app.signedIn();
      const error = await rejectsWith(
        'provider_unavailable',
        browser.action((genkan) => genkan.fetchUserInfo()),
      );
      assert.match(error.message, message);
      const context = await browser.action((genkan) => genkan.getContext({ fetchUserInfo: true }));
      assert.deepEqual([context.isAuthenticated, context.userInfo], [true, undefined]);
      app.stop();
    }
    app = await App.start();
  });

  test('`iss` in its answers, when it does not promise it', async () => {
    app = await App.start();
    app.provider.promisesIss = false;
    app.provider.iss = null;
    assert.equal(await (await app.signedIn()).who(), 'user-1');
  });

  test('an ID token: then nobody is signed in, and the log says why', async () => {
    app = await App.start();
    const browser = app.browser();
    const start = await browser.visit('/sign-in');
    const { pathname, search } = app.provider.authorize(start.headers.get('location') ?? '');
    app.provider.broken = { '/token': { status: 200, text: '{"access_token":"a","token_type":"Bearer"}' } };
    const answer = await browser.visit(pathname + search);
    assert.equal(answer.status, 502);
    assert.match(await answer.text(), /id_token_invalid/);
    assert.equal(await browser.who(), undefined);
  });
});

describe('how an app says who it is', () => {
  for (const [methods, secret, inHeader, inBody] of [
    [['client_secret_basic', 'client_secret_post'], 'a secret:ü', true, false],
    [['client_secret_basic'], 'a secret', true, false],
    [['client_secret_post'], 'a secret', false, true],
    [[], 'a secret', true, false],
    [['client_secret_basic'], '', false, false],
    [['none'], undefined, false, false],
  ] as const) {
    test(`${methods.join(', ') || 'nothing promised'}, ${secret ? 'with' : 'without'} a secret`, async () => {
      app = await App.start({ appSecret: secret });
      app.provider.authenticationMethods = [...methods];
      const browser = await app.signedIn();
      for (const call of [() => browser.token(API), () => browser.token(OTHER_API)]) {
        await call();
        assert.equal(app.provider.lastAuthentication?.startsWith('Basic ') ?? false, inHeader);
        assert.equal(app.provider.lastTokenRequest.get('client_secret'), inBody ? secret : null);
        assert.equal(app.provider.lastTokenRequest.get('client_id'), inHeader ? null : 'app');
      }
    });
  }
});

describe('what the token endpoint answers', () => {
  const answers: Record<string, [unknown, string]> = {
    'no token': [{ token_type: 'Bearer' }, 'provider_unavailable'],
    'an empty token': [{ access_token: '', token_type: 'Bearer' }, 'provider_unavailable'],
    'a token that is none': [{ access_token: 7, token_type: 'Bearer' }, 'provider_unavailable'],
    'a token of another type': [{ access_token: 'a', token_type: 'DPoP' }, 'provider_unavailable'],
    'a token without a type': [{ access_token: 'a' }, 'provider_unavailable'],
  };
  for (const [name, [body, code]] of Object.entries(answers)) {
    test(`${name}: the session stays as it was`, async () => {
      app = await App.start();
      const browser = await app.signedIn();
      app.provider.broken = { '/token': { status: 200, body } };
      await rejectsWith(code, browser.token());
      app.provider.broken = {};
      app.clock.advance(2);
      assert.match(await browser.token(), /user-1/);
    });
  }

  for (const [error, status] of [
    ['invalid_target', 400],
    ['invalid_scope', 400],
    ['unauthorized_client', 401],
    ['invalid_client', 401],
    ['access_denied', 403],
    ['something_new', 418],
  ] as const) {
    test(`${error}: told with its words, and the session stays`, async () => {
      app = await App.start();
      const browser = await app.signedIn();
      app.provider.broken = { '/token': { status, body: { error, error_description: 'in words' } } };
      const refused = await rejectsWith('provider_refused', browser.token());
      assert.match(refused.message, new RegExp(`${error} \\(in words\\)$`));
      assert.equal((refused as { error?: string }).error, error);
      assert.equal(refused.toResponse().status, 403);
      assert.equal(await browser.who(), 'user-1');
      app.provider.broken = {};
      assert.match(await browser.token(), /user-1/);
    });
  }

  test('a refresh token that is not rotated is used again', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    const now = app.clock.now();
    const claims = { iss: app.provider.issuer, aud: 'app', sub: 'user-1', iat: now, exp: now + 60 };
    const tokens = {
      access_token: 'one',
      token_type: 'bearer',
      expires_in: 60,
      id_token: await app.provider.sign(claims),
    };
    app.provider.broken = { '/token': { status: 200, body: tokens } };
    assert.equal(await browser.token(), 'one');
    app.provider.broken = {};
    app.clock.advance(60);
    assert.match(await browser.token(), /user-1/, 'the one of the sign-in still works');
  });

  test('no answer at all is an outage in time, and the rest of a crowd does not wait for it', async (context) => {
    app = await App.start();
    const browser = await app.signedIn();
    let letGo = (): void => undefined;
    app.provider.beforeToken = () => new Promise<void>((resolve) => (letGo = resolve));
    const { timeout } = AbortSignal;
    const asked: number[] = [];
    context.mock.method(AbortSignal, 'timeout', (milliseconds: number) => {
      asked.push(milliseconds);
      return timeout(20);
    });
    const crowd = Array.from({ length: 50 }, () => browser.clone().token());
    for (const outcome of await Promise.allSettled(crowd)) {
      assert.ok(outcome.status === 'rejected' && /no answer in time/.test(String(outcome.reason)));
    }
    assert.deepEqual(asked, [10_000]);
    letGo();
  });

  test('tokens that live shorter than the margin are shared by a crowd', async () => {
    app = await App.start();
    app.provider.expiresIn = 30;
    const browser = await app.signedIn();
    const crowd = Array.from({ length: 50 }, () => browser.clone().token());
    assert.equal(new Set(await Promise.all(crowd)).size, 1);
    assert.equal(app.provider.refreshes, 1);
  });
});
