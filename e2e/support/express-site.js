// An Express site on a free port of this machine, and somebody at a browser without a screen who visits it.

import express from 'express'
import session from 'express-session'
import { randomBytes } from 'node:crypto'
import { CookieJar, followUntil } from './http.js'
import { freePort } from './ports.js'

/** @typedef {import('express').Express} Express */

/**
 * Starts a site with cookie sessions.
 * @param {(site: {app: Express, url: string}) => Promise<void> | void} build adds the routes
 */
export async function expressSite(build) {
  const url = `http://localhost:${await freePort()}`
  const app = express()
  app.use(session({ secret: randomBytes(24).toString('hex'), resave: false, saveUninitialized: true }))
  await build({ app, url })
  const server = app.listen(Number(new URL(url).port), 'localhost')
  await new Promise((done, fail) => server.once('listening', done).once('error', fail))
  return {
    url,
    async stop() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

/** One person's cookies, at the site and at the server. */
export class Visitor {
  jar = new CookieJar()

  /**
   * What is answered; cookies are kept, redirects not followed.
   * @param {string | URL} url @param {RequestInit} [init]
   */
  async ask(url, init = {}) {
    const headers = { ...init.headers, cookie: this.jar.header() }
    return this.answered(new Request(url, { redirect: 'manual', ...init, headers }))
  }

  /**
   * The same for a site that is a function.
   * @param {Request} request @param {(request: Request) => Promise<Response>} [site]
   */
  async answered(request, site = fetch) {
    const response = await site(request)
    this.jar.keep(response)
    const text = await response.text()
    return {
      status: response.status,
      location: response.headers.get('location') ?? '',
      text,
      json: () => JSON.parse(text),
    }
  }

  /**
   * Does what the server's pages ask, until it sends the browser back.
   * @param {string | URL} url @param {string} until @param {{identifier: string, password: string}} user
   */
  follow(url, until, user) {
    return followUntil(url, { until, user, jar: this.jar, clicks: { logout: 'yes' } })
  }
}
