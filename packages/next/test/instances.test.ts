/** What a process shares between requests: by what a configuration says, never more, however often it is made anew. */

import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import type { GenkanNextConfig } from '../src/config/types.js';
import { ConfigError } from '../src/core/errors.js';
import { type Instance, instanceOf } from '../src/core/instance.js';
import { TakenOnce, FinishedSignIn } from '../src/core/memory.js';
import { Recent } from '../src/core/recent.js';
import { Turn } from '../src/core/turn.js';
import { memoryStore } from '../src/stores.js';
import { Family } from '../src/session/family.js';
import { App, API } from './support/app.js';

const SECRET = '0123456789abcdef0123456789abcdef';
const OTHER_SECRET = 'fedcba9876543210fedcba9876543210';

const given = (): GenkanNextConfig => ({
  endpoint: 'https://auth.example',
  appId: 'app',
  appSecret: 'secret',
  baseUrl: 'https://app.example',
  cookieSecret: SECRET,
});
const made = async (changes: Partial<GenkanNextConfig> = {}): Promise<Instance> =>
  instanceOf({ ...given(), ...changes });

describe('instances', () => {
  test('are made once for an object, and one that cannot be used is tried again', async () => {
    const config = given();
    const one = await instanceOf(config);
    assert.equal(instanceOf(config), one, 'at once, the second time');
    const parallel = { ...config };
    assert.equal(await instanceOf(parallel), await instanceOf(parallel));
    const bad = { ...config, appId: '' };
    assert.throws(() => instanceOf(bad), ConfigError);
    bad.appId = 'app';
    assert.ok(await instanceOf(bad));
  });

  test('with equal contents share what the process remembers, whatever else differs', async () => {
    const { memory } = await made();
    const clock = () => 1;
    const differing: Partial<GenkanNextConfig>[] = [
      {},
      { scopes: ['email'] },
      { resources: [API] },
      { prompt: 'login' },
      { baseUrl: 'https://other.example' },
      { refreshMargin: 5 },
      { cookieSecret: [SECRET, OTHER_SECRET] },
      { authPath: '/auth' },
    ];
    for (const changes of differing) {
      assert.equal((await made(changes)).memory, memory, JSON.stringify(changes));
    }
    assert.equal((await made({ clock })).memory, (await made({ clock })).memory);
    const stored = { sessionStore: memoryStore() };
    assert.equal((await made(stored)).memory, (await made({ sessionStore: memoryStore() })).memory);
  });

  test('that differ in who, where or by which secret share nothing', async () => {
    const memories = new Set<unknown>();
    const differing: Partial<GenkanNextConfig>[] = [
      {},
      { endpoint: 'https://auth2.example' },
      { issuer: 'https://auth.example' },
      { appId: 'app2' },
      { appSecret: 'another' },
      { appSecret: undefined },
      { cookieSecret: OTHER_SECRET },
      { cookieSecret: [OTHER_SECRET, SECRET], appSecret: 'third' },
      { sessionStore: memoryStore() },
      { allowHttp: true },
      { clock: () => 1 },
      { clock: () => 1 },
    ];
    for (const changes of differing) {
      memories.add((await made(changes)).memory);
    }
    assert.equal(memories.size, differing.length);
  });

  test('are forgotten when there are too many, the least used first', async () => {
    const busy = (await made()).memory;
    const idle = (await made({ appId: 'idle' })).memory;
    for (let index = 0; index < 1000; index += 1) {
      if (index % 100 === 0) assert.equal((await made()).memory, busy);
      await made({ appId: `tenant-${index}` });
    }
    assert.equal((await made()).memory, busy);
    assert.notEqual((await made({ appId: 'idle' })).memory, idle);
  });
});

describe('one process, several copies of the configuration', () => {
  let app: App;
  afterEach(() => app.stop());

  for (const isStored of [false, true]) {
    test(`a crowd shares one refresh, sessions ${isStored ? 'in a store' : 'in cookies'}`, async () => {
      app = await App.start((clock) => (isStored ? { sessionStore: memoryStore(clock.now) } : {}));
      const browser = await app.signedIn();
      // The isolated instance of the test belongs to the object it was made for; copies meet in the process.
      const crowd = Array.from({ length: 50 }, () => {
        app.config = { ...app.config };
        return browser.clone().render((genkan) => genkan.getAccessTokenRSC(API));
      });
      assert.equal(new Set(await Promise.all(crowd)).size, 1);
      assert.equal(app.provider.refreshes, 1);
      app.config = { ...app.config };
      const [one, two] = [browser.clone(), browser.clone()];
      assert.equal(await one.token(), await two.token());
      assert.equal(app.provider.refreshes, 1, 'a copy made later knows it too');
      await one.signOut();
      app.config = { ...app.config };
      assert.equal(await two.who(), undefined, 'and a sign-out');
    });
  }
});

describe('what is remembered', () => {
  test('whoever holds a value keeps it, however crowded and late', async () => {
    const recent = new Recent(60, () => new Family());
    const held = recent.get('held', 0);
    await held.turn.run(async () => {
      for (let index = 0; index < 25_000; index += 1) {
        recent.get(String(index), 100_000 + index);
      }
      assert.equal(recent.find('held'), held);
      assert.ok(recent.size <= 10_000, `${recent.size}`);
    });
    recent.get('later', 900_000);
    assert.equal(recent.find('held'), undefined);
  });

  test('precious values go too when there is no room for anything else', () => {
    const recent = new Recent(60, () => new Family());
    const record = { id: 'i', gen: 1, iat: 0, exp: 9, sub: 'u', claims: { sub: 'u' } as never };
    for (let index = 0; index < 25_000; index += 1) {
      recent.get(String(index), 1).remember(record);
    }
    assert.ok(recent.size <= 10_000, `${recent.size}`);
  });

  test('a value that is asked for lives on', () => {
    const recent = new Recent(60, () => new TakenOnce());
    const value = recent.get('a', 0);
    for (let now = 50; now < 1000; now += 50) {
      assert.equal(recent.get('a', now), value);
      recent.get('b', now);
    }
    recent.get('b', 1100);
    assert.equal(recent.find('a'), undefined);
  });

  test('a sign-in is held while it is finished', async () => {
    const finished = new FinishedSignIn();
    await finished.turn.run(async () => assert.equal(finished.isHeld(), true));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([finished.isHeld(), finished.isPrecious()], [false, false]);
  });

  test('turns come in the order of arrival, whatever becomes of the one before', async () => {
    const turn = new Turn();
    const order: number[] = [];
    const works = Array.from({ length: 20 }, (_, index) =>
      turn.run(async () => {
        await new Promise((resolve) => setImmediate(resolve));
        order.push(index);
        if (index % 3 === 0) throw new Error(`${index}`);
        return index;
      }),
    );
    const outcomes = await Promise.allSettled(works);
    assert.deepEqual(
      order,
      works.map((_, index) => index),
    );
    assert.deepEqual(
      outcomes.map(({ status }) => status === 'rejected'),
      works.map((_, index) => index % 3 === 0),
    );
    assert.equal(turn.isTaken, false);
  });
});
