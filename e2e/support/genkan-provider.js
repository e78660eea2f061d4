// Genkan in the shape that `foreign-provider.js` has too: an API, two people, and organizations besides.

import { start } from './genkan.js'
import { managementOf } from './management.js'

const PASSWORD = 'a long walk at dusk 41'

/**
 * Starts the server and builds its tenant by the management API.
 * @param {{resource: string, scope: string}} api the API it issues access tokens for
 */
export async function genkanProvider({ resource, scope }) {
  const { ready, stop } = await start()
  const { endpoint } = ready
  const call = managementOf(ready)
  const { id: resourceId } = await call('POST', '/api/resources', { name: 'Orders', indicator: resource })
  const { id: scopeId } = await call('POST', `/api/resources/${resourceId}/scopes`, { name: scope, description: scope })
  const role = await call('POST', '/api/roles', { name: 'reader', description: 'Reads orders', scopeIds: [scopeId] })
  const invite = await call('POST', '/api/organization-scopes', { name: 'invite:member' })
  const manager = await call('POST', '/api/organization-roles', {
    name: 'manager',
    organizationScopeIds: [invite.id],
    resourceScopeIds: [scopeId],
  })
  const organization = await call('POST', '/api/organizations', { name: 'Acme' })
  for (const username of ['mina', 'theo']) {
    const name = `${username} Genkan`
    const primaryEmail = `${username}@example.com`
    const { id } = await call('POST', '/api/users', { username, name, password: PASSWORD, primaryEmail })
    await call('POST', `/api/users/${id}/roles`, { roleIds: [role.id] })
    await call('POST', `/api/organizations/${organization.id}/users`, { userIds: [id] })
    await call('POST', `/api/organizations/${organization.id}/users/${id}/roles`, { organizationRoleIds: [manager.id] })
  }

  return {
    name: 'genkan',
    asksAtSignOut: false,
    issuer: `${endpoint}/oidc`,
    settings: {
      GENKAN_ENDPOINT: endpoint,
      GENKAN_SCOPES: `email ${scope} invite:member urn:logto:scope:organizations urn:logto:scope:organization_roles`,
    },
    user: { identifier: 'mina', password: PASSWORD, name: 'mina Genkan' },
    other: { identifier: 'theo', password: PASSWORD, name: 'theo Genkan' },
    organization: { id: organization.id, name: 'Acme', scope: 'invite:member' },
    /**
     * Registers a web application.
     * @param {string[]} origins where the app runs; back-channel logout goes to the first
     * @param {string[]} [paths] below which its callback lies
     * @returns {Promise<{id: string, secret: string}>}
     */
    async register(origins, paths = ['']) {
      const { id } = await call('POST', '/api/applications', {
        name: 'Sample app',
        type: 'Traditional',
        oidcClientMetadata: {
          redirectUris: origins.flatMap((origin) => paths.map((path) => `${origin}${path}/callback`)),
          postLogoutRedirectUris: origins.map((origin) => `${origin}/`),
          backchannelLogoutUri: `${origins[0]}${paths[0]}/backchannel-logout`,
          backchannelLogoutSessionRequired: true,
        },
      })
      const [secret] = await call('GET', `/api/applications/${id}/secrets`)
      return { id, secret: secret.value }
    },
    stop,
  }
}
