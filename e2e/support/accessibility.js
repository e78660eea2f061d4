// axe-core in the page. The pages' policy forbids inline scripts, so it is evaluated by the browser's debugger.

import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * The violations that keep somebody out.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>}
 */
export async function seriousViolations(page) {
  await page.evaluate(source)
  return page.evaluate(async () => {
    // @ts-expect-error axe is a global of the script above
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join(', ')})`)
  })
}
