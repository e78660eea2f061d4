// Something is down or has been restarted: the session stays, and afterwards everything goes on.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { matrix } from '../support/matrix.js'
import { Visitor, askWith } from '../support/visitor.js'

/** The SDK does not ask a provider that has just failed. */
const failureIsForgotten = () => new Promise((done) => setTimeout(done, 2_100))

matrix((place) => {
  const assertSignedIn = async (/** @type {Visitor} */ visitor) => {
    const { status, text } = await visitor.home()
    assert.equal(status, 200)
    assert.match(text, new RegExp(place.provider.user.name))
  }

  test('the provider is down when tokens expire', async () => {
    const { app } = place
    const visitor = await app.wire.withLifetime(1, () => place.signedIn())
    for (const trouble of /** @type {const} */ (['cut', 503, 429, 500])) {
      app.wire.break(trouble)
      await assertSignedIn(visitor)
      assert.match((await visitor.home()).text, /provider_unavailable/, 'the page says what is missing')
      assert.equal((await visitor.ask('/api/me')).status, 200)
      assert.equal((await visitor.ask('/stream', { headers: { accept: 'text/html' } })).status, 200)
    }
    app.wire.mend()
    app.wire.forget()
    await failureIsForgotten()
    await assertSignedIn(visitor)
    assert.notEqual(app.wire.refreshes().length, 0, 'and now they are refreshed')
  })

  test('the provider is down when somebody wants to sign in', async () => {
    const { app, provider } = place
    await app.restart() // nothing is known about the provider yet
    app.wire.break('cut')
    const visitor = new Visitor(app)
    const refused = await visitor.ask('/sign-in', { headers: { accept: 'text/html' } })
    assert.equal(refused.status, 503)
    assert.match(refused.text, /<main>/, 'a page that says so')
    assert.ok(!refused.text.includes(new URL(provider.issuer).host), 'and nothing of the inside')
    app.wire.mend()
    await failureIsForgotten()
    assert.match((await visitor.signIn(provider.user)).text, new RegExp(provider.user.name))
  })

  test('the app is restarted', async () => {
    const { app } = place
    const visitor = await place.signedIn()
    await app.restart()
    const { status } = await visitor.ask('/api/me')
    assert.equal(status, place.storeName === 'memory' ? 401 : 200)
    assert.equal((await visitor.home()).status, 200)
  })

  test('the cookie secret is rotated', { skip: place.storeName === 'memory' && 'a restart forgets everybody' }, async () => {
    const { app } = place
    const old = app.settings.GENKAN_COOKIE_SECRET
    const visitor = await place.signedIn()
    const fresh = randomBytes(32).toString('hex')
    await app.restart({ GENKAN_COOKIE_SECRET: `${fresh},${old}` })
    await assertSignedIn(visitor)
    const later = await place.signedIn()

    await app.restart({ GENKAN_COOKIE_SECRET: fresh })
    await assertSignedIn(later)
    // Another secret altogether: signed out in peace.
    await app.restart({ GENKAN_COOKIE_SECRET: randomBytes(32).toString('hex') })
    const { status, text, headers } = await later.home()
    assert.equal(status, 200)
    assert.doesNotMatch(text, new RegExp(place.provider.user.name))
    assert.match(headers.get('set-cookie') ?? '', /Max-Age=0/)
  })
})

matrix(
  (place) => {
    test('Redis is down: 503, and afterwards everybody is still signed in', async () => {
      const { app } = place
      const redis = /** @type {NonNullable<typeof place.redis>} */ (place.redis)
      const visitor = await place.signedIn()
      const cookie = visitor.session
      await redis.stop()
      try {
        for (const path of ['/', '/api/me', '/stream']) {
          const { status, headers } = await askWith(`${app.url}${path}`, cookie)
          assert.equal(status, 503, path)
          assert.equal(headers.get('set-cookie'), null, `${path} leaves the cookie alone`)
          assert.match(headers.get('cache-control') ?? '', /no-store/, path)
        }
        assert.equal((await askWith(`${app.url}/style.css`, cookie)).status, 200, 'what needs no session is there')
        const written = await redis.written()
        assert.ok(written.includes('genkan:session:'))
        const { access_token: token, refresh_token: refreshToken } = app.wire.newest()
        for (const secret of [token, refreshToken, 'mina@example.com', cookie.split('=')[1]]) {
          assert.ok(!written.includes(secret), 'what is stored is sealed')
        }
      } finally {
        await redis.start()
      }
      // The first request that fails makes the store connect anew.
      const deadline = Date.now() + 5_000
      while ((await askWith(`${app.url}/api/me`, cookie)).status !== 200) assert.ok(Date.now() < deadline, app.log())
    })

    test('Redis hangs: 503 in time, and afterwards everybody is still signed in', async () => {
      const { app } = place
      const redis = /** @type {NonNullable<typeof place.redis>} */ (place.redis)
      const visitor = await place.signedIn()
      redis.pause()
      try {
        const signal = AbortSignal.timeout(8_000)
        assert.equal((await visitor.ask('/api/me', { signal })).status, 503)
      } finally {
        redis.resume()
      }
      const deadline = Date.now() + 5_000
      while ((await visitor.ask('/api/me')).status !== 200) assert.ok(Date.now() < deadline, app.log())
    })

    test('a sign-in that begins at one process ends at the other', async () => {
      const { app, provider } = place
      const sibling = await app.sibling()
      try {
        const visitor = new Visitor(app)
        const callback = await visitor.authorize(provider.user)
        const landed = await visitor.ask(`${sibling.url}${callback.pathname}${callback.search}`)
        assert.equal(landed.status, 303)
        assert.equal((await visitor.ask('/api/me')).status, 200)
      } finally {
        await sibling.stop()
      }
    })

    test('two processes share sessions, refreshes and sign-outs', async () => {
      const { app, provider } = place
      const sibling = await app.sibling()
      try {
        app.wire.forget()
        const visitor = await app.wire.withLifetime(1, () => place.signedIn())
        const tokens = [...new Set(app.wire.refreshes())].sort()
        app.wire.forget()
        const cookie = visitor.session
        const urls = Array.from({ length: 8 }, () => [app.url, sibling.url]).flat()
        const answers = await Promise.all(urls.map((url) => askWith(url, cookie, { accept: 'text/html' })))
        for (const { status, text } of answers) {
          assert.equal(status, 200)
          assert.match(text, new RegExp(provider.user.name))
        }
        assert.deepEqual(app.wire.refreshes().sort(), tokens, 'one refresh of each token between them')

        await visitor.signOut()
        assert.equal((await askWith(`${sibling.url}/api/me`, cookie)).status, 401)
      } finally {
        await sibling.stop()
      }
    })
  },
  { stores: ['redis'] },
)
