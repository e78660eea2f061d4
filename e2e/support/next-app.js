// A Next.js app of `examples/`: installed and built when that is due, then a process of its own for every `start`.

import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './ports.js'

const examples = resolve(import.meta.dirname, '../../examples')
const quiet = { NEXT_TELEMETRY_DISABLED: '1', npm_config_update_notifier: 'false' }

/** When a file was last written; 0 for one that is not there. @param {string} path */
export const written = async (path) => (existsSync(path) ? (await stat(path)).mtimeMs : 0)

/** When the newest source of an app was written. @param {string} folder */
async function newestSource(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const sources = entries
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .filter(({ entry, path }) => entry.isFile() && !/[\\/](node_modules|\.next)[\\/]|next-env\.d\.ts$/.test(path))
  return Math.max(...(await Promise.all(sources.map(({ path }) => written(path)))))
}

/**
 * Runs a program to its end; what it said is part of the error when that is a bad one.
 * @param {string} folder @param {string} program @param {string[]} words
 */
export async function run(folder, program, ...words) {
  const options = { cwd: folder, env: { ...process.env, ...quiet }, maxBuffer: 16 * 1024 * 1024 }
  await promisify(execFile)(program, words, options).catch(({ stdout, stderr }) => {
    throw new Error(`${program} ${words.join(' ')} failed in ${folder}:\n${stdout}\n${stderr}`)
  })
}

/**
 * Installs the packages of the lock file, unless they are there.
 * @param {string} folder @param {boolean} [again] also then
 */
export async function install(folder, again = false) {
  const installed = await written(join(folder, 'node_modules/.package-lock.json'))
  if (again || installed < (await written(join(folder, 'package-lock.json')))) {
    await run(folder, 'npm', 'ci', '--no-audit', '--no-fund', '--prefer-offline')
  }
}

/**
 * Installs the packages and builds, unless what is there is newer than its sources.
 * @param {string} example the folder's name, or its path
 * @returns {Promise<string>} the folder
 */
export async function buildNextApp(example) {
  const folder = resolve(examples, example)
  await install(folder)
  const built = await written(join(folder, '.next/BUILD_ID'))
  const installed = await written(join(folder, 'node_modules/.package-lock.json'))
  if (built < installed || built < (await newestSource(folder))) {
    await run(folder, process.execPath, 'node_modules/next/dist/bin/next', 'build')
  }
  return folder
}

/**
 * A place for the app on this machine, before it runs: its redirect URIs name the port.
 * @returns {Promise<string>} its base URL
 */
export const nextAppUrl = async () => `http://localhost:${await freePort()}`

/**
 * Starts the built app and waits until it answers.
 * @param {{folder: string, url: string, settings: Record<string, string>}} options `settings`: its environment
 */
export async function startNextApp({ folder, url, settings }) {
  const env = {
    PATH: process.env.PATH,
    ...quiet,
    NODE_ENV: 'production',
    BASE_URL: url,
    COOKIE_SECRET: randomBytes(24).toString('base64'),
    ...settings,
  }
  const words = ['node_modules/next/dist/bin/next', 'start', '--hostname', 'localhost', '--port', new URL(url).port]
  const child = spawn(process.execPath, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (said += bytes))
  const exited = new Promise((done) => child.once('exit', done))
  // A browser's spare connection, over which nothing was asked yet, keeps it for a minute.
  const stop = async () => {
    child.kill()
    const late = setTimeout(() => child.kill('SIGKILL'), 1_000)
    await exited
    clearTimeout(late)
  }
  const deadline = Date.now() + 30_000
  while (!(await fetch(url).then(({ ok }) => ok, () => false))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop()
      throw new Error(`the Next.js app does not answer at ${url}:\n${said}`)
    }
    await new Promise((done) => setTimeout(done, 50))
  }
  return {
    url,
    /** What it wrote to its log. */
    log: () => said,
    stop,
  }
}
