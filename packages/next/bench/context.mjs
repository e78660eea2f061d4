/**
 * What a signed-in render costs: the claims out of a sealed cookie, ours beside the field's, in one run on one core.
 * Each opens its own cookie from a request that carries the same claims, and nothing is asked of a provider.
 */

import { performance } from 'node:perf_hooks';
import { generateSessionCookie } from '@auth0/nextjs-auth0/testing';
import { Auth0Client } from '@auth0/nextjs-auth0/server';
import LogtoClient from '@logto/next/edge';
import { wrapSession } from '@logto/node';
import { NextRequest } from 'next/server.js';
import { Functions } from '../dist/functions.js';
import { sessionCookie } from '../dist/testing.js';

const WARM_UP = 2_000;
const ROUNDS = 15;
const CALLS = 2_000;

const secret = '0123456789abcdef0123456789abcdef';
const baseUrl = 'http://localhost:3000';
const endpoint = 'http://localhost:3001';
const now = Math.floor(Date.now() / 1000);
const claims = {
  iss: `${endpoint}/oidc`,
  sub: 'k3v9x0a7q2m4',
  aud: 'app',
  iat: now,
  exp: now + 3600,
  name: 'Mio Tanaka',
  username: 'mio',
  picture: 'https://example.com/portraits/mio.png',
  email: 'mio@example.com',
  email_verified: true,
  roles: ['reader', 'editor'],
  organizations: ['org_1', 'org_2'],
};
const opaque = 'a'.repeat(43);

function requestWith(cookies) {
  const cookie = cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ');
  return new NextRequest(`${baseUrl}/`, { headers: { cookie } });
}

async function ours() {
  const config = { endpoint, baseUrl, appId: 'app', appSecret: 'secret', cookieSecret: secret };
  const tokens = { accessTokens: [{ token: opaque, scope: 'openid offline_access profile' }], refreshToken: opaque };
  const request = requestWith(await sessionCookie(config, { claims, ...tokens }));
  const functions = new Functions({
    cookies: async () => ({ getAll: () => request.cookies.getAll(), set: () => undefined }),
    headers: async () => request.headers,
    redirect: () => undefined,
  });
  return async () => (await functions.getContext(config)).claims?.sub;
}

async function logto() {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const idToken = `${part({ alg: 'ES384', typ: 'JWT', kid: 'k' })}.${part(claims)}.${'s'.repeat(128)}`;
  const accessToken = JSON.stringify({ '@': { token: opaque, scope: 'openid', expiresAt: now + 3600 } });
  const value = await wrapSession({ idToken, refreshToken: opaque, accessToken }, secret);
  const config = { endpoint, baseUrl, appId: 'app', appSecret: 'secret', cookieSecret: secret, cookieSecure: false };
  const client = new LogtoClient(config);
  const request = requestWith([{ name: 'logto_app', value }]);
  return async () => (await client.getLogtoContext(request)).claims?.sub;
}

async function auth0() {
  const client = new Auth0Client({
    domain: 'auth.example',
    clientId: 'app',
    clientSecret: 'secret',
    appBaseUrl: baseUrl,
    secret,
  });
  const value = await generateSessionCookie(
    {
      user: claims,
      tokenSet: { accessToken: opaque, refreshToken: opaque, expiresAt: now + 3600 },
      internal: { sid: 'sid', createdAt: now },
    },
    { secret },
  );
  const request = requestWith([{ name: '__session', value }]);
  return async () => (await client.getSession(request))?.user.sub;
}

/** Microseconds per call: the median of the rounds. */
async function measure(call) {
  if ((await call()) !== claims.sub) {
    throw new Error('the session was not opened');
  }
  for (let index = 0; index < WARM_UP; index += 1) {
    await call();
  }
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    for (let index = 0; index < CALLS; index += 1) {
      await call();
    }
    rounds.push(((performance.now() - start) * 1000) / CALLS);
  }
  return rounds.sort((one, other) => one - other)[Math.floor(ROUNDS / 2)];
}

const contenders = { '@genkan/next': ours, '@logto/next': logto, '@auth0/nextjs-auth0': auth0 };
console.log(`context from a sealed cookie, Node ${process.versions.node}, µs per call (median of ${ROUNDS} rounds)`);
for (const [name, prepare] of Object.entries(contenders)) {
  console.log(`${name.padEnd(22)} ${(await measure(await prepare())).toFixed(1).padStart(6)}`);
}
