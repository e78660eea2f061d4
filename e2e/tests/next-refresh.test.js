// Tokens that grow old under @genkan/next: refreshed once, ahead of the render, and nothing is lost.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { claims } from '../support/jwt.js'
import { api, matrix } from '../support/matrix.js'
import { nextSampleApp } from '../support/next-sample-app.js'
import { askWith } from '../support/visitor.js'

/** Everything a page shows, each once. @param {string[]} refreshes */
const once = (refreshes) => [...new Set(refreshes)].sort()

const seconds = (/** @type {number} */ count) => new Promise((done) => setTimeout(done, count * 1000))

matrix(
  (place) => {
    /** Somebody whose tokens have all grown old, and what they are for. */
    const stale = async () => {
      const { wire } = place.app
      wire.forget()
      const visitor = await wire.withLifetime(1, () => place.signedIn())
      const tokens = once(wire.refreshes())
      assert.ok(tokens.includes(`${api.resource}#`), tokens.join(', '))
      // The page fetched them after its headers had gone: only now does the browser know of all of them.
      await wire.withLifetime(1, () => visitor.home())
      wire.forget()
      return { visitor, tokens }
    }
    const assertChain = () => {
      const calls = place.app.wire.grants('refresh_token')
      assert.deepEqual(calls.map(({ status }) => status), calls.map(() => 200))
      for (const [index, { form }] of calls.entries()) {
        const newest = calls[index - 1]?.answer.refresh_token
        if (newest) assert.equal(form.refresh_token, newest, 'always with the newest refresh token')
      }
    }

    test('the proxy refreshes ahead: the render and the browser get the same', async () => {
      const { app, provider } = place
      const { visitor, tokens } = await stale()
      const before = visitor.session
      const page = await visitor.home()
      assert.match(page.text, new RegExp(provider.user.name))
      assert.deepEqual(app.wire.refreshes().sort(), tokens, 'each once, and not again within the page')
      const token = claims(app.wire.newest({ resource: api.resource }).access_token)
      assert.ok(page.text.includes(token.jti), 'the render of this very request has the new token')
      if (place.storeName === 'cookie') {
        assert.notEqual(visitor.session, before)
        assert.match(page.headers.get('cache-control') ?? '', /no-store/)
      } else {
        assert.equal(visitor.session, before, 'the id stays')
      }
      // What the browser holds is enough for a process that knows nothing else.
      if (place.storeName !== 'memory') await app.restart()
      app.wire.forget()
      const later = await visitor.home()
      assert.ok(later.text.includes(token.jti))
      assert.deepEqual(app.wire.refreshes(), [])
    })

    test('twenty renders at expiry share one refresh of each token', async () => {
      const { app, provider } = place
      const { visitor, tokens } = await stale()
      const answers = await Promise.all(Array.from({ length: 20 }, () => visitor.home()))
      for (const { status, text } of answers) {
        assert.equal(status, 200)
        assert.match(text, new RegExp(provider.user.name))
      }
      assert.deepEqual(app.wire.refreshes().sort(), tokens)
      assertChain()
      app.wire.forget()
      assert.match((await visitor.home()).text, new RegExp(provider.user.name))
      assert.deepEqual(app.wire.refreshes(), [])
    })

    test('twenty first looks at a token share one refresh, although no cookie can be set', async () => {
      const { app } = place
      const visitor = await place.signedIn()
      app.wire.forget()
      const { organization } = place.provider
      const path = organization ? `/organizations/${organization.id}` : '/stream'
      const answers = await Promise.all(Array.from({ length: 20 }, () => visitor.ask(path, { headers: { accept: 'text/html' } })))
      for (const { status } of answers) assert.equal(status, 200)
      const refreshes = app.wire.refreshes()
      assert.deepEqual(refreshes.sort(), once(refreshes))
      assertChain()
      app.wire.forget()
      await visitor.ask(path, { headers: { accept: 'text/html' } })
      assert.deepEqual(app.wire.refreshes(), [], 'and the next request remembers')
      if (place.storeName !== 'memory') await app.restart()
      await visitor.ask(path, { headers: { accept: 'text/html' } })
      assert.deepEqual(app.wire.refreshes(), [], 'from what the browser or the store holds')
    })

    test('two people at expiry each get their own', async () => {
      const { app, provider } = place
      const { visitor: mina } = await stale()
      const theo = await app.wire.withLifetime(1, () => place.signedIn(provider.other))
      const people = [
        { visitor: mina, own: provider.user.name, foreign: provider.other.name },
        { visitor: theo, own: provider.other.name, foreign: provider.user.name },
      ]
      const requests = Array.from({ length: 6 }, () => people).flat()
      const answers = await Promise.all(requests.map(async ({ visitor, own, foreign }) => ({ own, foreign, ...(await visitor.home()) })))
      for (const { status, text, own, foreign } of answers) {
        assert.equal(status, 200)
        assert.match(text, new RegExp(own))
        assert.doesNotMatch(text, new RegExp(foreign))
      }
    })

    test('a prefetch refreshes nothing ahead, sets no cookie and begins no sign-in', async () => {
      const { app, provider } = place
      const { visitor } = await stale()
      const signs = [{ 'sec-purpose': 'prefetch' }, { purpose: 'prefetch' }, { 'next-router-prefetch': '1' }]
      for (const headers of signs) {
        assert.equal((await visitor.ask('/api/me', { headers })).status, 200)
        assert.deepEqual(app.wire.refreshes(), [])
      }
      for (const headers of [{ 'sec-purpose': 'prefetch' }, { purpose: 'prefetch' }]) {
        const page = await visitor.ask('/', { headers: { accept: 'text/html', ...headers } })
        assert.equal(page.status, 200)
        assert.deepEqual(page.headers.getSetCookie(), [])
      }
      assert.match((await visitor.home()).text, new RegExp(provider.user.name))
      assertChain()
      const begun = await visitor.ask('/auth/sign-in', { headers: { 'sec-purpose': 'prefetch' } })
      assert.deepEqual([begun.status, begun.headers.getSetCookie()], [204, []])
    })

    test('a grant that was revoked ends the session', async () => {
      const { app, provider } = place
      const { visitor } = await stale()
      const copy = visitor.session
      const refreshToken = await currentRefreshToken(visitor)
      await app.revoke(refreshToken)
      const page = await visitor.home()
      assert.equal(page.status, 200)
      assert.doesNotMatch(page.text, new RegExp(provider.user.name))
      assert.equal((await visitor.ask('/api/me')).status, 401)
      assert.equal((await askWith(`${app.url}/api/me`, copy)).status, 401, 'nor for a copy of the cookie')
      assert.match((await visitor.signIn(provider.user)).text, new RegExp(provider.user.name), 'a new sign-in helps')
    })

    /** Makes every token old again and gives the newest refresh token. @param {import('../support/visitor.js').Visitor} visitor */
    const currentRefreshToken = async (visitor) => {
      const { wire } = place.app
      await wire.withLifetime(1, () => visitor.home())
      return wire.refreshToken()
    }

    test('the provider is down: signed in all the same, and later everything is fetched', async () => {
      const { app, provider } = place
      const { visitor } = await stale()
      await seconds(1.1) // a token that still lives would be used
      try {
        for (const trouble of /** @type {const} */ (['cut', 503])) {
          app.wire.break(trouble)
          const page = await visitor.home()
          assert.equal(page.status, 200)
          assert.match(page.text, new RegExp(provider.user.name))
          assert.match(page.text, /provider_unavailable/, 'the page says what is missing')
          assert.equal((await visitor.ask('/api/me')).status, 200)
          assert.equal((await visitor.ask('/api/my-orders')).status, 503)
        }
      } finally {
        app.wire.mend()
      }
      app.wire.forget()
      await seconds(2.1) // the package does not ask a provider that has just failed
      const page = await visitor.home()
      assert.doesNotMatch(page.text, /provider_unavailable/)
      assert.notEqual(app.wire.refreshes().length, 0)
    })

    const forgets = place.storeName === 'memory'
    test('a restart and a new cookie secret', { skip: forgets && 'a restart forgets everybody' }, async () => {
      const { app, provider } = place
      const old = app.settings.GENKAN_COOKIE_SECRET
      const visitor = await place.signedIn()
      // The first page fetched tokens after its headers had gone; with this one the browser has them.
      await visitor.home()
      const fresh = randomBytes(32).toString('hex')
      await app.restart({ GENKAN_COOKIE_SECRET: `${fresh},${old}` })
      assert.match((await visitor.home()).text, new RegExp(provider.user.name))
      const later = await place.signedIn()
      await later.home()
      await app.restart({ GENKAN_COOKIE_SECRET: fresh })
      assert.match((await later.home()).text, new RegExp(provider.user.name))
      await app.restart({ GENKAN_COOKIE_SECRET: randomBytes(32).toString('hex') })
      const { status, text } = await later.home()
      assert.equal(status, 200)
      assert.doesNotMatch(text, new RegExp(provider.user.name))
    })

    test('Redis is down: nobody is signed out', { skip: place.storeName !== 'redis' && 'there is none' }, async () => {
      const { app, provider } = place
      const redis = /** @type {NonNullable<typeof place.redis>} */ (place.redis)
      const visitor = await place.signedIn()
      const cookie = visitor.session
      await redis.stop()
      try {
        const page = await askWith(app.url, cookie, { accept: 'text/html' })
        assert.match(page.text, /store_unavailable/)
        assert.equal(page.headers.get('set-cookie'), null, 'the cookie is left alone')
        assert.equal((await askWith(`${app.url}/api/me`, cookie)).status, 503)
        const written = await redis.written()
        assert.ok(written.includes('genkan:session:'))
        const { access_token: token, refresh_token: refreshToken } = app.wire.newest()
        for (const secret of [token, refreshToken, 'mina@example.com', cookie.split('=')[1]]) {
          assert.ok(!written.includes(secret), 'what is stored is sealed')
        }
      } finally {
        await redis.start()
      }
      // Pages, routes and the proxy each have a client of their own, which connects anew in its own time.
      const deadline = Date.now() + 10_000
      const goesOn = async () =>
        (await visitor.ask('/api/me')).status === 200 && (await visitor.home()).text.includes(provider.user.name)
      while (!(await goesOn())) {
        assert.ok(Date.now() < deadline, app.log())
        await seconds(0.1)
      }
    })
  },
  { startApp: nextSampleApp },
)
