// The guide for axum, followed literally from an empty folder, in every language it is written in.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { launch, person } from '../support/browser.js'
import { start } from '../support/genkan.js'
import { Project, blocks, brokenLinks, commands, file, workspace } from '../support/guide.js'
import { clickThrough, submitCredentials } from '../support/pages.js'
import { freePort } from '../support/ports.js'
import { redis } from '../support/redis.js'

const guide = 'docs/guides/rust-axum.md'
const translations = ['ja', 'ko'].map((language) => guide.replace('.md', `.${language}.md`))
const steps = await blocks(guide)
/** The steps from memory to Redis, which come last here. @param {import('../support/guide.js').Block} step */
const needsRedis = ({ text }) => /redis/i.test(text)

/** @type {Awaited<ReturnType<typeof start>>} */
let genkan
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Awaited<ReturnType<typeof redis>>} */
let store
/** @type {string} */
let folder
/** @type {Project} */
let project
/** @type {number} */
let port
/** @type {{id: string, secret: string} | undefined} */
let application
const cookieSecret = randomBytes(32).toString('base64')

before(async () => {
  genkan = await start()
  browser = await launch()
  folder = await mkdtemp(join(tmpdir(), 'genkan-guide-'))
  port = await freePort()
  store = await redis()
  project = new Project(folder, { 'localhost:3000': `localhost:${port}`, 'redis://localhost:6379': store.url })
})
after(async () => {
  await browser?.close()
  await genkan?.stop()
  await store?.remove()
  if (folder) await rm(folder, { recursive: true, force: true })
})

for (const translation of translations) {
  test(`${translation} has the same code`, async () => {
    assert.deepEqual(await blocks(translation), steps)
  })
}

for (const page of [guide, ...translations, 'crates/sdk/README.md']) {
  test(`the links of ${page} lead somewhere`, async () => {
    assert.deepEqual(await brokenLinks(page), [])
  })
}

for (const [errors, source] of [
  ['CallbackError', 'routes/callback_error.rs'],
  ['SessionError', 'session/error.rs'],
  ['TokenError', 'verifier/error.rs'],
]) {
  test(`the guide knows every code of ${errors}`, async () => {
    const text = await readFile(join(workspace, 'crates/sdk/src', source), 'utf8')
    const codes = [...text.matchAll(/=> "([a-z_]+)",/g)].map(([, code]) => code)
    assert.ok(codes.length > 8, `${codes}`)
    for (const page of [guide, ...translations]) {
      const rows = (await readFile(join(workspace, page), 'utf8')).split(`\`${errors}\`)`)[1].split('\n\n**')[0]
      assert.deepEqual(codes.filter((code) => !rows.includes(`\`${code}\``)), [], page)
    }
  })
}

/** Registers the app by the guide's command. */
function register() {
  const words = steps.flatMap(commands).find((words) => words.includes('app') && words.includes('create')) ?? []
  const command = words.slice(words.indexOf('--') + 1).map((word) => word.replace('localhost:3000', `localhost:${port}`))
  command.splice(command.indexOf('--data'), 2)
  return genkan.genkan(...command)
}

/** The environment the guide exports. */
async function environment() {
  const { id, secret } = (application ??= await register())
  const names = steps.flatMap(commands).filter(([word]) => word === 'export').map(([, setting]) => setting.split('=')[0])
  /** @type {Record<string, string>} */
  const values = {
    GENKAN_ENDPOINT: genkan.ready.endpoint,
    GENKAN_APP_ID: id,
    GENKAN_APP_SECRET: secret,
    GENKAN_BASE_URL: `http://localhost:${port}`,
    GENKAN_COOKIE_SECRET: cookieSecret,
  }
  return Object.fromEntries(names.map((name) => [name, values[name]]))
}

/**
 * Runs the program while somebody uses it.
 * @param {string} program
 * @param {(page: import('playwright-core').Page, app: string) => Promise<void>} use
 */
async function whileRunning(program, use) {
  const app = `http://localhost:${port}`
  const child = spawn(program, { env: await environment(), stdio: ['ignore', 'inherit', 'inherit'] })
  const ended = new Promise((done) => child.once('exit', done))
  const context = await person(browser)
  try {
    const deadline = Date.now() + 10_000
    while (!(await fetch(app).catch(() => undefined))?.ok) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error('the app of the guide does not run')
      await new Promise((done) => setTimeout(done, 20))
    }
    await use(await context.newPage(), app)
  } finally {
    await context.close()
    child.kill()
    await ended
  }
}

/** @param {import('playwright-core').Page} page @param {string} app */
async function signIn(page, app) {
  await page.goto(app)
  await clickThrough(page, page.getByRole('link', { name: 'Sign in' }))
  await submitCredentials(page, genkan.ready.user)
  await page.waitForURL(`${app}/`)
  await page.getByText('Hello, Demo User').waitFor()
}

test('every step of the guide builds, and the app does what the guide says', async () => {
  let program = ''
  for (const step of steps.filter((step) => !needsRedis(step))) {
    await project.follow(step)
    if (step.language === 'diff' || file(step) === 'src/main.rs') program = await project.build()
  }
  await whileRunning(program, async (page, app) => {
    const json = async (/** @type {string} */ path) => (await page.goto(app + path))?.json()
    await signIn(page, app)

    const profile = await json('/profile')
    assert.equal(profile.claims.email, 'demo@example.com')
    assert.equal(profile.userInfo.sub, profile.claims.sub)
    const orders = await json('/orders')
    assert.equal(orders.owner, profile.claims.sub)
    assert.equal(orders.organization, null)
    assert.equal(orders.orders.length, 2)
    assert.equal((await json('/team'))[genkan.ready.organization.id].permissions, 'read:members')
    const report = await page.goto(`${app}/report`)
    assert.match((await report?.text()) ?? '', /The token allows: .*read:orders/)
    assert.equal((await fetch(`${app}/api/orders`)).status, 401)

    await page.goto(app)
    await clickThrough(page, page.getByRole('button', { name: 'Sign out' }))
    await page.waitForURL(`${app}/`)
    await page.getByRole('link', { name: 'Sign in' }).waitFor()
    await page.goto(`${app}/profile`)
    await page.waitForURL(/\/sign-in\?/)
  })
})

test('the tests of the guide pass', async () => {
  const { stdout } = await project.cargo('test')
  assert.match(stdout, /test result: ok. 3 passed/)
})

test('the file of the guide can be applied', async () => {
  await genkan.genkan('config', 'apply', '--yes', join(folder, 'my-app', 'genkan-config.toml'))
})

test('with Redis people stay signed in over a restart', async () => {
  for (const step of steps.filter(needsRedis)) await project.follow(step)
  const program = await project.build()
  /** @type {Awaited<ReturnType<import('playwright-core').BrowserContext['cookies']>>} */
  let cookies = []
  await whileRunning(program, async (page, app) => {
    await signIn(page, app)
    cookies = await page.context().cookies()
  })
  await whileRunning(program, async (page, app) => {
    await page.context().addCookies(cookies)
    await page.goto(app)
    await page.getByText('Hello, Demo User').waitFor()
  })
})
