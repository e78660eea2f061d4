/** Organization tokens: one for each organization, with an API or without, and only with the scope. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { App, API, type Browser } from './support/app.js';
import { rejectsWith } from './support/errors.js';
import { overEveryStore } from './support/store.js';

const CLAIMS = { organizations: ['org-1', 'org-2'] };

async function member(app: App): Promise<Browser> {
  app.provider.idToken = CLAIMS;
  return app.signedIn();
}

const ofOrganization = (browser: Browser, id: string) => browser.action((genkan) => genkan.getOrganizationToken(id));

overEveryStore('a token is fetched once for each organization, with what it is for', async (app) => {
  const browser = await member(app);
  const first = await ofOrganization(browser, 'org-1');
  assert.match(first, /-user-1-#org-1$/);
  assert.equal(app.provider.lastTokenRequest.get('organization_id'), 'org-1');
  assert.equal(app.provider.lastTokenRequest.get('resource'), null);
  assert.equal(await ofOrganization(browser, 'org-1'), first);
  assert.equal(await browser.render((genkan) => genkan.getOrganizationTokenRSC('org-1')), first);
  assert.notEqual(await ofOrganization(browser, 'org-2'), first);
  assert.equal(app.provider.refreshes, 2);
});

overEveryStore('the token of an API is another one in each organization', async (app) => {
  const browser = await member(app);
  const wishes = [
    () => browser.token(API),
    () => browser.token(API, 'org-1'),
    () => browser.token(API, 'org-2'),
    () => ofOrganization(browser, 'org-1'),
    () => browser.action((genkan) => genkan.getAccessToken()),
  ];
  const tokens = new Set<string>();
  for (const wish of wishes) {
    const token = await wish();
    assert.equal(await wish(), token);
    tokens.add(token);
  }
  assert.equal(tokens.size, 5);
  // The last came with the sign-in.
  assert.equal(app.provider.refreshes, 4);
  assert.ok([...tokens].some((token) => token.endsWith(`-${API}#org-1`)));
});

overEveryStore('those of the claim, without the ones that refuse; another refusal is an error', async (app) => {
  const browser = await member(app);
  app.provider.closedOrganizations.add('org-1');
  const all = () => browser.action((genkan) => genkan.getOrganizationTokens());
  assert.deepEqual(
    (await all()).map(({ id }) => id),
    ['org-2'],
  );
  const error = await rejectsWith('provider_refused', ofOrganization(browser, 'org-1'));
  assert.equal(error.status, 403);
  app.clock.advance(3600);
  app.provider.refusal = { status: 503, error: 'busy' };
  await rejectsWith('provider_unavailable', all());
  app.provider.refusal = undefined;
  app.clock.advance(2);
  assert.equal((await all()).length, 1);
  assert.equal(await browser.who(), 'user-1');
});

overEveryStore('an organization that the person has joined since is in the claim after a refresh', async (app) => {
  const browser = await member(app);
  app.provider.idToken = { organizations: ['org-3'] };
  await browser.token();
  const tokens = await browser.action((genkan) => genkan.getOrganizationTokens());
  assert.deepEqual(
    tokens.map(({ id }) => id),
    ['org-3'],
  );
  const one = await browser.action((genkan) =>
    genkan.getContext({ getOrganizationToken: true, organizationId: 'org-9' }),
  );
  assert.deepEqual(Object.keys(one.organizationTokens ?? {}), ['org-9'], 'the provider decides, not the claim');
});

overEveryStore(
  'without the scope the error says what is missing, and there is no way around it',
  async (app) => {
    const browser = await member(app);
    const calls = [
      () => ofOrganization(browser, 'org-1'),
      () => browser.action((genkan) => genkan.getOrganizationTokens()),
      () => browser.token(API, 'org-1'),
      () => browser.render((genkan) => genkan.getOrganizationTokenRSC('org-1')),
    ];
    for (const call of calls) {
      assert.match((await rejectsWith('scope_missing', call())).message, /urn:logto:scope:organizations/);
    }
    for (const resource of [`${API}#org-1`, '#org-1', '']) {
      await rejectsWith('invalid_parameter', browser.token(resource));
    }
    assert.equal(app.provider.refreshes, 0);
    assert.ok(!app.provider.lastAuthorization.getAll('resource').includes('urn:logto:resource:organizations'));
  },
  { scopes: [] },
);

test('an empty organization is a mistake, not everybody’s token', async () => {
  const app = await App.start();
  const browser = await member(app);
  await rejectsWith('invalid_parameter', browser.token(API, ''));
  await rejectsWith('invalid_parameter', ofOrganization(browser, ''));
  assert.equal(app.provider.refreshes, 0);
  app.stop();
});
