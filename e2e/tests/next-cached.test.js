// @genkan/next in an app with `cacheComponents`: what is the same for everybody is kept, and nobody sees another's data.

import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { launch, person } from '../support/browser.js'
import { genkanProvider } from '../support/genkan-provider.js'
import { claims } from '../support/jwt.js'
import { api, arrive, enter } from '../support/matrix.js'
import { nextSampleApp } from '../support/next-sample-app.js'
import { NextVariants } from '../support/next-variant.js'
import { clickThrough } from '../support/pages.js'
import { Visitor, askWith } from '../support/visitor.js'

/** @typedef {import('playwright-core').Page} Page */

const fixture = resolve(import.meta.dirname, '../fixtures/next-cached')
const html = { accept: 'text/html' }

/** @type {Awaited<ReturnType<typeof genkanProvider>>} */
let provider
/** @type {import('playwright-core').Browser} */
let browser
/** @type {NextVariants} */
let variants
let folder = ''

before(async () => {
  ;[provider, browser, variants] = await Promise.all([
    genkanProvider(api),
    launch(),
    NextVariants.install('next-app-router'),
  ])
  folder = await variants.build('cached', fixture, {})
})
after(async () => {
  await browser?.close()
  await provider?.stop()
  await variants?.remove()
})

/** The text of an element without others in it, by its id in a page's HTML. @param {string} page @param {string} id */
const textOf = (page, id) => new RegExp(`<\\w+ id="${id}"[^>]*>([^<]*)<`).exec(page)?.[1]

for (const store of /** @type {const} */ (['cookie', 'memory'])) {
  describe(`sessions in ${store}`, () => {
    /** @type {import('../support/sample-app.js').App} */
    let app
    /** @type {import('playwright-core').BrowserContext[]} */
    const contexts = []

    before(async () => {
      app = await nextSampleApp({ provider, store, resource: api.resource, folder })
    })
    after(async () => {
      for (const context of contexts) await context.close()
      await app?.stop()
    })

    /** Somebody's browser, at the first page. */
    const visitor = async () => {
      const context = await person(browser)
      contexts.push(context)
      const page = await context.newPage()
      await page.goto(app.url)
      return page
    }
    /** @param {Page} page @param {typeof provider.user} user */
    const signIn = async (page, user) => {
      await clickThrough(page, page.locator('a[href="/auth/sign-in"]'))
      await enter(page, provider, user)
      await arrive(page, `${app.url}/`)
      await page.locator('#private').waitFor()
    }
    const people = () => [provider.user, provider.other]
    /** Whose names a text holds. @param {string} text */
    const named = (text) => people().map(({ name }) => name).filter((name) => text.includes(name))
    const signedIn = async (user = provider.user) => {
      const visitor = new Visitor(app)
      await visitor.signIn(user)
      return visitor
    }

    test('two people, one after the other and side by side, and a stranger', async () => {
      const pages = []
      /** What each of them has of their own. */
      const kept = new Map()
      let everybody = ''
      for (const user of people()) {
        const page = await visitor()
        await page.locator('#nobody').waitFor()
        assert.deepEqual(named(await page.content()), [])
        await signIn(page, user)
        for (const id of ['greeting', 'private']) assert.equal(await page.locator(`#${id}`).innerText(), user.name)
        kept.set(user.name, await page.locator('#kept').innerText())
        everybody ||= await page.locator('#everybody').innerText()
        pages.push({ page, user })
      }
      assert.equal(new Set(kept.values()).size, 2)
      for (let times = 0; times < 3; times += 1) {
        await Promise.all(
          pages.map(async ({ page, user }) => {
            await page.goto(app.url)
            await page.locator('#private').waitFor()
            assert.equal(await page.locator('#kept').innerText(), kept.get(user.name), 'kept, for each')
            assert.equal(await page.locator('#everybody').innerText(), everybody, 'kept, for everybody')
            assert.deepEqual(named(await page.content()), [user.name])
            // Within the browser, by what it has fetched ahead of the click.
            await page.getByRole('link', { name: 'Private' }).click()
            await page.locator('#own').waitFor()
            assert.equal(await page.locator('#own').innerText(), `Only for ${user.name}`)
            await page.getByRole('link', { name: 'Orders' }).click()
            await page.locator('#token').waitFor()
            const token = claims(await page.locator('#token').innerText())
            const { sub } = claims(app.wire.newest({ grant_type: 'authorization_code' }).id_token)
            assert.equal(token.aud, api.resource)
            assert.equal(token.sub === sub, user === provider.other, 'a token of their own')
            assert.deepEqual(named(await page.content()), [user.name])
          }),
        )
        const stranger = await askWith(app.url, '', html)
        assert.deepEqual(named(stranger.text), [])
        assert.equal(textOf(stranger.text, 'everybody'), everybody)
      }
    })

    test('the browser forgets with the sign-out, and shows the next person their own', async () => {
      const page = await visitor()
      await signIn(page, provider.user)
      await page.getByRole('link', { name: 'Private' }).click()
      await page.locator('#own').waitFor()
      await page.getByRole('button', { name: 'Sign out' }).click()
      await arrive(page, `${app.url}/`)
      await page.locator('#nobody').waitFor()
      assert.deepEqual(named(await page.content()), [])
      await page.getByRole('link', { name: 'Orders' }).click()
      await page.locator('h1:text-is("Orders")').waitFor()
      await page.locator('#nobody:visible').waitFor()
      await signIn(page, provider.other)
      await page.getByRole('link', { name: 'Private' }).click()
      await page.locator('#own').waitFor()
      assert.deepEqual(named(await page.content()), [provider.other.name])
    })

    test('visitors are sent to sign in, and come back', async () => {
      const page = await visitor()
      await page.goto(`${app.url}/private`)
      await page.waitForURL((url) => url.origin !== new URL(app.url).origin)
      await enter(page, provider, provider.user)
      await arrive(page, `${app.url}/private`)
      await page.locator('#own').waitFor()
    })

    test('no answer that names somebody may be kept on its way', async () => {
      const visitors = await Promise.all(people().map(signedIn))
      const kinds = [html, { rsc: '1' }, { ...html, purpose: 'prefetch' }, { ...html, 'sec-purpose': 'prefetch' }]
      let names = 0
      for (const path of ['/', '/orders', '/private', '/api/me', '/mistake']) {
        for (const headers of kinds) {
          for (const [index, visitor] of visitors.entries()) {
            let answer = await visitor.ask(path, { headers })
            // Next wants an address of its own for each kind of answer.
            const address = answer.headers.get('location') ?? ''
            if (address.includes('_rsc')) answer = await visitor.ask(address, { headers })
            const what = `${path} ${JSON.stringify(headers)}: ${answer.headers.get('cache-control')}`
            assert.equal(answer.status, 200, what)
            const found = named(answer.text)
            assert.deepEqual(found.filter((name) => name !== people()[index].name), [], what)
            if (found.length === 0) continue
            names += 1
            assert.match(answer.headers.get('cache-control') ?? '', /no-store/, what)
            assert.doesNotMatch(answer.headers.get('cache-control') ?? '', /public|s-maxage/, what)
          }
        }
      }
      assert.ok(names > 8, `${names}`)
      // What reads the clock ahead of a request would be one.
      assert.doesNotMatch(app.log().replaceAll(/^.*Route "\/mistake".*$/gm, ''), /Error:/)
    })

    test('expired tokens are refreshed once, ahead of the render', async () => {
      const visitor = await app.wire.withLifetime(1, () => signedIn())
      await app.wire.withLifetime(1, () => visitor.ask('/orders', { headers: html }))
      await app.wire.withLifetime(1, () => visitor.ask('/orders', { headers: html }))
      app.wire.forget()
      const { text } = await visitor.ask('/orders', { headers: html })
      const refreshes = app.wire.refreshes()
      assert.deepEqual([...refreshes].sort(), [...new Set(refreshes)].sort())
      assert.ok(refreshes.includes(`${api.resource}#`), `${refreshes}`)
      assert.equal(textOf(text, 'token'), app.wire.newest({ resource: api.resource }).access_token)
      if (store === 'cookie') await app.restart()
      app.wire.forget()
      await visitor.ask('/orders', { headers: html })
      assert.deepEqual(app.wire.refreshes(), [], 'the browser has them')
    })

    test('what the browser fetches ahead of a click: nothing of others, no token, and nothing that caches may keep', async () => {
      const page = await visitor()
      await signIn(page, provider.user)
      /** @type {{url: string, control: string, text: string}[]} */
      const ahead = []
      await page.route('**', async (route) => {
        const request = route.request()
        if (!request.headers()['next-router-prefetch']) return route.fallback()
        // What the page no longer waits for, because it was left, is nobody's any more.
        const response = await route.fetch().catch(() => undefined)
        if (!response) return
        const control = response.headers()['cache-control'] ?? ''
        ahead.push({ url: request.url(), control, text: await response.text() })
        await route.fulfill({ response }).catch(() => undefined)
      })
      await page.goto(app.url)
      for (const [name, id] of [['Private', 'own'], ['Orders', 'token'], ['Home', 'private'], ['Private', 'own']]) {
        await page.getByRole('link', { name }).hover()
        await page.getByRole('link', { name }).click()
        await page.locator(`#${id}:visible`).waitFor()
      }
      await page.unrouteAll({ behavior: 'wait' })
      assert.notEqual(ahead.length, 0)
      for (const { url, control, text } of ahead) {
        assert.ok(!text.includes(provider.other.name), url)
        assert.doesNotMatch(text, /eyJ/, url)
        if (named(text).length > 0) assert.match(control, /no-store/, url)
      }
      assert.doesNotMatch(app.log().replaceAll(/^.*Route "\/mistake".*$/gm, ''), /Error:/)
    })

    test('routes answer each for themselves', async () => {
      const visitors = await Promise.all([signedIn(provider.user), signedIn(provider.other)])
      assert.equal((await askWith(`${app.url}/api/me`, '')).status, 401)
      for (const visitor of [...visitors, ...visitors]) {
        const { name } = JSON.parse((await visitor.ask('/api/me')).text)
        assert.equal(name, visitor === visitors[0] ? provider.user.name : provider.other.name)
      }
      assert.equal((await askWith(`${app.url}/api/me`, '')).status, 401)
    })

    test('a session looked at in what is kept for everybody is an error, for whoever comes', async () => {
      for (const visitor of [await signedIn(), await signedIn(provider.other), new Visitor(app)]) {
        const { text } = await visitor.ask('/mistake', { headers: html })
        assert.match(textOf(text, 'mistake') ?? '', /^refused: /)
        assert.match(app.log(), /`cookies\(\)` can.t be read inside `"use cache"`/)
      }
    })
  })
}

test('what was built and kept holds nobody', async () => {
  const entries = await readdir(join(folder, '.next'), { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && /\.(html|rsc|body|meta|json)$/.test(entry.name))
  const texts = await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')))
  assert.ok(texts.some((text) => text.includes('id="everybody"')), 'the shell of the first page is there')
  for (const { name } of [provider.user, provider.other]) {
    assert.deepEqual(files.filter((_, index) => texts[index].includes(name)).map((entry) => entry.name), [])
  }
})
