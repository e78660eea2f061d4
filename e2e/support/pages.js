// What a person does on the pages, found by what the pages mean and not by how they are built.

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page */
export const identifierField = (page) => page.locator('input[autocomplete~="username"]:visible')
/** @param {Page} page */
export const passwordField = (page) => page.locator('input[type="password"]:visible').first()
/** The one thing this screen is for. @param {Page} page */
export const primaryButton = (page) => page.locator('main form button[type="submit"]').last()
/** What went wrong, in words. @param {Page} page */
export const errorSummary = (page) => page.locator('main [role="alert"]')

/**
 * Clicks and waits for the page that follows, however many redirects away.
 * @param {Page} page
 * @param {import('playwright-core').Locator} what
 */
export async function clickThrough(page, what) {
  const loaded = page.waitForEvent('load')
  await what.click()
  await loaded
}

/**
 * From the sample app's first page to the sign-in page.
 * @param {Page} page
 * @param {string} appUrl
 */
export async function beginSignIn(page, appUrl) {
  await page.goto(appUrl)
  await clickThrough(page, page.locator('main a[href*="/sign-in"], main form[action*="/sign-in"] button').first())
  await page.waitForURL(/\/sign-in\?/)
}

/** From the sign-in page to registration. @param {Page} page */
export async function beginRegistration(page) {
  await clickThrough(page, page.locator('a[href*="/register"]'))
  await page.waitForURL(/\/register/)
}

/**
 * Fills in what the page asks, one screen after the other, until it asks no more.
 * @param {Page} page
 * @param {{identifier: string, password: string}} user
 */
export async function submitCredentials(page, { identifier, password }) {
  await identifierField(page).fill(identifier)
  if ((await passwordField(page).count()) === 0) await clickThrough(page, primaryButton(page))
  await passwordField(page).fill(password)
  await clickThrough(page, primaryButton(page))
}

/** Whether the page as it is needs no horizontal scrolling. @param {Page} page */
export async function fitsTheWidth(page) {
  return page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)
}
