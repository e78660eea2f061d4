// @genkan/next on Next 15: the same app with `middleware.ts`, in the edge runtime and in that of Node.js.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { launch, person } from '../support/browser.js'
import { genkanProvider } from '../support/genkan-provider.js'
import { claims } from '../support/jwt.js'
import { api, arrive, enter } from '../support/matrix.js'
import { next15 } from '../support/next-15.js'
import { nextSampleApp } from '../support/next-sample-app.js'
import { clickThrough } from '../support/pages.js'
import { Visitor, askWith } from '../support/visitor.js'

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('../support/sample-app.js').App} App */

/** What the edge runtime shares with the renders is the cookie alone, so the memory store is one for Node.js. */
const places = /** @type {const} */ ([
  { runtime: 'edge', store: 'cookie' },
  { runtime: 'nodejs', store: 'cookie' },
  { runtime: 'nodejs', store: 'memory' },
])

const html = { accept: 'text/html' }

/** @type {Awaited<ReturnType<typeof genkanProvider>>} */
let provider
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Awaited<ReturnType<typeof next15>>} */
let apps
/** @type {Record<string, string>} */
const folders = {}

before(async () => {
  ;[provider, browser, apps] = await Promise.all([genkanProvider(api), launch(), next15()])
  for (const runtime of /** @type {const} */ (['edge', 'nodejs'])) folders[runtime] = await apps.build(runtime)
})
after(async () => {
  await browser?.close()
  await provider?.stop()
  await apps?.remove()
})

for (const { runtime, store } of places) {
  describe(`middleware in ${runtime}, sessions in ${store}`, () => {
    /** @type {App} */
    let app
    /** @type {import('playwright-core').BrowserContext[]} */
    const contexts = []

    before(async () => {
      app = await nextSampleApp({ provider, store, resource: api.resource, folder: folders[runtime] })
    })
    after(async () => {
      for (const context of contexts) await context.close()
      await app?.stop()
    })

    /** Somebody's browser, signed in, at the first page. */
    const signedIn = async (user = provider.user) => {
      const context = await person(browser)
      contexts.push(context)
      const page = await context.newPage()
      await page.goto(app.url)
      await clickThrough(page, page.locator('main a[href^="/auth/sign-in"]'))
      await enter(page, provider, user)
      await arrive(page, `${app.url}/`)
      return page
    }
    /** The cookies of the session, as the browser keeps them. @param {Page} page */
    const session = async (page) =>
      (await page.context().cookies(app.url))
        .filter(({ name }) => name.startsWith(app.cookie))
        .map(({ name, value }) => `${name}=${value}`)
        .sort()
        .join('; ')
    /** The newest access token for the API. */
    const token = () => claims(app.wire.newest({ resource: api.resource }).access_token)

    test('from sign-in to sign-out', async () => {
      const page = await signedIn()
      const main = page.locator('main')
      const id = claims(app.wire.newest({ grant_type: 'authorization_code' }).id_token)
      for (const text of [provider.user.name, id.sub, id.iss, 'mina@example.com', token().jti, 'Linen slippers']) {
        assert.ok((await main.innerText()).includes(text), text)
      }
      await page.goto(`${app.url}/organizations/${provider.organization.id}`)
      assert.match(await main.innerText(), /Guest slippers/)
      await page.goto(`${app.url}/stream`)
      await page.locator('section[aria-labelledby="second"]').waitFor()
      assert.match(await main.innerText(), /Linen slippers/)
      const orders = await page.context().request.get(`${app.url}/api/my-orders`)
      assert.deepEqual([orders.status(), (await orders.json()).orders.length], [200, 3])
      assert.match(orders.headers()['cache-control'], /no-store/)

      const kept = await session(page)
      await page.goto(app.url)
      await clickThrough(page, page.locator('header form button'))
      await arrive(page, `${app.url}/`)
      assert.ok(await main.locator('a[href^="/auth/sign-in"]').isVisible())
      assert.equal(await session(page), '', 'the cookie is gone')
      const revocation = app.wire.exchanges.findLast(({ form }) => form.token)
      assert.equal(revocation?.form.token, app.wire.refreshToken())
      if (runtime === 'nodejs') assert.equal((await askWith(`${app.url}/api/me`, kept)).status, 401, 'nor for a copy')
    })

    test('an expired token is refreshed once, ahead of the render, for render and browser', async () => {
      const page = await app.wire.withLifetime(1, signedIn)
      // The page fetched its tokens after its headers had gone: with the answer of a route the browser knows of them.
      const orders = await app.wire.withLifetime(1, () => page.context().request.get(`${app.url}/api/my-orders`))
      assert.equal(orders.status(), 200)
      const [before, old] = [await session(page), token().jti]
      app.wire.forget()
      await page.goto(app.url)
      const refreshes = app.wire.refreshes()
      assert.deepEqual([...refreshes].sort(), [...new Set(refreshes)].sort(), 'each token once')
      assert.ok(refreshes.includes(`${api.resource}#`), `${refreshes}`)
      assert.notEqual(token().jti, old)
      assert.ok((await page.locator('main').innerText()).includes(token().jti), 'the render of this very request has it')
      if (store === 'cookie') assert.notEqual(await session(page), before, 'the browser has a new cookie')
      else assert.equal(await session(page), before, 'the id stays')

      app.wire.forget()
      if (store === 'cookie') await app.restart()
      await page.goto(app.url)
      assert.deepEqual(app.wire.refreshes(), [], 'what the browser has is enough')
      assert.match(await page.locator('h1').innerText(), new RegExp(provider.user.name))
    })

    test('people at one moment each get their own', async () => {
      const people = await Promise.all(
        [provider.user, provider.other].map(async ({ identifier, password, name }) => {
          const visitor = new Visitor(app)
          await app.wire.withLifetime(1, () => visitor.signIn({ identifier, password }))
          return { visitor, name }
        }),
      )
      const names = people.map(({ name }) => name)
      const looks = Array.from({ length: 6 }, () => people).flat()
      await Promise.all(
        looks.map(async ({ visitor, name }) => {
          const { status, text } = await visitor.home()
          assert.equal(status, 200)
          assert.deepEqual(names.filter((any) => text.includes(any)), [name])
        }),
      )
    })

    test('a prefetch refreshes nothing ahead and sets no cookie', async () => {
      const visitor = new Visitor(app)
      await app.wire.withLifetime(1, () => visitor.signIn(provider.user))
      await app.wire.withLifetime(1, () => visitor.ask('/api/my-orders'))
      app.wire.forget()
      for (const headers of [{ 'sec-purpose': 'prefetch' }, { purpose: 'prefetch' }, { 'next-router-prefetch': '1', rsc: '1' }]) {
        assert.equal((await visitor.ask('/api/me', { headers })).status, 200)
        assert.deepEqual(app.wire.refreshes(), [])
        const page = await visitor.ask('/', { headers: { ...html, ...headers } })
        assert.deepEqual([page.status, page.headers.getSetCookie()], [200, []])
        app.wire.forget()
      }
    })

    test('a cookie that was tampered with is nobody, and is removed', async () => {
      const page = await signedIn()
      const value = await session(page)
      const middle = value.lastIndexOf('=') + Math.floor((value.length - value.lastIndexOf('=')) / 2)
      for (const wrong of [
        value.slice(0, middle) + (value[middle] === 'A' ? 'B' : 'A') + value.slice(middle + 1),
        value.slice(0, middle),
        `${app.cookie}=${'A'.repeat(43)}`,
        `${app.cookie}=eyJhbGciOiJub25lIn0.eyJzdWIiOiJtaW5hIn0.`,
      ]) {
        const answer = await askWith(app.url, wrong, html)
        assert.equal(answer.status, 200)
        assert.doesNotMatch(answer.text, new RegExp(provider.user.name))
        assert.match(answer.headers.get('set-cookie') ?? '', new RegExp(`${app.cookie}[^=]*=; .*Max-Age=0`, 'i'))
        assert.equal((await askWith(`${app.url}/api/me`, wrong)).status, 401)
      }
      await page.reload()
      assert.match(await page.locator('h1').innerText(), new RegExp(provider.user.name), 'the real one is as good as before')
    })

    test('headers that only Next may set change nothing', async () => {
      const page = await signedIn()
      const value = await session(page)
      const names = ['middleware', 'src/middleware', 'pages/_middleware'].map((name) => Array(5).fill(name).join(':'))
      const forged = [
        ...names.map((name) => ({ 'x-middleware-subrequest': name })),
        { 'x-middleware-override-headers': 'cookie', 'x-middleware-request-cookie': value },
        { 'x-middleware-set-cookie': value },
        { 'x-genkan-session': value, 'x-genkan-user': 'mina' },
      ]
      for (const headers of forged) {
        const stranger = await askWith(app.url, '', { ...html, ...headers })
        assert.equal(stranger.status, 200)
        assert.doesNotMatch(stranger.text, new RegExp(provider.user.name), JSON.stringify(Object.keys(headers)))
        assert.equal((await askWith(`${app.url}/api/me`, '', headers)).status, 401)
        const own = await askWith(app.url, value, { ...html, ...headers })
        assert.match(own.text, new RegExp(provider.user.name))
        assert.match(own.headers.get('cache-control') ?? '', /no-store/, 'the middleware was not left out')
      }
    })
  })
}

test('a store that the edge runtime does not see: nobody is signed out by it', async () => {
  const app = await nextSampleApp({ provider, store: 'memory', resource: api.resource, folder: folders.edge })
  try {
    const visitor = new Visitor(app)
    await app.wire.withLifetime(1, () => visitor.signIn(provider.user))
    for (let times = 0; times < 2; times += 1) {
      const page = await visitor.home()
      assert.match(page.text, new RegExp(provider.user.name))
      assert.deepEqual(page.headers.getSetCookie(), [])
      assert.equal((await visitor.ask('/api/me')).status, 200)
    }
    assert.equal((await visitor.signOut()).status, 303)
    assert.equal((await visitor.ask('/api/me')).status, 401)
  } finally {
    await app.stop()
  }
})
