// An OpenID provider that is not Genkan: `oidc-provider`, with pages of its own and two people.

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { errors, Provider } from 'oidc-provider'

const PEOPLE = {
  mina: { password: 'a long walk at dusk 41', claims: { name: 'Mina Foreign', email: 'mina@example.com' } },
  theo: { password: 'another long walk 42', claims: { name: 'Theo Foreign', email: 'theo@example.com' } },
}
const REGISTRATION = randomBytes(16).toString('hex')

const FIELDS =
  '<label>Name <input name="identifier" autocomplete="username"></label>' +
  '<label>Password <input name="password" type="password"></label>'

/** @param {string} title @param {string} form */
const page = (title, form) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><main><h1>${title}</h1>${form}</main></html>`

/** @param {import('node:http').IncomingMessage} request */
async function formOf(request) {
  let body = ''
  for await (const chunk of request) body += chunk
  return new URLSearchParams(body)
}

/**
 * Starts the provider on a free port of `localhost`.
 * @param {{resource: string, scope: string}} api the API it issues JWT access tokens for
 */
export async function foreignProvider({ resource, scope }) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/interaction/')) return void interact(request, response).catch(() => response.destroy())
    answer(request, response)
  })
  await new Promise((done) => server.listen(0, 'localhost', () => done(undefined)))
  const issuer = `http://localhost:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`

  const provider = new Provider(issuer, {
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'first' }] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    scopes: ['openid', 'offline_access', scope],
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    conformIdTokenClaims: false,
    clientDefaults: { grant_types: ['authorization_code', 'refresh_token'] },
    rotateRefreshToken: true,
    // Without the dispatcher that keeps it from calling loopback addresses, where the app is.
    fetch: (url, { dispatcher: _, ...options }) => fetch(url, options),
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      Grant: 86400,
      IdToken: 3600,
      Interaction: 600,
      RefreshToken: 86400,
      Session: 86400,
    },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    async findAccount(_, id) {
      const person = PEOPLE[/** @type {keyof typeof PEOPLE} */ (id)]
      return person && { accountId: id, claims: async () => ({ sub: id, ...person.claims }) }
    },
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true, initialAccessToken: REGISTRATION },
      revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          const button = '<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>'
          ctx.body = page('Sign out?', form.replace('</form>', `${button}</form>`))
        },
      },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => false,
        getResourceServerInfo: (_, indicator) => {
          if (indicator !== resource) throw new errors.InvalidTarget()
          return { scope, audience: resource, accessTokenFormat: 'jwt', accessTokenTTL: 3600, jwt: { sign: { alg: 'RS256' } } }
        },
      },
    },
  })
  const answer = provider.callback()

  /**
   * The pages: name and password, then what the app asks for.
   * @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response
   */
  async function interact(request, response) {
    const { prompt, params, session, grantId } = await provider.interactionDetails(request, response)
    if (request.method !== 'POST') {
      const html =
        prompt.name === 'login'
          ? page('Sign in', `<form method="post">${FIELDS}<button type="submit">Sign in</button></form>`)
          : page('Allow?', '<form method="post"><button type="submit">Allow</button></form>')
      return void response.setHeader('content-type', 'text/html; charset=utf-8').end(html)
    }
    const form = await formOf(request)
    if (prompt.name === 'login') {
      const login = form.get('identifier') ?? ''
      const person = PEOPLE[/** @type {keyof typeof PEOPLE} */ (login)]
      const outcome =
        person?.password === form.get('password')
          ? { login: { accountId: login } }
          : { error: 'access_denied', error_description: 'wrong name or password' }
      return provider.interactionFinished(request, response, outcome)
    }
    const grant = grantId
      ? await provider.Grant.find(grantId)
      : new provider.Grant({ accountId: session?.accountId, clientId: String(params.client_id) })
    grant?.addOIDCScope(String(params.scope))
    grant?.addResourceScope(resource, scope)
    const outcome = { consent: { grantId: await grant?.save() } }
    await provider.interactionFinished(request, response, outcome, { mergeWithLastSubmission: true })
  }

  return {
    name: 'oidc-provider',
    asksAtSignOut: true,
    issuer,
    settings: { GENKAN_ISSUER: issuer, GENKAN_SCOPES: `email ${scope}` },
    user: { identifier: 'mina', password: PEOPLE.mina.password, name: PEOPLE.mina.claims.name },
    other: { identifier: 'theo', password: PEOPLE.theo.password, name: PEOPLE.theo.claims.name },
    /** It has none. @type {{id: string, name: string, scope: string} | undefined} */
    organization: undefined,
    /**
     * Registers a web application (OpenID Connect Dynamic Client Registration).
     * @param {string[]} origins where the app runs; back-channel logout goes to the first
     * @param {string[]} [paths] below which its callback lies
     * @returns {Promise<{id: string, secret: string}>}
     */
    async register(origins, paths = ['']) {
      const response = await fetch(`${issuer}/reg`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${REGISTRATION}` },
        body: JSON.stringify({
          redirect_uris: origins.flatMap((origin) => paths.map((path) => `${origin}${path}/callback`)),
          post_logout_redirect_uris: origins.map((origin) => `${origin}/`),
          backchannel_logout_uri: `${origins[0]}${paths[0]}/backchannel-logout`,
          backchannel_logout_session_required: true,
        }),
      })
      const body = await response.json()
      if (!response.ok) throw new Error(`registration answered ${response.status}: ${JSON.stringify(body)}`)
      return { id: body.client_id, secret: body.client_secret }
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
