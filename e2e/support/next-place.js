// A Next.js app of `examples/` at a server, and what people do with it, whichever SDK it signs in with.

import { person } from './browser.js'
import { registerApplication, registerPerson } from './management.js'
import { nextAppUrl, startNextApp } from './next-app.js'
import { clickThrough, identifierField, passwordField, primaryButton, submitCredentials } from './pages.js'

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{identifier: string, password: string}} User */
/** @typedef {Awaited<ReturnType<typeof nextPlace>>} Place */

/** A part of a page. @param {Page} page @param {string} id of its heading */
export const section = (page, id) => page.locator(`section[aria-labelledby="${id}"]`)
/** @param {Page} page */
export const signInButton = (page) => page.locator('main form button.primary')
/** @param {Page} page */
export const signOutButton = (page) => page.locator('header form button')

/**
 * The value of a claim in a table.
 * @param {import('playwright-core').Locator} where @param {string} name
 */
export const claim = (where, name) =>
  where.locator('tr', { has: where.page().locator(`th:text-is("${name}")`) }).locator('td').innerText()

/**
 * Registers the app and starts it.
 * @param {object} options
 * @param {import('./management.js').Ready} options.ready the server
 * @param {import('./management.js').Call} options.call
 * @param {import('playwright-core').Browser} options.browser
 * @param {string} options.folder the built app
 * @param {string} options.store its SESSION_STORE
 */
export async function nextPlace({ ready, call, browser, folder, store }) {
  const url = await nextAppUrl()
  const application = await registerApplication(call, {
    name: 'Next.js app',
    redirectUri: `${url}/callback`,
    home: `${url}/`,
  })
  const app = await startNextApp({
    folder,
    url,
    settings: {
      LOGTO_ENDPOINT: ready.endpoint,
      LOGTO_APP_ID: application.id,
      LOGTO_APP_SECRET: application.secret,
      API_RESOURCE: ready.resource.indicator,
      API_URL: new URL('/api/orders', ready.app.url).href,
      SESSION_STORE: store,
    },
  })
  /** @type {import('playwright-core').BrowserContext[]} */
  const contexts = []

  return {
    url,
    application,
    /** Somebody's browser, at the first page. @param {Parameters<typeof person>[1]} [of] */
    async visitor(of) {
      const context = await person(browser, of)
      contexts.push(context)
      const page = await context.newPage()
      await page.goto(url)
      return page
    },
    /** From the app to the server's first page. @param {Page} page */
    async beginSignIn(page) {
      await signInButton(page).click()
      await page.waitForURL(/\/sign-in\?/)
    },
    /** @param {Page} page @param {User} user */
    async signIn(page, user) {
      await this.beginSignIn(page)
      await submitCredentials(page, user)
      await this.arrive(page)
    },
    /** Waits for the first page of somebody who is signed in. @param {Page} page */
    async arrive(page) {
      await page.waitForURL(`${url}/`)
      await signOutButton(page).waitFor()
    },
    /** Fills in what the server asks, as often as it asks. @param {Page} page @param {User} user */
    async enter(page, user) {
      const asked = () => page.url().startsWith(`${ready.endpoint}/sign-in`)
      for (let step = 0; step < 4 && asked(); step += 1) {
        if (await identifierField(page).count()) await identifierField(page).fill(user.identifier)
        if (await passwordField(page).count()) await passwordField(page).fill(user.password)
        await clickThrough(page, primaryButton(page))
      }
    },
    /** Somebody new, signed in. */
    async newcomer() {
      const user = await registerPerson(call, `${store}_${contexts.length}`)
      const page = await this.visitor()
      await this.signIn(page, user)
      return { page, user }
    },
    /** What a program in the page is answered. @param {Page} page @param {string} path */
    async ask(page, path) {
      const response = await page.context().request.get(url + path, { maxRedirects: 0 })
      return { status: response.status(), headers: response.headers(), body: await response.json() }
    },
    async close() {
      for (const context of contexts) await context.close()
      await app.stop()
    },
  }
}
