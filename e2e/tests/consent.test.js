// A third-party application asks; the person allows or denies.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch, languages, person } from '../support/browser.js'
import { start } from '../support/genkan.js'
import { clickThrough, submitCredentials } from '../support/pages.js'
import { relyingParty } from '../support/relying-party.js'

/** @type {Awaited<ReturnType<typeof start>>} */
let genkan
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Awaited<ReturnType<typeof relyingParty>>} */
let partner

before(async () => {
  genkan = await start()
  browser = await launch()
  partner = await relyingParty({ endpoint: genkan.ready.endpoint })
  const options = ['--redirect-uri', partner.redirectUri, '--third-party', '--scope', 'profile', '--scope', 'email']
  partner.use(await genkan.genkan('app', 'create', 'Partner', '--type', 'traditional', ...options))
})
after(async () => {
  await browser?.close()
  await partner?.stop()
  await genkan?.stop()
})

/** @param {import('playwright-core').Page} page @returns {Promise<any>} */
const outcome = async (page) => JSON.parse(await page.locator('#outcome').innerText())

for (const language of languages) {
  for (const javaScript of [true, false]) {
    const how = `${language}, ${javaScript ? 'with' : 'without'} JavaScript`

    test(`deny, then allow, then not asked again (${how})`, async () => {
      const context = await person(browser, { language, javaScript })
      const page = await context.newPage()
      await page.goto(partner.url)
      await submitCredentials(page, genkan.ready.user)
      await page.waitForURL(/\/consent/)
      assert.equal(await page.locator('html').getAttribute('lang'), language)
      assert.match(await page.locator('main').innerText(), /Partner/)

      await clickThrough(page, page.locator('button[value="deny"]'))
      await page.waitForURL((url) => url.href.startsWith(partner.redirectUri))
      assert.equal((await outcome(page)).error, 'access_denied')

      await page.goto(partner.url)
      await page.waitForURL(/\/consent/)
      await clickThrough(page, page.locator('button[value="allow"]'))
      await page.waitForURL((url) => url.href.startsWith(partner.redirectUri))
      const allowed = await outcome(page)
      assert.equal(allowed.granted, 'openid profile email')
      assert.ok(allowed.subject)

      await page.goto(partner.url)
      await page.waitForURL((url) => url.href.startsWith(partner.redirectUri))
      assert.equal((await outcome(page)).subject, allowed.subject)
      await context.close()
    })
  }
}
