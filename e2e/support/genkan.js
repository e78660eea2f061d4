// A real `genkan dev` on its own data folder and free ports.

import { spawn, execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { freePort } from './ports.js'

const binary = resolve(process.env.GENKAN_BINARY ?? '../target/quick/genkan')

/**
 * @typedef {object} Ready what `genkan dev --json` prints
 * @property {string} endpoint
 * @property {{id: string, secret: string, redirectUri: string, url: string}} app
 * @property {{identifier: string, password: string}} user
 * @property {{indicator: string, scopes: string[]}} resource
 * @property {{id: string, name: string}} organization
 * @property {{id: string, secret: string, resource: string}} management
 */

/**
 * Starts the server with its sample app.
 * @returns {Promise<{ready: Ready, genkan: (...args: string[]) => Promise<any>, stop: () => Promise<void>}>}
 */
export async function start() {
  const folder = await mkdtemp(join(tmpdir(), 'genkan-e2e-'))
  const port = await freePort()
  const appPort = await freePort()
  const args = ['dev', '--json', '--data', folder, '--port', String(port), '--app-port', String(appPort)]
  // All people of these tests sit at one address.
  const env = {
    ...process.env,
    GENKAN_LIMITS_SIGN_IN_ATTEMPTS_PER_MINUTE: '100000',
    GENKAN_LIMITS_AUTHORIZATION_REQUESTS_PER_MINUTE: '100000',
  }
  const child = spawn(binary, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (bytes) => (said += bytes))
  const exited = new Promise((done) => child.once('exit', done))

  const ready = await new Promise((done, fail) => {
    child.once('error', fail)
    child.once('exit', (code) => fail(new Error(`genkan dev ended with ${code}:\n${said}`)))
    createInterface({ input: child.stdout }).on('line', (line) => line.startsWith('{') && done(JSON.parse(line)))
  })

  return {
    ready,
    /** Runs another command on the same data and reads what it prints. */
    async genkan(...command) {
      const { stdout } = await promisify(execFile)(binary, [...command, '--json', '--data', folder])
      return JSON.parse(stdout)
    },
    async stop() {
      child.kill('SIGINT')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}
