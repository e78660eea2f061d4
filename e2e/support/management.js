// The management API, called by the field's own SDK for it.

import { createManagementApi } from '@logto/api/management'

/** @typedef {Awaited<ReturnType<typeof import('./genkan.js').start>>['ready']} Ready */

/**
 * A function that calls an operation which must go well.
 * @param {Ready} ready
 */
export function managementOf({ endpoint, management }) {
  const { apiClient } = createManagementApi('default', {
    baseUrl: endpoint,
    apiIndicator: management.resource,
    clientId: management.id,
    clientSecret: management.secret,
  })
  /**
   * @param {'GET' | 'POST' | 'PATCH' | 'DELETE'} method @param {string} path @param {object} [body]
   * @returns {Promise<any>} what was answered
   */
  return async (method, path, body) => {
    const { data, error, response } = await /** @type {any} */ (apiClient)[method](path, { body, parseAs: 'text' })
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${error}`)
    return /^[[{]/.test(data ?? '') ? JSON.parse(data) : data
  }
}

/** @typedef {ReturnType<typeof managementOf>} Call */

/**
 * Registers a web application.
 * @param {Call} call
 * @param {{name: string, redirectUri: string, home: string}} options
 * @returns {Promise<{id: string, secret: string}>}
 */
export async function registerApplication(call, { name, redirectUri, home }) {
  const { id } = await call('POST', '/api/applications', {
    name,
    type: 'Traditional',
    oidcClientMetadata: { redirectUris: [redirectUri], postLogoutRedirectUris: [home] },
  })
  const [secret] = await call('GET', `/api/applications/${id}/secrets`)
  return { id, secret: secret.value }
}

/**
 * Registers somebody who can sign in.
 * @param {Call} call
 * @param {string} username
 */
export async function registerPerson(call, username) {
  const password = 'a long walk at dusk 41'
  const name = `${username[0].toUpperCase()}${username.slice(1)}`
  const { id } = await call('POST', '/api/users', { username, name, password, primaryEmail: `${username}@example.com` })
  return { id, name, identifier: username, password }
}
