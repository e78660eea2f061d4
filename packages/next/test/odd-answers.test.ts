import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { isCode } from '../src/core/errors.js';
import { instanceOf } from '../src/core/instance.js';
import { App, API } from './support/app.js';
import { rejectsWith } from './support/errors.js';

let app: App;
let server: Server | undefined;
afterEach(() => {
  app?.stop();
  server?.closeAllConnections();
  server?.close();
});

/** Where somebody answers this to everything. */
async function answering(write: (response: ServerResponse) => void): Promise<string> {
  const started = createServer((_, response) => write(response));
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  server = started;
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/`;
}

describe('answers that nobody expects are an outage, never a crash', () => {
  for (const [name, write] of Object.entries<(response: ServerResponse) => void>({
    'a status beyond HTTP': (response) => response.writeHead(700).end('{}'),
    'another status beyond HTTP': (response) => response.writeHead(999).end('{}'),
    'a redirect': (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end('{}'),
    'no JSON': (response) => response.end('<html>'),
    null: (response) => response.end('null'),
    'a list': (response) => response.end('[]'),
    'a text': (response) => response.end('"token"'),
    'a refusal without an error': (response) => response.writeHead(400).end('{"error":7}'),
    'half an answer': (response) => {
      response.writeHead(200, { 'content-length': '9' }).write('{', () => response.destroy());
    },
    'a broken encoding': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip'),
    'more than anybody needs': (response) => response.end(`{"a":"${'x'.repeat(2 * 1024 * 1024)}"}`),
  })) {
    test(`the token endpoint: ${name}`, async () => {
      app = await App.start();
      const browser = await app.signedIn();
      const metadata = await (await instanceOf(app.config)).provider.metadata();
      Object.assign(metadata, { token_endpoint: await answering(write) });
      await rejectsWith('provider_unavailable', browser.action((genkan) => genkan.getAccessToken(API)));
      assert.equal(await browser.who(), 'user-1');
    });
  }

  for (const name of [
    'id_token_signing_alg_values_supported',
    'token_endpoint_auth_methods_supported',
    'jwks_uri',
    'userinfo_endpoint',
  ]) {
    for (const value of [7, 'ES384', { 0: 'ES384' }, [7]]) {
      test(`the discovery document: ${name} is ${JSON.stringify(value)}`, async () => {
        app = await App.start();
        app.provider.discovery = { [name]: value };
        const error = await app
          .browser()
          .action((genkan) => genkan.signIn())
          .catch((reason: unknown) => reason);
        assert.ok(isCode(error, 'provider_unavailable'), String(error));
        assert.match(error.message, /_supported`|unusable endpoint/);
      });
    }
  }

  test('a list that is null is not there', async () => {
    app = await App.start();
    app.provider.discovery = { token_endpoint_auth_methods_supported: null };
    assert.equal(await (await app.signedIn()).who(), 'user-1');
  });

  for (const organizations of ['org_1', 7, { id: 'org_1' }, [7, null, '']]) {
    test(`the claim organizations: ${JSON.stringify(organizations)}`, async () => {
      app = await App.start();
      app.provider.idToken = { organizations };
      const browser = await app.signedIn();
      assert.deepEqual(await browser.action((genkan) => genkan.getOrganizationTokens()), []);
      assert.equal(app.provider.refreshes, 0);
    });
  }
});

test('what else a callback carries is not looked at', async () => {
  app = await App.start();
  for (const extra of ['id_token=x', 'token=x', 'access_token=x', 'response=x', 'session_state=x', 'utm_source=mail']) {
    const browser = app.browser();
    const start = await browser.visit('/sign-in');
    const callback = app.provider.authorize(start.headers.get('location') ?? '');
    const end = await browser.visit(`${callback.pathname}${callback.search}&${extra}`);
    assert.equal(end.status, 303, extra);
    assert.equal(await browser.who(), 'user-1');
  }
});
