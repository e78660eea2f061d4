// An app of `examples/` in a folder of its own, with other packages or other files: what the example itself cannot show.

import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { run } from './next-app.js'
import { buildNextPackage, nextPackage } from './next-sample-app.js'

const examples = resolve(import.meta.dirname, '../../examples')
const skipped = /[\\/](node_modules|\.next|next-env\.d\.ts|package-lock\.json|package\.json)$/

/**
 * What a variant changes: by path, the text of a file, `null` for one that is not there.
 * @typedef {Record<string, string | null>} Changes
 */

/** A folder with packages, and variants of an app that all use them. */
export class NextVariants {
  #folder

  /** @param {string} folder */
  constructor(folder) {
    this.#folder = folder
  }

  /**
   * Installs the packages of an example into a throw-away folder, some of them in other versions. There is no lock
   * file: Next would look every package of its compiler up, for machines of all kinds, and write them into it.
   * @param {string} example
   * @param {Record<string, string>} [versions]
   */
  static async install(example, versions = {}) {
    await buildNextPackage()
    const variants = new NextVariants(await mkdtemp(join(tmpdir(), 'genkan-variants-')))
    const { dependencies, devDependencies } = JSON.parse(await readFile(join(examples, example, 'package.json'), 'utf8'))
    const packages = { ...dependencies, ...devDependencies, '@genkan/next': `file:${nextPackage}`, ...versions }
    const description = { name: 'genkan-variants', private: true, type: 'module', dependencies: packages }
    await writeFile(join(variants.#folder, 'package.json'), JSON.stringify(description))
    await writeFile(join(variants.#folder, '.npmrc'), 'install-links=true\n')
    const words = ['install', '--no-package-lock', '--no-audit', '--no-fund', '--prefer-offline']
    await run(variants.#folder, 'npm', ...words).catch(async (error) => {
      await variants.remove()
      throw error
    })
    return variants
  }

  /**
   * Makes a variant of the app and builds it.
   * @param {string} name of its folder @param {string} source the folder it is made from, such as an example's
   * @param {Changes} changes
   * @returns {Promise<string>} the folder
   */
  async build(name, source, changes) {
    const folder = join(this.#folder, name)
    await cp(resolve(examples, source), folder, { recursive: true, filter: (path) => !skipped.test(path) })
    await symlink('../node_modules', join(folder, 'node_modules'))
    await cp(join(this.#folder, 'package.json'), join(folder, 'package.json'))
    for (const [path, text] of Object.entries(changes)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await (text === null ? rm(join(folder, path)) : writeFile(join(folder, path), text))
    }
    await run(folder, process.execPath, 'node_modules/next/dist/bin/next', 'build')
    return folder
  }

  remove() {
    return rm(this.#folder, { recursive: true, force: true })
  }
}
