// The guide for axum, followed literally from an empty folder, in every language it is written in.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { launch, person } from '../support/browser.js'
import { freePort, start } from '../support/genkan.js'
import { Project, blocks, commands, file } from '../support/guide.js'
import { clickThrough, submitCredentials } from '../support/pages.js'

const guide = 'docs/guides/rust-axum.md'
const steps = await blocks(guide)
/** What needs a Redis is built, but not run here. @param {import('../support/guide.js').Block} step */
const needsRedis = ({ text }) => /redis/i.test(text)

/** @type {Awaited<ReturnType<typeof start>>} */
let genkan
/** @type {import('playwright-core').Browser} */
let browser
/** @type {string} */
let folder
/** @type {Project} */
let project
/** @type {number} */
let port

before(async () => {
  genkan = await start()
  browser = await launch()
  folder = await mkdtemp(join(tmpdir(), 'genkan-guide-'))
  port = await freePort()
  project = new Project(folder, { port })
})
after(async () => {
  await browser?.close()
  await genkan?.stop()
  if (folder) await rm(folder, { recursive: true, force: true })
})

for (const language of ['ja', 'ko']) {
  test(`the code of the guide is the same in ${language}`, async () => {
    assert.deepEqual(await blocks(guide.replace('.md', `.${language}.md`)), steps)
  })
}

/** Registers the app by the guide's command. */
function register() {
  const words = steps.flatMap(commands).find((words) => words.includes('app') && words.includes('create')) ?? []
  const command = words.slice(words.indexOf('--') + 1).map((word) => word.replace('localhost:3000', `localhost:${port}`))
  command.splice(command.indexOf('--data'), 2)
  return genkan.genkan(...command)
}

/** The environment the guide exports. @param {{id: string, secret: string}} application */
function environment({ id, secret }) {
  const names = steps.flatMap(commands).filter(([word]) => word === 'export').map(([, setting]) => setting.split('=')[0])
  /** @type {Record<string, string>} */
  const values = {
    GENKAN_ENDPOINT: genkan.ready.endpoint,
    GENKAN_APP_ID: id,
    GENKAN_APP_SECRET: secret,
    GENKAN_BASE_URL: `http://localhost:${port}`,
    GENKAN_COOKIE_SECRET: randomBytes(32).toString('base64'),
  }
  return Object.fromEntries(names.map((name) => [name, values[name]]))
}

/** Runs the program until its site answers. @param {string} program @param {Record<string, string>} env */
async function serve(program, env) {
  const child = spawn(program, { env, stdio: ['ignore', 'inherit', 'inherit'] })
  const ended = new Promise((done) => child.once('exit', done))
  const deadline = Date.now() + 10_000
  while (child.exitCode === null && Date.now() < deadline) {
    const answer = await fetch(env.GENKAN_BASE_URL).catch(() => undefined)
    if (answer?.ok) break
    await new Promise((done) => setTimeout(done, 20))
  }
  return async () => {
    child.kill()
    await ended
  }
}

test('every step of the guide builds, and the app does what the guide says', async () => {
  let program = ''
  for (const step of steps.filter((step) => !needsRedis(step))) {
    await project.follow(step)
    if (step.language === 'diff' || file(step) === 'src/main.rs') program = await project.build()
  }
  const stop = await serve(program, environment(await register()))
  const { user, organization } = /** @type {any} */ (genkan.ready)
  const app = `http://localhost:${port}`
  const page = await (await person(browser)).newPage()
  const json = async (/** @type {string} */ path) => (await page.goto(app + path))?.json()
  try {
    await page.goto(app)
    await clickThrough(page, page.getByRole('link', { name: 'Sign in' }))
    await submitCredentials(page, user)
    await page.waitForURL(`${app}/`)
    await page.getByText('Hello, Demo User').waitFor()

    const profile = await json('/profile')
    assert.equal(profile.claims.email, 'demo@example.com')
    assert.equal(profile.userInfo.sub, profile.claims.sub)
    const orders = await json('/orders')
    assert.equal(orders.owner, profile.claims.sub)
    assert.equal(orders.organization, null)
    assert.equal(orders.orders.length, 2)
    assert.equal((await json('/team'))[organization.id].permissions, 'read:members')
    assert.match(await (await page.goto(`${app}/report`))?.text() ?? '', /The token allows: .*read:orders/)
    assert.equal((await fetch(`${app}/api/orders`)).status, 401)

    await page.goto(app)
    await clickThrough(page, page.getByRole('button', { name: 'Sign out' }))
    await page.waitForURL(`${app}/`)
    await page.getByRole('link', { name: 'Sign in' }).waitFor()
    await page.goto(`${app}/profile`)
    await page.waitForURL(/\/sign-in\?/)
  } finally {
    await stop()
  }
})

test('the tests of the guide pass', async () => {
  const { stdout } = await project.cargo('test')
  assert.match(stdout, /test result: ok. 3 passed/)
})

test('the file of the guide can be applied', async () => {
  const changes = await genkan.genkan('config', 'apply', '--yes', join(folder, 'my-app', 'genkan-config.toml'))
  assert.ok(changes)
})

test('the step to Redis builds', async () => {
  for (const step of steps.filter(needsRedis)) await project.follow(step)
  await project.build()
})
