// The example app as a process of its own, its calls to the provider on a wire that can be watched and cut.

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from './ports.js'
import { wire as layWire } from './wire.js'

const binary = resolve(process.env.SAMPLE_APP_BINARY ?? '../target/quick/genkan-example-axum-app')

/** @typedef {import('./matrix.js').Provider} Provider */
/** @typedef {Awaited<ReturnType<typeof sampleApp>>} App */

/**
 * One process of the app.
 * @param {Record<string, string>} settings variables of its environment
 * @param {string[]} [words] its arguments
 */
export async function run(settings, words = []) {
  const child = spawn(binary, words, { env: { PATH: process.env.PATH, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (bytes) => (said += bytes))
  const exited = new Promise((done) => child.once('exit', done))
  await new Promise((done, fail) => {
    child.once('error', fail)
    child.once('exit', (code) => fail(new Error(`the sample app ended with ${code}:\n${said}`)))
    createInterface({ input: child.stdout }).on('line', (line) => line.includes(settings.GENKAN_BASE_URL) && done(undefined))
  })
  return {
    /** What it wrote to its log. */
    log: () => said,
    async stop() {
      child.kill('SIGKILL') // as a crash does: nothing is written at the end
      await exited
    },
  }
}

/**
 * Registers the app and starts it.
 * @param {{provider: Provider, store: string, resource: string, secret?: string}} options
 */
export async function sampleApp({ provider, store, resource, secret: cookieSecret = randomBytes(32).toString('hex') }) {
  const [url, siblingUrl] = [await freePort(), await freePort()].map((port) => `http://localhost:${port}`)
  const { id, secret } = await provider.register([url, siblingUrl])
  const wire = await layWire(provider)
  const settings = {
    ...provider.settings,
    GENKAN_APP_ID: id,
    GENKAN_APP_SECRET: secret,
    GENKAN_BASE_URL: url,
    GENKAN_COOKIE_SECRET: cookieSecret,
    GENKAN_RESOURCES: resource,
    GENKAN_STORE: store,
    HTTP_PROXY: wire.url,
  }
  let process = await run(settings).catch(async (error) => {
    await wire.stop()
    throw error
  })
  return {
    id,
    url,
    /** Where the SDK's routes lie. */
    auth: '',
    wire,
    store,
    cookie: `genkan.${id}`,
    settings,
    log: () => process.log(),
    /** Ends the process and starts another with some settings changed. @param {Record<string, string>} [changes] */
    async restart(changes = {}) {
      await process.stop()
      Object.assign(settings, changes)
      process = await run(settings)
    },
    /** Another app with another registration, which keeps its sessions at the same place under the same secret. */
    neighbour: () => sampleApp({ provider, store, resource, secret: settings.GENKAN_COOKIE_SECRET }),
    /** A second process beside the first, as behind a load balancer. */
    async sibling() {
      const sibling = await run({ ...settings, GENKAN_BASE_URL: siblingUrl })
      return { url: siblingUrl, stop: sibling.stop }
    },
    /** Takes a token back at the provider (RFC 7009). @param {string} token */
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
