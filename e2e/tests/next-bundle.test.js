// What the browser downloads holds nothing of the server: no secret, no token code, no cryptography of Node.

import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { buildExample } from '../support/next-sample-app.js'

/** What only the server's code says. */
const SERVER_ONLY = [
  'node:crypto',
  'getBuiltinModule',
  'createHash',
  'oauth4webapi',
  'client_secret',
  'code_verifier',
  'refresh_token',
  'genkan-session',
  'genkan-tx',
  'cannot_write_cookies',
  'GENKAN_',
  'cookieSecret',
  'appSecret',
  'keyValueStore',
  'A256GCM',
  'disableOfflineQueue',
]

/** @param {string} folder */
async function sources(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(files.map(async (file) => ({ file, text: await readFile(file, 'utf8') })))
}

test('the files for browsers hold nothing of the server', async () => {
  const folder = await buildExample()
  const client = await sources(join(folder, '.next/static'))
  assert.ok(client.length > 3)
  for (const { file, text } of client) {
    for (const word of SERVER_ONLY) assert.ok(!text.includes(word), `${file} holds \`${word}\``)
  }
  // The words are ones that the server's files do hold, so that the test can fail.
  const server = (await sources(join(folder, '.next/server'))).map(({ text }) => text).join('\n')
  for (const word of ['getBuiltinModule', 'code_verifier', 'refresh_token', 'cannot_write_cookies', 'A256GCM']) {
    assert.ok(server.includes(word), word)
  }
})
