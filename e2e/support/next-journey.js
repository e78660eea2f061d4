// What a person does with a Next.js app of `examples/`, whichever SDK it signs in with.

import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { seriousViolations } from './accessibility.js'
import { launch } from './browser.js'
import { start } from './genkan.js'
import { managementOf, registerPerson } from './management.js'
import { buildNextApp } from './next-app.js'
import { claim, nextPlace, section, signInButton, signOutButton } from './next-place.js'
import { clickThrough, fitsTheWidth, primaryButton } from './pages.js'

/** @typedef {import('playwright-core').Page} Page */

/**
 * Defines the tests for one app.
 * @param {{example: string, stores?: string[], prepare?: () => Promise<string>}} options `example`: the folder; `stores`:
 * values of SESSION_STORE; `prepare`: makes the folder that is built instead
 */
export function nextJourney({ example, stores = ['cookie', 'memory'], prepare = async () => example }) {
  /** @type {Awaited<ReturnType<typeof start>>} */
  let genkan
  /** @type {Awaited<ReturnType<typeof launch>>} */
  let browser
  /** @type {import('./management.js').Call} */
  let call
  let folder = ''

  before(async () => {
    folder = await buildNextApp(await prepare())
    genkan = await start()
    browser = await launch()
    call = managementOf(genkan.ready)
  })
  after(async () => {
    await browser?.close()
    await genkan?.stop()
  })

  /** Sets how long tokens for the API live. @param {number} seconds */
  const tokensLive = async (seconds) => {
    const { indicator } = genkan.ready.resource
    const resources = await call('GET', '/api/resources')
    const { id } = resources.find((/** @type {any} */ resource) => resource.indicator === indicator)
    await call('PATCH', `/api/resources/${id}`, { accessTokenTtl: seconds })
  }

  for (const store of stores) {
    describe(`sessions in ${store}`, () => {
      /** @type {import('./next-place.js').Place} */
      let place

      before(async () => {
        place = await nextPlace({ ready: genkan.ready, call, browser, folder, store })
      })
      after(() => place?.close())

      test('from sign-in to sign-out', async () => {
        const { endpoint, user, organization, resource } = genkan.ready
        const page = await place.visitor()
        assert.deepEqual(await seriousViolations(page), [])
        await place.signIn(page, user)
        assert.match(await page.locator('h1').innerText(), /Demo User/)
        assert.equal(await claim(section(page, 'id-token'), 'iss'), `${endpoint}/oidc`)
        const subject = await claim(section(page, 'id-token'), 'sub')
        assert.equal(await claim(section(page, 'user-info'), 'sub'), subject)
        assert.equal(await claim(section(page, 'user-info'), 'email'), 'demo@example.com')
        assert.deepEqual(await seriousViolations(page), [])

        await clickThrough(page, page.locator('a[href="/orders"]'))
        assert.equal(await claim(section(page, 'access-token'), 'aud'), resource.indicator)
        assert.equal(await section(page, 'answer').locator('tbody tr').count(), 3)
        assert.deepEqual(await seriousViolations(page), [])

        await page.goto(`${place.url}/organizations/${organization.id}`)
        assert.equal(await claim(section(page, 'organization-token'), 'aud'), `urn:logto:organization:${organization.id}`)
        assert.match(await claim(section(page, 'organization-token'), 'scope'), /read:members/)
        assert.equal(await claim(section(page, 'access-token'), 'organization_id'), organization.id)

        const orders = await place.ask(page, '/api/orders')
        assert.equal(orders.status, 200)
        assert.equal(orders.body.subject, subject)
        assert.match(orders.headers['cache-control'], /no-store/)
        const [own, ...others] = (await place.ask(page, '/api/organizations')).body
        assert.deepEqual([own.id, others], [organization.id, []])
        assert.deepEqual((await place.ask(page, `/api/organizations/${organization.id}`)).body.claims, own.claims, 'kept')

        await page.goto(place.url)
        await signOutButton(page).click()
        await page.waitForURL(`${place.url}/`)
        await signInButton(page).waitFor()
        assert.equal((await place.ask(page, '/api/orders')).status, 401)
        await place.beginSignIn(page)
        assert.equal(await page.locator('input[autocomplete~="username"]:visible').count(), 1, 'the server forgot, too')
      })

      test('without scripts', async () => {
        const { user } = genkan.ready
        const page = await place.visitor({ javaScript: false })
        await place.signIn(page, user)
        await page.goto(`${place.url}/orders`)
        await clickThrough(page, page.locator('form.keep button'))
        assert.equal(await section(page, 'answer').locator('tbody tr').count(), 3)
        const kept = await claim(section(page, 'access-token'), 'jti')
        await page.goto(`${place.url}/orders`)
        assert.equal(await claim(section(page, 'access-token'), 'jti'), kept, 'what the action kept is used again')
        await clickThrough(page, signOutButton(page))
        await clickThrough(page, primaryButton(page)) // the server's own page, which submits itself where it can
        await page.waitForURL(`${place.url}/`)
        assert.equal(await signInButton(page).count(), 1)
      })

      test('two tabs sign in at once, and both end signed in', async () => {
        const { user } = genkan.ready
        const first = await place.visitor()
        const second = await first.context().newPage()
        await second.goto(place.url)
        await place.beginSignIn(first)
        await place.beginSignIn(second)
        for (const page of [first, second]) {
          await place.enter(page, user)
          // An SDK that keeps one pending sign-in refuses the tab that was begun first.
          assert.match(page.url(), new RegExp(`^${place.url}/$|^${place.url}/problem`))
        }
        for (const page of [first, second]) {
          await page.goto(place.url)
          await signOutButton(page).waitFor()
          assert.match(await page.locator('h1').innerText(), /Demo User/)
        }
      })

      test('an expired access token is renewed, in two tabs at once', async () => {
        /** The token that a page uses now. @param {Page} page */
        const token = async (page) => {
          await page.goto(`${place.url}/orders`)
          assert.equal(await section(page, 'answer').locator('tbody tr').count(), 3, 'the API accepts it')
          const shown = section(page, 'access-token')
          return { id: await claim(shown, 'jti'), expiresAt: parseInt(await claim(shown, 'exp'), 10) * 1000 }
        }
        const { page } = await place.newcomer()
        const other = await page.context().newPage()
        await tokensLive(6)
        try {
          assert.equal((await place.ask(page, '/api/orders')).status, 200)
          const kept = await token(page)
          await new Promise((done) => setTimeout(done, Math.max(0, kept.expiresAt - Date.now()) + 1100))
          for (const { id, expiresAt } of await Promise.all([page, other].map(token))) {
            assert.notEqual(id, kept.id)
            assert.ok(expiresAt > kept.expiresAt)
          }
        } finally {
          await tokensLive(3600)
        }
        for (const tab of [page, other]) {
          await tab.goto(place.url)
          await signOutButton(tab).waitFor()
        }
        assert.equal((await place.ask(page, '/api/orders')).status, 200)
      })

      test('a revoked grant: no token any more, and a sign-in helps', async () => {
        const { page, user } = await place.newcomer()
        const { grants } = await call('GET', `/api/users/${user.id}/grants`)
        assert.equal(grants.length, 1)
        assert.equal(grants[0].application.id, place.application.id)
        await call('DELETE', `/api/users/${user.id}/grants/${grants[0].id}`)
        assert.equal((await place.ask(page, '/api/orders')).status, 401)
        for (const path of ['', 'orders']) {
          const response = await page.goto(`${place.url}/${path}`)
          assert.equal(response?.status(), 200)
        }
        assert.equal(await section(page, 'answer').count(), 0)
        await signInButton(page).click()
        await place.arrive(page)
        assert.equal((await place.ask(page, '/api/orders')).status, 200)
      })

      test('a member who was removed gets no token for that organization, and stays signed in', async () => {
        const user = await registerPerson(call, `${store}_member`)
        const [kept, left] = await Promise.all(
          ['Harbour', 'Workshop'].map(async (name) => {
            const { id } = await call('POST', '/api/organizations', { name: `${name} ${store}` })
            await call('POST', `/api/organizations/${id}/users`, { userIds: [user.id] })
            return id
          }),
        )
        const page = await place.visitor()
        await place.signIn(page, user)
        assert.equal(await page.locator('a[href^="/organizations/"]').count(), 2)
        await page.goto(`${place.url}/organizations/${kept}`)
        assert.equal(await claim(section(page, 'organization-token'), 'aud'), `urn:logto:organization:${kept}`)

        await call('DELETE', `/api/organizations/${left}/users/${user.id}`)
        await page.goto(`${place.url}/organizations/${left}`)
        assert.equal(await section(page, 'organization-token').locator('table').count(), 0)
        assert.match(await section(page, 'organization-token').innerText(), /does not give you this token/)
        assert.match(await section(page, 'access-token').innerText(), /does not give you this token/)
        assert.equal((await place.ask(page, `/api/organizations/${left}`)).status, 403)

        assert.equal((await place.ask(page, `/api/organizations/${kept}`)).status, 200)
        assert.equal((await place.ask(page, '/api/orders')).status, 200)
        await page.goto(place.url)
        await signOutButton(page).waitFor()
      })
    })
  }

  describe('pages', () => {
    /** @type {import('./next-place.js').Place} */
    let place

    before(async () => {
      place = await nextPlace({ ready: genkan.ready, call, browser, folder, store: 'cookie' })
    })
    after(() => place?.close())

    test('a sign-in that does not end well is explained', async () => {
      const page = await place.visitor()
      await page.goto(`${place.url}/callback?code=made-up&state=made-up`)
      await page.waitForURL(/\/problem\?/)
      assert.match(await page.locator('main').innerText(), /Please start again/)
      assert.deepEqual(await seriousViolations(page), [])
      await place.beginSignIn(page)
      await page.goto(`${place.url}/callback?error=access_denied&state=made-up`)
      await page.waitForURL(/\/problem\?/)
      assert.match(await page.locator('main').innerText(), /cancelled|start again/)
    })

    test('programs and strangers', async () => {
      const page = await place.visitor()
      for (const path of ['/api/orders', '/api/organizations/none']) {
        assert.equal((await place.ask(page, path)).status, 401)
      }
      await page.goto(`${place.url}/orders`)
      await page.waitForURL(`${place.url}/`)
      assert.equal((await page.goto(`${place.url}/nowhere`))?.status(), 404)
      assert.match(await page.locator('h1').innerText(), /no such page/)
    })

    for (const [language, width, colorScheme] of /** @type {const} */ ([
      ['en', 1440, 'light'],
      ['ja', 320, 'dark'],
      ['ko', 320, 'light'],
    ])) {
      test(`${language}, ${width} px, ${colorScheme}`, async () => {
        const page = await place.visitor({ language, width, colorScheme })
        const { user, organization } = genkan.ready
        /** @param {string} name */
        const look = async (name) => {
          assert.equal(await page.locator('html').getAttribute('lang'), language)
          assert.ok(await fitsTheWidth(page), `${name} needs no scrolling to the side`)
          assert.deepEqual(await seriousViolations(page), [])
          const path = `screenshots/${basename(example)}-${name}-${language}-${width}-${colorScheme}.png`
          await page.screenshot({ path, fullPage: true })
        }
        await look('signed-out')
        await place.signIn(page, user)
        await look('home')
        for (const path of ['orders', `organizations/${organization.id}`, 'problem?code=oidc.invalid_grant']) {
          await page.goto(`${place.url}/${path}`)
          await look(path.split(/[/?]/)[0])
        }
      })
    }
  })
}
