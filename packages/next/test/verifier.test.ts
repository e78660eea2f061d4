import assert from 'node:assert/strict';
import { before, after, describe, test } from 'node:test';
import { generateKeyPair, SignJWT } from 'jose';
import { TokenError } from '../src/verifier/error.js';
import { verifyAccessToken, type VerifyAccessTokenOptions } from '../src/verifier/verify.js';
import { TestClock } from './support/clock.js';
import { rejectsWith } from './support/errors.js';
import { TestProvider } from './support/provider.js';

const API = 'https://api.example';
const clock = new TestClock();
let provider: TestProvider;
let issuer: { endpoint: string; clock: () => number };

before(async () => {
  provider = await TestProvider.start(clock);
  issuer = { endpoint: provider.origin, clock: clock.now };
});
after(() => provider.stop());

const verify = (token: string, options: VerifyAccessTokenOptions = {}) =>
  verifyAccessToken(issuer, token, { audience: API, ...options });

describe('tokens', () => {
  test('a good one', async () => {
    const token = await provider.accessToken({ aud: API, scope: 'read:orders write:orders', organization_id: 'org-1' });
    const verified = await verify(token, { scopes: ['read:orders'], organizationId: 'org-1' });
    assert.equal(verified.subject, 'user-1');
    assert.equal(verified.clientId, 'app');
    assert.deepEqual(verified.scopes, ['read:orders', 'write:orders']);
    assert.equal(verified.organizationId, 'org-1');
    assert.equal(verified.isApplication, false);
    assert.equal((await verify(await provider.accessToken({ aud: API, sub: 'app' }))).isApplication, true);
  });

  test('organization tokens, when they are accepted', async () => {
    const token = await provider.accessToken({ aud: 'urn:logto:organization:org-1', scope: 'invite' });
    await rejectsWith('token_audience', verify(token));
    const { organizationId } = await verify(token, { organizationTokens: true, scopes: ['invite'] });
    assert.equal(organizationId, 'org-1');
    const other = verify(token, { organizationTokens: true, organizationId: 'org-2' });
    await rejectsWith('organization_mismatch', other);
  });

  for (const [name, claims, code] of [
    ['another audience', { aud: 'https://other.example' }, 'token_audience'],
    ['no audience', {}, 'token_audience'],
    ['another issuer', { aud: API, iss: 'https://evil.example' }, 'invalid_token'],
    ['expired', { aud: API, exp: clock.now() - 31 }, 'token_expired'],
    ['exp as text', { aud: API, exp: '9999999999' }, 'invalid_token'],
    ['without exp', { aud: API, exp: undefined }, 'invalid_token'],
    ['not yet', { aud: API, nbf: clock.now() + 31 }, 'invalid_token'],
    ['from the future', { aud: API, iat: clock.now() + 31 }, 'invalid_token'],
    ['no subject', { aud: API, sub: '' }, 'invalid_token'],
    ['bound to a key', { aud: API, cnf: { jkt: 'x' } }, 'invalid_token'],
    ['a scope that is a list', { aud: API, scope: ['read:orders'] }, 'invalid_token'],
  ] as const) {
    test(`refused: ${name}`, async () => {
      await rejectsWith(code, verify(await provider.accessToken(claims)));
    });
  }

  test('other kinds of tokens open nothing', async () => {
    const now = clock.now();
    const claims = { iss: provider.issuer, aud: API, sub: 'user-1', iat: now, exp: now + 60 };
    await rejectsWith('invalid_token', verify(await provider.sign(claims)));
    await rejectsWith(
      'invalid_token',
      verify(await provider.sign({ ...claims, nonce: 'n' }), { acceptUntypedTokens: true }),
    );
    assert.ok(await verify(await provider.sign(claims), { acceptUntypedTokens: true }));
    await rejectsWith('invalid_token', verify(await provider.logoutToken({ aud: API, sub: 'user-1' })));
    await rejectsWith('token_opaque', verify('opaque'));
    await rejectsWith('invalid_token', verify('a.b.c.d.e'));
  });

  test('forged signatures', async () => {
    const now = clock.now();
    const claims = { iss: provider.issuer, aud: API, sub: 'user-1', iat: now, exp: now + 60 };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    await rejectsWith('invalid_token', verify(`${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims)}.`));
    const hmac = new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'key-1' });
    await rejectsWith('invalid_token', verify(await hmac.sign(new Uint8Array(32))));
    const { privateKey } = await generateKeyPair('ES384');
    const forged = (kid: string) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'ES384', typ: 'at+jwt', kid }).sign(privateKey);
    await rejectsWith('invalid_token', verify(await forged('key-1')));
    await rejectsWith('invalid_token', verify(await forged('unknown')));
    const good = await provider.accessToken({ aud: API });
    await rejectsWith('invalid_token', verify(good.slice(0, -8)));
    await rejectsWith('invalid_token', verify(`${good}A`.repeat(200)));
    assert.ok(await verify(good));
  });

  test('an unknown `kid` costs the provider one fetch in ten seconds', async () => {
    const before = provider.keyFetches;
    clock.advance(11);
    const now = clock.now();
    for (let index = 0; index < 20; index += 1) {
      const token = provider.sign(
        { iss: provider.issuer, aud: API, iat: now, exp: now + 60 },
        { typ: 'at+jwt', kid: `k${index}` },
      );
      await rejectsWith('invalid_token', verify(await token));
    }
    assert.equal(provider.keyFetches, before + 1);
  });
});

describe('requests', () => {
  const request = (authorization?: string, path = '/orders') =>
    new Request(`http://localhost:3000${path}`, authorization === undefined ? {} : { headers: { authorization } });
  const answer = async (call: Promise<unknown>) => {
    const [outcome] = await Promise.allSettled([call]);
    assert.ok(outcome?.status === 'rejected' && outcome.reason instanceof TokenError);
    const response = outcome.reason.toResponse();
    assert.equal(response.headers.get('cache-control'), 'no-store');
    return `${response.status} ${response.headers.get('www-authenticate')}`;
  };
  const given = (what: Request, options: VerifyAccessTokenOptions = {}) =>
    verifyAccessToken(issuer, what, { audience: API, ...options });

  test('the answers of RFC 6750', async () => {
    const token = await provider.accessToken({ aud: API, scope: 'read:orders' });
    assert.equal((await given(request(`Bearer ${token}`))).subject, 'user-1');
    assert.equal((await given(request(`bearer  ${token} `))).subject, 'user-1');
    assert.equal(await answer(given(request())), '401 Bearer realm="api"');
    assert.equal(await answer(given(request('Basic abc'))), '401 Bearer realm="api"');
    assert.match(await answer(given(request('Bearer'))), /^400 .*error="invalid_request"/);
    assert.match(await answer(given(request(`Bearer ${token}, Bearer ${token}`))), /^400 /);
    assert.match(await answer(given(request(`Bearer ${token}`, `/orders?access_token=${token}`))), /^400 /);
    assert.match(
      await answer(given(request(`Bearer ${token}`), { scopes: ['write:orders'] })),
      /^403 .*error="insufficient_scope".*scope="write:orders"$/,
    );
    assert.match(
      await answer(given(request('Bearer opaque'))),
      /^401 .*error="invalid_token".*https:\/\/api\.example"$/,
    );
  });

  test('nothing breaks out of the quotes', () => {
    const { challenge } = new TokenError('insufficient_scope', 'x', ['a", error="none', 'b\r\nset-cookie: c', 'é\\']);
    assert.ok(challenge.endsWith('scope="a, error=none bset-cookie: c "'), challenge);
  });
});

describe('mistakes in the options', () => {
  test('are all told', async () => {
    const error = await rejectsWith(
      'configuration',
      verifyAccessToken(issuer, 'x', { leeway: 301, organizationId: '', algorithms: ['none'] }),
    );
    assert.match(error.message, /audience: is missing.*organizationId.*leeway.*algorithms/s);
    await rejectsWith('configuration', verifyAccessToken({ endpoint: 'auth.example' }, 'x', { audience: API }));
  });

  test('keys that cannot be had are an outage', async () => {
    const away = { endpoint: 'http://127.0.0.1:9', clock: clock.now };
    await rejectsWith(
      'provider_unavailable',
      verifyAccessToken(away, await provider.accessToken({ aud: API }), { audience: API }),
    );
  });
});
