// A tenant built by the management API alone, with the field's own SDKs, and what its people and services then receive.

import { allScope, createApiClient, createManagementApi } from '@logto/api/management'
import LogtoClient, { Prompt, ReservedScope, UserScope } from '@logto/node'
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { launch, person } from '../support/browser.js'
import { start } from '../support/genkan.js'
import { MemoryStorage } from '../support/memory-storage.js'
import { submitCredentials } from '../support/pages.js'
import { webhookReceiver } from '../support/webhook-receiver.js'

const API = 'https://orders.example.com'
const PASSWORD = 'a long walk at dusk 41'

/** @type {Awaited<ReturnType<typeof start>>} */
let genkan
/** @type {Awaited<ReturnType<typeof launch>>} */
let browser
/** @type {Awaited<ReturnType<typeof webhookReceiver>>} */
let receiver
/** Where the app's redirect URI leads. @type {import('node:http').Server} */
let site
let callback = ''
/** @type {Awaited<ReturnType<typeof build>>} */
let tenant

before(async () => {
  genkan = await start()
  browser = await launch()
  receiver = await webhookReceiver()
  site = createServer((_, response) => void response.end('<!doctype html><title>Back at the app</title>'))
  await new Promise((done) => site.listen(0, 'localhost', () => done(undefined)))
  callback = `http://localhost:${/** @type {import('node:net').AddressInfo} */ (site.address()).port}/callback`
  tenant = await build()
})
after(async () => {
  await browser?.close()
  await receiver?.stop()
  site?.close()
  await genkan?.stop()
})

/** The management API as its SDK shows it. */
function management() {
  const { endpoint, management } = genkan.ready
  return createManagementApi('default', {
    baseUrl: endpoint,
    apiIndicator: management.resource,
    clientId: management.id,
    clientSecret: management.secret,
  })
}

/**
 * What an operation answered, which must have gone well.
 * @param {Promise<{data?: any, error?: any, response: Response}>} call
 * @returns {Promise<any>}
 */
async function well(call) {
  const { data, error, response } = await call
  assert.ok(response.ok, `${response.url} answered ${response.status}: ${JSON.stringify(error)}`)
  return data
}

/** App, resource, scopes, roles, person, organization with its template, and a webhook: by API only. */
async function build() {
  const { apiClient: api } = management()
  const hook = await well(
    api.POST('/api/hooks', {
      body: {
        name: 'Directory',
        events: ['User.Created', 'Organization.Membership.Updated', 'PostSignIn'],
        config: { url: receiver.url, headers: { 'x-from': 'genkan' } },
      },
    }),
  )
  const app = await well(
    api.POST('/api/applications', {
      body: {
        name: 'Orders',
        type: 'Traditional',
        oidcClientMetadata: { redirectUris: [callback], postLogoutRedirectUris: [] },
        customClientMetadata: { allowTokenExchange: true },
      },
    }),
  )
  const machine = await well(
    api.POST('/api/applications', { body: { name: 'Nightly export', type: 'MachineToMachine' } }),
  )
  const resource = await well(api.POST('/api/resources', { body: { name: 'Orders', indicator: API } }))
  /** @param {string} name */
  const scope = (name) =>
    well(
      api.POST('/api/resources/{resourceId}/scopes', {
        params: { path: { resourceId: resource.id } },
        body: { name, description: name },
      }),
    )
  const [read, write, bill] = [await scope('read:orders'), await scope('write:orders'), await scope('bill:orders')]
  const reader = await well(
    api.POST('/api/roles', { body: { name: 'reader', description: 'Reads orders', scopeIds: [read.id] } }),
  )
  const exporter = await well(
    api.POST('/api/roles', {
      body: { name: 'exporter', description: 'Exports', type: 'MachineToMachine', scopeIds: [read.id, write.id] },
    }),
  )
  await well(
    api.POST('/api/applications/{applicationId}/roles', {
      params: { path: { applicationId: machine.id } },
      body: { roleIds: [exporter.id] },
      parseAs: 'text',
    }),
  )
  const user = await well(
    api.POST('/api/users', {
      body: { username: 'mina', password: PASSWORD, primaryEmail: 'mina@example.com', name: 'Mina' },
    }),
  )
  await well(
    api.POST('/api/users/{userId}/roles', { params: { path: { userId: user.id } }, body: { roleIds: [reader.id] } }),
  )

  const invite = await well(api.POST('/api/organization-scopes', { body: { name: 'invite:member' } }))
  const manager = await well(
    api.POST('/api/organization-roles', {
      body: { name: 'manager', organizationScopeIds: [invite.id], resourceScopeIds: [bill.id] },
    }),
  )
  const robot = await well(
    api.POST('/api/organization-roles', {
      body: { name: 'robot', type: 'MachineToMachine', organizationScopeIds: [], resourceScopeIds: [bill.id] },
    }),
  )
  const organization = await well(
    api.POST('/api/organizations', { body: { name: 'Acme', description: 'The first one' } }),
  )
  const path = { id: organization.id }
  await well(
    api.POST('/api/organizations/{id}/users', { params: { path }, body: { userIds: [user.id] }, parseAs: 'text' }),
  )
  await well(
    api.POST('/api/organizations/{id}/users/{userId}/roles', {
      params: { path: { ...path, userId: user.id } },
      body: { organizationRoleIds: [manager.id] },
      parseAs: 'text',
    }),
  )
  await well(
    api.POST('/api/organizations/{id}/applications', {
      params: { path },
      body: { applicationIds: [machine.id] },
      parseAs: 'text',
    }),
  )
  await well(
    api.POST('/api/organizations/{id}/applications/{applicationId}/roles', {
      params: { path: { ...path, applicationId: machine.id } },
      body: { organizationRoleIds: [robot.id] },
      parseAs: 'text',
    }),
  )
  // What authenticates is among an application's secrets; `secret` in the application itself is a leftover.
  /** @param {{id: string}} own */
  const withSecret = async ({ id }) => {
    const [secret] = await well(api.GET('/api/applications/{id}/secrets', { params: { path: { id } } }))
    return { id, secret: secret.value }
  }
  return { api, hook, app: await withSecret(app), machine: await withSecret(machine), user, organization }
}

/** Signs the person in through the pages in a browser, with @logto/node in the app's place. */
async function signedIn() {
  const { endpoint } = genkan.ready
  const { app } = tenant
  let visited = ''
  const client = new LogtoClient(
    {
      endpoint,
      appId: app.id,
      appSecret: app.secret,
      scopes: [
        UserScope.Email,
        UserScope.Roles,
        UserScope.Organizations,
        UserScope.OrganizationRoles,
        'read:orders',
        'write:orders',
        'bill:orders',
        'invite:member',
      ],
      resources: [API, 'urn:logto:resource:organizations'],
      prompt: Prompt.Consent,
    },
    { storage: new MemoryStorage(), navigate: (url) => void (visited = url) },
  )
  await client.signIn(callback)

  const context = await person(browser)
  const page = await context.newPage()
  await page.goto(visited)
  await submitCredentials(page, { identifier: 'mina', password: PASSWORD })
  await page.waitForURL(`${callback}**`)
  const arrived = page.url()
  await context.close()
  await client.handleSignInCallback(arrived)
  return client
}

/** The claims of a JWT. @param {string} token @returns {any} */
const claims = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString())
/** @param {string} scope */
const words = (scope) => scope.split(' ').filter(Boolean).sort()

/**
 * @param {{id: string, secret: string}} app
 * @param {Record<string, string>} fields
 */
async function token(app, fields) {
  const response = await fetch(`${genkan.ready.endpoint}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${app.id}:${app.secret}`)}` },
    body: new URLSearchParams(fields),
  })
  const body = await response.json()
  assert.equal(response.status, 200, JSON.stringify(body))
  return body
}

test('a person signs in: every kind of token says what the tenant says', async () => {
  const { user, organization, app } = tenant
  const client = await signedIn()
  const issuer = `${genkan.ready.endpoint}/oidc`

  const id = await client.getIdTokenClaims()
  assert.equal(id.sub, user.id)
  assert.equal(id.aud, app.id)
  assert.equal(id.email, 'mina@example.com')
  // Everybody new has the demo API's role, which is a default one.
  assert.deepEqual(id.roles, ['Demo customer', 'reader'])
  assert.deepEqual(id.organizations, [organization.id])
  assert.deepEqual(id.organization_roles, [`${organization.id}:manager`])

  const opaque = await client.getAccessToken()
  assert.match(opaque ?? '', /^[\w-]{43}$/)
  const info = await client.fetchUserInfo()
  assert.equal(info.username, 'mina')
  assert.deepEqual(/** @type {any} */ (info).organization_data, [
    { id: organization.id, name: 'Acme', description: 'The first one' },
  ])

  const api = claims(await client.getAccessToken(API))
  assert.deepEqual([api.iss, api.sub, api.aud, api.client_id], [issuer, user.id, API, app.id])
  assert.deepEqual(words(api.scope), ['bill:orders', 'read:orders'], 'what the roles give, not what was asked for')

  const inOrganization = claims(await client.getOrganizationToken(organization.id))
  assert.equal(inOrganization.aud, `urn:logto:organization:${organization.id}`)
  assert.equal(inOrganization.sub, user.id)
  assert.deepEqual(words(inOrganization.scope), ['invite:member'])
  assert.equal(inOrganization.organization_id, undefined)

  const both = claims(await client.getAccessToken(API, organization.id))
  assert.deepEqual([both.aud, both.organization_id], [API, organization.id])
  assert.deepEqual(words(both.scope), ['bill:orders', 'read:orders'])
})

test('a service receives what its roles give, in the tenant and in the organization', async () => {
  const { machine, organization } = tenant
  const plain = await token(machine, { grant_type: 'client_credentials', resource: API, scope: 'read:orders write:orders bill:orders' })
  const own = claims(plain.access_token)
  assert.deepEqual([own.sub, own.client_id, own.aud], [machine.id, machine.id, API])
  assert.deepEqual(words(own.scope), ['read:orders', 'write:orders'])

  const within = await token(machine, {
    grant_type: 'client_credentials',
    resource: API,
    organization_id: organization.id,
    scope: 'bill:orders read:orders',
  })
  assert.equal(claims(within.access_token).organization_id, organization.id)
  assert.deepEqual(words(claims(within.access_token).scope), ['bill:orders'])
})

test('a support agent acts for the person by token exchange', async () => {
  const { api, app, user, organization } = tenant
  const exchange = async (/** @type {Record<string, string>} */ target) => {
    const { subjectToken } = await well(api.POST('/api/subject-tokens', { body: { userId: user.id } }))
    return token(app, {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: subjectToken,
      subject_token_type: 'urn:logto:token-type:impersonation_token',
      ...target,
    })
  }
  const forApi = claims((await exchange({ resource: API, scope: 'read:orders write:orders' })).access_token)
  assert.deepEqual([forApi.sub, forApi.client_id, forApi.aud], [user.id, app.id, API])
  assert.deepEqual(words(forApi.scope), ['read:orders'])
  const inOrganization = await exchange({ organization_id: organization.id, scope: 'invite:member' })
  assert.equal(claims(inOrganization.access_token).aud, `urn:logto:organization:${organization.id}`)
})

test('a role taken away is gone from the next token, a person suspended from all', async () => {
  const { api } = tenant
  const user = await well(api.POST('/api/users', { body: { username: 'short_stay', password: PASSWORD } }))
  const path = { userId: user.id }
  await well(api.PATCH('/api/users/{userId}/is-suspended', { params: { path }, body: { isSuspended: true } }))
  const refused = await api.GET('/api/users/{userId}', { params: { path } })
  assert.equal(/** @type {any} */ (refused.data).isSuspended, true)
  await well(api.DELETE('/api/users/{userId}', { params: { path } }))
  const gone = await api.GET('/api/users/{userId}', { params: { path } })
  assert.equal(gone.response.status, 404)
  assert.equal(/** @type {any} */ (gone.error).code, 'entity.not_found')
})

test('webhooks arrive, signed', async () => {
  const { hook, user, organization } = tenant
  const created = await receiver.delivery((body) => body.event === 'User.Created' && body.data.id === user.id)
  assert.equal(created.body.hookId, hook.id)
  assert.equal(created.headers['x-from'], 'genkan')
  assert.equal(created.headers['logto-signature-sha-256'], created.signature(hook.signingKey))
  const joined = await receiver.delivery((body) => body.event === 'Organization.Membership.Updated')
  assert.equal(joined.body.organizationId, organization.id)
  assert.equal(joined.headers['logto-signature-sha-256'], joined.signature(hook.signingKey))
  const signIn = await receiver.delivery((body) => body.event === 'PostSignIn')
  assert.equal(signIn.body.user.id, user.id)
})

test('the management SDK: paging, refusals and a token of another audience', async () => {
  const { api, machine } = tenant
  const users = await api.GET('/api/users', { params: { query: { page: 1, page_size: 1 } } })
  assert.equal(/** @type {any} */ (users.data).length, 1)
  assert.ok(Number(users.response.headers.get('total-number')) >= 2)

  const twice = await api.POST('/api/roles', { body: { name: 'reader', description: 'Again' } })
  assert.equal(twice.response.status, 422)
  assert.equal(/** @type {any} */ (twice.error).code, 'role.name_in_use')

  const { access_token } = await token(machine, { grant_type: 'client_credentials', resource: API })
  const stranger = createApiClient({ baseUrl: genkan.ready.endpoint, getToken: async () => access_token })
  assert.equal((await stranger.GET('/api/users')).response.status, 401)
  assert.equal(allScope, 'all')
})
