// The guide for Next.js, followed literally from an empty folder, in every language it is written in.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { launch, person } from '../support/browser.js'
import { start } from '../support/genkan.js'
import { blocks, brokenLinks, commands, workspace } from '../support/guide.js'
import { NextProject } from '../support/next-guide.js'
import { clickThrough, submitCredentials } from '../support/pages.js'
import { freePort } from '../support/ports.js'
import { redis } from '../support/redis.js'

/** @typedef {import('../support/guide.js').Block} Block */
/** @typedef {import('playwright-core').Page} Page */

const guide = 'docs/guides/next-app-router.md'
const translations = ['ja', 'ko'].map((language) => guide.replace('.md', `.${language}.md`))
const steps = await blocks(guide)
/** The steps to a store, from memory to Redis, which come last here. @param {Block} step */
const isOfStore = ({ text }) => /memoryStore|redis/i.test(text)
/** Runs the tests of the guide against the app. @param {Block} step */
const isCheck = ({ text }) => text.includes('node --env-file')

/** @type {Awaited<ReturnType<typeof start>>} */
let genkan
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Awaited<ReturnType<typeof redis>>} */
let store
/** @type {string} */
let folder
/** @type {NextProject} */
let project
/** @type {string} */
let app

before(async () => {
  ;[genkan, browser, store, folder] = await Promise.all([
    start(),
    launch(),
    redis(),
    mkdtemp(join(tmpdir(), 'genkan-guide-next-')),
  ])
  app = `http://localhost:${await freePort()}`
  const { id, secret } = await register()
  const elsewhere = { 'http://localhost:3000': app, 'redis://localhost:6379': store.url }
  project = new NextProject(folder, elsewhere, {
    GENKAN_ENDPOINT: genkan.ready.endpoint,
    GENKAN_APP_ID: id,
    GENKAN_APP_SECRET: secret,
    GENKAN_BASE_URL: app,
    GENKAN_COOKIE_SECRET: randomBytes(32).toString('base64'),
  })
})
after(async () => {
  await browser?.close()
  await genkan?.stop()
  await store?.remove()
  if (folder) await rm(folder, { recursive: true, force: true })
})

/** Registers the app by the guide's command. */
function register() {
  const words = steps.flatMap(commands).find((words) => words.includes('app') && words.includes('create')) ?? []
  const command = words.slice(words.indexOf('--') + 1).map((word) => word.replace('http://localhost:3000', app))
  command.splice(command.indexOf('--data'), 2)
  return genkan.genkan(...command)
}

for (const translation of translations) {
  test(`${translation} has the same code`, async () => {
    assert.deepEqual(await blocks(translation), steps)
  })
}

for (const page of [guide, ...translations, 'packages/next/README.md']) {
  test(`the links of ${page} lead somewhere`, async () => {
    assert.deepEqual(await brokenLinks(page), [])
  })
}

for (const page of [guide, ...translations]) {
  test(`the tables of ${page} know every error code`, async () => {
    const source = await readFile(join(workspace, 'packages/next/src/core/errors.ts'), 'utf8')
    const union = /export type GenkanErrorCode =([^;]*);/.exec(source)?.[1] ?? ''
    const codes = [...union.matchAll(/'([a-z_]+)'/g)].map(([, code]) => code)
    assert.ok(codes.length > 25, `${codes}`)
    const tables = (await readFile(join(workspace, page), 'utf8')).split('`ConfigError`')[1]
    assert.deepEqual(codes.filter((code) => !tables.includes(`\`${code}\``)), [])
  })
}

/**
 * Runs the app while somebody uses it.
 * @param {(page: Page) => Promise<void>} use
 */
async function whileRunning(use) {
  const running = await project.start(app)
  const context = await person(browser)
  try {
    await use(await context.newPage())
  } finally {
    await context.close()
    await running.stop()
  }
}

/** @param {Page} page */
async function signIn(page) {
  await page.goto(app)
  await clickThrough(page, page.getByRole('link', { name: 'Sign in' }))
  await submitCredentials(page, genkan.ready.user)
  await page.waitForURL(`${app}/`)
  await page.getByText('Hello, Demo User').waitFor()
}

test('every step of the guide builds, and the app does what the guide says', async () => {
  for (const step of steps.filter((step) => !isOfStore(step) && !isCheck(step))) await project.follow(step)
  await project.build()
  await whileRunning(async (page) => {
    const json = async (/** @type {string} */ path) => (await page.goto(app + path))?.json()
    await page.goto(`${app}/register`)
    await page.getByRole('button', { name: 'Create an account' }).click()
    await page.waitForURL(/\/register\?/)
    await signIn(page)

    await page.goto(`${app}/profile`)
    const profile = JSON.parse((await page.locator('pre').textContent()) ?? '')
    assert.equal(profile.claims.email, 'demo@example.com')
    assert.equal(profile.userInfo.sub, profile.claims.sub)
    const orders = await json('/orders')
    assert.equal(orders.owner, profile.claims.sub)
    assert.equal(orders.organization, null)
    assert.equal(orders.orders.length, 2)
    const team = (await json('/team'))[genkan.ready.organization.id]
    assert.deepEqual(team.permissions, ['read:members'])
    assert.deepEqual(team.permissionsInTheApi, ['read:orders'])
    await page.goto(`${app}/report`)
    await page.getByText('Umbrella stand').waitFor()
    const refused = await fetch(`${app}/api/orders`)
    assert.equal(refused.status, 401)
    assert.match(refused.headers.get('www-authenticate') ?? '', /^Bearer /)

    await page.goto(app)
    await clickThrough(page, page.getByRole('button', { name: 'Sign out' }))
    await page.waitForURL((url) => url.href.replace(/\/$/, '') === app)
    await page.getByRole('link', { name: 'Sign in' }).waitFor()
    assert.equal((await fetch(`${app}/orders`)).status, 401)
    await page.goto(`${app}/profile`)
    await page.waitForURL(/\/sign-in\?/)

    const checks = steps.filter(isCheck)
    assert.equal(checks.length, 1)
    assert.match(await project.check(checks[0]), /pass 2\n/)
  })
})

test('with Redis people stay signed in over a restart', async () => {
  for (const step of steps.filter(isOfStore)) await project.follow(step)
  await project.build()
  /** @type {Awaited<ReturnType<import('playwright-core').BrowserContext['cookies']>>} */
  let cookies = []
  await whileRunning(async (page) => {
    await signIn(page)
    cookies = await page.context().cookies(app)
  })
  const own = cookies.filter(({ name }) => name.startsWith('genkan.'))
  assert.deepEqual(own.map(({ value }) => value.length), [22], 'the cookie holds an id alone')
  await whileRunning(async (page) => {
    await page.context().addCookies(cookies)
    await page.goto(app)
    await page.getByText('Hello, Demo User').waitFor()

    store.pause()
    assert.equal((await page.goto(`${app}/orders`))?.status(), 503)
    store.resume()
    await page.goto(app)
    await page.getByText('Hello, Demo User').waitFor()
  })
})
