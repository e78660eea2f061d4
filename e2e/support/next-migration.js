// The app of the field's SDK, moved over: the package and the imports are replaced, nothing else.

import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { run } from './next-app.js'
import { buildNextPackage, nextPackage } from './next-sample-app.js'

const examples = resolve(import.meta.dirname, '../../examples')

/**
 * Copies an app of `examples/`, replaces `@logto/next` by `@genkan/next` and installs.
 * @param {string} example
 * @returns {Promise<{folder: string, changed: string[], remove: () => Promise<void>}>} `changed`: the files
 */
export async function moveOver(example) {
  await buildNextPackage()
  const folder = await mkdtemp(join(tmpdir(), 'genkan-moved-'))
  const skipped = /[\\/](node_modules|\.next|package-lock\.json)$/
  await cp(join(examples, example), folder, { recursive: true, filter: (path) => !skipped.test(path) })
  const changed = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || !/\.(tsx?|json)$/.test(entry.name)) continue
    const before = await readFile(path, 'utf8')
    const after =
      entry.name === 'package.json'
        ? before.replace(/"@logto\/next": "[^"]*"/, `"@genkan/next": "file:${nextPackage}"`)
        : before.replaceAll(/ from '@logto\/next/g, " from '@genkan/next")
    if (after === before) continue
    await writeFile(path, after)
    changed.push(path.slice(folder.length + 1))
  }
  await writeFile(join(folder, '.npmrc'), 'install-links=true\n')
  await run(folder, 'npm', 'install', '--no-package-lock', '--no-audit', '--no-fund', '--prefer-offline')
  return { folder, changed, remove: () => rm(folder, { recursive: true, force: true }) }
}
