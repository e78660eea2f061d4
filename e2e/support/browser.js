// The installed Chromium, without a browser of Playwright's own.

import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

const candidates = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** @returns {Promise<import('playwright-core').Browser>} */
export function launch() {
  const executablePath = candidates.find((path) => path && existsSync(path))
  if (!executablePath) throw new Error('no Chromium: install Debian\'s package `chromium`, or set CHROMIUM')
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** The languages of the pages, as a browser names them. */
export const languages = /** @type {const} */ (['en', 'ja', 'ko'])

/**
 * A person's browser: language, scripts or not, colours, width.
 * @param {import('playwright-core').Browser} browser
 * @param {{language?: string, javaScript?: boolean, colorScheme?: 'light' | 'dark', width?: number}} [person]
 */
export async function person(browser, { language = 'en', javaScript = true, colorScheme = 'light', width = 1024 } = {}) {
  const context = await browser.newContext({
    locale: language,
    javaScriptEnabled: javaScript,
    colorScheme,
    viewport: { width, height: width < 500 ? 720 : 900 },
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(10_000)
  return context
}
