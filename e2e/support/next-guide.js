// The project that comes out of the guide for Next.js: its files, its packages, and the app that runs.

import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { commands, file, patched, workspace } from './guide.js'

const nextPackage = join(workspace, 'packages/next')
const quiet = { NEXT_TELEMETRY_DISABLED: '1', npm_config_update_notifier: 'false' }

/** @typedef {import('./guide.js').Block} Block */

/**
 * Runs a program to its end; what it said is part of the error when that is a bad one.
 * @param {string} folder @param {string} program @param {string[]} words
 */
async function run(folder, program, ...words) {
  // Within a test Node would skip the tests of another one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const options = { cwd: folder, env: { ...env, ...quiet }, maxBuffer: 16 * 1024 * 1024 }
  return promisify(execFile)(program, words, options).catch(({ stdout, stderr }) => {
    throw new Error(`${program} ${words.join(' ')} failed in ${folder}:\n${stdout}\n${stderr}`)
  })
}

/** A Next.js project made from a guide, in a folder of its own. */
export class NextProject {
  #parent
  #folder
  #elsewhere
  #settings

  /**
   * @param {string} parent an empty folder
   * @param {Record<string, string>} elsewhere what stands for the guide's addresses here
   * @param {Record<string, string>} settings the values of the environment file
   */
  constructor(parent, elsewhere, settings) {
    this.#parent = parent
    this.#folder = parent
    this.#elsewhere = elsewhere
    this.#settings = settings
  }

  /** Does what a block says: writes or changes a file, or runs its commands. @param {Block} block */
  async follow(block) {
    const path = file(block)
    const text = Object.entries(this.#elsewhere).reduce((text, [from, to]) => text.replaceAll(from, to), block.text)
    if (path?.startsWith('.env')) return this.#write(path, this.#filledIn(text))
    if (path) return this.#write(path, text)
    if (block.language === 'diff') {
      const path = /^--- (\S+)\n/.exec(text)?.[1] ?? ''
      return this.#write(path, patched(await readFile(join(this.#folder, path), 'utf8'), text))
    }
    for (const words of commands(block)) await this.#command(words)
  }

  /** @param {string[]} words */
  async #command([program, ...words]) {
    const [command, ...rest] = words
    if (program === 'mkdir') {
      this.#folder = join(this.#parent, command)
      await mkdir(this.#folder)
    } else if (program === 'npm' && command === 'pack') {
      // What is built already need not be built once more, which `prepack` does.
      const isBuilt = existsSync(join(nextPackage, 'dist/index.js'))
      const how = isBuilt ? ['--ignore-scripts'] : []
      await run(nextPackage, 'npm', 'pack', '--pack-destination', this.#parent, ...how)
    } else if (program === 'npm' && command === 'ci') {
      if (!existsSync(join(nextPackage, 'node_modules'))) await run(nextPackage, 'npm', 'ci', '--prefer-offline')
    } else if (program === 'npm' && command === 'install') {
      const packages = await Promise.all(rest.map((word) => this.#package(word)))
      await run(this.#folder, 'npm', 'install', ...packages, '--prefer-offline', '--no-audit', '--no-fund')
    } else if (program === 'npm' && ['init', 'pkg'].includes(command)) {
      await run(this.#folder, 'npm', ...words)
    }
  }

  /** The packed file where it is here, and of others the version this repository is tested with. @param {string} word */
  async #package(word) {
    if (word.startsWith('../genkan/packages/next/')) return join(this.#parent, word.split('/').at(-1) ?? '')
    const [, name] = /^(@?[^@]+)@\d+$/.exec(word) ?? []
    const { packages } = JSON.parse(await readFile(join(nextPackage, 'package-lock.json'), 'utf8'))
    const version = packages[`node_modules/${name}`]?.version
    return version ? `${name}@${version}` : word
  }

  /** Builds the app for production. */
  async build() {
    await run(this.#folder, process.execPath, 'node_modules/next/dist/bin/next', 'build')
  }

  /** Runs the guide's tests against the running app. @param {Block} block @returns {Promise<string>} what they say */
  async check(block) {
    const [[, ...words]] = commands(block)
    return (await run(this.#folder, process.execPath, ...words)).stdout
  }

  /**
   * Starts what was built, and waits until it answers.
   * @param {string} url
   * @returns {Promise<{stop: () => Promise<void>}>}
   */
  async start(url) {
    const words = ['node_modules/next/dist/bin/next', 'start', '--hostname', 'localhost', '--port', new URL(url).port]
    const env = { PATH: process.env.PATH, ...quiet, NODE_ENV: /** @type {const} */ ('production') }
    const child = spawn(process.execPath, words, { cwd: this.#folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (said += bytes))
    const ended = new Promise((done) => child.once('exit', done))
    const stop = async () => {
      child.kill()
      await ended
    }
    const deadline = Date.now() + 30_000
    while (!(await fetch(url).then(({ ok }) => ok, () => false))) {
      if (child.exitCode !== null || Date.now() > deadline) {
        await stop()
        throw new Error(`the app of the guide does not answer at ${url}:\n${said}`)
      }
      await new Promise((done) => setTimeout(done, 50))
    }
    return { stop }
  }

  /** @param {string} text the environment file of the guide */
  #filledIn(text) {
    return text.replaceAll(/^(\w+)=.*$/gm, (_, name) => {
      if (!(name in this.#settings)) throw new Error(`the test knows no ${name}`)
      return `${name}='${this.#settings[name]}'`
    })
  }

  /** @param {string} path @param {string} text */
  async #write(path, text) {
    await mkdir(dirname(join(this.#folder, path)), { recursive: true })
    await writeFile(join(this.#folder, path), text)
  }
}
