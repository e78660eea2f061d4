/** Claims that are false, missing or of another kind of token; what the options ask for; what the answers say. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { GenkanError } from '../src/core/errors.js';
import { verifyAccessToken, type VerifyAccessTokenOptions } from '../src/verifier/verify.js';
import { API } from './support/app.js';
import { TestClock } from './support/clock.js';
import { rejectsWith } from './support/errors.js';
import { TestProvider } from './support/provider.js';

const ORGANIZATION = 'urn:logto:organization:o1';
const clock = new TestClock();
const now = clock.now();
let provider: TestProvider;
let issuer: { endpoint: string; clock: () => number };

before(async () => {
  provider = await TestProvider.start(clock);
  issuer = { endpoint: provider.origin, clock: clock.now };
});
after(() => provider.stop());

type Claims = Record<string, unknown>;

/** A token with these claims changed, or removed where they are `null`. */
async function tokenWith(changes: Claims, header: Claims = {}): Promise<string> {
  const claims = { iss: provider.issuer, aud: API, sub: 'u1', client_id: 'app', iat: now, exp: now + 3600, ...changes };
  const kept = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));
  return provider.sign(kept, { typ: 'at+jwt', ...header });
}

const verify = async (changes: Claims, options: VerifyAccessTokenOptions = {}, header: Claims = {}) =>
  verifyAccessToken(issuer, await tokenWith(changes, header), { audience: API, ...options });

describe('what is false', () => {
  const classes: Record<string, [string, Claims[]]> = {
    'the end': ['exp', [`${now + 60}`, -1, 0, now - 31, [now + 60], true, null, {}] as never],
    'the beginning': ['nbf', [now + 31, 'now', {}, true] as never],
    'the issue': ['iat', [now + 31, 'now', null, []] as never],
    'the subject': ['sub', ['', 7, null, ['u1'], {}] as never],
    'the client': ['client_id', [7, ['app'], {}] as never],
    'the scope': ['scope', [7, ['read:orders'], {}] as never],
    'the organization': ['organization_id', [7, ['o1'], {}] as never],
    'the key it is bound to': ['cnf', [{}, { jkt: 'x' }, 'x', false] as never],
  };
  for (const [name, [claim, values]] of Object.entries(classes)) {
    test(name, async () => {
      for (const value of values) {
        const error = await verify({ [claim]: value }).catch((reason: unknown) => reason);
        assert.ok(error instanceof GenkanError, `${claim} ${JSON.stringify(value)} was accepted`);
        assert.ok(['invalid_token', 'token_expired'].includes(error.code), `${JSON.stringify(value)}: ${error.code}`);
      }
    });
  }

  test('the issuer', async () => {
    for (const iss of [
      `${provider.issuer}/`,
      provider.origin,
      [provider.issuer],
      '',
      null,
      provider.issuer.toUpperCase(),
    ]) {
      await rejectsWith('invalid_token', verify({ iss }));
    }
  });

  test('the audience', async () => {
    for (const aud of [
      'https://other.example',
      `${API}/`,
      `${API}.evil`,
      API.toUpperCase(),
      '',
      [],
      ['https://other.example'],
      [[API]],
      { [API]: true },
      ORGANIZATION,
      `${API} https://other.example`,
      7,
      null,
    ]) {
      await rejectsWith('token_audience', verify({ aud }));
    }
    assert.equal((await verify({ aud: ['https://other.example', API] })).subject, 'u1');
  });

  test('clocks may differ by the leeway, and by no second more', async () => {
    for (const leeway of [0, 30, 300]) {
      for (const [good, bad] of [
        [{ exp: now - leeway + 1 }, { exp: now - leeway }],
        [{ nbf: now + leeway }, { nbf: now + leeway + 1 }],
        [{ iat: now + leeway }, { iat: now + leeway + 1 }],
      ] as [Claims, Claims][]) {
        assert.ok(await verify(good, { leeway }), JSON.stringify([leeway, good]));
        await assert.rejects(verify(bad, { leeway }), GenkanError, JSON.stringify([leeway, bad]));
      }
    }
  });
});

describe('other kinds of tokens', () => {
  test('are told by their type', async () => {
    for (const typ of [
      undefined,
      'JWT',
      'jwt',
      'logout+jwt',
      'secevent+jwt',
      'dpop+jwt',
      'at',
      'at+jwt ',
      '',
      ['at+jwt'],
      null,
    ]) {
      await rejectsWith('invalid_token', verify({}, {}, { typ }));
    }
    for (const typ of ['at+JWT', 'application/at+jwt', 'AT+jwt']) {
      assert.ok(await verify({}, {}, { typ }), typ);
    }
  });

  test('stay outside also where types are not written', async () => {
    const untyped = { acceptUntypedTokens: true };
    for (const typ of [undefined, 'JWT', 'at+jwt', 'application/jwt']) {
      assert.ok(await verify({}, untyped, { typ }), String(typ));
    }
    for (const typ of [undefined, 'JWT', 'application/jwt']) {
      for (const claims of [
        { nonce: 'n' },
        { at_hash: 'h' },
        { c_hash: 'h' },
        { s_hash: 'h' },
        { events: {} },
        { nonce: '' },
      ]) {
        await rejectsWith('invalid_token', verify(claims, untyped, { typ }));
      }
    }
    for (const typ of ['logout+jwt', 'dpop+jwt', 'secevent+jwt']) {
      await rejectsWith('invalid_token', verify({}, untyped, { typ }));
    }
  });
});

describe('what a token tells', () => {
  test('everything, and what is not there', async () => {
    const full = await verify({ scope: 'b a', organization_id: 'o1', plan: { tier: 2 } });
    assert.deepEqual(full.scopes, ['b', 'a']);
    assert.deepEqual([full.clientId, full.organizationId, full.expiresAt], ['app', 'o1', now + 3600]);
    assert.deepEqual(full.claims.plan, { tier: 2 });
    const machine = await verify({ sub: 'app' });
    assert.deepEqual([machine.isApplication, machine.scopes, machine.organizationId], [true, [], undefined]);
    const bare = await verify({ client_id: null, sub: 'app' });
    assert.deepEqual([bare.isApplication, bare.clientId], [false, undefined]);
  });

  test('the audience decides about the organization', async () => {
    const options = { organizationTokens: true };
    // A custom claim must not move an organization token to another organization …
    assert.equal((await verify({ aud: ORGANIZATION, organization_id: 'o2' }, options)).organizationId, 'o1');
    // … nor a second audience a token for the API.
    assert.equal((await verify({ aud: [ORGANIZATION, API] }, options)).organizationId, undefined);
    assert.equal((await verify({ organization_id: 'o2' }, options)).organizationId, 'o2');
  });
});

describe('what is asked for', () => {
  test('one of several audiences', async () => {
    const options = { audience: [API, 'https://b.example'] };
    assert.ok(await verify({}, options));
    assert.ok(await verify({ aud: 'https://b.example' }, options));
    await rejectsWith('token_audience', verify({ aud: 'https://c.example' }, options));
  });

  test('all scopes, whole and exact; and whether a token is good comes before what it lacks', async () => {
    const scopes = ['a', 'b:c'];
    assert.ok(await verify({ scope: 'b:c x a' }, { scopes }));
    for (const scope of ['a', 'ab:c', 'a b:c:d', 'A B:C', 'a,b:c', '', null]) {
      const error = await rejectsWith('insufficient_scope', verify({ scope }, { scopes }));
      const response = error.toResponse();
      assert.equal(response.status, 403);
      assert.match(response.headers.get('www-authenticate') ?? '', /error="insufficient_scope".* scope="a b:c"$/);
    }
    await rejectsWith('token_expired', verify({ exp: now - 31 }, { scopes }));
    await rejectsWith('token_audience', verify({ aud: 'x' }, { scopes }));
  });

  test('organization tokens only where they are accepted, and only whole names', async () => {
    await rejectsWith('token_audience', verify({ aud: ORGANIZATION }));
    const only = (aud: unknown) =>
      tokenWith({ aud }).then((token) => verifyAccessToken(issuer, token, { organizationTokens: true }));
    assert.equal((await only(ORGANIZATION)).organizationId, 'o1');
    for (const aud of [API, 'urn:logto:organization:', 'urn:logto:organizations', 'o1', ORGANIZATION.toUpperCase()]) {
      const error = await rejectsWith('token_audience', only(aud));
      assert.match(error.message, /ask for an access token for an organization/);
    }
  });

  test('one organization', async () => {
    const options = { organizationId: 'o1' };
    assert.ok(await verify({ organization_id: 'o1' }, options));
    for (const organization of ['o2', 'O1', '', 'o1 ', null]) {
      const error = await rejectsWith('organization_mismatch', verify({ organization_id: organization }, options));
      assert.equal(error.toResponse().status, 403);
    }
    const tokens = { ...options, organizationTokens: true };
    assert.ok(await verify({ aud: ORGANIZATION }, tokens));
    await rejectsWith(
      'organization_mismatch',
      verify({ aud: 'urn:logto:organization:o2', organization_id: 'o1' }, tokens),
    );
  });

  test('every mistake in the options is named', async () => {
    for (const [options, setting] of [
      [{}, 'audience'],
      [{ audience: [] }, 'audience'],
      [{ audience: '' }, 'audience'],
      [{ audience: 'a b' }, 'audience'],
      [{ audience: [API, 'é'] }, 'audience'],
      [{ audience: API, organizationId: '' }, 'organizationId'],
      [{ audience: API, leeway: -1 }, 'leeway'],
      [{ audience: API, leeway: 301 }, 'leeway'],
      [{ audience: API, leeway: Number.NaN }, 'leeway'],
      [{ audience: API, algorithms: ['HS256'] }, 'algorithms'],
    ] as [VerifyAccessTokenOptions, string][]) {
      const error = await rejectsWith('configuration', verifyAccessToken(issuer, 'x', options));
      assert.ok(error.message.includes(`${setting}: `), error.message);
    }
    for (const bad of [{}, { endpoint: 'http://auth.example' }, { issuer: 'auth.example' }, { issuer: '' }]) {
      await rejectsWith('configuration', verifyAccessToken(bad, 'x', { audience: API }));
    }
  });
});

describe('a request', () => {
  const get = (headers: Record<string, string>, path = '/orders') =>
    verifyAccessToken(issuer, new Request(`http://localhost${path}`, { headers }), { audience: API });

  test('carries a token in one header, in any case of the scheme', async () => {
    const token = await tokenWith({});
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'Bearer  ']) {
      assert.equal((await get({ authorization: `${scheme} ${token}` })).subject, 'u1');
    }
  });

  test('without one the challenge has no error', async () => {
    for (const headers of [
      {},
      { authorization: 'Basic YTpi' },
      { authorization: 'DPoP abc' },
      { authorization: '' },
      { authorization: 'Bearer\ttoken' },
    ]) {
      const response = (await rejectsWith('token_missing', get(headers as Record<string, string>))).toResponse();
      assert.deepEqual([response.status, response.headers.get('www-authenticate')], [401, 'Bearer realm="api"']);
      assert.equal(response.headers.get('cache-control'), 'no-store');
    }
  });

  test('with one in the wrong place or form is a bad one', async () => {
    const bearer = `Bearer ${await tokenWith({})}`;
    for (const [headers, path] of [
      [{ authorization: bearer }, `/orders?a=b&access_token=x`],
      [{}, `/orders?access_token=x`],
      [{ authorization: bearer }, '/orders?access%5Ftoken=x'],
      [{ authorization: `${bearer}, ${bearer}` }],
      [{ authorization: 'Bearer' }],
      [{ authorization: 'Bearer =' }],
      [{ authorization: 'Bearer a b' }],
      [{ authorization: 'Bearer "quoted"' }],
      [{ authorization: 'Bearer t\u00f6k' }],
    ] as [Record<string, string>, string?][]) {
      const response = (await rejectsWith('invalid_request', get(headers, path))).toResponse();
      assert.equal(response.status, 400);
      assert.match(response.headers.get('www-authenticate') ?? '', /error="invalid_request"/);
    }
  });
});
