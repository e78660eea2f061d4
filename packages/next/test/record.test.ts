import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  asRecord,
  extended,
  isValid,
  merged,
  outlives,
  over,
  tokenKey,
  tokenTarget,
  type SessionRecord,
} from '../src/session/record.js';
import { Seeded } from './support/clock.js';

function record(id: string, sub: string, gen: number, keys: string[]): SessionRecord {
  const tokens = keys.map((key) => [key, { token: `${id}/${sub}/${key}/${gen}`, scope: '', expiresAt: 9 }]);
  const claims = { sub } as SessionRecord['claims'];
  return {
    id,
    gen,
    iat: 0,
    exp: 9,
    sub,
    claims,
    refreshToken: `${id}/${gen}`,
    accessTokens: Object.fromEntries(tokens),
  };
}

describe('records', () => {
  test('merging never mixes people, and an older generation never wins', () => {
    const random = new Seeded(7);
    const keys = () => ['@', '@p', '@q'].filter(() => random.below(2) === 0);
    for (let round = 0; round < 5000; round += 1) {
      const one = record(random.pick(['a', 'b']), random.pick(['x', 'y']), random.below(4), keys());
      const two = record(random.pick(['a', 'b']), random.pick(['x', 'y']), random.below(4), keys());
      for (const both of [merged(one, two), over(one, two)]) {
        const tokens = Object.values(both.accessTokens ?? {});
        assert.ok(tokens.every(({ token }) => token.startsWith(`${one.id}/${one.sub}/`)));
        assert.deepEqual([both.id, both.sub], [one.id, one.sub]);
        assert.ok(both.gen >= one.gen);
      }
      if (one.id === two.id && one.sub === two.sub) {
        const both = merged(one, two);
        const known = new Set([...Object.keys(one.accessTokens ?? {}), ...Object.keys(two.accessTokens ?? {})]);
        assert.equal(both.gen, Math.max(one.gen, two.gen));
        assert.equal(both.refreshToken, (two.gen > one.gen ? two : one).refreshToken);
        assert.deepEqual(new Set(Object.keys(both.accessTokens ?? {})), known);
        assert.ok(over(one, two).gen > both.gen);
      }
    }
  });

  test('a session lives on but not for ever', () => {
    let living: SessionRecord = {
      ...record('i', 'u', 0, []),
      exp: 1000,
      accessTokens: { '@': { token: 't', scope: '', expiresAt: 100 } },
    };
    living = extended(living, 99, 500, 900);
    assert.deepEqual(
      [living.since, living.iat, living.exp, Object.keys(living.accessTokens ?? {})],
      [0, 99, 599, ['@']],
    );
    living = extended(living, 598, 500, 900);
    assert.deepEqual([living.since, living.exp, living.accessTokens], [0, 900, undefined]);
    assert.ok(isValid(living, 899, 900, 'i') && !isValid(living, 900, 900, 'i'));
    assert.ok(!isValid(living, 899, 899, 'i'), 'a shorter limit counts at once');
  });

  test('a subject counts at its issuer alone', () => {
    const one = record('i', 'u', 0, []);
    assert.ok(isValid(one, 1, 900, 'https://a.example'), 'of a test, without an issuer');
    const two = { ...one, claims: { ...one.claims, iss: 'https://a.example' } };
    assert.ok(isValid(two, 1, 900, 'https://a.example') && !isValid(two, 1, 900, 'https://a.example/'));
  });

  test('tokens are stale before they expire', () => {
    const token = { token: 't', scope: '', expiresAt: 100 };
    assert.ok(outlives(token, 39, 60) && !outlives(token, 40, 60));
    assert.ok(outlives(token, 99, 0) && !outlives(token, 100, 0));
  });

  test('keys tell what they are for', () => {
    for (const target of [
      {},
      { resource: 'https://api.example' },
      { organization: 'org#1' },
      { resource: 'https://api.example', organization: 'org1' },
    ]) {
      assert.deepEqual(tokenTarget(tokenKey(target.resource, target.organization)), target);
    }
  });

  test('only what has the shape of a record is one', () => {
    const good = record('i', 'u', 0, ['@']);
    assert.ok(asRecord(good));
    for (const change of [
      { id: '' },
      { id: 7 },
      { gen: '0' },
      { gen: 0.5 },
      { exp: null },
      { since: 'x' },
      { sub: null },
      { claims: [] },
      { refreshToken: 7 },
      { accessTokens: [] },
      { accessTokens: { '@': { token: 't' } } },
      { accessTokens: { '@': null } },
    ]) {
      assert.equal(asRecord({ ...good, ...change }), undefined, JSON.stringify(change));
    }
    for (const odd of [null, undefined, [], 'text', 7]) {
      assert.equal(asRecord(odd), undefined);
    }
  });
});
