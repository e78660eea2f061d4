// The Rust SDK's example app in a browser: the same journey with every provider and every store of sessions.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claims } from '../support/jwt.js'
import { api, arrive, enter, leave, matrix } from '../support/matrix.js'
import { clickThrough, passwordField } from '../support/pages.js'

matrix(
  (place) => {
    test('sign in, see every token, sign out', async () => {
      const { app, provider } = place
      const page = await (await place.browser()).newPage()
      await page.goto(app.url)
      await clickThrough(page, page.locator('main a[href="/sign-in"]'))
      await enter(page, provider, provider.user)
      await arrive(page, `${app.url}/`)

      const shown = await page.locator('main').innerText()
      const id = claims(app.wire.newest({ grant_type: 'authorization_code' }).id_token)
      for (const text of [provider.user.name, id.sub, id.iss, app.id, 'mina@example.com']) assert.ok(shown.includes(text), text)
      const token = claims(app.wire.newest({ resource: api.resource }).access_token)
      assert.deepEqual([token.aud, token.sub, token.scope], [api.resource, id.sub, api.scope])
      for (const text of [token.jti, api.resource, api.scope]) assert.ok(shown.includes(text), text)

      if (provider.organization) {
        const { id, name, scope } = provider.organization
        await clickThrough(page, page.getByRole('link', { name }))
        const organization = claims(app.wire.newest({ organization_id: id, resource: undefined }).access_token)
        assert.deepEqual([organization.aud, organization.scope], [`urn:logto:organization:${id}`, scope])
        const within = claims(app.wire.newest({ organization_id: id, resource: api.resource }).access_token)
        assert.deepEqual([within.aud, within.organization_id], [api.resource, id])
        const text = await page.locator('main').innerText()
        for (const { jti } of [organization, within]) assert.ok(text.includes(jti), jti)
      }
      for (const { name, value } of await page.context().cookies(app.url)) {
        assert.ok(name.length + value.length <= 4_096, `${name}: ${value.length} bytes`)
      }
      await page.goto(`${app.url}/stream`)
      assert.ok((await page.locator('main').innerText()).includes(token.jti), 'the streamed page has the same token')

      await leave(page, place)
      assert.ok(await page.locator('main a[href="/sign-in"]').isVisible())
      assert.doesNotMatch(await page.locator('main').innerText(), new RegExp(provider.user.name))
      const cookies = await page.context().cookies(app.url)
      assert.ok(!cookies.some(({ name }) => name.startsWith(app.cookie)), 'the cookie is gone')

      // The provider's own session is over too.
      await clickThrough(page, page.locator('main a[href="/sign-in"]'))
      assert.ok(await passwordField(page).isVisible())
    })

    test('a callback that is loaded again, or gone back to, lands at home', async () => {
      const { app, provider } = place
      const page = await (await place.browser()).newPage()
      let callback = ''
      page.on('request', (request) => void (request.url().startsWith(`${app.url}/callback`) && (callback = request.url())))
      await page.goto(`${app.url}/sign-in`)
      await enter(page, provider, provider.user)
      await arrive(page, `${app.url}/`)
      app.wire.forget()

      await page.goto(callback)
      await arrive(page, `${app.url}/`)
      assert.match(await page.locator('main').innerText(), new RegExp(provider.user.name))
      await page.goBack()
      await page.goto(app.url)
      assert.match(await page.locator('main').innerText(), new RegExp(provider.user.name))
      assert.equal(app.wire.grants('authorization_code').length, 0, 'the code is redeemed once')

      // In another browser it is nobody's.
      const stranger = await (await place.browser()).newPage()
      const answer = await stranger.goto(callback)
      assert.equal(answer?.status(), 400)
      assert.notEqual((await stranger.locator('main').innerText()).trim(), '')
      await stranger.goto(app.url)
      assert.ok(await stranger.locator('main a[href="/sign-in"]').isVisible())
    })

    test('two tabs, two sign-ins: the one begun first ends last', async () => {
      const { app, provider } = place
      const context = await place.browser()
      const [first, second] = [await context.newPage(), await context.newPage()]
      await first.goto(`${app.url}/sign-in?returnTo=${encodeURIComponent('/api/me')}`)
      await second.goto(`${app.url}/sign-in`)
      await enter(second, provider, provider.user)
      await arrive(second, `${app.url}/`)

      await enter(first, provider, provider.user)
      await arrive(first, `${app.url}/api/me`)
      assert.match(await first.locator('body').innerText(), new RegExp(provider.user.name))
      await second.goto(app.url)
      assert.match(await second.locator('main').innerText(), new RegExp(provider.user.name))
    })

    test('somebody else signs in at the same browser: nothing of the first is left', async () => {
      const { app, provider } = place
      const context = await place.browser()
      const page = await context.newPage()
      await page.goto(`${app.url}/sign-in`)
      await enter(page, provider, provider.user)
      await arrive(page, `${app.url}/`)
      const session = async () => (await context.cookies(app.url)).find(({ name }) => name.startsWith(app.cookie))?.value
      const before = await session()
      await leave(page, place)
      app.wire.forget()
      await page.goto(`${app.url}/sign-in`)
      await enter(page, provider, provider.other)
      await arrive(page, `${app.url}/`)
      const shown = await page.locator('main').innerText()
      assert.match(shown, new RegExp(provider.other.name))
      assert.doesNotMatch(shown, new RegExp(provider.user.name))
      assert.notEqual(await session(), before)
      const { sub } = claims(app.wire.newest({ grant_type: 'authorization_code' }).id_token)
      assert.equal(claims(app.wire.newest({ resource: api.resource }).access_token).sub, sub)
    })

    test('a page for people who are signed in comes after the sign-in', async () => {
      const { app, provider } = place
      const page = await (await place.browser()).newPage()
      await page.goto(`${app.url}/api/me`)
      await enter(page, provider, provider.user)
      await arrive(page, `${app.url}/api/me`)
      assert.match(await page.locator('body').innerText(), new RegExp(provider.user.name))
      await page.goto(`${app.url}/sign-in?returnTo=${encodeURIComponent('//evil.example/')}`)
      await enter(page, provider, provider.user)
      await arrive(page, `${app.url}/`)
    })
  },
  { concurrency: 1 },
)
