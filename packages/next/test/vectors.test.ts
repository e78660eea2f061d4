/** Both SDKs open each other's sessions: `spec/session-vectors.json`, made by the Rust one. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { cookieLabel } from '../src/core/instance.js';
import { findCookie } from '../src/core/cookie.js';
import { decodeBase64url } from '../src/crypto/base64url.js';
import { Sealer, type Purpose } from '../src/crypto/sealer.js';
import { webKey } from '../src/crypto/sealing-key.js';
import { asRecord, isValid } from '../src/session/record.js';
import { storeName } from '../src/store/records.js';

interface Vector {
  name: string;
  purpose: string;
  appId: string;
  secrets: string[];
  now: number;
  sealed: string;
  payload: Record<string, unknown>;
}

interface Vectors {
  opens: Vector[];
  refused: Vector[];
  cookies: { name: string; header: string; value: string | null }[];
  storeNames: { kind: string; appId: string; parts: string[]; name: string }[];
}

const file = new URL('../../../../spec/session-vectors.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;
const DAY = 86_400;

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const purposeOf = (vector: Vector) =>
  (vector.purpose === 'storedSession' ? 'stored-session' : vector.purpose) as Purpose;

/** By Node's cryptography, and by Web Crypto alone. */
const sealers = {
  node: (vector: Vector, purpose = purposeOf(vector)) => Sealer.create(purpose, vector.appId, vector.secrets, random),
  async web(vector: Vector, purpose = purposeOf(vector)) {
    const encoder = new TextEncoder();
    const info = encoder.encode(`genkan-${purpose}/1/${vector.appId}`);
    return Sealer.withKeys(
      purpose,
      await Promise.all(vector.secrets.map((secret) => webKey(encoder.encode(secret), info))),
      random,
    );
  },
};

for (const [crypto, sealer] of Object.entries(sealers)) {
  for (const vector of vectors.opens) {
    test(`${crypto} opens: ${vector.name}`, async () => {
      const opened = await (await sealer(vector)).open(vector.sealed);
      assert.deepEqual(opened, vector.payload);
      if (vector.purpose !== 'transaction') {
        const record = asRecord(opened);
        assert.ok(record && isValid(record, vector.now, 180 * DAY, 'https://auth.example/oidc'));
      }
    });

    test(`${crypto} seals what it opens: ${vector.name}`, async () => {
      const mine = await sealer(vector);
      const sealed = await mine.seal(vector.payload);
      assert.deepEqual(await mine.open(sealed), vector.payload);
      assert.notEqual(await mine.seal(vector.payload), sealed, 'a fresh initialization vector');
    });
  }

  for (const vector of vectors.refused) {
    test(`${crypto} refuses: ${vector.name}`, async () => {
      const record = asRecord(await (await sealer(vector)).open(vector.sealed));
      assert.ok(!record || !isValid(record, vector.now, 180 * DAY, 'https://auth.example/oidc'));
    });
  }
}

for (const vector of vectors.opens.filter(({ secrets }) => secrets.length === 1)) {
  test(`sealing is the same, byte for byte: ${vector.name}`, async () => {
    const iv = decodeBase64url(vector.sealed.split('.')[2] ?? '') as Uint8Array;
    const sealer = await Sealer.create(purposeOf(vector), vector.appId, vector.secrets, () => iv);
    assert.equal(await sealer.seal(vector.payload), vector.sealed);
  });
}

test('every single altered character is refused', async () => {
  const [vector] = vectors.opens as [Vector];
  const sealer = await sealers.node(vector);
  for (let index = 0; index < vector.sealed.length; index += 1) {
    const character = vector.sealed[index] === 'A' ? 'B' : 'A';
    const altered = vector.sealed.slice(0, index) + character + vector.sealed.slice(index + 1);
    assert.equal(await sealer.open(altered), undefined, `at ${index}`);
  }
});

for (const { name, header, value } of vectors.cookies) {
  test(`cookies: ${name}`, () => {
    const cookies = header.split('; ').map((pair) => {
      const [key = '', text = ''] = pair.split('=');
      return { name: key, value: text };
    });
    assert.equal(findCookie(cookies, 's').value ?? null, value);
  });
}

test('names in a store', async () => {
  for (const { kind, appId, parts, name } of vectors.storeNames) {
    assert.equal(await storeName(kind, appId, parts), name, `${kind} of ${appId}`);
  }
});

test('labels are cookie names', async () => {
  assert.equal(await cookieLabel('k3v9x0a7q2m4n8b5c1d6e'), 'k3v9x0a7q2m4n8b5c1d6e');
  assert.match(await cookieLabel('https://app.example/client.json; Path=/'), /^[A-Za-z0-9_-]{16}$/);
});
