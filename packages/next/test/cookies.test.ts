/** Cookies that are not what this app has sealed for this browser: forged, cut, swapped, planted, reordered, doubled. */

import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { instanceOf } from '../src/core/instance.js';
import { aheadOfRender } from '../src/platform/ahead.js';
import { App, type Browser, OTHER_API } from './support/app.js';
import { Seeded } from './support/clock.js';
import { stores, type TestStore } from './support/store.js';

const NAME = '__Host-genkan.app';

let app: App;
afterEach(() => app.stop());

/** A browser that sends these cookies. */
function with_(cookies: Iterable<readonly [string, string]>): Browser {
  const browser = app.browser();
  browser.cookies = new Map(cookies);
  return browser;
}

/** Nobody for every part of the package, and what is dead is removed where that can be done. */
async function isNobody(browser: Browser, why: string): Promise<void> {
  const tabs = [browser.clone(), browser.clone()] as const;
  assert.equal(await tabs[0].who(), undefined, why);
  const request = { headers: new Headers({ cookie: browser.header }) };
  assert.equal((await aheadOfRender(await instanceOf(app.config), request)).isAuthenticated, false, why);
  assert.deepEqual(await tabs[1].action((genkan) => genkan.getContext()), { isAuthenticated: false }, why);
  assert.equal(tabs[1].cookies.size, 0, why);
}

/** A session in three chunks. */
async function chunked(sub = 'user-1'): Promise<Browser> {
  app.provider.idToken = { custom_data: sub.padEnd(6000, 'x') };
  const browser = await app.signedIn(sub);
  assert.deepEqual([...browser.cookies.keys()], [`${NAME}.0`, `${NAME}.1`, `${NAME}.2`]);
  return browser;
}

describe('a sealed cookie', () => {
  test('forged, cut and altered ones open nothing', async () => {
    app = await App.start();
    const value = (await app.signedIn()).cookies.get(NAME) ?? '';
    const segments = value.split('.');
    const bad = [
      '',
      'x',
      '....',
      '.....',
      value.slice(0, -1),
      value.slice(1),
      `${value}A`,
      `${value}.A`,
      `${value}=`,
      value.toUpperCase(),
      value.replaceAll('.', '..'),
      'A'.repeat(20_000),
      'A'.repeat(70_000),
      '%FF%00',
      '__proto__',
      segments.toReversed().join('.'),
      ['', ...segments.slice(1)].join('.'),
      [segments[0], 'AAAA', ...segments.slice(2)].join('.'),
      [...segments.slice(0, 4), segments[4]?.slice(0, 16)].join('.'),
    ];
    for (let index = 0; index < value.length; index += 7) {
      bad.push(value.slice(0, index) + (value[index] === 'A' ? 'B' : 'A') + value.slice(index + 1));
    }
    for (const forged of bad) {
      await isNobody(with_([[NAME, forged]]), forged.slice(0, 200));
    }
  });

  test('headers that name no key, another algorithm or more than they should open nothing', async () => {
    app = await App.start();
    const [header = '', ...rest] = ((await app.signedIn()).cookies.get(NAME) ?? '').split('.');
    const known = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>;
    for (const changes of [
      { alg: 'none' },
      { alg: 'A256KW' },
      { enc: 'A128GCM' },
      { enc: 'none' },
      { kid: 'AAAAAAAA' },
      { kid: null },
      { typ: 'genkan-transaction+jwe' },
      { typ: 'genkan-stored-session+jwe' },
      { zip: 'DEF' },
      { p2c: 1_000_000 },
      { crit: ['x'] },
    ]) {
      const forged = Buffer.from(JSON.stringify({ ...known, ...changes })).toString('base64url');
      await isNobody(with_([[NAME, [forged, ...rest].join('.')]]), JSON.stringify(changes));
    }
    const spaced = Buffer.from(JSON.stringify(known, null, 1)).toString('base64url');
    await isNobody(with_([[NAME, [spaced, ...rest].join('.')]]), 'the same header, written otherwise');
    assert.equal(await with_([[NAME, [header, ...rest].join('.')]]).who(), 'user-1');
  });

  test('only its own name counts', async () => {
    app = await App.start();
    const value = (await app.signedIn()).cookies.get(NAME) ?? '';
    for (const name of [
      'genkan.app',
      `${NAME}2`,
      `${NAME}.00`,
      `${NAME}.4`,
      `${NAME}.0`,
      NAME.toLowerCase(),
      ` ${NAME}.`,
    ]) {
      assert.equal(await with_([[name, value]]).who(), undefined, name);
    }
    const among = [
      ['theme', 'a=b=c'],
      ['genkan.app', 'x'],
      [NAME, value],
      ['__Host-genkan.app2', 'y'],
    ] as const;
    assert.equal(await with_(among).who(), 'user-1');
  });

  test('another app’s cookie is not ours, though the secret is the same', async () => {
    app = await App.start();
    const value = (await app.signedIn()).cookies.get(NAME) ?? '';
    await app.restart({ appId: 'app2' });
    await isNobody(with_([[`${NAME}2`, value]]), 'another app');
  });

  test('a secret that is not in the list opens nothing; all that are do', async () => {
    app = await App.start();
    const first = app.config.cookieSecret as string;
    const secrets = ['second-secret-0123456789abcdef012', 'third-secret-0123456789abcdef0123'] as const;
    const browsers = [await app.signedIn()];
    for (const secret of secrets) {
      await app.restart({ cookieSecret: secret });
      browsers.push(await app.signedIn());
    }
    for (const [list, opened] of [
      [
        [first, ...secrets],
        ['user-1', 'user-1', 'user-1'],
      ],
      [[...secrets].reverse(), [undefined, 'user-1', 'user-1']],
      [[secrets[0]], [undefined, 'user-1', undefined]],
    ] as const) {
      await app.restart({ cookieSecret: [...list] });
      assert.deepEqual(await Promise.all(browsers.map((browser) => browser.at(app).who())), opened);
    }
  });
});

describe('a session in chunks', () => {
  test('is whole or none, in any order', async () => {
    app = await App.start();
    const whole = [...(await chunked()).cookies];
    assert.equal(await with_([...whole].reverse()).who(), 'user-1', 'the order says nothing');
    for (const [name] of whole) {
      await isNobody(with_(whole.filter(([other]) => other !== name)), `without ${name}`);
      await isNobody(with_(whole.map(([other, value]) => [other, other === name ? '' : value])), `${name} empty`);
    }
  });

  test('values swapped among the names, or of two sessions, open nothing', async () => {
    app = await App.start();
    const [mine, theirs] = [[...(await chunked('user-1')).cookies], [...(await chunked('user-2')).cookies]];
    const values = mine.map(([, value]) => value);
    for (const order of [
      [0, 2, 1],
      [1, 0, 2],
      [2, 1, 0],
      [1, 2, 0],
      [0, 0, 0],
      [0, 1, 1],
    ]) {
      const shuffled = mine.map(([name], index) => [name, values[order[index] ?? 0] ?? ''] as const);
      await isNobody(with_(shuffled), String(order));
    }
    for (let choice = 1; choice < 7; choice += 1) {
      const mixed = mine.map((pair, index) => ((choice >> index) & 1 ? (theirs[index] ?? pair) : pair));
      await isNobody(with_(mixed), `parts of two, ${choice}`);
    }
    assert.deepEqual([await with_(mine).who(), await with_(theirs).who()], ['user-1', 'user-2']);
  });

  test('planted beside a whole one, chunks count for nothing, and go', async () => {
    app = await App.start();
    const theirs = await chunked('user-2');
    app.provider.idToken = {};
    const browser = await app.signedIn('user-1');
    for (const [name, value] of theirs.cookies) {
      browser.cookies.set(name, value);
    }
    assert.equal(await browser.who(), 'user-1');
    await browser.token();
    assert.deepEqual([...browser.cookies.keys()], [NAME]);
  });

  test('of two cookies of one name the first counts, whoever planted the other', async () => {
    app = await App.start();
    const [mine, theirs] = [await app.signedIn('user-1'), await app.signedIn('user-2')];
    const [one, two] = [mine.cookies.get(NAME), theirs.cookies.get(NAME)];
    for (const [header, sub] of [
      [`${NAME}=${one}; ${NAME}=${two}`, 'user-1'],
      [`${NAME}=${two}; a=b; ${NAME}=${one}`, 'user-2'],
      [`${NAME}=x; ${NAME}=${one}`, undefined],
    ] as const) {
      const { claims } = await aheadOfRender(await instanceOf(app.config), {
        headers: new Headers({ cookie: header }),
      });
      assert.equal(claims?.sub, sub);
    }
  });

  test('a sign-out removes chunks its own request did not know of', async () => {
    app = await App.start();
    const browser = await app.signedIn();
    // In a process that does not know of the refresh.
    const other = browser.at(await app.process());
    app.provider.idToken = { custom_data: 'x'.repeat(6000) };
    await browser.token();
    assert.ok(browser.cookies.has(`${NAME}.1`));
    const { headers } = await other.signOut();
    for (const line of headers.getSetCookie()) {
      browser.cookies.delete(line.split('=')[0] ?? '');
    }
    assert.equal(browser.cookies.size, 0);
  });
});

describe('what is too large', () => {
  test('a sign-in around the limit is whole or none', async () => {
    app = await App.start();
    let refused = 0;
    for (let length = 9700; length < 10_700; length += 50) {
      app.provider.idToken = { custom_data: 'x'.repeat(length) };
      const browser = app.browser();
      const status = await browser.signIn().then(
        (response) => response.status,
        (error: Error) => (/session_too_large/.test(error.message) ? 502 : 500),
      );
      assert.equal(await browser.who(), status === 303 ? 'user-1' : undefined, `${length}: ${status}`);
      assert.ok(
        browser.header.length < 16_000 && [...browser.cookies.values()].every(({ length: size }) => size <= 3600),
      );
      refused += Number(status === 502);
    }
    assert.ok(refused > 0 && refused < 20, `${refused}`);
  });

  test('in a store there is no such limit, up to what is kept without tokens', async () => {
    app = await App.start((clock) => ({ sessionStore: stores['a memory store']?.(clock) }));
    app.provider.idToken = { custom_data: 'x'.repeat(20_000) };
    const browser = await app.signedIn();
    assert.match(await browser.token(), /user-1/);
    assert.equal([...browser.cookies.values()].join('').length, 22);
  });

  test('tokens that do not fit into a store are left out, the refresh token is not', async () => {
    let store: TestStore | undefined;
    app = await App.start((clock) => ({ sessionStore: (store = stores['a memory store']?.(clock)) }));
    const browser = await app.signedIn();
    const resource = (index: number) => `https://api.example/${index}/${'y'.repeat(4000)}`;
    for (let index = 0; index < 12; index += 1) {
      assert.match(await browser.token(resource(index)), /user-1/);
    }
    assert.ok(((await store?.latest())?.sealed.length ?? 0) < 60_000);
    assert.match(await browser.at(await app.process()).token(OTHER_API), /user-1/);
  });
});

test('random bytes are no cookie, and no crash', async () => {
  const random = new Seeded(11);
  app = await App.start();
  const value = (await app.signedIn()).cookies.get(NAME) ?? '';
  for (let round = 0; round < 400; round += 1) {
    const [from, to] = [random.below(value.length), random.below(value.length)];
    const noise = Array.from({ length: random.below(9) }, () => String.fromCharCode(33 + random.below(90))).join('');
    const changed = value.slice(0, from) + noise + value.slice(to);
    const who = await with_([[NAME, changed]]).who();
    assert.equal(who, changed === value ? 'user-1' : undefined, changed);
  }
});
