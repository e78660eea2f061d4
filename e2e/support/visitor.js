// Somebody at a browser without a screen: enough to sign in by the provider's pages and to call the app.

import { CookieJar, followUntil } from './http.js'

/** @typedef {Pick<import('./sample-app.js').App, 'url' | 'auth' | 'cookie'>} App */
/** @typedef {{identifier: string, password: string}} User */

/** One browser's cookies at one app. */
export class Visitor {
  #jar = new CookieJar()
  /** @type {App} */
  #app

  /** @param {App} app */
  constructor(app) {
    this.#app = app
  }

  /**
   * What the app answers; cookies are kept, redirects not followed.
   * @param {string} path @param {RequestInit} [init]
   */
  async ask(path, init = {}) {
    const url = new URL(path, this.#app.url)
    const headers = { accept: 'application/json', ...init.headers, cookie: this.#jar.header() }
    const response = await fetch(url, { redirect: 'manual', ...init, headers })
    this.#jar.keep(response)
    return { status: response.status, headers: response.headers, text: await response.text() }
  }

  /** The first page. */
  home() {
    return this.ask('/', { headers: { accept: 'text/html' } })
  }

  /** The app's own sign-out, as its button does. */
  signOut() {
    return this.ask(`${this.#app.auth}/sign-out`, { method: 'POST', headers: { origin: this.#app.url } })
  }

  /** Does what the provider's pages ask. @param {User} user @returns {Promise<URL>} where the provider then leads */
  authorize(user) {
    const at = this.#app.url + this.#app.auth
    return followUntil(`${at}/sign-in`, { until: `${at}/callback`, user, jar: this.#jar })
  }

  /** Signs in and looks at the first page. @param {User} user */
  async signIn(user) {
    const callback = await this.authorize(user)
    const landed = await this.ask(callback.href)
    if (landed.status !== 303) throw new Error(`the callback answered ${landed.status}: ${landed.text}`)
    return this.home()
  }

  /** Signs out at the provider, from outside the app. @param {string} url its end-session endpoint @param {User} user */
  async signOutAt(url, user) {
    await followUntil(url, { until: `${this.#app.url}/`, user, jar: this.#jar, clicks: { logout: 'yes' } })
  }

  /** The session's cookies, as a header. */
  get session() {
    const own = this.#jar.header().split('; ')
    return own.filter((pair) => pair.startsWith(this.#app.cookie)).join('; ')
  }

  /** Takes cookies that somebody else planted. @param {string} header */
  plant(header) {
    for (const pair of header.split('; ')) this.#jar.keep(new Response(null, { headers: { 'set-cookie': pair } }))
  }
}

/**
 * What an address answers whoever shows these cookies.
 * @param {string} url @param {string} cookie @param {Record<string, string>} [headers]
 */
export async function askWith(url, cookie, headers = {}) {
  const response = await fetch(url, { redirect: 'manual', headers: { accept: 'application/json', cookie, ...headers } })
  return { status: response.status, headers: response.headers, text: await response.text() }
}
