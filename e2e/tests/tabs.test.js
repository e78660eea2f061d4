// Two tabs of one browser, each signing in to an application of its own, or both to one.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch, person } from '../support/browser.js'
import { start } from '../support/genkan.js'
import { beginSignIn, submitCredentials } from '../support/pages.js'
import { relyingParty } from '../support/relying-party.js'

/** @type {Awaited<ReturnType<typeof start>>} */
let genkan
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Awaited<ReturnType<typeof relyingParty>>} */
let other

before(async () => {
  genkan = await start()
  browser = await launch()
  other = await relyingParty({ endpoint: genkan.ready.endpoint })
  const redirect = ['--redirect-uri', other.redirectUri]
  other.use(await genkan.genkan('app', 'create', 'Other', '--type', 'traditional', ...redirect))
})
after(async () => {
  await browser?.close()
  await other?.stop()
  await genkan?.stop()
})

test('both tabs end in their own application', async () => {
  const { app, user } = genkan.ready
  const context = await person(browser)
  const [first, second] = [await context.newPage(), await context.newPage()]
  await beginSignIn(first, app.url)
  await second.goto(other.url)
  assert.notEqual(new URL(first.url()).search, new URL(second.url()).search, 'each page names its application')

  await submitCredentials(first, user)
  await first.waitForURL((url) => url.origin === new URL(app.url).origin)
  assert.match(await first.locator('main').innerText(), new RegExp(user.identifier))
  await submitCredentials(second, user)
  await second.waitForURL((url) => url.href.startsWith(other.redirectUri))
  assert.ok(JSON.parse(await second.locator('#outcome').innerText()).subject)
  await context.close()
})

test('two tabs of one application both end signed in, whichever comes first', async () => {
  const { app, user } = genkan.ready
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const context = await person(browser)
    const tabs = [await context.newPage(), await context.newPage()]
    for (const tab of tabs) await beginSignIn(tab, app.url)
    for (const index of order) {
      const tab = /** @type {import('playwright-core').Page} */ (tabs[index])
      await submitCredentials(tab, user)
      await tab.waitForURL((url) => url.origin === new URL(app.url).origin)
      assert.match(await tab.locator('main').innerText(), new RegExp(user.identifier))
    }
    await context.close()
  }
})

test('a browser that is signed in enters a second application without typing', async () => {
  const { app, user } = genkan.ready
  const context = await person(browser)
  const page = await context.newPage()
  await beginSignIn(page, app.url)
  await submitCredentials(page, user)
  await page.waitForURL((url) => url.origin === new URL(app.url).origin)
  await page.goto(other.url)
  await page.waitForURL((url) => url.href.startsWith(other.redirectUri))
  await context.close()
})

test('a sign-in page opened by itself says so', async () => {
  const context = await person(browser)
  const page = await context.newPage()
  await page.goto(`${genkan.ready.endpoint}/sign-in`)
  assert.match(page.url(), /\/unknown-session/)
  assert.notEqual((await page.locator('main').innerText()).trim(), '')
  await context.close()
})
