import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { type KeyValue, keyValueStore, memoryStore, type SessionStore, type StoredSession } from '../src/stores.js';
import { HeaderJar } from '../src/core/jar.js';
import { cookieAttributes, cut, findCookie, LONGEST_VALUE, storeCookie } from '../src/core/cookie.js';
import { Recent } from '../src/core/recent.js';
import { Family } from '../src/session/family.js';
import { sessionCookie } from '../src/testing.js';
import { App, API } from './support/app.js';
import { TestClock } from './support/clock.js';
import { keyValueService } from './support/store.js';

const overKeyValue = (service: KeyValue, clock: TestClock) => keyValueStore(service, { clock: clock.now });

const stores: Record<string, (clock: TestClock) => SessionStore> = {
  memoryStore: (clock) => memoryStore(clock.now),
  keyValueStore: (clock) => overKeyValue(keyValueService(clock), clock),
  'keyValueStore without setIfEqual': (clock) => {
    const { setIfEqual: _, ...service } = keyValueService(clock);
    return overKeyValue(service, clock);
  },
};

describe('several processes at one key-value service', () => {
  const session = (clock: TestClock, generation = 0): StoredSession => ({
    generation,
    expiresAt: clock.now() + 1000,
    subject: 'person-1',
    sid: 'sid-1',
    sealed: `sealed ${generation}`,
  });

  test('a session signed out elsewhere in the instant of a refresh stays signed out', async () => {
    const clock = new TestClock();
    const service = keyValueService(clock);
    const other = overKeyValue(service, clock);
    const get = service.get.bind(service);
    let between: (() => Promise<unknown>) | undefined;
    service.get = async (key) => {
      const value = await get(key);
      const now = between;
      between = undefined;
      await now?.();
      return value;
    };
    const store = overKeyValue(service, clock);
    await store.create('a', session(clock));
    for (const end of [() => other.delete('a'), () => other.deleteBySid('sid-1'), () => other.deleteBySubject('person-1')]) {
      between = end;
      assert.equal(await store.replace('a', 0, session(clock, 1)), false);
      assert.equal(await store.load('a'), undefined);
      await store.create('a', session(clock));
    }
    // Of two refreshes the one that came first stays.
    between = () => other.replace('a', 0, { ...session(clock, 1), sealed: 'theirs' });
    assert.equal(await store.replace('a', 0, { ...session(clock, 1), sealed: 'mine' }), false);
    assert.equal((await store.load('a'))?.sealed, 'theirs');
  });

  test('sessions begun at once are all found when their person is signed out', async () => {
    const clock = new TestClock();
    const service = keyValueService(clock);
    const processes = Array.from({ length: 8 }, () => overKeyValue(service, clock));
    await Promise.all(processes.map((store, index) => store.create(`session-${index}`, session(clock))));
    await processes[0]?.deleteBySubject('person-1');
    const left = await Promise.all(processes.map((store, index) => store.load(`session-${index}`)));
    assert.deepEqual(left, Array(8).fill(undefined));
  });

  test('a list lives as long as the longest of its sessions', async () => {
    const clock = new TestClock();
    const store = overKeyValue(keyValueService(clock), clock);
    const until = (seconds: number) => ({ ...session(clock), expiresAt: clock.now() + seconds });
    await store.create('long', until(1000));
    await store.create('short', until(100));
    clock.advance(500);
    await store.deleteBySubject('person-1');
    assert.equal(await store.load('long'), undefined);
  });

  test('what somebody else has written there is no session and no list', async () => {
    const clock = new TestClock();
    const service = keyValueService(clock);
    const store = overKeyValue(service, clock);
    await service.set('genkan:session:a', 'not JSON', 100);
    await service.set('genkan:subject:person-1', '{', 100);
    assert.equal(await store.load('a'), undefined);
    for (const odd of ['null', '7', '{}', '[]']) {
      await service.set('genkan:session:a', odd, 100);
      assert.equal(await store.load('a'), undefined, odd);
      await service.set('genkan:subject:person-1', odd, 100);
      await store.create('c', session(clock));
    }
    await service.set('genkan:subject:person-1', '[7, null, "a"]', 100);
    assert.equal(await store.replace('a', 0, session(clock, 1)), false);
    await store.create('b', session(clock));
    await store.deleteBySubject('person-1');
    assert.equal(await store.load('b'), undefined);
  });
});

for (const [name, make] of Object.entries(stores)) {
  test(`sessions are found by who they are about for as long as they live: ${name}`, async () => {
    const clock = new TestClock();
    const store = make(clock);
    const session = (sid: string | null): StoredSession => ({
      generation: 0,
      expiresAt: clock.now() + 1000,
      subject: 'person-1',
      sid,
      sealed: 'sealed',
    });
    await store.create('a', session('sid-1'));
    await store.create('b', session('sid-1'));
    clock.advance(900);
    assert.equal(await store.replace('a', 0, { ...session('sid-2'), generation: 1 }), true);
    assert.equal(await store.replace('b', 0, { ...session('sid-1'), generation: 1 }), true);
    clock.advance(900);
    await store.deleteBySid('sid-2');
    assert.equal(await store.load('a'), undefined);
    assert.ok(await store.load('b'));
    await store.deleteBySubject('person-1');
    assert.equal(await store.load('b'), undefined);
  });

  test(`what a store must do: ${name}`, async () => {
    const clock = new TestClock();
    const store = make(clock);
    const session = (changes: Partial<StoredSession> = {}): StoredSession => ({
      generation: 0,
      expiresAt: clock.now() + 1000,
      subject: 'person-1',
      sid: 'sid-1',
      sealed: 'sealed',
      ...changes,
    });
    assert.equal(await store.load('a'), undefined);
    await store.create('a', session());
    assert.deepEqual(await store.load('a'), session());
    assert.equal(await store.replace('a', 1, session({ generation: 2 })), false);
    assert.equal(await store.replace('a', 0, session({ generation: 1, sealed: 'newer' })), true);
    assert.equal((await store.load('a'))?.sealed, 'newer');
    const raced = [0, 1].map((number) => store.replace('a', 1, session({ generation: 2, sealed: `${number}` })));
    assert.deepEqual((await Promise.all(raced)).sort(), [false, true]);
    await store.create('b', session({ sid: 'sid-2' }));
    await store.create('c', session({ sid: null, subject: 'person-2' }));
    await store.deleteBySid('sid-1');
    assert.equal(await store.load('a'), undefined);
    assert.equal(await store.replace('a', 2, session()), false, 'what is deleted stays deleted');
    assert.ok((await store.load('b')) && (await store.load('c')));
    await store.deleteBySubject('person-1');
    assert.equal(await store.load('b'), undefined);
    await store.delete('c');
    await store.delete('c');
    assert.equal(await store.load('c'), undefined);
    const claims = await Promise.all([store.claim?.('turn', 30), store.claim?.('turn', 30)]);
    assert.deepEqual(claims, [true, false]);
    await store.release?.('turn');
    assert.equal(await store.claim?.('turn', 30), true);
    clock.advance(30);
    assert.equal(await store.claim?.('turn', 30), true, 'a claim ends by itself');
  });
}

describe('what a store learns', () => {
  let app: App;
  afterEach(() => app.stop());

  test('neither ids nor names nor tokens; a record under another key is nobody’s', async () => {
    const written: [string, StoredSession][] = [];
    const store = memoryStore();
    const create = store.create.bind(store);
    store.create = async (key, session) => {
      written.push([key, session]);
      await create(key, session);
    };
    app = await App.start({ sessionStore: store });
    const browser = await app.signedIn();
    const id = browser.cookies.get('__Host-genkan.app') ?? '';
    const text = JSON.stringify(written);
    for (const secret of [id, 'user-1', 'Mio', 'refresh-', 'access-']) {
      assert.ok(!text.includes(secret), secret);
    }
    const ren = await app.signedIn('user-2');
    // Somebody who can write to the store puts Mio's record under Ren's key.
    const [[, mine], [key]] = written as [[string, StoredSession], [string, StoredSession]];
    await create(key, mine);
    assert.equal(await ren.who(), undefined);
  });

  test('a planted id is no session', async () => {
    app = await App.start({ sessionStore: memoryStore() });
    const browser = app.browser();
    browser.cookies.set('__Host-genkan.app', 'A'.repeat(22));
    assert.equal(await browser.who(), undefined);
    await browser.signIn();
    assert.notEqual(browser.cookies.get('__Host-genkan.app'), 'A'.repeat(22));
  });

  test('a session wrapper keeps one sealed text', async () => {
    const kept = new Map<string, Record<string, unknown>>();
    const keys = new Set<string>();
    const currents: (string | undefined)[] = [];
    const sessionWrapper = {
      async wrap(data: Record<string, unknown>, key: string, current?: string) {
        keys.add(key);
        assert.ok(current === undefined || kept.has(current));
        currents.push(current);
        const reference = `reference ${kept.size}; ü`;
        kept.set(reference, data);
        return reference;
      },
      unwrap: async (value: string) => kept.get(value) ?? {},
    };
    app = await App.start({ sessionWrapper });
    const browser = await app.signedIn();
    assert.equal(await browser.who(), 'user-1');
    assert.match(await browser.action((genkan) => genkan.getAccessToken(API)), /-user-1-/);
    await app.restart();
    assert.equal(await browser.who(), 'user-1');
    const before = kept.size;
    app.clock.advance(86_400);
    await browser.render((genkan) => genkan.getAccessTokenRSC(API));
    assert.equal(kept.size, before, 'nothing is kept whose name the browser cannot get');
    assert.deepEqual([...keys], [app.config.cookieSecret]);
    assert.deepEqual(currents, [undefined, 'reference 0; ü'], 'a sign-in has no text yet, a refresh has');
    assert.ok(!JSON.stringify([...kept]).includes('user-1'));
    kept.clear();
    assert.equal(await browser.who(), undefined);
  });

  test('a cookie for tests', async () => {
    for (const place of [{}, { sessionStore: memoryStore() }]) {
      app = await App.start(place);
      const cookies = await sessionCookie(app.config, {
        claims: { sub: 'user-9', name: 'Test' },
        accessTokens: [{ token: 'a token', resource: API, organizationId: 'org-1' }],
      });
      const browser = app.browser();
      cookies.forEach(({ name, value }) => browser.cookies.set(name, value));
      assert.equal(await browser.who(), 'user-9');
      assert.equal(await browser.action((genkan) => genkan.getAccessToken(API, 'org-1')), 'a token');
      app.stop();
    }
    app = await App.start();
  });
});

describe('cookies', () => {
  const text = (length: number) =>
    Array.from({ length }, (_, index) => String.fromCharCode(97 + (index % 26))).join('');

  test('values of every length come back', () => {
    for (const length of [1, 3599, 3600, 3601, 7198, 7199, LONGEST_VALUE]) {
      const parts = cut('s', text(length));
      assert.ok(parts.length <= 4 && parts.every(({ value }) => value.length <= 3600));
      assert.equal(findCookie(parts, 's').value, text(length), `${length}`);
    }
    const jar = new HeaderJar('');
    assert.throws(() => storeCookie(jar, 's', text(LONGEST_VALUE + 1), [], cookieAttributes(true, 60)), /14399 bytes/);
  });

  test('shrinking removes what is left over', () => {
    const jar = new HeaderJar(
      cut('s', text(9000))
        .map(({ name, value }) => `${name}=${value}`)
        .join('; '),
    );
    const { names } = findCookie(jar.getAll(), 's');
    assert.deepEqual(names, ['s.0', 's.1', 's.2']);
    storeCookie(jar, 's', 'x', names, cookieAttributes(true, 60));
    assert.deepEqual(jar.getAll(), [{ name: 's', value: 'x' }]);
    assert.equal(jar.written.filter((line) => line.includes('Max-Age=0')).length, 3);
  });

  test('any header is survived', () => {
    for (const header of ['', ';;;', '=', 'a', 's=', 's.0=~;s.1', '\u0000=\u0000', 's.0=4~a;s.1=b;s.2=c']) {
      assert.doesNotThrow(() => findCookie(new HeaderJar(header).getAll(), 's'));
    }
  });
});

describe('what a process remembers', () => {
  test('is bounded, and precious things stay longer', () => {
    const recent = new Recent(60, () => new Family());
    recent.get('precious', 1000).remember({ id: 'i', gen: 1, iat: 0, exp: 9, sub: 'u', claims: { sub: 'u' } as never });
    recent.get('a', 1000);
    recent.get('b', 1100);
    assert.equal(recent.find('a'), undefined);
    assert.ok(recent.find('precious'));
    recent.get('b', 1000 + 60 * 30 + 100);
    assert.equal(recent.find('precious'), undefined);
    for (let index = 0; index < 30_000; index += 1) recent.get(String(index), 5000);
    assert.ok(recent.size <= 10_000);
  });
});
