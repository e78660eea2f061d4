// What a session gives to programs: claims, tokens for the API, tokens on behalf of an organization.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claims } from '../support/jwt.js'
import { api, matrix } from '../support/matrix.js'
import { askWith } from '../support/visitor.js'

matrix((place) => {
  test('a program gets the claims, and nobody may keep them', async () => {
    const { app } = place
    const visitor = await place.signedIn()
    const me = await visitor.ask('/api/me')
    assert.equal(me.status, 200)
    const { sub, name, email } = claims(app.wire.newest({ grant_type: 'authorization_code' }).id_token)
    assert.deepEqual([JSON.parse(me.text).sub, JSON.parse(me.text).name, JSON.parse(me.text).email], [sub, name, email])
    for (const path of ['/', '/api/me']) {
      const { headers } = await visitor.ask(path)
      assert.equal(headers.get('cache-control'), 'private, no-store', path)
      assert.match(headers.get('vary') ?? '', /cookie/i, path)
    }
    const stranger = await askWith(`${app.url}/api/me`, '')
    assert.equal(stranger.status, 401)
    assert.equal(JSON.parse(stranger.text).code, 'not_authenticated')
  })

  test('the API takes its own tokens and no others', async () => {
    const { app } = place
    await place.signedIn()
    const granted = app.wire.newest({ resource: api.resource })
    const opaque = app.wire.newest({ grant_type: 'authorization_code' })
    const call = (/** @type {Record<string, string>} */ headers) => fetch(`${app.url}/api/orders`, { headers })
    const bearer = (/** @type {string} */ token) => call({ authorization: `Bearer ${token}` })

    const orders = await bearer(granted.access_token)
    assert.equal(orders.status, 200)
    assert.ok((await orders.json()).orders.length)

    const none = await call({})
    assert.equal(none.status, 401)
    assert.match(none.headers.get('www-authenticate') ?? '', /^Bearer/)
    assert.doesNotMatch(none.headers.get('www-authenticate') ?? '', /error=/, 'RFC 6750 §3.1: no code when nothing was shown')
    const [header, payload, signature] = granted.access_token.split('.')
    const forged = Buffer.from(JSON.stringify({ ...claims(granted.access_token), sub: 'somebody' })).toString('base64url')
    const unsigned = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
    const wrong = {
      garbage: 'garbage',
      'the opaque token': opaque.access_token,
      'an ID token': opaque.id_token,
      'a refresh token': opaque.refresh_token,
      'changed claims': `${header}.${forged}.${signature}`,
      'no signature': `${unsigned}.${payload}.`,
      'half of it': granted.access_token.slice(0, -20),
    }
    for (const [what, token] of Object.entries(wrong)) {
      const refused = await bearer(token)
      assert.equal(refused.status, 401, what)
      assert.match(refused.headers.get('www-authenticate') ?? '', /error="invalid_token"/, what)
      assert.doesNotMatch(await refused.text(), new RegExp(token.slice(0, 40).replaceAll('.', '\\.')), what)
    }
    assert.equal((await call({ cookie: 'genkan.session=x' })).status, 401, 'a cookie is no token')
  })

  test('a process asks for the metadata and the keys once, and for nothing while tokens live', async () => {
    const { app, provider } = place
    await app.restart()
    app.wire.forget()
    const [visitor] = await Promise.all([place.signedIn(), place.signedIn(provider.other), place.signedIn()])
    const token = app.wire.newest({ resource: api.resource }).access_token
    const orders = await fetch(`${app.url}/api/orders`, { headers: { authorization: `Bearer ${token}` } })
    assert.equal(orders.status, 200)
    const { pathname } = new URL(`${provider.issuer}/.well-known/openid-configuration`)
    const metadata = app.wire.exchanges.filter(({ path }) => path === pathname)
    assert.equal(metadata.length, 1)
    const keys = new URL(metadata[0].answer.jwks_uri).pathname
    assert.equal(app.wire.exchanges.filter(({ path }) => path === keys).length, 1)

    app.wire.forget()
    for (const _ of [1, 2, 3]) assert.equal((await visitor.ask('/api/me')).status, 200)
    assert.deepEqual(app.wire.exchanges, [])
    await visitor.home()
    assert.deepEqual(app.wire.exchanges.map(({ path }) => path), [new URL(metadata[0].answer.userinfo_endpoint).pathname])
  })

  test('tokens on behalf of an organization', { skip: place.providerName !== 'genkan' && 'there are no organizations' }, async () => {
    const { app, provider } = place
    const { id, scope } = /** @type {NonNullable<typeof provider.organization>} */ (provider.organization)
    const visitor = await place.signedIn()
    const page = await visitor.ask(`/organizations/${id}`, { headers: { accept: 'text/html' } })
    assert.equal(page.status, 200)
    const organization = claims(app.wire.newest({ organization_id: id, resource: undefined }).access_token)
    assert.deepEqual([organization.aud, organization.scope], [`urn:logto:organization:${id}`, scope])
    const within = app.wire.newest({ organization_id: id, resource: api.resource }).access_token
    const orders = await fetch(`${app.url}/api/orders`, { headers: { authorization: `Bearer ${within}` } })
    assert.equal((await orders.json()).organizationId, id)

    // Of an organization somebody is not in, nothing is known and nothing is asked.
    app.wire.forget()
    assert.equal((await visitor.ask('/organizations/stranger', { headers: { accept: 'text/html' } })).status, 404)
    assert.deepEqual(app.wire.refreshes(), [])
  })
})
