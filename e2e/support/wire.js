// The wire between the sample app and its provider: an HTTP proxy that counts, remembers and, when told, breaks.

import { createServer, request as httpRequest } from 'node:http'

/**
 * @typedef {object} Exchange one call of the app to its provider
 * @property {string} path
 * @property {number} status
 * @property {Record<string, string>} form what was posted
 * @property {any} answer the JSON that came back
 */

/** @param {import('node:stream').Readable} stream */
const whole = async (stream) => {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** @param {Buffer} body */
const json = (body) => {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

/**
 * Listens on a free loopback port for an app that runs with `HTTP_PROXY`, or with `connect-through-wire.js`.
 * @param {{issuer: string}} provider only calls to its origin are remembered and broken
 */
export async function wire({ issuer }) {
  const { host } = new URL(issuer)
  /** @type {Exchange[]} */
  const exchanges = []
  /** What is wrong: no connection, or every answer has this status. @type {'cut' | number | undefined} */
  let trouble
  /** Seconds that tokens are said to live, whatever the provider says. @type {number | undefined} */
  let lifetime

  const server = createServer(async (request, response) => {
    const { headers } = request
    const url = new URL(request.url ?? '/', `http://${headers.host}`)
    const body = await whole(request)
    const watched = url.host === host
    if (watched && trouble === 'cut') return void request.socket.destroy()
    if (watched && trouble) return void response.writeHead(trouble, { 'content-type': 'text/plain' }).end('trouble')
    const onward = httpRequest(url, { method: request.method, headers, agent: false })
    onward.once('error', () => request.socket.destroy())
    onward.once('response', async (answer) => {
      let bytes = await whole(answer)
      const parsed = json(bytes)
      if (watched) {
        const form = Object.fromEntries(new URLSearchParams(body.toString()))
        exchanges.push({ path: url.pathname, status: answer.statusCode ?? 0, form, answer: parsed })
      }
      if (watched && lifetime !== undefined && parsed?.access_token) {
        bytes = Buffer.from(JSON.stringify({ ...parsed, expires_in: lifetime }))
      }
      const { 'content-length': _, 'transfer-encoding': __, connection: ___, ...headers } = answer.headers
      response.writeHead(answer.statusCode ?? 502, { ...headers, 'content-length': bytes.length }).end(bytes)
    })
    onward.end(body)
  })
  server.keepAliveTimeout = 0 // the app decides how long a connection is kept
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())

  const tokens = () => exchanges.filter(({ answer }) => answer?.access_token)
  return {
    url: `http://127.0.0.1:${port}`,
    exchanges,
    /** The calls of the grant type, refused ones too. @param {string} grantType */
    grants: (grantType) => exchanges.filter(({ form }) => form.grant_type === grantType),
    /** What each refresh was for, in order: `<resource>#<organization>`, `#` for the provider's own endpoints. */
    refreshes: () =>
      exchanges
        .filter(({ form }) => form.grant_type === 'refresh_token')
        .map(({ form }) => `${form.resource ?? ''}#${form.organization_id ?? ''}`),
    /**
     * The newest answer of the token endpoint to a call with these parameters.
     * @param {Record<string, string | undefined>} [form]
     */
    newest: (form = {}) =>
      tokens().findLast((exchange) => Object.entries(form).every(([name, value]) => exchange.form[name] === value))?.answer,
    /** The newest refresh token the app was given. */
    refreshToken: () => tokens().findLast(({ answer }) => answer.refresh_token)?.answer.refresh_token,
    forget: () => void exchanges.splice(0),
    /** No connection any more, or this status for everything. @param {'cut' | number} what */
    break: (what) => void (trouble = what),
    mend: () => void (trouble = undefined),
    /**
     * Runs `action` while tokens are said to live `seconds`.
     * @template T @param {number} seconds @param {() => Promise<T>} action
     */
    async withLifetime(seconds, action) {
      lifetime = seconds
      try {
        return await action()
      } finally {
        lifetime = undefined
      }
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
