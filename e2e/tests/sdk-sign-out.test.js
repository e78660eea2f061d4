// Signing out here, at the provider, and while other requests run.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matrix } from '../support/matrix.js'
import { askWith } from '../support/visitor.js'

matrix((place) => {
  /** Where the provider's own session ends. */
  const endSession = async () => {
    const { provider, app } = place
    const document = await (await fetch(`${provider.issuer}/.well-known/openid-configuration`)).json()
    const query = new URLSearchParams({ client_id: app.id, post_logout_redirect_uri: `${app.url}/` })
    return `${document.end_session_endpoint}?${query}`
  }

  test('signing out revokes the refresh token, and a copy of the cookie is worthless', async () => {
    const { app } = place
    const visitor = await place.signedIn()
    const copy = visitor.session
    assert.equal((await askWith(`${app.url}/api/me`, copy)).status, 200)
    const refreshToken = app.wire.refreshToken()
    app.wire.forget()
    const out = await visitor.signOut()
    assert.equal(out.status, 303)
    assert.ok(out.headers.get('location')?.startsWith(`${new URL(place.provider.issuer).origin}/`), 'on to the provider')
    assert.equal(visitor.session, '', 'the cookie is gone')
    const revocation = app.wire.exchanges.find(({ form }) => form.token)
    assert.deepEqual([revocation?.form.token, revocation?.status], [refreshToken, 200])

    assert.equal((await visitor.ask('/api/me')).status, 401)
    assert.equal((await askWith(`${app.url}/api/me`, copy)).status, 401)
    if (place.storeName === 'redis') {
      await app.restart()
      assert.equal((await askWith(`${app.url}/api/me`, copy)).status, 401)
    }
  })

  test('requests in flight do not bring the session back', async () => {
    const { app } = place
    const visitor = await app.wire.withLifetime(1, () => place.signedIn())
    const copy = visitor.session
    const flights = Array.from({ length: 10 }, () => askWith(app.url, copy, { accept: 'text/html' }))
    const [out, ...answers] = await Promise.all([
      visitor.signOut(),
      ...flights,
    ])
    assert.equal(out.status, 303)
    for (const { status } of answers) assert.equal(status, 200)
    assert.equal((await askWith(`${app.url}/api/me`, copy)).status, 401)
  })

  test('the provider is down: signed out here all the same', async () => {
    const { app } = place
    const visitor = await place.signedIn()
    const copy = visitor.session
    app.wire.break('cut')
    const out = await visitor.signOut()
    app.wire.mend()
    assert.equal(out.status, 303)
    assert.match(out.headers.get('set-cookie') ?? '', /Max-Age=0/)
    assert.equal((await askWith(`${app.url}/api/me`, copy)).status, 401)
  })

  test('another site cannot sign anybody out', async () => {
    const { app } = place
    const visitor = await place.signedIn()
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    const asked = await visitor.ask('/sign-out', { method: 'POST', headers })
    assert.equal(asked.status, 200, 'it asks')
    assert.equal((await visitor.ask('/api/me')).status, 200)
  })

  test('signing out at the provider ends sessions that are in a store', async () => {
    const { provider } = place
    const visitor = await place.signedIn()
    const stays = await place.signedIn()
    await visitor.signOutAt(await endSession(), provider.user)
    if (place.storeName === 'cookie') {
      assert.equal((await visitor.ask('/api/me')).status, 200, 'a sealed cookie cannot be called back from outside')
    } else {
      // Genkan calls the app after it has answered the browser.
      const deadline = Date.now() + 5_000
      while ((await visitor.ask('/api/me')).status !== 401) assert.ok(Date.now() < deadline, place.app.log())
    }
    assert.equal((await stays.ask('/api/me')).status, 200, 'the other browser is still signed in')
  })

  test('a logout token that nobody signed is refused', async () => {
    const { app } = place
    const visitor = await place.signedIn()
    const { id_token: idToken } = app.wire.newest({ grant_type: 'authorization_code' })
    const tokens = ['', 'x.y.z', idToken, 'a&logout_token=b']
    for (const body of ['', ...tokens.map((token) => `logout_token=${token}`)]) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const answer = await fetch(`${app.url}/backchannel-logout`, { method: 'POST', headers, body })
      assert.equal(answer.status, 400, body.slice(0, 30))
      assert.match(answer.headers.get('cache-control') ?? '', /no-store/)
    }
    assert.equal((await visitor.ask('/api/me')).status, 200)
  })
})
