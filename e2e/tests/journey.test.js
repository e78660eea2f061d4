// The main road, in every language, with and without JavaScript.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch, languages, person } from '../support/browser.js'
import { start } from '../support/genkan.js'
import {
  beginRegistration,
  beginSignIn,
  clickThrough,
  errorSummary,
  identifierField,
  passwordField,
  primaryButton,
  submitCredentials,
} from '../support/pages.js'

/** @type {Awaited<ReturnType<typeof start>>} */
let genkan
/** @type {import('playwright-core').Browser} */
let browser

before(async () => {
  genkan = await start()
  browser = await launch()
})
after(async () => {
  await browser?.close()
  await genkan?.stop()
})

let newcomers = 0

for (const language of languages) {
  for (const javaScript of [true, false]) {
    const how = `${language}, ${javaScript ? 'with' : 'without'} JavaScript`

    test(`register, see claims, sign out, sign in again (${how})`, async () => {
      const { app } = genkan.ready
      const user = { identifier: `newcomer_${(newcomers += 1)}`, password: `a Password for ${language} ${newcomers}!` }
      const context = await person(browser, { language, javaScript })
      const page = await context.newPage()

      await beginSignIn(page, app.url)
      assert.equal(await page.locator('html').getAttribute('lang'), language)
      await beginRegistration(page)
      await submitCredentials(page, user)
      await page.waitForURL((url) => url.origin === new URL(app.url).origin)
      assert.match(await page.locator('main').innerText(), new RegExp(user.identifier))
      const claims = await page.locator('main').innerText()
      for (const claim of ['sub', 'iss', 'aud', 'exp']) assert.match(claims, new RegExp(`\\b${claim}\\b`))

      await clickThrough(page, page.locator('form[action*="/sign-out"] button, a[href*="/sign-out"]').first())
      // The server's page submits itself; without JavaScript the person presses its button.
      if (!javaScript) await clickThrough(page, primaryButton(page))
      await page.waitForURL((url) => url.href === new URL('/', app.url).href)
      assert.doesNotMatch(await page.locator('main').innerText(), new RegExp(user.identifier))

      // The server's session is over too: the password is asked for again.
      await beginSignIn(page, app.url)
      await submitCredentials(page, user)
      await page.waitForURL((url) => url.origin === new URL(app.url).origin)
      assert.match(await page.locator('main').innerText(), new RegExp(user.identifier))
      await context.close()
    })

    test(`a wrong password is refused in words, and the right one still works (${how})`, async () => {
      const { app, user } = genkan.ready
      const context = await person(browser, { language, javaScript })
      const page = await context.newPage()
      await beginSignIn(page, app.url)
      await submitCredentials(page, { ...user, password: 'not the password' })
      const summary = errorSummary(page)
      assert.notEqual((await summary.innerText()).trim(), '')
      assert.equal(await passwordField(page).inputValue(), '', 'a refused password is not sent back')
      const refusal = await summary.innerText()

      // Somebody who does not exist is refused in the same words.
      await submitCredentials(page, { identifier: 'nobody_at_all', password: 'not the password' })
      assert.equal(await summary.innerText(), refusal)

      await submitCredentials(page, user)
      await page.waitForURL((url) => url.origin === new URL(app.url).origin)
      await context.close()
    })
  }
}

test('a short password and a taken name are refused at registration', async () => {
  const { app, user } = genkan.ready
  const context = await person(browser)
  const page = await context.newPage()
  await beginSignIn(page, app.url)
  await beginRegistration(page)
  await submitCredentials(page, { identifier: 'somebody_new', password: 'short' })
  assert.match(page.url(), /\/register/)
  assert.notEqual((await errorSummary(page).innerText()).trim(), '')
  await submitCredentials(page, { identifier: user.identifier, password: 'a Password that is long 1!' })
  assert.match(page.url(), /\/register/)
  await context.close()
})

test('the back button after signing in does not lose the person', async () => {
  const { app, user } = genkan.ready
  const context = await person(browser)
  const page = await context.newPage()
  await beginSignIn(page, app.url)
  await submitCredentials(page, user)
  await page.waitForURL((url) => url.origin === new URL(app.url).origin)
  await page.goBack()
  await page.waitForLoadState()
  const status = await page.evaluate(() => document.body.innerText.trim().length)
  assert.ok(status > 0, 'some page that says something')
  await page.goto(app.url)
  assert.match(await page.locator('main').innerText(), new RegExp(user.identifier))
  await context.close()
})

test('reloading a page with an error keeps the person where they are', async () => {
  const { app, user } = genkan.ready
  const context = await person(browser)
  const page = await context.newPage()
  await beginSignIn(page, app.url)
  await submitCredentials(page, { ...user, password: 'not the password' })
  await page.goto(page.url())
  assert.equal(await identifierField(page).count(), 1)
  assert.equal(await primaryButton(page).isEnabled(), true)
  await context.close()
})
