// The example of @genkan/next, with every provider and every store of sessions.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seriousViolations } from '../support/accessibility.js'
import { languages } from '../support/browser.js'
import { claims } from '../support/jwt.js'
import { api, arrive, confirmSignOut, enter, matrix } from '../support/matrix.js'
import { nextSampleApp } from '../support/next-sample-app.js'
import { clickThrough, fitsTheWidth, passwordField } from '../support/pages.js'
import { Visitor, askWith } from '../support/visitor.js'

const html = { headers: { accept: 'text/html' } }

matrix(
  (place) => {
    test('sign in, see every token, sign out', async () => {
      const { app, provider } = place
      const page = await (await place.browser()).newPage()
      await page.goto(app.url)
      await clickThrough(page, page.locator('main a[href^="/auth/sign-in"]'))
      await enter(page, provider, provider.user)
      await arrive(page, `${app.url}/`)

      const shown = await page.locator('main').innerText()
      const id = claims(app.wire.newest({ grant_type: 'authorization_code' }).id_token)
      for (const text of [provider.user.name, id.sub, id.iss, app.id, 'mina@example.com', 'Linen slippers']) {
        assert.ok(shown.includes(text), text)
      }
      const token = claims(app.wire.newest({ resource: api.resource }).access_token)
      assert.deepEqual([token.aud, token.sub, token.scope], [api.resource, id.sub, api.scope])
      assert.ok(shown.includes(token.jti), 'the access token')

      if (provider.organization) {
        const { id, name, scope } = provider.organization
        await clickThrough(page, page.getByRole('link', { name }))
        const organization = claims(app.wire.newest({ organization_id: id, resource: undefined }).access_token)
        assert.deepEqual([organization.aud, organization.scope], [`urn:logto:organization:${id}`, scope])
        const within = claims(app.wire.newest({ organization_id: id, resource: api.resource }).access_token)
        assert.deepEqual([within.aud, within.organization_id], [api.resource, id])
        const text = await page.locator('main').innerText()
        for (const known of [organization.jti, within.jti, 'Guest slippers']) assert.ok(text.includes(known), known)
        assert.equal((await page.goto(`${app.url}/organizations/stranger`))?.status(), 404)
      }
      await page.goto(`${app.url}/stream`)
      await page.locator('section[aria-labelledby="second"]').waitFor()
      assert.match(await page.locator('main').innerText(), /Linen slippers/)
      for (const { name, value } of await page.context().cookies(app.url)) {
        assert.ok(name.length + value.length <= 4_096, `${name}: ${value.length} bytes`)
      }

      await page.goto(app.url)
      await clickThrough(page, page.locator('header form button'))
      await confirmSignOut(page, provider)
      await arrive(page, `${app.url}/`)
      assert.ok(await page.locator('main a[href^="/auth/sign-in"]').isVisible())
      const cookies = await page.context().cookies(app.url)
      assert.ok(!cookies.some(({ name }) => name.startsWith(app.cookie)), 'the cookie is gone')
      await clickThrough(page, page.locator('main a[href^="/auth/sign-in"]'))
      assert.ok(await passwordField(page).isVisible(), "the provider's own session is over too")
    })

    const looks = place.providerName === 'genkan' && place.storeName === 'cookie'
    test('every page can be read and used by everybody', { skip: !looks && 'the pages are the same' }, async () => {
      const { app, provider } = place
      for (const [index, language] of languages.entries()) {
        const of = { language, width: [1440, 320, 320][index], colorScheme: /** @type {const} */ (index === 1 ? 'dark' : 'light') }
        const page = await (await place.browser(of)).newPage()
        /** @param {string} path */
        const look = async (path) => {
          await page.goto(app.url + path)
          assert.equal(await page.locator('html').getAttribute('lang'), language)
          assert.ok(await fitsTheWidth(page), `${path} needs no scrolling to the side`)
          assert.deepEqual(await seriousViolations(page), [], path)
        }
        for (const path of ['/', '/problem?code=state_mismatch', '/nowhere']) await look(path)
        await page.goto(`${app.url}/auth/sign-in`)
        await enter(page, provider, provider.user)
        await arrive(page, `${app.url}/`)
        for (const path of ['/', `/organizations/${provider.organization?.id}`, '/stream']) await look(path)
      }
    })

    test('a callback that is loaded again lands at home, and explains itself to others', async () => {
      const { app, provider } = place
      const page = await (await place.browser()).newPage()
      let callback = ''
      page.on('request', (request) => void (request.url().startsWith(`${app.url}/auth/callback`) && (callback = request.url())))
      await page.goto(`${app.url}/stream`)
      await enter(page, provider, provider.user)
      await arrive(page, `${app.url}/stream`)
      await page.goto(callback)
      await arrive(page, `${app.url}/`)
      assert.match(await page.locator('h1').innerText(), new RegExp(provider.user.name))

      const stranger = await (await place.browser()).newPage()
      await stranger.goto(callback)
      await arrive(stranger, `${app.url}/problem?code=state_mismatch`)
      assert.match(await stranger.locator('main').innerText(), /not started in this browser/)
      await clickThrough(stranger, stranger.locator('main a.primary'))
      assert.ok(stranger.url().startsWith(provider.issuer.replace(/\/oidc$/, '')), 'and a new start is one click away')
    })

    test('a planted cookie is not what a sign-in uses', async () => {
      const { app, provider } = place
      const planted = (await place.signedIn()).session
      const victim = new Visitor(app)
      victim.plant(planted)
      assert.match((await victim.home()).text, new RegExp(provider.user.name), 'it is a real one')
      const { text } = await victim.signIn(provider.other)
      assert.match(text, new RegExp(provider.other.name))
      assert.doesNotMatch(text, new RegExp(provider.user.name))
      assert.notEqual(victim.session, planted)
      assert.doesNotMatch((await askWith(`${app.url}/api/me`, planted)).text, new RegExp(provider.other.name))
    })

    test('programs: claims, orders by a token that stays on the server, and an API that takes only its own', async () => {
      const { app, provider } = place
      const visitor = await place.signedIn()
      const me = await visitor.ask('/api/me')
      const { sub, name } = claims(app.wire.newest({ grant_type: 'authorization_code' }).id_token)
      assert.deepEqual([JSON.parse(me.text).sub, JSON.parse(me.text).name], [sub, name])
      assert.match(me.headers.get('cache-control') ?? '', /no-store/)
      assert.match((await visitor.home()).headers.get('cache-control') ?? '', /no-store/)
      const orders = await visitor.ask('/api/my-orders')
      assert.equal(orders.status, 200)
      assert.equal(JSON.parse(orders.text).orders.length, 3)
      const granted = app.wire.newest({ resource: api.resource })
      assert.ok(!orders.text.includes(granted.access_token))
      if (provider.organization) {
        const { text } = await visitor.ask(`/api/my-orders?organization=${provider.organization.id}`)
        assert.equal(JSON.parse(text).orders.length, 2)
      }
      assert.equal((await askWith(`${app.url}/api/my-orders`, '')).status, 401)

      const call = (/** @type {Record<string, string>} */ headers) => fetch(`${app.url}/api/orders`, { headers })
      assert.equal((await call({ authorization: `Bearer ${granted.access_token}` })).status, 200)
      const none = await call({ cookie: visitor.session })
      assert.equal(none.status, 401, 'a session is no token')
      assert.doesNotMatch(none.headers.get('www-authenticate') ?? '', /error=/)
      const opaque = app.wire.newest({ grant_type: 'authorization_code' })
      const [header, payload] = granted.access_token.split('.')
      for (const token of ['garbage', opaque.access_token, opaque.id_token, `${header}.${payload}.`]) {
        const refused = await call({ authorization: `Bearer ${token}` })
        assert.equal(refused.status, 401)
        assert.match(refused.headers.get('www-authenticate') ?? '', /error="invalid_token"/)
      }
    })

    test('another site cannot sign anybody out, nor lead anybody away', async () => {
      const { app, provider } = place
      const visitor = await place.signedIn()
      const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
      assert.equal((await visitor.ask('/auth/sign-out', { method: 'POST', headers })).status, 200, 'it asks')
      assert.equal((await visitor.ask('/api/me')).status, 200)
      const page = await (await place.browser()).newPage()
      await page.goto(`${app.url}/auth/sign-in?returnTo=${encodeURIComponent('//evil.example/')}`)
      await enter(page, provider, provider.user)
      await arrive(page, `${app.url}/`)
    })

    test('signing out ends the session everywhere, also for requests in flight', async () => {
      const { app } = place
      const visitor = await app.wire.withLifetime(1, () => place.signedIn())
      const copy = visitor.session
      const flights = Array.from({ length: 10 }, () => askWith(app.url, copy, { accept: 'text/html' }))
      const [out, ...answers] = await Promise.all([visitor.signOut(), ...flights])
      assert.equal(out.status, 303)
      for (const { status } of answers) assert.equal(status, 200)
      const revocation = app.wire.exchanges.findLast(({ form }) => form.token)
      assert.equal(revocation?.form.token, app.wire.refreshToken())
      assert.equal((await visitor.ask('/api/me')).status, 401)
      assert.equal((await askWith(`${app.url}/api/me`, copy)).status, 401)
    })

    test('signing out at the provider ends sessions that are in a store', async () => {
      const { app, provider } = place
      const visitor = await place.signedIn()
      const stays = await place.signedIn()
      const { end_session_endpoint } = await (await fetch(`${provider.issuer}/.well-known/openid-configuration`)).json()
      const query = new URLSearchParams({ client_id: app.id, post_logout_redirect_uri: `${app.url}/` })
      await visitor.signOutAt(`${end_session_endpoint}?${query}`, provider.user)
      if (place.storeName === 'cookie') {
        assert.equal((await visitor.ask('/api/me')).status, 200, 'a sealed cookie cannot be called back')
      } else {
        const deadline = Date.now() + 5_000
        while ((await visitor.ask('/api/me')).status !== 401) assert.ok(Date.now() < deadline, app.log())
      }
      assert.equal((await stays.ask('/api/me')).status, 200)
      const forged = { method: 'POST', body: new URLSearchParams({ logout_token: 'x.y.z' }) }
      assert.equal((await fetch(`${app.url}/auth/backchannel-logout`, forged)).status, 400)
    })

    test('cookies that are not what the app gave are nobody, and are removed', async () => {
      const { app, provider } = place
      const visitor = await place.signedIn()
      const value = visitor.session.replace(/(^|; )[^=]+=/g, '').replace(/^\d~/, '')
      const middle = Math.floor(value.length / 2)
      const begun = await fetch(`${app.url}/auth/sign-in`, { redirect: 'manual' })
      const transaction = (begun.headers.getSetCookie()[0] ?? '').split(';')[0].split('=').slice(1).join('=')
      assert.ok(transaction.length > 100)
      for (const wrong of [
        value.slice(0, middle) + (value[middle] === 'A' ? 'B' : 'A') + value.slice(middle + 1),
        value.slice(0, middle),
        `${value}AAAA`,
        transaction,
        'eyJhbGciOiJub25lIn0.eyJzdWIiOiJtaW5hIn0.',
        'A'.repeat(9_000),
      ]) {
        const cookie = `${app.cookie}=${wrong}`
        const page = await askWith(app.url, cookie, { accept: 'text/html' })
        assert.equal(page.status, 200)
        assert.doesNotMatch(page.text, new RegExp(provider.user.name))
        assert.match(page.headers.get('set-cookie') ?? '', new RegExp(`${app.cookie}=; .*Max-Age=0`, 'i'))
        assert.equal((await askWith(`${app.url}/api/me`, cookie)).status, 401)
      }
      assert.equal((await visitor.ask('/api/me')).status, 200, 'the real one is as good as before')
      assert.match((await visitor.ask('/', html)).text, new RegExp(provider.user.name))
    })
  },
  { startApp: nextSampleApp, concurrency: 2 },
)
