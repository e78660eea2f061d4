/** The provider signs people out (OpenID Connect Back-Channel Logout): whom, how often, and whom it must not. */

import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { memoryStore } from '../src/stores.js';
import { App, type Browser } from './support/app.js';
import { rejectsWith } from './support/errors.js';
import { FAILURE, OPERATIONS, overEveryStore } from './support/store.js';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

const send = (app: App, body: string | Uint8Array<ArrayBuffer>, type = 'application/x-www-form-urlencoded') =>
  app.browser().visit('/backchannel-logout', { method: 'POST', body, headers: { 'content-type': type } });

const logOut = (app: App, token: string) => send(app, `logout_token=${token}`);

async function signedIn(app: App, sub: string, sid: string): Promise<Browser> {
  app.provider.idToken = { sid };
  return app.signedIn(sub);
}

describe('whom it signs out', () => {
  overEveryStore('a `sid` ends its session and no other', async (app) => {
    const [laptop, phone] = [await signedIn(app, 'mio', 'sid-laptop'), await signedIn(app, 'mio', 'sid-phone')];
    const other = await signedIn(app, 'ren', 'sid-ren');
    const answer = await logOut(app, await app.provider.logoutToken({ sub: 'mio', sid: 'sid-laptop' }));
    assert.deepEqual([answer.status, await answer.text()], [200, '']);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.deepEqual([await laptop.who(), await phone.who(), await other.who()], [undefined, 'mio', 'ren']);
    await logOut(app, await app.provider.logoutToken({ sid: 'sid-ren' }));
    assert.equal(await other.who(), undefined, 'the `sid` alone is enough');
  });

  overEveryStore('a subject ends all sessions of the person', async (app) => {
    const mine = [await signedIn(app, 'mio', 'sid-1'), await signedIn(app, 'mio', 'sid-2')];
    const other = await signedIn(app, 'ren', 'sid-3');
    await logOut(app, await app.provider.logoutToken({ sub: 'mio', sid: '' }));
    assert.deepEqual([await mine[0]?.who(), await mine[1]?.who(), await other.who()], [undefined, undefined, 'ren']);
  });

  overEveryStore('who is not here is signed out already', async (app) => {
    const browser = await signedIn(app, 'mio', 'sid-1');
    for (const who of [{ sid: 'unknown' }, { sub: 'unknown' }, { sub: 'unknown', sid: 'unknown' }]) {
      assert.equal((await logOut(app, await app.provider.logoutToken(who))).status, 200);
    }
    assert.equal(await browser.who(), 'mio');
  });

  overEveryStore('a session that learnt its `sid` by a refresh', async (app) => {
    const browser = await app.signedIn();
    app.provider.idToken = { sid: 'sid-late' };
    await browser.token();
    await logOut(app, await app.provider.logoutToken({ sid: 'sid-late' }));
    assert.equal(await browser.who(), undefined);
  });

  overEveryStore('also during a refresh in another process', async (app, store) => {
    const browser = await signedIn(app, 'mio', 'sid-1');
    const there = browser.at(await app.process());
    await there.token();
    app.clock.advance(3600);
    const { somebodyWaits, letGo } = store.hold('replace');
    const refresh = rejectsWith('session_ended', there.token());
    await somebodyWaits;
    assert.equal((await logOut(app, await app.provider.logoutToken({ sid: 'sid-1' }))).status, 200);
    letGo();
    await refresh;
    assert.equal(await there.who(), undefined);
    assert.deepEqual(app.provider.revoked, [app.provider.lastRefreshToken]);
  });
});

describe('how often it counts', () => {
  overEveryStore('once in all processes', async (app) => {
    const token = await app.provider.logoutToken({ sub: 'mio' });
    assert.equal((await logOut(app, token)).status, 200);
    const browser = await signedIn(app, 'mio', 'sid-1');
    for (const home of [app, await app.process(), await app.process()]) {
      const answer = await logOut(home, token);
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), /used already/);
    }
    assert.equal(await browser.who(), 'mio', 'who signed in again stays so');
  });

  overEveryStore('sent a hundred times at once, it succeeds once', async (app) => {
    const token = await app.provider.logoutToken({ sub: 'mio' });
    const homes = [app, await app.process()];
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => logOut(homes[index % 2] as App, token)),
    );
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  });

  for (const operations of [OPERATIONS, ['deleteBySid'], ['claim'], ['deleteBySid', 'release']] as const) {
    overEveryStore(`an outage of ${operations.join(', ')} does not use it up`, async (app, store) => {
      const browser = await signedIn(app, 'mio', 'sid-1');
      const token = await app.provider.logoutToken({ sid: 'sid-1' });
      store.fail(...operations);
      const answer = await logOut(app, token);
      const text = await answer.text();
      assert.equal(answer.status, 503, text);
      assert.ok(text.includes('temporarily_unavailable') && !text.includes(FAILURE), text);
      store.comeBack();
      assert.equal(await browser.who(), 'mio');
      const isStuck = (operations as readonly string[]).includes('release') && operations.length === 2;
      const again = isStuck ? await app.provider.logoutToken({ sid: 'sid-1' }) : token;
      assert.equal((await logOut(app, again)).status, 200);
      assert.equal(await browser.who(), undefined);
    });
  }

  overEveryStore('without claims, once in a process for as long as it would be taken', async (app, store) => {
    store.withoutClaims();
    const token = await app.provider.logoutToken({ sub: 'mio', exp: null });
    assert.equal((await logOut(app, token)).status, 200);
    app.clock.advance(300);
    const browser = await signedIn(app, 'mio', 'sid-1');
    assert.equal((await logOut(app, await app.provider.logoutToken({ sub: 'ren' }))).status, 200);
    assert.equal((await logOut(app, token)).status, 400);
    assert.equal(await browser.who(), 'mio');
  });
});

describe('what is not to be believed', () => {
  let app: App;
  let browser: Browser;
  afterEach(() => app.stop());

  const begin = async () => {
    app = await App.start((clock) => ({ sessionStore: memoryStore(clock.now) }));
    browser = await signedIn(app, 'user-1', 'sid-1');
  };
  const isRefused = async (token: string, why: string) => {
    const answer = await logOut(app, token);
    const text = await answer.text();
    assert.equal(answer.status, 400, `${why}: ${text}`);
    const { error, error_description: description } = JSON.parse(text) as Record<string, string>;
    assert.equal(error, 'invalid_request', why);
    assert.ok(description !== '' && !text.includes('sid-1') && !text.includes('user-1'), text);
    assert.equal(await browser.who(), 'user-1', why);
  };

  test('every wrong claim', async () => {
    await begin();
    const now = app.clock.now();
    for (const changes of [
      { iss: 'https://evil.example/oidc' },
      { iss: `${app.provider.issuer}/` },
      { iss: null },
      { aud: 'other' },
      { aud: ['other'] },
      { aud: null },
      { aud: { app: true } },
      { aud: [['app']] },
      { nonce: 'n' },
      { nonce: '' },
      { events: null },
      { events: {} },
      { events: 'backchannel-logout' },
      { events: { [EVENT]: true } },
      { events: { [EVENT]: [] } },
      { events: [EVENT] },
      { events: { [EVENT.replace('http:', 'https:')]: {} } },
      { iat: null },
      { iat: now + 61 },
      { iat: now - 361, exp: now + 60 },
      { iat: 'now' },
      { exp: now - 60 },
      { exp: 'never' },
      { jti: null },
      { jti: '' },
      { jti: 7 },
      { sid: null, sub: null },
      { sid: '', sub: '' },
      { sid: ['sid-1'] },
      { sub: { $ne: '' } },
    ] as Record<string, unknown>[]) {
      const claims = { sub: 'user-1', sid: 'sid-1', ...changes };
      await isRefused(await app.provider.logoutToken(claims), JSON.stringify(changes));
    }
    const good = { aud: ['app', 'other'], sid: 'sid-1', exp: null, iat: now - 300 };
    assert.equal((await logOut(app, await app.provider.logoutToken(good))).status, 200);
    assert.equal(await browser.who(), undefined);
  });

  test('other tokens of the provider', async () => {
    await begin();
    const claims = { sub: 'user-1', sid: 'sid-1' };
    for (const typ of [undefined, 'JWT', 'at+jwt', 'logout', '', 'logout+jwt ', ['logout+jwt']]) {
      await isRefused(await app.provider.logoutToken(claims, { typ }), String(typ));
    }
    const now = app.clock.now();
    const idToken = { iss: app.provider.issuer, aud: 'app', ...claims, iat: now, exp: now + 60 };
    for (const header of [{}, { typ: 'logout+jwt' }]) {
      await isRefused(await app.provider.sign(idToken, header), 'an ID token');
    }
    const good = await app.provider.logoutToken(claims, { typ: 'application/LOGOUT+jwt' });
    assert.equal((await logOut(app, good)).status, 200);
  });

  test('what the provider did not sign', async () => {
    await begin();
    const good = await app.provider.logoutToken({ sid: 'sid-1' });
    const [header = '', payload = '', signature = ''] = good.split('.');
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const elsewhere = await App.start();
    const theirs = await elsewhere.provider.logoutToken({ sid: 'sid-1', iss: app.provider.issuer });
    elsewhere.stop();
    for (const token of [
      `${part({ alg: 'none', typ: 'logout+jwt' })}.${payload}.`,
      `${part({ alg: 'none', typ: 'logout+jwt' })}.${payload}.${signature}`,
      `${part({ alg: 'HS256', typ: 'logout+jwt', kid: 'key-1' })}.${payload}.${signature}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header}.${payload}.${signature}x`,
      `${header}.${part({ sid: 'sid-1' })}.${signature}`,
      `${good}.${signature}`,
      theirs,
    ]) {
      await isRefused(token, token);
    }
    assert.equal((await logOut(app, good)).status, 200, 'the tries did not use it up');
  });

  test('bodies that are no logout', async () => {
    await begin();
    const token = await app.provider.logoutToken({ sid: 'sid-1' });
    const bodies = [
      '',
      'logout_token',
      'logout_token=',
      'token=x',
      '{"logout_token":"x"}',
      'logout_token=%',
      'logout_token=%ff%fe',
      new Uint8Array(300).fill(0xff),
      `logout_token=${token}&logout_token=${token}`,
      `logout_token=${'x'.repeat(3_000_000)}`,
      `${'x='.repeat(40_000)}&logout_token=${token}`,
    ];
    for (const body of bodies) {
      const answer = await send(app, body);
      assert.equal(answer.status, 400, String(body).slice(0, 40));
      assert.equal(((await answer.json()) as { error: string }).error, 'invalid_request');
    }
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', '']) {
      assert.equal((await send(app, `logout_token=${token}`, type)).status, 400, type);
    }
    assert.equal(await browser.who(), 'user-1');
    assert.equal(
      (await send(app, `logout_token=${token}`, 'Application/X-WWW-Form-URLencoded; charset=UTF-8')).status,
      200,
    );
  });
});
