// The same tests for every provider and every store of sessions.

import { after, before, describe } from 'node:test'
import { launch, person } from './browser.js'
import { foreignProvider } from './foreign-provider.js'
import { genkanProvider } from './genkan-provider.js'
import { clickThrough, identifierField, passwordField, primaryButton } from './pages.js'
import { redis as startRedis } from './redis.js'
import { sampleApp } from './sample-app.js'
import { Visitor } from './visitor.js'

/** @typedef {Awaited<ReturnType<typeof genkanProvider>> | Awaited<ReturnType<typeof foreignProvider>>} Provider */
/** @typedef {import('./sample-app.js').App} App */

/** The API that the sample app serves and protects. */
export const api = { resource: 'https://orders.example.com', scope: 'read:orders' }

/**
 * A place in the matrix. Everything but the names is there once the tests run.
 * @typedef {object} Place
 * @property {'genkan' | 'oidc-provider'} providerName
 * @property {'cookie' | 'memory' | 'redis'} storeName
 * @property {Provider} provider
 * @property {App} app
 * @property {Awaited<ReturnType<typeof startRedis>> | undefined} redis where the store is one
 * @property {(of?: Parameters<typeof person>[1]) => Promise<import('playwright-core').BrowserContext>} browser somebody's
 * @property {(user?: Provider['user']) => Promise<Visitor>} signedIn somebody who has signed in and seen the first page
 * @property {() => Promise<void>} close
 */

/**
 * Defines the tests of every place in the matrix. Servers and browser are shared, each place has an app of its own.
 * @param {(place: Place) => void} define
 * @param {{stores?: Place['storeName'][], concurrency?: number, startApp?: typeof sampleApp}} [options] `concurrency`:
 * how many places run at once, one where a browser is busy; `startApp`: which app
 */
export function matrix(define, { stores = ['cookie', 'memory', 'redis'], concurrency = 3, startApp = sampleApp } = {}) {
  /** Started when the first test needs one. @type {Promise<import('playwright-core').Browser> | undefined} */
  let browser
  /** @type {Record<string, Provider>} */
  const providers = {}

  describe('the matrix', { concurrency }, () => {
    before(async () => {
      providers.genkan = await genkanProvider(api)
      providers['oidc-provider'] = await foreignProvider(api)
    })
    after(async () => {
      await (await browser)?.close()
      for (const provider of Object.values(providers)) await provider.stop()
    })
    for (const providerName of /** @type {const} */ (['genkan', 'oidc-provider'])) {
      for (const storeName of stores) {
        describe(`${providerName}, ${storeName}`, { concurrency: 1 }, () => {
          const place = /** @type {Place} */ ({ providerName, storeName })
          before(async () => void (await furnish(place, startApp, providers[providerName], () => (browser ??= launch()))))
          after(() => place.close?.())
          define(place)
        })
      }
    }
  })
}

/**
 * Starts what a place has of its own.
 * @param {Place} place @param {typeof sampleApp} startApp @param {Provider} provider @param {() => Promise<import('playwright-core').Browser>} browser
 */
async function furnish(place, startApp, provider, browser) {
  const redis = place.storeName === 'redis' ? await startRedis() : undefined
  place.close = async () => void (await redis?.remove())
  const app = await startApp({ provider, store: redis?.url ?? place.storeName, resource: api.resource })
  /** @type {import('playwright-core').BrowserContext[]} */
  const contexts = []
  const visitorsBrowser = async (/** @type {Parameters<typeof person>[1]} */ of) => {
    const context = await person(await browser(), of)
    contexts.push(context)
    return context
  }
  const signedIn = async (user = provider.user) => {
    const visitor = new Visitor(app)
    await visitor.signIn(user)
    return visitor
  }
  const close = async () => {
    for (const context of contexts) await context.close()
    await app.stop()
    await redis?.remove()
  }
  Object.assign(place, { provider, app, redis, browser: visitorsBrowser, signedIn, close })
}

/**
 * Does what the provider's pages ask, until they are left.
 * @param {import('playwright-core').Page} page
 * @param {Provider} provider
 * @param {{identifier: string, password: string}} user
 */
export async function enter(page, { issuer }, user) {
  const { origin } = new URL(issuer)
  for (let step = 0; step < 6 && new URL(page.url()).origin === origin; step += 1) {
    if (await identifierField(page).count()) await identifierField(page).fill(user.identifier)
    if (await passwordField(page).count()) await passwordField(page).fill(user.password)
    await clickThrough(page, primaryButton(page))
  }
}

/**
 * Waits until the page is there, and says where it is when it does not come.
 * @param {import('playwright-core').Page} page @param {string} url
 */
export async function arrive(page, url) {
  await page.waitForURL(url).catch(async () => {
    throw new Error(`at ${page.url()} instead of ${url}: ${await page.locator('body').innerText()}`)
  })
}

/**
 * Signs out by the app's own button, and says so at a provider that asks.
 * @param {import('playwright-core').Page} page
 * @param {Place} place
 */
export async function leave(page, { app, provider }) {
  await page.goto(app.url)
  await clickThrough(page, page.locator('form[action*="/sign-out"] button'))
  await confirmSignOut(page, provider)
  await arrive(page, `${app.url}/`)
}

/**
 * Presses the button of a provider that asks; Genkan's page submits itself.
 * @param {import('playwright-core').Page} page
 * @param {Provider} provider
 */
export async function confirmSignOut(page, provider) {
  if (provider.asksAtSignOut) await clickThrough(page, page.locator('main button[value="yes"]'))
}
