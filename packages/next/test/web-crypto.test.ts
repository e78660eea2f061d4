/** Where there is no Node: Web Crypto and the web's own base64, from sign-in to sign-out. Its file, its process. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { App } from './support/app.js';

// Before the package is loaded, as Next's edge runtime begins.
const { Buffer: nodes } = globalThis;
const place = globalThis as { EdgeRuntime?: string; Buffer?: typeof nodes };
place.EdgeRuntime = 'edge-runtime';
delete place.Buffer;
const { nodeCrypto } = await import('../src/crypto/node-crypto.js');
const { decodeBase64url, encodeBase64url } = await import('../src/crypto/base64url.js');
const { sha256, constantTimeEqual } = await import('../src/crypto/digest.js');
const { Sealer } = await import('../src/crypto/sealer.js');
const { API, App: Apps } = await import('./support/app.js');
const { memoryStore } = await import('../src/stores.js');
place.Buffer = nodes;

let app: App;

describe('without Node', () => {
  test('nothing of Node’s is used', () => {
    assert.equal(nodeCrypto, undefined);
  });

  test('base64url is the same, in both directions, for every length', () => {
    for (let length = 0; length < 300; length += 1) {
      const bytes = crypto.getRandomValues(new Uint8Array(length));
      const text = encodeBase64url(bytes);
      assert.equal(text, nodes.from(bytes).toString('base64url'));
      assert.deepEqual(decodeBase64url(text), bytes);
    }
    for (const text of ['A', 'AB=', 'AB', 'AAB', '+/', 'A A', 'é', '\n', 'AAAA=']) {
      assert.equal(decodeBase64url(text), undefined, text);
    }
  });

  test('hashes are those of Node', async () => {
    const { createHash } = await import('node:crypto');
    for (const text of ['', 'a', 'あ', 'x'.repeat(10_000)]) {
      assert.equal(await sha256(text), createHash('sha256').update(text).digest('base64url'));
    }
  });

  test('what is sealed comes back, and not when anything was changed', async () => {
    const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
    const secret = '0123456789abcdef0123456789abcdef';
    const sealer = await Sealer.create('session', 'app', [secret], random);
    const sealed = await sealer.seal({ a: 'あ' });
    assert.deepEqual(await sealer.open(sealed), { a: 'あ' });
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = sealed.slice(0, index) + (sealed[index] === 'A' ? 'B' : 'A') + sealed.slice(index + 1);
      assert.equal(await sealer.open(changed), undefined, `${index}`);
    }
    for (const other of [
      await Sealer.create('transaction', 'app', [secret], random),
      await Sealer.create('session', 'app2', [secret], random),
      await Sealer.create('session', 'app', [`${secret}x`], random),
    ]) {
      assert.equal(await other.open(sealed), undefined);
    }
  });

  test('texts are compared whole', () => {
    for (const [one, other] of [
      ['', ''],
      ['abc', 'abc'],
      ['abc', 'abd'],
      ['abc', 'bbc'],
      ['abc', 'abcd'],
      ['é', 'e'],
    ] as const) {
      assert.equal(constantTimeEqual(one, other), one === other);
    }
  });
});

for (const isStored of [false, true]) {
  describe(`a whole life without Node, sessions ${isStored ? 'in a store' : 'in cookies'}`, () => {
    before(async () => {
      app = await Apps.start((clock) => (isStored ? { sessionStore: memoryStore(clock.now) } : {}));
    });
    after(() => app.stop());

    test('sign-in, tokens, another process, sign-out', async () => {
      const browser = await app.signedIn();
      assert.equal(await browser.who(), 'user-1');
      const token = await browser.token(API);
      const moved = browser.at(await app.process());
      assert.equal(await moved.token(API), token);
      app.clock.advance(3600);
      assert.notEqual(await moved.token(API), token);
      assert.equal((await moved.signOut()).status, 303);
      assert.equal(moved.cookies.size, 0);
    });
  });
}
