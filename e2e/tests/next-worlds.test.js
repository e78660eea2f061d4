// One origin, one secret, two worlds: the Next.js example and the axum example open each other's sessions.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { launch, person } from '../support/browser.js'
import { front } from '../support/front.js'
import { genkanProvider } from '../support/genkan-provider.js'
import { api, arrive, enter } from '../support/matrix.js'
import { nextAppUrl, startNextApp } from '../support/next-app.js'
import { buildExample } from '../support/next-sample-app.js'
import { clickThrough } from '../support/pages.js'
import { freePort } from '../support/ports.js'
import { run } from '../support/sample-app.js'
import { Visitor } from '../support/visitor.js'

/** What the axum app answers; the rest is Next.js. */
const AXUM = /^\/(sign-in|callback|sign-out|stream|style\.css|api\/me)(\?|$)/

/** @type {Awaited<ReturnType<typeof genkanProvider>>} */
let provider
/** @type {import('playwright-core').Browser} */
let browser
let url = ''
let id = ''
/** @type {(() => Promise<void>)[]} */
const stops = []

before(async () => {
  provider = await genkanProvider(api)
  browser = await launch()
  const folder = await buildExample()
  const [nextUrl, axumPort] = [await nextAppUrl(), await freePort()]
  url = `http://localhost:${await freePort()}`
  const application = await provider.register([url], ['/auth', ''])
  id = application.id
  const settings = {
    ...provider.settings,
    GENKAN_APP_ID: id,
    GENKAN_APP_SECRET: application.secret,
    GENKAN_BASE_URL: url,
    GENKAN_COOKIE_SECRET: randomBytes(32).toString('hex'),
    GENKAN_RESOURCES: api.resource,
  }
  const next = await startNextApp({ folder, url: nextUrl, settings: { ...settings, API_URL: `${nextUrl}/api/orders` } })
  stops.push(next.stop)
  const axum = await run(settings, ['--port', String(axumPort)])
  stops.push(axum.stop)
  stops.push(await front(url, (path) => (AXUM.test(path) ? `http://localhost:${axumPort}` : nextUrl)))
})
after(async () => {
  for (const stop of stops.reverse()) await stop()
  await browser?.close()
  await provider?.stop()
})

/** The ways to sign in, and where each app says who is there. */
const worlds = [
  { name: 'Next.js', auth: '/auth', other: 'axum', elsewhere: '/api/me' },
  { name: 'axum', auth: '', other: 'Next.js', elsewhere: '/' },
]

for (const { name, auth, other, elsewhere } of worlds) {
  test(`who signs in through ${name} is known to ${other}`, async () => {
    const context = await person(browser)
    const page = await context.newPage()
    await page.goto(`${url}${auth}/sign-in`)
    await enter(page, provider, provider.user)
    await arrive(page, `${url}/`)
    await page.goto(url + elsewhere)
    assert.match(await page.locator('body').innerText(), new RegExp(provider.user.name))
    // Tokens that one fetched serve the other: the streamed pages of both show the orders.
    await page.goto(`${url}/stream`)
    await page.goto(url)
    assert.match(await page.locator('main').innerText(), /Linen slippers/)
    const cookies = (await context.cookies(url)).filter(({ name }) => name.startsWith(`genkan.${id}`))
    assert.notEqual(cookies.length, 0)
    await context.close()
  })
}

test('who signs out of one is signed out of both', async () => {
  const app = { url, auth: '/auth', cookie: `genkan.${id}` }
  for (const auth of ['/auth', '']) {
    const visitor = new Visitor({ ...app, auth })
    await visitor.signIn(provider.user)
    assert.equal((await visitor.ask('/api/me')).status, 200)
    assert.equal((await visitor.signOut()).status, 303)
    assert.equal((await visitor.ask('/api/me')).status, 401)
    assert.doesNotMatch((await visitor.home()).text, new RegExp(provider.user.name))
  }
})

test('a sign-in that begins in one cannot end in the other by chance', async () => {
  const context = await person(browser)
  const page = await context.newPage()
  await page.goto(`${url}/stream`) // axum's; it asks for a sign-in and comes back
  await enter(page, provider, provider.user)
  await arrive(page, `${url}/stream`)
  await page.goto(url)
  await clickThrough(page, page.locator('header form button'))
  await arrive(page, `${url}/`)
  assert.ok(await page.locator('main a[href^="/auth/sign-in"]').isVisible())
  await context.close()
})
