// The example of @genkan/next as a process of its own, its calls to the provider on a wire, as in `sample-app.js`.

import { randomBytes } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildNextApp, install, nextAppUrl, run, startNextApp, written } from './next-app.js'
import { wire as layWire } from './wire.js'

export const nextPackage = resolve(import.meta.dirname, '../../packages/next')
const preload = pathToFileURL(join(import.meta.dirname, 'connect-through-wire.js')).href

/** @typedef {import('./sample-app.js').App} App */

/** When the newest file of a folder was written. @param {string} folder */
async function newest(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Math.max(...(await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs))))
}

/** @type {Promise<void> | undefined} */
let built

/** Builds @genkan/next when its sources are newer than what is there. */
export const buildNextPackage = () => (built ??= buildPackage())

async function buildPackage() {
  await install(nextPackage)
  if ((await written(join(nextPackage, 'dist/index.js'))) < (await newest(join(nextPackage, 'src')))) {
    await run(nextPackage, process.execPath, 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.json')
  }
}

/** Whether an app was installed before the package it uses was built. @param {string} folder */
export async function hasOlderPackage(folder) {
  const installed = await written(join(folder, 'node_modules/.package-lock.json'))
  return installed < (await written(join(nextPackage, 'dist/index.js')))
}

/** @type {Promise<string> | undefined} */
let folder

/** Builds the example, with the package as it is now. */
export const buildExample = () => (folder ??= build())

async function build() {
  await buildNextPackage()
  const example = resolve(nextPackage, '../../examples/next-app-router')
  await install(example, await hasOlderPackage(example))
  return buildNextApp(example)
}

/**
 * Registers the app and starts it.
 * @param {Parameters<typeof import('./sample-app.js').sampleApp>[0] & {folder?: string}} options `folder`: of another
 * app with the example's settings, built
 * @returns {Promise<App>}
 */
export async function nextSampleApp(options) {
  const { provider, store, resource, secret: cookieSecret = randomBytes(32).toString('hex') } = options
  const folder = options.folder ?? (await buildExample())
  const [url, siblingUrl] = [await nextAppUrl(), await nextAppUrl()]
  const { id, secret } = await provider.register([url, siblingUrl], ['/auth'])
  const wire = await layWire(provider)
  const settings = {
    ...provider.settings,
    GENKAN_APP_ID: id,
    GENKAN_APP_SECRET: secret,
    GENKAN_BASE_URL: url,
    GENKAN_COOKIE_SECRET: cookieSecret,
    GENKAN_RESOURCES: resource,
    SESSION_STORE: store,
    NODE_OPTIONS: `--import=${preload}`,
    WIRE: wire.url,
    WIRE_TO: new URL(provider.issuer).origin,
  }
  let process = await startNextApp({ folder, url, settings }).catch(async (error) => {
    await wire.stop()
    throw error
  })
  return {
    id,
    url,
    auth: '/auth',
    wire,
    store,
    cookie: `genkan.${id}`,
    settings: /** @type {any} */ (settings),
    log: () => process.log(),
    async restart(changes = {}) {
      await process.stop()
      Object.assign(settings, changes)
      process = await startNextApp({ folder, url, settings })
    },
    neighbour: () => nextSampleApp({ ...options, secret: settings.GENKAN_COOKIE_SECRET }),
    async sibling() {
      const sibling = await startNextApp({ folder, url: siblingUrl, settings: { ...settings, GENKAN_BASE_URL: siblingUrl } })
      return { url: siblingUrl, stop: sibling.stop }
    },
    async revoke(token) {
      const { revocation_endpoint } = await (await fetch(`${provider.issuer}/.well-known/openid-configuration`)).json()
      const headers = { authorization: `Basic ${btoa(`${id}:${secret}`)}` }
      const response = await fetch(revocation_endpoint, { method: 'POST', headers, body: new URLSearchParams({ token }) })
      if (!response.ok) throw new Error(`revocation answered ${response.status}`)
    },
    async stop() {
      await process.stop()
      await wire.stop()
    },
  }
}
