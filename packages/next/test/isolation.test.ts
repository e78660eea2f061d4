/** Whatever happens at once: nobody ever gets somebody else's token. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GenkanError } from '../src/core/errors.js';
import type { GenkanNextConfig } from '../src/config/types.js';
import { keyValueStore, memoryStore } from '../src/stores.js';
import { App, API, Browser, OTHER_API } from './support/app.js';
import { Seeded } from './support/clock.js';
import { keyValueService } from './support/store.js';

const PEOPLE = ['mio', 'ren', 'sora'];
const BYSTANDER = 'yuki';
const DEEDS = [
  'sign-in',
  'token',
  'token',
  'other',
  'organization',
  'render',
  'render',
  'sign-out',
  'who',
  'context',
] as const;

/** A browser, and whose session its cookies are. */
interface Seat {
  browser: Browser;
  owner: string | undefined;
}

/** The guide of the field keeps the current id in the object, for all people at once. */
function mixedUpWrapper() {
  const sessions = new Map<string, Record<string, unknown>>();
  let current: string | undefined;
  return {
    async wrap(data: Record<string, unknown>) {
      current ??= crypto.randomUUID();
      sessions.set(current, data);
      return current;
    },
    async unwrap(value: string) {
      current = value;
      return sessions.get(value) ?? {};
    },
  };
}

/** A wrapper that keeps a session under the text it gave for it. */
function goodWrapper() {
  const sessions = new Map<string, Record<string, unknown>>();
  return {
    async wrap(data: Record<string, unknown>, _: string, current: string = crypto.randomUUID()) {
      sessions.set(current, data);
      return current;
    },
    unwrap: async (value: string) => sessions.get(value) ?? {},
  };
}

type Place = (clock: App['clock']) => Partial<GenkanNextConfig>;

const places: Record<string, Place> = {
  cookies: () => ({}),
  'a memory store': (clock) => ({ sessionStore: memoryStore(clock.now) }),
  'a key-value store': (clock) => ({ sessionStore: keyValueStore(keyValueService(clock), { clock: clock.now }) }),
  'a wrapper': () => ({ sessionWrapper: goodWrapper() }),
  'a wrapper that mixes people up': () => ({ sessionWrapper: mixedUpWrapper() }),
};

for (const [place, settings] of Object.entries(places)) {
  for (let seed = 1; seed <= 5; seed += 1) {
    test(`people, browsers, processes and deeds at random, sessions in ${place}, seed ${seed}`, async () => {
      const random = new Seeded(seed);
      const app = await App.start(settings);
      let homes = [app, await app.process()];
      const seats: Seat[] = Array.from({ length: 3 }, () => ({ browser: app.browser(), owner: undefined }));
      let before = seats.map(({ browser, owner }) => ({ browser: browser.clone(), owner }));
      // Somebody who does nothing odd: whatever the others do, nothing must happen to them.
      const bystander: Seat = { browser: await app.signedIn(BYSTANDER), owner: BYSTANDER };
      const isSafe = !place.includes('mixes');
      let tokens = 0;
      for (let step = 0; step < 40; step += 1) {
        switch (random.below(12)) {
          case 0:
            app.clock.advance(random.pick([30, 3590, 4000]));
            break;
          case 1:
            homes[random.below(homes.length)] = await app.process();
            break;
          case 2:
            app.provider.endGrants(random.pick(PEOPLE));
            break;
          case 3: {
            const index = random.below(seats.length);
            seats[index] = { browser: (before[index] as Seat).browser.clone(), owner: before[index]?.owner };
            break;
          }
          default: {
            before = seats.map(({ browser, owner }) => ({ browser: browser.clone(), owner }));
            const runs = Array.from({ length: 1 + random.below(5) }, () => {
              const index = random.below(seats.length);
              const { browser, owner } = seats[index] as Seat;
              // Requests at the same time leave with the same cookies and come back in any order.
              const seat = { browser: browser.at(random.pick(homes)), owner };
              return { index, seat, run: live(seat, random.pick(DEEDS), random.pick(PEOPLE)) };
            });
            bystander.browser = bystander.browser.at(random.pick(homes));
            const quiet = live(bystander, random.pick(['token', 'other', 'organization', 'context']), '');
            for (const { run } of runs) {
              tokens += await run;
            }
            const came = await quiet;
            assert.ok(came > 0 || !isSafe, 'somebody who has done nothing was signed out by what others did');
            for (const { index, seat } of random.below(2) === 0 ? runs : runs.reverse()) {
              seats[index] = seat;
            }
          }
        }
      }
      homes = [];
      app.stop();
      assert.ok(tokens > 3 || !isSafe, `only ${tokens} tokens came`);
    });
  }
}

for (let seed = 1; seed <= 4; seed += 1) {
  test(`apps and providers in one process, for the same people, configured anew at every request, seed ${seed}`, async () => {
    const random = new Seeded(seed);
    const [one, two] = [await App.start(), await App.start()];
    [one.provider.mark, two.provider.mark] = ['one:', 'two:'];
    const shared = { clock: one.clock.now, cookieSecret: one.config.cookieSecret };
    const tenants = [one, two].flatMap((app) =>
      ['app', 'app2'].map((appId) => ({ app, config: { ...app.config, ...shared, appId } })),
    );
    two.provider.useClock(one.clock);
    const browsers = [one.browser(), one.browser()];
    const owners = new Map<string, string>();
    let tokens = 0;
    for (let step = 0; step < 60; step += 1) {
      const number = random.below(tenants.length);
      const { app, config } = tenants[number] as (typeof tenants)[0];
      app.config = { ...config };
      app.provider.audience = config.appId;
      const index = random.below(browsers.length);
      const browser = (browsers[index] as Browser).at(app);
      // Both providers' apps of one id have one cookie: signing in at one signs out at the other.
      const seat = `${index} ${config.appId}`;
      const owner = owners.get(seat);
      const isHere = owner?.startsWith(app.provider.mark) ?? false;
      if (random.below(6) === 0) one.clock.advance(random.pick([30, 3590]));
      if (!isHere) {
        assert.equal(await browser.who(), undefined, 'the session of somebody with this name elsewhere');
      }
      if (!isHere || random.below(8) === 0) {
        const person = random.pick(PEOPLE);
        await browser.signIn(person);
        owners.set(seat, app.provider.mark + person);
      } else {
        const many = Array.from({ length: 3 }, () => browser.clone().render((genkan) => genkan.getAccessTokenRSC(API)));
        for (const token of [...(await Promise.all(many)), await browser.token()]) {
          assert.equal(token.replace(/^access-\d+-/, ''), `${owner}-${API}`);
          tokens += 1;
        }
        const { claims } = await browser.render((genkan) => genkan.getContext());
        assert.deepEqual([claims?.iss, claims?.aud], [app.provider.issuer, config.appId]);
      }
      browsers[index] = browser;
    }
    [one, two].forEach((app) => app.stop());
    assert.ok(tokens > 20, `only ${tokens} tokens came`);
  });
}

/** Does it, and checks what came: a token or a name only of the one whose cookies were sent. Counts what came. */
async function live(seat: Seat, deed: (typeof DEEDS)[number], person: string): Promise<number> {
  const { browser } = seat;
  const owner = seat.owner ?? 'nobody';
  const check = (token: string, target: string) => {
    assert.match(token, /^access-/);
    assert.equal(token.replace(/^access-\d+-/, ''), `${owner}-${target}`, deed);
    return 1;
  };
  try {
    switch (deed) {
      case 'sign-in':
        await browser.signIn(person);
        seat.owner = person;
        return 0;
      case 'token':
        return check(await browser.action((genkan) => genkan.getAccessToken(API)), API);
      case 'other':
        return check(await browser.action((genkan) => genkan.getAccessToken(OTHER_API)), OTHER_API);
      case 'organization':
        return check(await browser.action((genkan) => genkan.getAccessToken(API, 'org-1')), `${API}#org-1`);
      case 'render':
        return check(await browser.render((genkan) => genkan.getAccessTokenRSC(API)), API);
      case 'sign-out':
        await browser.visit('/sign-out', { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } });
        seat.owner = undefined;
        return 0;
      case 'who':
        assert.ok([undefined, seat.owner].includes(await browser.who()));
        return 0;
      case 'context': {
        const { claims } = await browser.action((genkan) => genkan.getContext());
        assert.ok(claims === undefined || claims.sub === seat.owner);
        return claims === undefined ? 0 : 1;
      }
    }
  } catch (error) {
    if (error instanceof GenkanError && ['not_authenticated', 'session_ended'].includes(error.code)) {
      return 0;
    }
    throw error;
  }
}
