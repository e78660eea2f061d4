// No mouse: everything is reached by Tab, focus is always visible, Enter submits.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch, person } from '../support/browser.js'
import { start } from '../support/genkan.js'
import { beginSignIn, identifierField, passwordField } from '../support/pages.js'

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

/** Presses Enter and waits for the page that follows. @param {import('playwright-core').Page} page */
async function pressThrough(page) {
  const loaded = page.waitForEvent('load')
  await page.keyboard.press('Enter')
  await loaded
}

/** Presses Tab once around the page: what received focus, and what of it showed no ring. @param {import('playwright-core').Page} page */
async function tabAround(page) {
  const wanted = await page.evaluate(() => {
    const things = document.querySelectorAll('a[href], button, input:not([type="hidden"]), select, textarea, summary')
    const visible = [...things].filter((thing) => thing.checkVisibility() && !thing.hasAttribute('disabled') && thing.tabIndex >= 0)
    visible.forEach((thing, index) => thing.setAttribute('data-tab', String(index)))
    return visible.length
  })
  await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement)?.blur())
  const reached = new Set()
  const unseen = []
  for (let press = 0; press < wanted * 2 + 5; press += 1) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const thing = document.activeElement
      if (!thing?.hasAttribute('data-tab')) return null
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(thing)
      const ring = (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none'
      return { number: thing.getAttribute('data-tab'), ring, what: thing.outerHTML.slice(0, 120) }
    })
    if (!focused) continue
    reached.add(focused.number)
    if (!focused.ring) unseen.push(focused.what)
  }
  return { wanted, reached: reached.size, unseen }
}

test('sign in without a mouse', async () => {
  const { app, user } = genkan.ready
  const context = await person(browser)
  const page = await context.newPage()
  await beginSignIn(page, app.url)

  for (const path of [page.url(), page.url().replace('/sign-in', '/register')]) {
    await page.goto(path)
    const { wanted, reached, unseen } = await tabAround(page)
    assert.ok(wanted >= 3, `${path} has things to reach`)
    assert.equal(reached, wanted, `everything on ${path} is reached by Tab`)
    assert.deepEqual(unseen, [], `focus is visible everywhere on ${path}`)
  }

  await page.goto(page.url().replace('/register', '/sign-in'))
  await identifierField(page).focus()
  await page.keyboard.type(user.identifier)
  if ((await passwordField(page).count()) === 0) {
    await pressThrough(page)
  }
  await passwordField(page).focus()
  await page.keyboard.type(user.password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.origin === new URL(app.url).origin)
  const { wanted, reached, unseen } = await tabAround(page)
  assert.equal(reached, wanted)
  assert.deepEqual(unseen, [])
  await context.close()
})

test('after a refusal the summary takes focus', async () => {
  const { app, user } = genkan.ready
  const context = await person(browser)
  const page = await context.newPage()
  await beginSignIn(page, app.url)
  await identifierField(page).fill(user.identifier)
  await passwordField(page).fill('not the password')
  await pressThrough(page)
  const inSummary = await page.evaluate(() => !!document.activeElement?.closest('[role="alert"]'))
  assert.ok(inSummary, 'focus is in the error summary')
  await context.close()
})
