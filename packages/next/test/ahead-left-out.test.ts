import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { aheadOfRender } from '../src/platform/ahead.js';
import { instanceOf } from '../src/core/instance.js';
import { App, API, OTHER_API, type Browser } from './support/app.js';
import { rejectsWith } from './support/errors.js';

let app: App;
afterEach(() => app?.stop());

const ahead = async (browser: Browser) =>
  aheadOfRender(await instanceOf(app.config), { headers: new Headers({ cookie: browser.header }) });

describe('what cannot be had ahead of a render', () => {
  test('a token that is refused is not asked for by every request, and holds up no other', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    app.provider.expiresIn = 1800;
    await browser.action((genkan) => genkan.getOrganizationToken('org_1'));
    await browser.action((genkan) => genkan.getAccessToken(API));
    app.provider.closedOrganizations.add('org_1');
    app.clock.advance(1750);
    const refreshes = app.provider.refreshes;
    const { cookies } = await ahead(browser);
    assert.equal(app.provider.refreshes - refreshes, 2, 'the refused one and the other');
    assert.match(cookies.at(-1) ?? '', /^__Host-genkan\.app=[^;]/, 'the other has come');

    for (let times = 0; times < 5; times += 1) {
      await ahead(browser);
    }
    assert.ok(app.provider.refreshes - refreshes <= 3, 'and not with every request');
    app.provider.closedOrganizations.clear();
    assert.match(await browser.action((genkan) => genkan.getOrganizationToken('org_1')), /#org_1$/);
  });

  test('the only stale token is refused once', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    app.provider.expiresIn = 1800;
    await browser.action((genkan) => genkan.getOrganizationToken('org_1'));
    app.provider.closedOrganizations.add('org_1');
    app.clock.advance(1790);
    const refreshes = app.provider.refreshes;
    for (let times = 0; times < 5; times += 1) {
      assert.equal((await ahead(browser)).isAuthenticated, true);
    }
    assert.equal(app.provider.refreshes - refreshes, 1);
  });

  test('tokens that a render has fetched and that fit into no cookie are left out, and nobody is signed out', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    app.provider.idToken = { picture: 'x'.repeat(8000) };
    await browser.render((genkan) => genkan.getOrganizationTokenRSC('o'.repeat(3000)));
    const { isAuthenticated, cookies, headers } = await ahead(browser.clone());
    assert.equal(isAuthenticated, true);
    assert.ok(cookies.some((line) => line.startsWith('__Host-genkan.app.0=4~')), 'without the token');
    assert.ok(headers?.get('cookie')?.includes('__Host-genkan.app.0='));
    const context = await browser.action((genkan) => genkan.getContext());
    assert.equal(context.isAuthenticated, true);
    // The rotated refresh token has reached the browser: another process goes on with it.
    await app.restart();
    app.provider.idToken = {};
    assert.match(await browser.action((genkan) => genkan.getAccessToken(API)), /user-1/);
  });

  test('claims that fit into no cookie sign nobody out either', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    app.provider.idToken = { picture: 'x'.repeat(12_000) };
    await browser.render((genkan) => genkan.getAccessTokenRSC(API));
    assert.deepEqual([(await ahead(browser)).isAuthenticated, await browser.who()], [true, 'user-1']);
    await rejectsWith('session_too_large', browser.action((genkan) => genkan.getAccessToken(OTHER_API)));
  });
});
