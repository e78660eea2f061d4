// Another application: it sends the browser to the server and shows what came back.

import { createServer } from 'node:http'
import { createHash, randomBytes } from 'node:crypto'

/** @typedef {{id: string, secret: string}} Application */

/**
 * Listens on a free port of `localhost` before its application exists, because its redirect URI names the port.
 * @param {{endpoint: string, scope?: string}} options
 */
export async function relyingParty({ endpoint, scope = 'openid profile email' }) {
  /** @type {Application | undefined} */
  let application
  const verifier = randomBytes(32).toString('base64url')
  const server = createServer(async (request, response) => {
    const here = `http://localhost:${port}`
    const url = new URL(request.url ?? '/', here)
    if (url.pathname === '/callback') {
      const error = url.searchParams.get('error')
      const outcome = error ? { error } : await redeem(url.searchParams.get('code') ?? '')
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(`<!doctype html><html lang="en"><title>Partner</title><main id="outcome">${JSON.stringify(outcome)}</main>`)
    } else {
      response.writeHead(303, { location: authorizationUrl() }).end()
    }
  })
  await new Promise((done) => server.listen(0, 'localhost', () => done(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const redirectUri = `http://localhost:${port}/callback`

  const authorizationUrl = () => {
    const url = new URL(`${endpoint}/oidc/auth`)
    url.search = new URLSearchParams({
      client_id: application?.id ?? '',
      redirect_uri: redirectUri,
      response_type: 'code',
      scope,
      state: randomBytes(16).toString('base64url'),
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }).toString()
    return url.href
  }

  /** @param {string} code */
  const redeem = async (code) => {
    const response = await fetch(`${endpoint}/oidc/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${application?.id}:${application?.secret}`)}` },
      body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier }),
    })
    const { scope: granted, error, id_token } = await response.json()
    return { granted, error, subject: id_token && JSON.parse(atob(id_token.split('.')[1])).sub }
  }

  return {
    url: `http://localhost:${port}/`,
    redirectUri,
    /** @param {Application} created */
    use(created) {
      application = created
    },
    stop: () => new Promise((done) => server.close(done)),
  }
}
