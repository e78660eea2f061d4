/** Tokens that somebody has made, changed or brought along: none opens an API, and none is repeated in an answer. */

import assert from 'node:assert/strict';
import { createHmac, createPublicKey } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { GenkanError } from '../src/core/errors.js';
import { verifyAccessToken } from '../src/verifier/verify.js';
import { API } from './support/app.js';
import { Seeded, TestClock } from './support/clock.js';
import { TestProvider } from './support/provider.js';

const clock = new TestClock();
let provider: TestProvider;
let issuer: { endpoint: string; clock: () => number };
let good: string;
let claims: Record<string, unknown>;
let header: Record<string, unknown>;

before(async () => {
  provider = await TestProvider.start(clock);
  issuer = { endpoint: provider.origin, clock: clock.now };
  good = await provider.accessToken({ aud: API, sub: 'u1' });
  const [one, two] = good.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  [header, claims] = [JSON.parse(one ?? ''), JSON.parse(two ?? '')] as [typeof header, typeof claims];
});
after(() => provider.stop());

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const verify = (token: string) => verifyAccessToken(issuer, token, { audience: API });

/** By hand and by a request; never a server error, and nothing of the token is repeated. */
async function refused(name: string, token: string): Promise<void> {
  const call = (what: string | Request) => verifyAccessToken(issuer, what, { audience: API });
  const carried = /^[\x20-\x7e]+$/.test(token) && token.length < 60_000 ? token : undefined;
  const request = carried && new Request('http://localhost/', { headers: { authorization: `Bearer ${carried}` } });
  for (const what of [token, ...(request ? [request] : [])]) {
    const [outcome] = await Promise.allSettled([call(what)]);
    assert.ok(outcome?.status === 'rejected', `${name} opens the API`);
    const error: unknown = outcome.reason;
    assert.ok(error instanceof GenkanError, `${name}: ${String(error)}`);
    const response = error.toResponse();
    const text = await response.text();
    assert.ok([400, 401].includes(response.status), `${name}: ${response.status}`);
    assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer realm="api"/, name);
    for (const said of [text, error.message, response.headers.get('www-authenticate') ?? '']) {
      assert.ok(token.length < 20 || !said.includes(token.slice(0, 20)), `${name}: ${said}`);
    }
  }
}

test('the token everything here is made from is good', async () => {
  assert.equal((await verify(good)).subject, 'u1');
});

describe('algorithms', () => {
  for (const alg of [
    'none',
    'None',
    'NONE',
    '',
    'es384',
    'ES256',
    'RS256',
    'HS256',
    'PBES2-HS256+A128KW',
    null,
    ['ES384'],
    1,
  ]) {
    test(JSON.stringify(alg), async () => {
      const forged = part({ ...header, alg });
      const [, payload, signature] = good.split('.');
      await refused('the signature of another header', `${forged}.${payload}.${signature}`);
      await refused('unsigned', `${forged}.${payload}.`);
      await refused('unsigned, without the dot', `${forged}.${payload}`);
    });
  }

  test('a MAC keyed with what is public', async () => {
    const jwks = (await (await fetch(`${provider.issuer}/jwks`)).json()) as { keys: [Record<string, string>] };
    const [jwk] = jwks.keys;
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const pem = key.export({ type: 'spki', format: 'pem' }).toString();
    for (const secret of [
      JSON.stringify(jwk),
      pem,
      pem.trim(),
      `${jwk.x}${jwk.y}`,
      jwk.x ?? '',
      'the secret of the app',
      '',
    ]) {
      for (const [alg, hash] of [
        ['HS256', 'sha256'],
        ['HS384', 'sha384'],
      ] as const) {
        const input = `${part({ ...header, alg })}.${part(claims)}`;
        await refused('a MAC', `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`);
      }
    }
  });

  test('an allow-list is kept, and only names what is allowed at all', async () => {
    const only = (...algorithms: string[]) => verifyAccessToken(issuer, good, { audience: API, algorithms });
    assert.ok(await only('ES256', 'ES384'));
    await assert.rejects(only('ES256'));
    for (const algorithm of ['none', 'HS256', 'es384', '']) {
      await assert.rejects(only(algorithm, 'ES384'), /algorithms: /);
    }
  });
});

describe('keys', () => {
  test('that come with the token', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true });
    const jwk = await exportJWK(publicKey);
    for (const brought of [
      { jwk },
      { jwk: { ...jwk, kid: header.kid } },
      { jku: 'https://evil.example/jwks' },
      { x5u: 'https://evil.example/cert' },
      { x5c: ['MIIB'] },
    ]) {
      for (const kid of [header.kid, 'mine', undefined]) {
        const token = new SignJWT(claims).setProtectedHeader({ ...header, ...brought, kid } as never);
        await refused(JSON.stringify(brought), await token.sign(privateKey));
      }
    }
  });

  test('another one under a known `kid`, and kinds of `kid` that are none', async () => {
    const { privateKey } = await generateKeyPair('ES384');
    const token = new SignJWT(claims).setProtectedHeader(header as never);
    await refused('another key', await token.sign(privateKey));
    const before = provider.keyFetches;
    for (const kid of ['unknown', '', '../../dev/null', '__proto__', 7, { kid: 1 }, null]) {
      const [, payload, signature] = good.split('.');
      await refused(`kid ${JSON.stringify(kid)}`, `${part({ ...header, kid })}.${payload}.${signature}`);
    }
    assert.ok(provider.keyFetches <= before + 1, 'strangers cost the issuer nothing');
  });

  test('headers that must be understood and are not', async () => {
    for (const extra of [{ crit: ['exp'] }, { crit: ['b64'], b64: false }, { crit: [] }, { crit: 'exp' }]) {
      await refused(JSON.stringify(extra), await sign({ ...header, ...extra }, JSON.stringify(claims)));
    }
  });
});

/** Signed by the provider, whatever it says. */
async function sign(head: Record<string, unknown>, payload: string): Promise<string> {
  return provider.signText(JSON.stringify(head), payload);
}

describe('forms', () => {
  test('texts that are no token', async () => {
    const [one = '', two = '', three = ''] = good.split('.');
    for (const [name, token] of [
      ['empty', ''],
      ['opaque', 'v7Xq2mK9pL4nR8sT1wY6zB3cD5fG0hJ2kM7nP9qS4t'],
      ['dots', '..'],
      ['four dots', '....'],
      ['two parts', `${one}.${two}`],
      ['no signature', `${one}.${two}.`],
      ['no payload', `${one}..${three}`],
      ['no header', `.${two}.${three}`],
      ['JWE', `${part({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.AAAA.AAAA.AAAA.AAAA`],
      ['JWE of a good token', `${one}.AAAA.AAAA.${two}.${three}`],
      ['a JWT in a JWT', await sign(header, JSON.stringify(good))],
      ['a long header', await sign({ ...header, x: 'y'.repeat(1 << 17) }, JSON.stringify(claims))],
      ['long', 'a'.repeat(1 << 20)],
      ['long dots', '.'.repeat(1 << 20)],
      ['a trailing dot', `${good}.`],
      ['a fourth part', `${good}.${three}`],
      ['padding', `${good}=`],
      ['a padded payload', `${one}.${two}=.${three}`],
      ['trailing data', `${good}AAAA`],
      ['a trailing word', `${good} x`],
      ['a trailing space', `${good} `],
      ['a leading space', ` ${good}`],
      ['a new line', `${good}\n`],
      ['a space inside', `${one}.${two}.${three.slice(0, 9)} ${three.slice(9)}`],
      ['not ASCII', `${one}.${two}.é`],
      ['NUL', `${good}\0`],
      ['a JSON serialization', `{"protected":"${one}","payload":"${two}","signature":"${three}"}`],
    ] as const) {
      if (!(name.endsWith('space') && name !== 'a space inside')) {
        await refused(name, token);
      } else {
        await assert.rejects(verify(token), GenkanError, name);
      }
    }
  });

  test('payloads that are no claims', async () => {
    for (const payload of [
      '',
      'null',
      '[]',
      '"x"',
      '7',
      '{}',
      '{',
      '{}{}',
      '\ufeff{}',
      '{"a":NaN}',
      `{"a":${'['.repeat(5000)}`,
    ]) {
      await refused(payload.slice(0, 20), await sign(header, payload));
    }
  });

  test('not even a bit', async () => {
    const [, , signature = ''] = good.split('.');
    for (let index = 0; index < good.length; index += 1) {
      const at = good[index] === 'A' ? 'B' : 'A';
      if (good[index] === '.') continue;
      const changed = good.slice(0, index) + at + good.slice(index + 1);
      await assert.rejects(verify(changed), GenkanError, `${index}`);
    }
    // Only one spelling of a token is one: whoever lists revoked ones by their text must be able to rely on it.
    for (const spelled of [
      signature.replaceAll('-', '+').replaceAll('_', '/'),
      `${signature}==`,
      ` ${signature}`,
      `${signature}\t`,
    ]) {
      if (spelled !== signature) {
        await assert.rejects(verify(good.slice(0, -signature.length) + spelled), GenkanError, JSON.stringify(spelled));
      }
    }
  });

  test('parts of two tokens never make a third', async () => {
    const other = await provider.accessToken({ aud: API, sub: 'u2' });
    const parts = [good.split('.'), other.split('.')];
    for (let choice = 0; choice < 8; choice += 1) {
      const of = [choice & 1, (choice >> 1) & 1, (choice >> 2) & 1];
      const mixed = of.map((which, index) => parts[which]?.[index] ?? '').join('.');
      const subject = await verify(mixed).then(
        (verified) => verified.subject,
        () => undefined,
      );
      // Both headers are the same.
      assert.equal(subject, of[1] === of[2] ? ['u1', 'u2'][of[1] ?? 0] : undefined, String(of));
    }
  });

  test('cut, extended and changed at random', async () => {
    const random = new Seeded(5);
    const characters = 'ABCxyz019-_.= \n%é';
    for (let round = 0; round < 600; round += 1) {
      const [from, to] = [random.below(good.length), random.below(good.length)];
      const noise = Array.from({ length: random.below(6) }, () => characters[random.below(characters.length)]).join('');
      const changed = good.slice(0, Math.min(from, to)) + noise + good.slice(Math.max(from, to));
      if (changed !== good) {
        await assert.rejects(verify(changed), GenkanError, changed);
      }
    }
  });
});
