// Every page at three widths, light and dark, in three languages: it fits, axe finds nothing serious, and the
// pictures are in e2e/screenshots for somebody to look at.

import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { seriousViolations } from '../support/accessibility.js'
import { launch, languages, person } from '../support/browser.js'
import { start } from '../support/genkan.js'
import { beginRegistration, beginSignIn, fitsTheWidth, submitCredentials } from '../support/pages.js'
import { relyingParty } from '../support/relying-party.js'

const folder = new URL('../screenshots/', import.meta.url).pathname
const widths = [320, 768, 1440]
const schemes = /** @type {const} */ (['light', 'dark'])

/** @type {Awaited<ReturnType<typeof start>>} */
let genkan
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Awaited<ReturnType<typeof relyingParty>>} */
let partner

before(async () => {
  await mkdir(folder, { recursive: true })
  genkan = await start()
  browser = await launch()
  partner = await relyingParty({ endpoint: genkan.ready.endpoint, scope: 'openid profile email phone' })
  const name = 'The Extraordinarily Long-Named Partner Application of Kyōto and Busan'
  const options = ['--redirect-uri', partner.redirectUri, '--third-party', '--scope', 'profile', '--scope', 'email', '--scope', 'phone']
  partner.use(await genkan.genkan('app', 'create', name, '--type', 'traditional', ...options))
})
after(async () => {
  await browser?.close()
  await partner?.stop()
  await genkan?.stop()
})

/**
 * How to come to each page from nothing; the context is fresh.
 * @type {Record<string, (page: import('playwright-core').Page) => Promise<unknown>>}
 */
const pages = {
  'app-signed-out': (page) => page.goto(genkan.ready.app.url),
  'sign-in': (page) => beginSignIn(page, genkan.ready.app.url),
  async 'sign-in-error'(page) {
    await beginSignIn(page, genkan.ready.app.url)
    await submitCredentials(page, { identifier: 'a.rather.long.name.that.somebody.really.has@example.com', password: 'wrong' })
  },
  async register(page) {
    await beginSignIn(page, genkan.ready.app.url)
    await beginRegistration(page)
  },
  async 'register-error'(page) {
    await pages.register(page)
    await submitCredentials(page, { identifier: 'new_here', password: 'short' })
  },
  async consent(page) {
    await page.goto(partner.url)
    await submitCredentials(page, genkan.ready.user)
    await page.waitForURL(/\/consent/)
  },
  async 'app-signed-in'(page) {
    await beginSignIn(page, genkan.ready.app.url)
    await submitCredentials(page, genkan.ready.user)
    await page.waitForURL((url) => url.origin === new URL(genkan.ready.app.url).origin)
  },
  async 'app-organization'(page) {
    await pages['app-signed-in'](page)
    await page.goto(`${genkan.ready.app.url}/organizations/${genkan.ready.organization.id}`)
    await page.locator('summary').first().click()
  },
  async 'app-stream'(page) {
    await pages['app-signed-in'](page)
    await page.goto(`${genkan.ready.app.url}/stream`)
  },
  'sign-out': (page) => page.goto(`${genkan.ready.endpoint}/oidc/session/end`),
  'signed-out': (page) => page.goto(`${genkan.ready.endpoint}/oidc/session/end/success`),
  'unknown-session': (page) => page.goto(`${genkan.ready.endpoint}/unknown-session`),
  'not-found': (page) => page.goto(`${genkan.ready.endpoint}/no-such-page`),
}

for (const [name, visit] of Object.entries(pages)) {
  for (const language of languages) {
    test(`${name} in ${language}: fits, nothing serious`, async () => {
      for (const colorScheme of schemes) {
        const context = await person(browser, { language, colorScheme })
        const page = await context.newPage()
        /** @type {string[]} */
        const complaints = []
        page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
        await visit(page)
        for (const width of widths) {
          await page.setViewportSize({ width, height: width < 500 ? 720 : 900 })
          await page.screenshot({ path: `${folder}${name}-${language}-${colorScheme}-${width}.png`, fullPage: true })
          assert.ok(await fitsTheWidth(page), `no horizontal scrolling at ${width} px`)
        }
        assert.deepEqual(await seriousViolations(page), [], `${colorScheme}`)
        const blocked = complaints.filter((text) => /Content Security Policy|Refused/.test(text))
        assert.deepEqual(blocked, [], 'the policy blocks nothing of ours')
        await context.close()
      }
    })
  }
}
