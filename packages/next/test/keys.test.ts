/** The provider's keys: fetched once, kept, refreshed behind the backs, and never trusted for too long. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { generateKeyPair, SignJWT } from 'jose';
import { verifyAccessToken, type VerifierIssuer } from '../src/verifier/verify.js';
import { App, API } from './support/app.js';
import { TestClock } from './support/clock.js';
import { rejectsWith } from './support/errors.js';
import { TestProvider } from './support/provider.js';

const TEN_MINUTES = 600;
const DAY = 24 * 3600;

let clock: TestClock;
let provider: TestProvider;
let issuer: VerifierIssuer;

beforeEach(async () => {
  clock = new TestClock();
  provider = await TestProvider.start(clock);
  issuer = { endpoint: provider.origin, clock: clock.now };
});
afterEach(() => provider.stop());

const verify = (token: string) => verifyAccessToken(issuer, token, { audience: API });
const isGood = (token: string) =>
  verify(token).then(
    () => true,
    () => false,
  );
/** A token that outlives whatever a test does with the clock. */
const lasting = () => provider.accessToken({ aud: API, exp: 4_000_000_000, iat: 0 });

/** Lets what goes on behind the backs go on until this holds. */
async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  // The limit is for what never comes.
  for (const limit = AbortSignal.timeout(20_000); !limit.aborted;) {
    if (await holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.fail('it never came');
}

describe('fetching', () => {
  test('once, at the first need, by one of a crowd', async () => {
    const token = await lasting();
    assert.equal(provider.discoveries, 0);
    await Promise.all(Array.from({ length: 50 }, () => verify(token)));
    assert.deepEqual([provider.discoveries, provider.keyFetches], [1, 1]);
  });

  test('signing in and verifying share it, and so do all options', async () => {
    const app = await App.start();
    const browser = await app.signedIn();
    const token = await app.provider.accessToken({ aud: API, scope: 'a' });
    await verifyAccessToken(app.config, token, { audience: API });
    await browser.action((genkan) => genkan.verifyAccessToken(token, { audience: API, scopes: ['a'], leeway: 0 }));
    assert.deepEqual([app.provider.discoveries, app.provider.keyFetches], [1, 1]);
    app.stop();
  });

  test('an unknown `kid` fetches again, but not in quick succession', async () => {
    await verify(await lasting());
    await provider.rotateKey();
    const fresh = await lasting();
    await rejectsWith('invalid_token', verify(fresh));
    clock.advance(10);
    assert.ok(await isGood(fresh));
    assert.equal(provider.keyFetches, 2);
    const { privateKey } = await generateKeyPair('ES384');
    const claims = { iss: provider.issuer, aud: API, sub: 'u', iat: 0, exp: 4_000_000_000 };
    const header = { alg: 'ES384', typ: 'at+jwt', kid: 'stranger' };
    const forged = await new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
    for (let second = 0; second < 100; second += 1) {
      clock.advance(1);
      await rejectsWith('invalid_token', verify(forged));
    }
    assert.equal(provider.keyFetches, 12, 'one in ten seconds');
  });

  test('a crowd at the end of freshness refreshes once, and waits for nothing', async () => {
    const token = await lasting();
    await verify(token);
    clock.advance(TEN_MINUTES + 1);
    await Promise.all(Array.from({ length: 100 }, () => verify(token)));
    await until(() => provider.keyFetches === 2);
    await Promise.all(Array.from({ length: 100 }, () => verify(token)));
    assert.equal(provider.keyFetches, 2);
  });
});

describe('trust', () => {
  test('a removed key stops verifying after ten minutes and one request', async () => {
    const old = await lasting();
    await verify(old);
    await provider.rotateKey();
    clock.advance(TEN_MINUTES);
    assert.ok(await isGood(old), 'still fresh');
    clock.advance(1);
    assert.ok(await isGood(old), 'the one request that does not wait');
    await until(async () => !(await isGood(old)));
  });

  test('a day without the issuer is survived, and no more', async () => {
    const token = await lasting();
    await verify(token);
    provider.broken = { '': 'down' };
    for (let hours = 0; hours < 24; hours += 1) {
      clock.advance(3600);
      assert.ok(await isGood(token));
    }
    clock.advance(1);
    const error = await rejectsWith('provider_unavailable', verify(token));
    const response = error.toResponse();
    assert.equal(response.status, 503);
    assert.equal(response.headers.get('www-authenticate'), null, 'the token may be good');
    assert.ok(!(await response.text()).includes('127.0.0.1'));
    provider.broken = {};
    clock.advance(10);
    assert.ok(await isGood(token));
  });

  test('a clock that was set back keeps no old keys', async () => {
    const old = await lasting();
    clock.advance(2 * DAY);
    await verify(old);
    await provider.rotateKey();
    clock.advance(-2 * DAY);
    await rejectsWith('invalid_token', verify(old));
  });

  test('the document must name the issuer that was asked', async () => {
    issuer = { endpoint: provider.origin.replace('127.0.0.1', 'localhost'), clock: clock.now };
    provider.discovery = { issuer: 'https://evil.example/oidc' };
    const error = await rejectsWith('provider_unavailable', verify(await lasting()));
    assert.match(error.message, /names the issuer `https:\/\/evil\.example\/oidc`/);
    assert.equal(provider.keyFetches, 0);
  });

  for (const endpoint of ['http://evil.example/jwks', 'ftp://127.0.0.1/', 'jwks', 7, null, '']) {
    test(`no secret goes to ${JSON.stringify(endpoint)}`, async () => {
      for (const name of ['jwks_uri', 'token_endpoint', 'authorization_endpoint', 'userinfo_endpoint']) {
        provider.discovery = { [name]: endpoint };
        clock.advance(2);
        const error = await rejectsWith('provider_unavailable', verify(await lasting()));
        assert.match(error.message, /unusable endpoint/, name);
      }
    });
  }
});

describe('outages', () => {
  const broken = {
    'a server error': { status: 500, text: '' },
    'not found': { status: 404, text: '{}' },
    'a redirect': { status: 302, text: '' },
    nothing: { status: 200, text: '' },
    'a page': { status: 200, text: '<html>maintenance</html>' },
    'a list': { status: 200, text: '[]' },
    null: { status: 200, text: 'null' },
    'no keys': { status: 200, text: '{"keys":[]}' },
    'keys that are none': { status: 200, text: '{"keys":[7,null,"x"]}' },
    'keys that are a text': { status: 200, text: '{"keys":"x"}' },
    'too much': { status: 200, text: `{"keys":[],"x":"${'y'.repeat(1 << 20)}"}` },
    'hanging up': 'down',
  } as const;

  for (const [name, answer] of Object.entries(broken)) {
    test(`a key set that is ${name} replaces nothing, and is asked for again`, async () => {
      const token = await lasting();
      await verify(token);
      provider.broken = { jwks: answer };
      for (let round = 0; round < 2; round += 1) {
        clock.advance(TEN_MINUTES + 1);
        const { keyFetches } = provider;
        assert.ok(await isGood(token));
        await until(() => provider.keyFetches === keyFetches + 1);
        assert.ok(await isGood(token), 'and not at once');
        assert.equal(provider.keyFetches, keyFetches + 1);
      }
      provider.broken = {};
      await provider.rotateKey();
      clock.advance(10);
      await until(async () => !(await isGood(token)));
    });

    for (const place of ['jwks', 'openid-configuration'] as const) {
      test(`at first, ${name} from ${place} is an outage, remembered for a moment`, async () => {
        provider.broken = { [place]: answer };
        const token = await lasting();
        for (let times = 0; times < 20; times += 1) {
          await rejectsWith('provider_unavailable', verify(token));
        }
        assert.deepEqual([provider.discoveries, provider.keyFetches], [1, place === 'jwks' ? 1 : 0]);
        provider.broken = {};
        clock.advance(2);
        assert.ok(await isGood(token));
      });
    }
  }

  test('a new key that cannot be fetched is no verdict about the token', async () => {
    await verify(await lasting());
    await provider.rotateKey();
    const fresh = await lasting();
    provider.broken = { jwks: 'down' };
    clock.advance(10);
    for (let second = 0; second < 3; second += 1) {
      await rejectsWith('provider_unavailable', verify(fresh));
      clock.advance(1);
    }
    provider.broken = {};
    clock.advance(10);
    assert.ok(await isGood(fresh));
  });
});
