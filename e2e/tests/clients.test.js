// The field's own client libraries, unmodified, over plain HTTP.

import LogtoClient, { Prompt } from '@logto/node'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as openid from 'openid-client'
import { start } from '../support/genkan.js'
import { CookieJar, followUntil } from '../support/http.js'
import { MemoryStorage } from '../support/memory-storage.js'

/** @type {Awaited<ReturnType<typeof start>>} */
let genkan

before(async () => {
  genkan = await start()
})
after(() => genkan?.stop())

/** @param {MemoryStorage} storage */
function logto(storage, { resources = [genkan.ready.resource.indicator] } = {}) {
  const { app, endpoint } = genkan.ready
  let visited = ''
  const client = new LogtoClient(
    { endpoint, appId: app.id, appSecret: app.secret, scopes: ['email', 'custom_data'], resources, prompt: Prompt.Consent },
    { storage, navigate: (url) => void (visited = url) },
  )
  return { client, visited: () => visited }
}

/** Signs the demo user in with @logto/node. */
async function signedIn() {
  const storage = new MemoryStorage()
  const jar = new CookieJar()
  const { client, visited } = logto(storage)
  const { app, user } = genkan.ready
  await client.signIn(app.redirectUri)
  const callback = await followUntil(visited(), { until: app.redirectUri, user, jar })
  await client.handleSignInCallback(callback.href)
  return { client, storage, jar, visited }
}

test('@logto/node: sign-in, claims, user info, a token for the API, sign-out', async () => {
  const { client, jar, visited } = await signedIn()
  const { app, endpoint, resource, user } = genkan.ready
  assert.equal(await client.isAuthenticated(), true)

  const claims = await client.getIdTokenClaims()
  assert.equal(claims.iss, `${endpoint}/oidc`)
  assert.equal(claims.aud, app.id)
  const info = await client.fetchUserInfo()
  assert.equal(info.sub, claims.sub)
  assert.equal(info.username, user.identifier)

  const token = await client.getAccessTokenClaims(resource.indicator)
  assert.equal(token.aud, resource.indicator)
  assert.equal(token.sub, claims.sub)
  assert.equal(token.iss, `${endpoint}/oidc`)

  await client.signOut(app.url)
  assert.equal(await client.isAuthenticated(), false)
  const end = new URL(visited())
  assert.equal(end.origin + end.pathname, `${endpoint}/oidc/session/end`)
  const home = await followUntil(end, { until: new URL('/', app.url).href, user, jar, clicks: { logout: 'yes' } })
  assert.equal(home.origin, new URL(app.url).origin)
})

test('@logto/node: a refused callback carries the code of the contract', async () => {
  const { client, storage } = await signedIn()
  assert.ok(await client.getRefreshToken())
  storage.items.refreshToken = 'not-a-token'
  storage.items.accessToken = '{}'
  await assert.rejects(client.getAccessToken(genkan.ready.resource.indicator), (error) => {
    assert.equal(/** @type {any} */ (error).code, 'oidc.invalid_grant')
    return true
  })
})

test('@logto/node: two renders with one old cookie both get a token', async () => {
  const { storage } = await signedIn()
  const copies = [1, 2].map(() => logto(new MemoryStorage({ ...storage.items })).client)
  const tokens = await Promise.all(copies.map((client) => client.getAccessToken(genkan.ready.resource.indicator)))
  assert.equal(tokens.filter(Boolean).length, 2)
})

test('openid-client: discovery, code with PKCE, refresh, user info, introspection, revocation', async () => {
  const { app, endpoint, resource, user } = genkan.ready
  const server = new URL(`${endpoint}/oidc`)
  const config = await openid.discovery(server, app.id, app.secret, undefined, { execute: [openid.allowInsecureRequests] })
  assert.equal(config.serverMetadata().authorization_response_iss_parameter_supported, true)

  const verifier = openid.randomPKCECodeVerifier()
  const [state, nonce] = [openid.randomState(), openid.randomNonce()]
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: app.redirectUri,
    scope: 'openid offline_access profile',
    resource: resource.indicator,
    prompt: 'consent',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  })
  const callback = await followUntil(url, { until: app.redirectUri, user })
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true }
  const tokens = await openid.authorizationCodeGrant(config, callback, checks)
  const subject = tokens.claims()?.sub ?? ''
  assert.ok(subject)
  assert.ok(tokens.refresh_token)

  assert.equal((await openid.fetchUserInfo(config, tokens.access_token, subject)).sub, subject)
  const introspected = await openid.tokenIntrospection(config, tokens.access_token)
  assert.equal(introspected.active, true)

  const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '')
  assert.equal(refreshed.claims()?.sub, subject)
  const forApi = await openid.refreshTokenGrant(config, refreshed.refresh_token ?? '', { resource: resource.indicator })
  assert.equal(forApi.access_token.split('.').length, 3, 'a JWT for the API')

  await openid.tokenRevocation(config, forApi.refresh_token ?? '')
  await assert.rejects(openid.refreshTokenGrant(config, forApi.refresh_token ?? ''), { error: 'invalid_grant' })
  await assert.rejects(openid.fetchUserInfo(config, tokens.access_token, subject))
})

test('openid-client: a pushed authorization request', async () => {
  const { app, endpoint, user } = genkan.ready
  const config = await openid.discovery(new URL(`${endpoint}/oidc`), app.id, app.secret, undefined, {
    execute: [openid.allowInsecureRequests],
  })
  const verifier = openid.randomPKCECodeVerifier()
  const url = await openid.buildAuthorizationUrlWithPAR(config, {
    redirect_uri: app.redirectUri,
    scope: 'openid',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  assert.match(url.searchParams.get('request_uri') ?? '', /^urn:ietf:params:oauth:request_uri:/)
  const callback = await followUntil(url, { until: app.redirectUri, user })
  const tokens = await openid.authorizationCodeGrant(config, callback, { pkceCodeVerifier: verifier, idTokenExpected: true })
  assert.ok(tokens.id_token)
})
