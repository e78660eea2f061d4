import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Family } from '../src/session/family.js';
import type { SessionRecord } from '../src/session/record.js';

const token = (text: string, expiresAt: number) => ({ token: text, scope: '', expiresAt });

function record(gen: number, accessTokens: SessionRecord['accessTokens']): SessionRecord {
  const claims = { iss: 'https://id.example', sub: 'u1', aud: 'app', exp: 1, iat: 1 };
  const tokens = accessTokens ? { accessTokens } : {};
  return { id: 'session', gen, iat: 1, exp: 9, sub: 'u1', claims, refreshToken: `refresh-${gen}`, ...tokens };
}

test('what is not checked yet is for the one who has the turn, and for nobody else while it is held', async () => {
  const family = new Family();
  const old = record(0, { '@api': token('old', 1) });
  await family.turn.run(async () => {
    family.rememberUnchecked(record(1, undefined));
    assert.equal(family.newest?.refreshToken, 'refresh-1');
    assert.equal(family.catchUp(old), undefined, 'the old access token must not pass for one of the new generation');
    family.remember(record(1, { '@api': token('new', 9) }));
    assert.equal(family.catchUp(old)?.accessTokens?.['@api']?.token, 'new');
  });
});

test('a refresh that broke off has saved its refresh token', async () => {
  const family = new Family();
  const broken = family.turn.run(async () => {
    family.rememberUnchecked(record(1, undefined));
    throw new Error('broken off');
  });
  await assert.rejects(broken);
  assert.equal(family.catchUp(record(0, undefined))?.refreshToken, 'refresh-1');
});
