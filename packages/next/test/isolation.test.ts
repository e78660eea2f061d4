/** Whatever happens at once: nobody ever gets somebody else's token. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GenkanError } from '../src/core/errors.js';
import { memoryStore } from '../src/stores.js';
import { App, API, Browser, OTHER_API } from './support/app.js';
import { Seeded } from './support/clock.js';

const PEOPLE = ['mio', 'ren', 'sora'];
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

const places = {
  cookies: () => ({}),
  'a store': () => ({ sessionStore: memoryStore() }),
  'a wrapper that mixes people up': () => ({ sessionWrapper: mixedUpWrapper() }),
};

for (const [place, settings] of Object.entries(places)) {
  for (let seed = 1; seed <= 16; seed += 1) {
    test(`people, browsers and deeds at random, sessions in ${place}, seed ${seed}`, async () => {
      const random = new Seeded(seed);
      const app = await App.start(settings());
      const seats: Seat[] = Array.from({ length: 3 }, () => ({ browser: app.browser(), owner: undefined }));
      let before = seats.map(({ browser, owner }) => ({ browser: browser.clone(), owner }));
      let checked = 0;
      for (let step = 0; step < 40; step += 1) {
        switch (random.below(12)) {
          case 0:
            app.clock.advance(random.pick([30, 3590, 4000]));
            break;
          case 1:
            await app.restart();
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
              const seat = { browser: browser.clone(), owner };
              return { index, seat, run: live(seat, random.pick(DEEDS), random.pick(PEOPLE)) };
            });
            for (const { run } of runs) {
              checked += await run;
            }
            for (const { index, seat } of random.below(2) === 0 ? runs : runs.reverse()) {
              seats[index] = seat;
            }
          }
        }
      }
      app.stop();
      assert.ok(checked > 3, `only ${checked} tokens were looked at`);
    });
  }
}

/** Does it, and checks what came: a token or a name only of the one whose cookies were sent. Counts the checks. */
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
        return 1;
      case 'context': {
        const { claims } = await browser.action((genkan) => genkan.getContext());
        assert.ok(claims === undefined || claims.sub === seat.owner);
        return 1;
      }
    }
  } catch (error) {
    if (error instanceof GenkanError && ['not_authenticated', 'session_ended'].includes(error.code)) {
      return 0;
    }
    throw error;
  }
}
