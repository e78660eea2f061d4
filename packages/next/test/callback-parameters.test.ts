/** Whatever a link to the callback carries: a page with words, never a crash, and nobody signed in by it. */

import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { App, type Browser } from './support/app.js';
import { Seeded } from './support/clock.js';

let app: App;
afterEach(() => app.stop());

async function begun(): Promise<{ browser: Browser; callback: URL }> {
  const browser = app.browser();
  const start = await browser.visit('/sign-in');
  return { browser, callback: app.provider.authorize(start.headers.get('location') ?? '') };
}

const NAMES = ['code', 'state', 'iss', 'error', 'error_description', 'response', 'id_token', 'token', 'session_state'];
const VALUES = ['', ' ', 'x', '\u0000', '%', '%00', '"><script>', 'https://evil.example', 'é'.repeat(300), '{"a":1}'];

describe('a callback', () => {
  test('odd addresses are answered', async () => {
    app = await App.start();
    for (const path of [
      '/callback?%',
      '/callback?&&==&',
      '/callback?state=%00&code=%00',
      '/callback?state&code&iss',
      `/callback?state=${'a'.repeat(60_000)}`,
      `/callback?state=${'A'.repeat(43)}&code=${'a'.repeat(60_000)}`,
      '/callback?state[]=a&code[$ne]=b',
      '/callback/?state=a',
      '/sign-in?returnTo=%',
      '/sign-in?&&==&',
      `/sign-in?returnTo=/${'a'.repeat(60_000)}`,
    ]) {
      const { status } = await app.browser().visit(path);
      assert.ok(status < 500, `${path.slice(0, 60)}: ${status}`);
    }
  });

  for (let seed = 1; seed <= 4; seed += 1) {
    test(`parameters changed at random, seed ${seed}`, async () => {
      const random = new Seeded(seed);
      app = await App.start();
      for (let round = 0; round < 40; round += 1) {
        const { browser, callback } = await begun();
        const good = new Map(callback.searchParams);
        for (let changes = random.below(3); changes >= 0; changes -= 1) {
          const [name, value] = [random.pick(NAMES), random.pick(VALUES)];
          const how = random.pick(['set', 'append', 'delete'] as const);
          if (how === 'delete') callback.searchParams.delete(name);
          else callback.searchParams[how](name, value);
        }
        const end = await browser.visit(callback.pathname + callback.search);
        const text = await end.text();
        const isWhole = ['code', 'state', 'iss'].every((name) => {
          const all = callback.searchParams.getAll(name);
          return all.length === 1 && all[0] === good.get(name);
        });
        const names = [...callback.searchParams.keys()];
        const isGood = isWhole && new Set(names).size === names.length && !callback.searchParams.has('error');
        assert.equal(end.status === 303, isGood, `${callback.search}: ${end.status}`);
        // 502 says that the provider has refused the code.
        assert.ok(end.status < 500 || /exchange_refused/.test(text), `${callback.search}: ${end.status}`);
        assert.equal(await browser.who(), isGood ? 'user-1' : undefined);
        assert.ok(!text.includes('<script') && !text.includes('evil.example'), text);
      }
    });
  }
});

describe('other people’s callbacks', () => {
  test('transactions that were swapped, or planted from another browser, finish nothing', async () => {
    app = await App.start();
    const mine = await begun();
    const mineToo = await mine.browser.visit('/sign-in');
    const [one, two] = [...mine.browser.cookies.keys()] as [string, string];
    const { cookies } = mine.browser;
    const values = [cookies.get(one) ?? '', cookies.get(two) ?? ''] as const;
    cookies.set(one, values[1]).set(two, values[0]);
    for (const callback of [mine.callback, app.provider.authorize(mineToo.headers.get('location') ?? '')]) {
      const answer = await mine.browser.visit(callback.pathname + callback.search);
      assert.match(await answer.text(), /state_mismatch/);
    }
    const theirs = await begun();
    const answer = await app.browser().visit(theirs.callback.pathname + theirs.callback.search);
    assert.match(await answer.text(), /state_mismatch/);
    assert.equal(app.provider.codeExchanges, 0);
  });

  test('a code of another sign-in is not taken: the verifier and the nonce are of this one', async () => {
    app = await App.start();
    const [mine, theirs] = [await begun(), await begun()];
    mine.callback.searchParams.set('code', theirs.callback.searchParams.get('code') ?? '');
    const answer = await mine.browser.visit(mine.callback.pathname + mine.callback.search);
    assert.match(await answer.text(), /exchange_refused/);
    assert.equal(await mine.browser.who(), undefined);
  });

  test('a session of another app, secret or issuer finishes nothing', async () => {
    app = await App.start();
    for (const changes of [
      { appId: 'app2' },
      { cookieSecret: 'another-secret-0123456789abcdef0' },
      { issuer: 'http://localhost:9/oidc' },
    ]) {
      const { browser, callback } = await begun();
      const elsewhere = browser.at(await app.process(changes));
      for (const [name, value] of browser.cookies) {
        elsewhere.cookies.set(name.replace('-tx.app.', '-tx.app2.'), value);
      }
      const answer = await elsewhere.visit(callback.pathname + callback.search);
      assert.notEqual(answer.status, 303, JSON.stringify(changes));
      assert.equal(await elsewhere.who(), undefined);
    }
  });
});
