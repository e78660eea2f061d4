import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { memoryStore } from '../src/stores.js';
import { App, API, OTHER_API } from './support/app.js';
import { rejectsWith } from './support/errors.js';

let app: App;
afterEach(() => app.stop());

describe('tokens and sessions', () => {
  test('without a refresh token the error says what was missing', async () => {
    app = await App.start();
    app.provider.givesRefreshToken = false;
    const browser = await app.signedIn();
    const error = await rejectsWith(
      'refresh_token_missing',
      browser.action((genkan) => genkan.getAccessToken(API)),
    );
    assert.match(error.message, /offline_access/);
  });

  test('a prefetch uses a token that still lives', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    const token = await browser.action((genkan) => genkan.getAccessToken(API));
    app.clock.advance(3590);
    const guess = { 'next-router-prefetch': '1' };
    assert.equal(await browser.render((genkan) => genkan.getAccessTokenRSC(API), guess), token);
    assert.equal(app.provider.refreshes, 1);
  });

  test('lives of tokens in every spelling', async () => {
    for (const [spelled, lives] of [
      ['600', 600],
      [600.9, 600],
      ['soon', 300],
      [-1, 300],
      [null, 300],
    ] as const) {
      app = await App.start();
      app.provider.expiresIn = spelled as number;
      const browser = await app.signedIn();
      const token = () => browser.action((genkan) => genkan.getAccessToken(API));
      const first = await token();
      app.clock.advance(lives - 61);
      assert.equal(await token(), first, String(spelled));
      app.clock.advance(1);
      assert.notEqual(await token(), first, String(spelled));
      app.stop();
    }
    app = await App.start();
  });

  test('a token is for nobody before the ID token that came with it was checked', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    app.provider.idToken = { sub: 'user-2' };
    await app.provider.rotateKey();
    app.clock.advance(11);
    let other: Promise<unknown> | undefined;
    app.provider.beforeKeys = () => {
      other = browser.clone().render((genkan) => genkan.getAccessTokenRSC(API));
      other.catch(() => undefined);
    };
    await rejectsWith(
      'session_ended',
      browser.action((genkan) => genkan.getAccessToken(API)),
    );
    await rejectsWith('session_ended', other ?? Promise.resolve());
  });

  test('only the first answer tells the browser that its session has ended', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    app.provider.endGrants();
    const [one, two] = [browser.clone(), browser.clone()];
    await Promise.allSettled([one, two].map((tab) => tab.action((genkan) => genkan.getAccessToken(API))));
    assert.deepEqual([one.cookies.size, two.cookies.size].sort(), [0, 1], 'a late one could remove the next session');
  });

  test('a refusal is told, and the session stays', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    const call = browser.action((genkan) => genkan.getAccessToken('https://unknown.example'));
    assert.match((await rejectsWith('provider_refused', call)).message, /invalid_target/);
    assert.equal(await browser.who(), 'user-1');
    for (const resource of ['', 'https://api.example#org-1']) {
      await rejectsWith(
        'invalid_parameter',
        browser.action((genkan) => genkan.getAccessToken(resource)),
      );
    }
  });

  test('a session too large for cookies says its size, and keeps the rotated refresh token', async () => {
    app = await App.start();
    app.provider.idToken = { big: 'x'.repeat(6000) };
    const browser = await app.signedIn();
    assert.ok(browser.cookies.size > 1, 'in chunks');
    const resource = `https://api.example/${'y'.repeat(4000)}`;
    const error = await rejectsWith(
      'session_too_large',
      browser.action((genkan) => genkan.getAccessToken(resource)),
    );
    assert.match(error.message, /\d+ bytes sealed, 14398 fit/);
    await app.restart();
    assert.match(await browser.action((genkan) => genkan.getAccessToken(API)), /api/);
    app.provider.idToken = {};
    await browser.action((genkan) => genkan.getAccessToken(OTHER_API));
    assert.equal(browser.cookies.size, 1, 'shrinking leaves no chunk behind');
  });

  test('a session that grows out of one cookie, and shrinks again, goes on in the same request', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    for (const length of [6000, 10, 9000, 4000]) {
      app.provider.idToken = { picture: 'x'.repeat(length) };
      app.clock.advance(3600);
      await browser.action(async (genkan) => {
        await genkan.getAccessToken(API);
        assert.equal((await genkan.getContext()).isAuthenticated, true, String(length));
        assert.match(await genkan.getAccessToken(OTHER_API), /user-1/);
      });
      assert.equal(await browser.who(), 'user-1');
    }
  });

  test('secrets rotate without signing anybody out', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    const fresh = 'fresh-0123456789abcdef0123456789';
    await app.restart({ cookieSecret: [fresh, app.config.cookieSecret as string] });
    assert.equal(await browser.who(), 'user-1');
    await browser.action((genkan) => genkan.getAccessToken(API));
    await app.restart({ cookieSecret: fresh });
    assert.equal(await browser.who(), 'user-1');
  });

  test('a session lives on while it is used, and ends', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    const day = 86_400;
    for (let days = 0; days < 20; days += 1) {
      app.clock.advance(day);
      await browser.action((genkan) => genkan.getContext());
    }
    assert.equal(await browser.who(), 'user-1');
    app.clock.advance(14 * day);
    assert.equal(await browser.who(), undefined);
  });

  test('the cookie of a stored session lasts while the store lets it live on where no cookie can be set', async () => {
    app = await App.start({ sessionStore: memoryStore(() => 0) });
    const { headers } = await app.browser().signIn();
    const session = headers.getSetCookie().find((line) => line.startsWith('__Host-genkan.app='));
    assert.match(session ?? '', new RegExp(`; Max-Age=${180 * 86400};`));
  });

  test('user info is about the same person, and asked again when a token was revoked early', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    assert.equal((await browser.render((genkan) => genkan.fetchUserInfo())).email, 'mio@example.com');
    assert.equal(app.provider.refreshes, 0);
    app.provider.endAccessTokens();
    assert.equal((await browser.render((genkan) => genkan.fetchUserInfo())).email, 'mio@example.com');
    assert.equal(app.provider.refreshes, 1);
    app.provider.userInfo = { sub: 'somebody-else' };
    await rejectsWith(
      'provider_unavailable',
      browser.render((genkan) => genkan.fetchUserInfo()),
    );
  });

  test('a signed-in render with fresh tokens asks nobody', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    app.provider.stop();
    const context = await browser.render((genkan) => genkan.getContext());
    assert.deepEqual(context.scopes, ['openid', 'offline_access', 'profile']);
    assert.equal(context.isAuthenticated, true);
  });

  test('the context, with everything asked for', async () => {
    app = await App.start();
    app.provider.idToken = { organizations: ['org-1', 'org-2'] };
    const browser = await app.signedIn();
    const context = await browser.action((genkan) =>
      genkan.getContext({ fetchUserInfo: true, getAccessToken: true, resource: API, getOrganizationToken: true }),
    );
    assert.match(context.accessToken ?? '', /-https:\/\/api\.example$/);
    assert.equal(context.userInfo?.email, 'mio@example.com');
    assert.deepEqual(Object.keys(context.organizationTokens ?? {}), ['org-1', 'org-2']);
    app.provider.refusal = { status: 500, error: 'x' };
    const without = await browser.action((genkan) => genkan.getContext({ getAccessToken: true, resource: OTHER_API }));
    assert.deepEqual([without.isAuthenticated, without.accessToken], [true, undefined]);
    app.provider.refusal = undefined;
    app.provider.endGrants();
    app.clock.advance(2);
    const ended = await browser.action((genkan) => genkan.getContext({ getAccessToken: true, resource: OTHER_API }));
    assert.deepEqual(ended, { isAuthenticated: false });
  });

  test('organization tokens; one that the person has left is left out', async () => {
    app = await App.start();
    app.provider.idToken = { organizations: ['org-1', 'org-2'] };
    const browser = await app.signedIn();
    app.provider.closedOrganizations.add('org-2');
    const tokens = await browser.action((genkan) => genkan.getOrganizationTokens());
    assert.deepEqual(
      tokens.map(({ id }) => id),
      ['org-1'],
    );
    assert.match(tokens[0]?.token ?? '', /-#org-1$/);
    assert.match(await browser.action((genkan) => genkan.getAccessToken(API, 'org-1')), /example#org-1$/);
    await rejectsWith(
      'provider_refused',
      browser.action((genkan) => genkan.getOrganizationToken('org-2')),
    );
    await rejectsWith(
      'invalid_parameter',
      browser.action((genkan) => genkan.getOrganizationToken('')),
    );
    await app.restart({ scopes: [] });
    await rejectsWith(
      'scope_missing',
      browser.action((genkan) => genkan.getOrganizationToken('org-1')),
    );
  });
});
