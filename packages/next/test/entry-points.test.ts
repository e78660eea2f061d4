/** What an app imports, in Next's own request: config-first functions, the class of the field, and `createGenkan`. */

import assert from 'node:assert/strict';
import { register } from 'node:module';
import { after, before, beforeEach, describe, test } from 'node:test';
import { App, API, type Browser, Redirect } from './support/app.js';

/** The request that Next's functions are about. */
interface Current {
  browser: Browser;
  headers: Record<string, string>;
  isRender: boolean;
  /** Whether Next was told that what follows is for a real request. */
  isAwaited?: boolean;
}
const place = globalThis as { currentRequest?: Current };

// Next's own modules need a running server; these stand for them, and nothing else is replaced.
const modules: Record<string, string> = {
  'server-only': '',
  'next/headers': `
    const current = () => globalThis.currentRequest;
    export const headers = async () => new Headers({ host: 'app.example', ...current().headers });
    export const cookies = async () => ({
      getAll: () => [...current().browser.cookies].map(([name, value]) => ({ name, value })),
      set(name, value, { maxAge }) {
        if (current().isRender) throw new Error('Cookies can only be modified in a Server Action or Route Handler.');
        if (maxAge === 0) current().browser.cookies.delete(name);
        else current().browser.cookies.set(name, value);
      },
    });`,
  'next/cache': `
    export const io = async () => { globalThis.currentRequest.isAwaited = true; };`,
  'next/navigation': `
    export const redirect = (url) => { throw Object.assign(new Error('NEXT_REDIRECT'), { url }); };`,
};
const resolution = `const modules = ${JSON.stringify(modules)};
  export const resolve = (specifier, context, next) => specifier in modules
    ? { url: 'data:text/javascript,' + encodeURIComponent(modules[specifier]), shortCircuit: true }
    : next(specifier, context);`;
register(`data:text/javascript,${encodeURIComponent(resolution)}`);

const index = await import('../src/index.js');
const { default: GenkanClient, ...actions } = await import('../src/server-actions.js');

let app: App;
let browser: Browser;
before(async () => {
  app = await App.start();
});
beforeEach(() => {
  app.provider.idToken = { organizations: ['org-1'] };
  browser = app.browser();
  place.currentRequest = { browser, headers: {}, isRender: false };
});
after(() => app.stop());

/** Where a call leads. */
async function redirected(call: () => Promise<unknown>): Promise<string> {
  const [outcome] = await Promise.allSettled([call()]);
  const error = outcome?.status === 'rejected' ? (outcome.reason as { message: string; url: string }) : undefined;
  assert.equal(error?.message, 'NEXT_REDIRECT', String(error?.message));
  return error.url;
}

async function signIn(): Promise<void> {
  await browser.signIn();
}

describe('functions that take the configuration first', () => {
  test('read no clock before Next knows that there is a request to wait for', async () => {
    await signIn();
    const reads: (boolean | undefined)[] = [];
    const clock = () => {
      reads.push(place.currentRequest?.isAwaited);
      return app.clock.now();
    };
    for (const isRender of [true, false]) {
      const config = { ...app.config, clock };
      const calls = [
        () => actions.getContext(config),
        () => actions.fetchUserInfo(config),
        () => actions.getAccessTokenRSC(config, API),
        () => actions.getOrganizationTokenRSC(config, 'org-1'),
        () => actions.getOrganizationTokens(config),
        () => index.createGenkan(config).auth(),
      ];
      for (const call of calls) {
        place.currentRequest = { browser, headers: {}, isRender };
        reads.length = 0;
        await call();
        assert.ok(reads.length > 0 && reads.every((isAwaited) => isAwaited === true), `${call}`);
      }
    }
  });

  test('a whole life', async () => {
    const { config } = app;
    const start = await redirected(() => actions.signIn(config, { postRedirectUri: '/orders' }));
    const callback = app.provider.authorize(start);
    assert.equal(
      await redirected(() => actions.handleSignIn(config, callback.searchParams)),
      'https://app.example/orders',
    );
    assert.equal((await actions.getContext(config)).claims?.sub, 'user-1');
    assert.equal((await actions.getLogtoContext(config, { fetchUserInfo: true })).userInfo?.name, 'Mio Tanaka');
    assert.equal((await actions.fetchUserInfo(config)).email, 'mio@example.com');
    const token = await actions.getAccessToken(config, API);
    assert.match(token, /-user-1-https:\/\/api\.example$/);
    assert.match(await actions.getAccessToken(config, API, 'org-1'), /#org-1$/);
    const organization = await actions.getOrganizationToken(config, 'org-1');
    place.currentRequest = { browser, headers: {}, isRender: true };
    assert.equal(await actions.getAccessTokenRSC(config, API), token);
    assert.equal(await actions.getOrganizationTokenRSC(config, 'org-1'), organization);
    assert.deepEqual(await actions.getOrganizationTokens(config), [{ id: 'org-1', token: organization }]);
    place.currentRequest = { browser, headers: {}, isRender: false };
    assert.match(await redirected(() => actions.signOut(config, '/bye')), /session\/end\?.*app\.example%2Fbye/);
    assert.equal(browser.cookies.size, 0);
    assert.deepEqual(await actions.getContext(config), { isAuthenticated: false });
  });
});

describe('the class', () => {
  test('gives addresses and leaves the redirect to the app', async () => {
    const client = new GenkanClient(app.config);
    const { url } = await client.handleSignIn({ postRedirectUri: '/orders' });
    const callback = app.provider.authorize(url);
    assert.equal(await client.handleSignInCallback(callback.href), 'https://app.example/orders');
    assert.equal((await client.getLogtoContext()).isAuthenticated, true);
    assert.match(await client.handleSignOut('/bye'), /app\.example%2Fbye/);
    assert.equal((await client.getLogtoContext()).isAuthenticated, false);
    const older = await client.handleSignIn('https://app.example/callback', 'signUp');
    assert.equal(new URL(older.url).searchParams.get('interaction_mode'), 'signUp');
    const plain = app.provider.authorize(older.url);
    assert.equal(await client.handleSignInCallback(plain.href), undefined, 'the handler decides');
  });

  for (const ignoreCookieChange of [false, true]) {
    test(`the client of a request, ${ignoreCookieChange ? 'in a render' : 'where cookies can be set'}`, async () => {
      await signIn();
      place.currentRequest = { browser, headers: {}, isRender: ignoreCookieChange };
      const before = new Map(browser.cookies);
      const client = await new GenkanClient(app.config).createNodeClient({ ignoreCookieChange });
      assert.equal(await client.isAuthenticated(), true);
      assert.equal((await client.getContext({ getAccessToken: true })).accessToken?.startsWith('access-'), true);
      assert.equal((await client.getIdTokenClaims()).sub, 'user-1');
      assert.match(await client.getAccessToken(API), /user-1/);
      assert.match(await client.getOrganizationToken('org-1'), /#org-1/);
      assert.equal((await client.fetchUserInfo()).sub, 'user-1');
      // Those of this provider are opaque.
      await assert.rejects(client.getAccessTokenClaims(API), /JWT/);
      await assert.rejects(client.getOrganizationTokenClaims('org-1'), /JWT/);
      assert.equal(browser.cookies.get('__Host-genkan.app') === before.get('__Host-genkan.app'), ignoreCookieChange);
    });
  }

  test('of nobody', async () => {
    const client = await new GenkanClient(app.config).createNodeClient();
    assert.equal(await client.isAuthenticated(), false);
    for (const call of [
      client.getIdTokenClaims(),
      client.getAccessToken(API),
      client.getOrganizationToken('org-1'),
      client.fetchUserInfo(),
    ]) {
      await assert.rejects(
        call,
        (error: unknown) => error instanceof index.GenkanError && error.code === 'not_authenticated',
      );
    }
  });
});

describe('createGenkan', () => {
  test('binds everything, made once', async () => {
    const genkan = index.createGenkan(app.config);
    assert.equal(
      await redirected(() => genkan.auth({ required: true, returnTo: '/a?b=c' })),
      'https://app.example/sign-in?returnTo=%2Fa%3Fb%3Dc',
    );
    assert.deepEqual(await genkan.auth(), { isAuthenticated: false });
    await signIn();
    assert.equal((await genkan.auth({ required: true })).claims?.sub, 'user-1');
    const token = await genkan.getOrganizationToken('org-1');
    assert.equal(await genkan.getOrganizationTokenRSC('org-1'), token);
    assert.match(await genkan.getAccessTokenRSC(API), /user-1/);
    const verified = await app.provider.accessToken({ aud: API });
    assert.equal((await genkan.verifyAccessToken(verified, { audience: API })).subject, 'user-1');
    const refused = await genkan.backchannelLogout(new Request('https://app.example/x', { method: 'POST' }));
    assert.equal(refused.status, 400);
    assert.match(await redirected(() => genkan.signOut()), /session\/end/);
  });

  test('a page of the app’s own for what went wrong', async () => {
    const errorPage = (error: { code: string }) => new Response(`ours: ${error.code}`, { status: 418 });
    const { handlers } = index.createGenkan(app.config, { errorPage });
    const answer = await handlers.GET(new Request('https://app.example/callback?state=x'));
    assert.deepEqual([answer.status, await answer.text()], [418, 'ours: state_mismatch']);
    assert.equal(answer.headers.get('cache-control'), 'private, no-store');
  });

  test('a configuration that cannot be used says so at the first call, and again', async () => {
    const genkan = index.createGenkan({ appId: '', endpoint: 'x' });
    for (let times = 0; times < 2; times += 1) {
      await assert.rejects(genkan.getContext(), index.ConfigError);
      await assert.rejects(genkan.handlers.GET(new Request('https://app.example/sign-in')), index.ConfigError);
    }
  });

  test('a redirect of Next is no error of the package', async () => {
    const [outcome] = await Promise.allSettled([index.createGenkan(app.config).signIn()]);
    assert.ok(outcome?.status === 'rejected' && !(outcome.reason instanceof index.GenkanError));
    assert.ok(!(outcome.reason instanceof Redirect));
  });
});
