// What a person does on the pages, found by what the pages mean and not by how they are built.

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page */
export const identifierField = (page) => page.locator('input[autocomplete~="username"]:visible')
/** @param {Page} page */
export const passwordField = (page) => page.locator('input[type="password"]:visible').first()
/** The one thing this screen is for. @param {Page} page */
export const primaryButton = (page) => page.locator('main form button[type="submit"].primary, main form button[type="submit"]').first()

/**
 * From the sample app's first page to the sign-in page.
 * @param {Page} page
 * @param {string} appUrl
 */
export async function beginSignIn(page, appUrl) {
  await page.goto(appUrl)
  await page.locator('a[href*="/sign-in"], form[action*="/sign-in"] button').first().click()
  await page.waitForURL(/\/sign-in\?/)
}

/**
 * Fills in what the page asks, one screen after the other, until it asks no more.
 * @param {Page} page
 * @param {{identifier: string, password: string}} user
 */
export async function submitCredentials(page, { identifier, password }) {
  await identifierField(page).fill(identifier)
  if ((await passwordField(page).count()) === 0) {
    await primaryButton(page).click()
    await page.waitForLoadState()
  }
  await passwordField(page).fill(password)
  await primaryButton(page).click()
  await page.waitForLoadState()
}

/** Whether the page as it is needs no horizontal scrolling. @param {Page} page */
export async function fitsTheWidth(page) {
  return page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)
}
