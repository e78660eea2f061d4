// More of the field's client libraries, unmodified, over plain HTTP: each from sign-in to sign-out.

import { Auth } from '@auth/core'
import Logto from '@auth/core/providers/logto'
import { Prompt, UserScope, handleAuthRoutes, withLogto } from '@logto/express'
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import passport from 'passport'
import OpenIDConnectStrategy from 'passport-openidconnect'
import { Visitor, expressSite } from '../support/express-site.js'
import { start } from '../support/genkan.js'
import { managementOf, registerApplication } from '../support/management.js'
import { freePort } from '../support/ports.js'

/** @type {Awaited<ReturnType<typeof start>>} */
let genkan
/** @type {import('../support/management.js').Call} */
let call

before(async () => {
  genkan = await start()
  call = managementOf(genkan.ready)
})
after(() => genkan?.stop())

/** The claims of a JWT. @param {string} token @returns {any} */
const claims = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString())

/** The server's metadata. @returns {Promise<any>} */
const metadata = async () => (await fetch(`${genkan.ready.endpoint}/oidc/.well-known/openid-configuration`)).json()

/**
 * Redeems a refresh token as an app does whose library leaves that to it.
 * @param {{id: string, secret: string}} application @param {string} refreshToken
 */
async function refresh({ id, secret }, refreshToken) {
  const response = await fetch((await metadata()).token_endpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }),
  })
  return { status: response.status, body: await response.json() }
}

test('@logto/express: sign-in, user, tokens for an API and an organization, sign-out', async () => {
  const { endpoint, user, resource, organization } = genkan.ready
  const site = await expressSite(async ({ app, url }) => {
    const application = await registerApplication(call, {
      name: 'Express',
      redirectUri: `${url}/logto/sign-in-callback`,
      home: url,
    })
    const config = {
      endpoint,
      appId: application.id,
      appSecret: application.secret,
      baseUrl: url,
      scopes: [UserScope.Email, UserScope.Organizations, 'read:orders'],
      resources: [resource.indicator],
      prompt: Prompt.Consent,
    }
    app.use(handleAuthRoutes(config))
    const send = (/** @type {import('express').Request} */ request, /** @type {import('express').Response} */ response) =>
      void response.json(request.user)
    app.get('/user', withLogto({ ...config, fetchUserInfo: true }), send)
    app.get('/orders', withLogto({ ...config, getAccessToken: true, resource: resource.indicator }), send)
    app.get('/team', withLogto({ ...config, getOrganizationToken: true }), send)
  })
  try {
    const visitor = new Visitor()
    assert.deepEqual((await visitor.ask(`${site.url}/user`)).json(), { isAuthenticated: false })
    const begun = await visitor.ask(`${site.url}/logto/sign-in`)
    const callback = await visitor.follow(begun.location, `${site.url}/logto/sign-in-callback`, user)
    assert.equal((await visitor.ask(callback)).location, site.url)

    const context = (await visitor.ask(`${site.url}/user`)).json()
    assert.equal(context.isAuthenticated, true)
    assert.equal(context.claims.email, 'demo@example.com')
    assert.equal(context.userInfo.sub, context.claims.sub)
    const orders = (await visitor.ask(`${site.url}/orders`)).json()
    assert.equal(claims(orders.accessToken).aud, resource.indicator)
    assert.deepEqual(orders.scopes, ['read:orders'])
    const { organizationTokens } = (await visitor.ask(`${site.url}/team`)).json()
    assert.equal(claims(organizationTokens[organization.id]).aud, `urn:logto:organization:${organization.id}`)

    const ended = await visitor.ask(`${site.url}/logto/sign-out`)
    assert.equal((await visitor.follow(ended.location, site.url, user)).origin, site.url)
    assert.deepEqual((await visitor.ask(`${site.url}/user`)).json(), { isAuthenticated: false })
  } finally {
    await site.stop()
  }
})

// next-auth is this engine and this provider behind the request and response of Next.js.
test('Auth.js, its Logto provider: sign-in, session, refresh, sign-out', async () => {
  const { endpoint, user, resource } = genkan.ready
  const url = `http://localhost:${await freePort()}`
  const redirectUri = `${url}/auth/callback/logto`
  const application = await registerApplication(call, { name: 'Auth.js', redirectUri, home: `${url}/` })
  /** What the provider returned at sign-in. @type {any} */
  let account
  /** @type {import('@auth/core').AuthConfig} */
  const config = {
    basePath: '/auth',
    secret: randomBytes(32).toString('base64'),
    trustHost: true,
    providers: [
      Logto({
        clientId: application.id,
        clientSecret: application.secret,
        issuer: `${endpoint}/oidc`,
        authorization: {
          params: { scope: 'openid offline_access profile email read:orders', prompt: 'consent', resource: resource.indicator },
        },
      }),
    ],
    callbacks: {
      jwt({ token, account: fresh }) {
        account ??= fresh
        return token
      },
    },
  }
  const visitor = new Visitor()
  const ask = (/** @type {string | URL} */ at, /** @type {Record<string, string>} */ form) => {
    const post = form && { method: 'POST', body: new URLSearchParams(form) }
    const request = new Request(new URL(at, url), { ...post, headers: { cookie: visitor.jar.header() } })
    return visitor.answered(request, (request) => Auth(request, config))
  }
  const csrf = async () => (await ask('/auth/csrf')).json().csrfToken

  assert.equal((await ask('/auth/session')).json(), null)
  const begun = await ask('/auth/signin/logto', { csrfToken: await csrf(), callbackUrl: `${url}/` })
  const callback = await visitor.follow(begun.location, redirectUri, user)
  assert.equal((await ask(callback)).location, `${url}/`)
  const session = (await ask('/auth/session')).json()
  assert.deepEqual([session.user.name, session.user.email], ['Demo User', 'demo@example.com'])

  assert.ok(account.refresh_token)
  const { status, body } = await refresh(application, account.refresh_token)
  assert.equal(status, 200)
  assert.equal(claims(body.id_token).sub, account.providerAccountId)

  await ask('/auth/signout', { csrfToken: await csrf() })
  assert.equal((await ask('/auth/session')).json(), null)
})

test('passport-openidconnect: sign-in, user info, refresh, sign-out at the server', async () => {
  const { user } = genkan.ready
  const { issuer, authorization_endpoint, token_endpoint, userinfo_endpoint, end_session_endpoint } = await metadata()
  /** @type {{id: string, secret: string}} */
  let application
  const site = await expressSite(async ({ app, url }) => {
    application = await registerApplication(call, {
      name: 'Passport',
      redirectUri: `${url}/callback`,
      home: `${url}/`,
    })
    const options = {
      issuer,
      authorizationURL: authorization_endpoint,
      tokenURL: token_endpoint,
      userInfoURL: userinfo_endpoint,
      clientID: application.id,
      clientSecret: application.secret,
      callbackURL: `${url}/callback`,
      scope: ['profile', 'email', 'offline_access'],
      prompt: 'consent',
    }
    /** @param {any[]} parameters */
    const verify = (_issuer, profile, _context, idToken, _accessToken, refreshToken, done) =>
      done(null, { profile, idToken, refreshToken })
    const authenticator = new passport.Passport()
    authenticator.use(new OpenIDConnectStrategy(options, verify))
    authenticator.serializeUser((user, done) => done(null, user))
    authenticator.deserializeUser((user, done) => done(null, /** @type {any} */ (user)))
    app.use(authenticator.session())
    app.get('/sign-in', authenticator.authenticate('openidconnect'))
    app.get('/callback', authenticator.authenticate('openidconnect', { successRedirect: '/', failureMessage: true }))
    app.get('/', (request, response) => void response.json(request.user ?? null))
    app.get('/sign-out', (request, response, next) => {
      const { idToken } = /** @type {any} */ (request.user)
      const end = new URL(end_session_endpoint)
      end.search = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: `${url}/` }).toString()
      request.logout((error) => (error ? next(error) : response.redirect(end.href)))
    })
  })
  try {
    const visitor = new Visitor()
    assert.equal((await visitor.ask(`${site.url}/`)).json(), null)
    const begun = await visitor.ask(`${site.url}/sign-in`)
    const callback = await visitor.follow(begun.location, `${site.url}/callback`, user)
    assert.equal((await visitor.ask(callback)).location, '/')

    const { profile, idToken, refreshToken } = (await visitor.ask(`${site.url}/`)).json()
    assert.equal(profile.id, claims(idToken).sub)
    assert.deepEqual([profile.displayName, profile.emails[0].value], ['Demo User', 'demo@example.com'])
    assert.equal((await refresh(application, refreshToken)).status, 200)

    const ended = await visitor.ask(`${site.url}/sign-out`)
    assert.equal((await visitor.follow(ended.location, `${site.url}/`, user)).href, `${site.url}/`)
    assert.equal((await visitor.ask(`${site.url}/`)).json(), null)
    // The server's session is gone as well: its next page asks who is there.
    const again = await visitor.ask((await visitor.ask(`${site.url}/sign-in`)).location)
    assert.match(again.location, /\/sign-in/)
  } finally {
    await site.stop()
  }
})
