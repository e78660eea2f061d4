// A browser without a screen: cookies, redirects within the server, forms of the server-rendered pages.

/** @param {string} text */
const decodeEntities = (text) =>
  text
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')

/** @param {string} tag @param {string} name */
const attribute = (tag, name) => decodeEntities(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '')

/**
 * The forms of a page.
 * @param {string} html
 */
export function forms(html) {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, opening, content]) => ({
    action: attribute(opening, 'action'),
    fields: [...content.matchAll(/<input\b[^>]*>/g)]
      .map(([tag]) => ({ name: attribute(tag, 'name'), value: attribute(tag, 'value'), type: attribute(tag, 'type') }))
      .filter(({ name }) => name),
  }))
}

/** Cookies of one origin, by name: enough for a server that is one host. */
export class CookieJar {
  /** @type {Map<string, string>} */
  #cookies = new Map()

  /** @param {Response} response */
  keep(response) {
    for (const line of response.headers.getSetCookie()) {
      const [name, ...value] = line.split(';')[0].split('=')
      if (/max-age=0\b/i.test(line) || value.join('=') === '') this.#cookies.delete(name)
      else this.#cookies.set(name, value.join('='))
    }
  }

  header() {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }
}

/**
 * Goes to `url` and does what the pages ask until the server sends the browser to `until`.
 * @param {string | URL} url
 * @param {{until: string, user: {identifier: string, password: string}, jar?: CookieJar, clicks?: Record<string, string>}} options
 * @returns {Promise<URL>} where the browser was sent
 */
export async function followUntil(url, { until, user, jar = new CookieJar(), clicks = {} }) {
  let at = new URL(url)
  /** @type {RequestInit} */
  let request = {}
  for (let step = 0; step < 20; step += 1) {
    const response = await fetch(at, {
      ...request,
      redirect: 'manual',
      headers: { ...request.headers, cookie: jar.header(), origin: at.origin, accept: 'text/html' },
    })
    jar.keep(response)
    request = {}
    const location = response.headers.get('location')
    if (location) {
      at = new URL(location, at)
      if (at.href.startsWith(until)) return at
      continue
    }
    const html = await response.text()
    const known = { identifier: user.identifier, username: user.identifier, password: user.password, ...clicks }
    const form = forms(html).find(({ fields }) => fields.some(({ name }) => name in known)) ?? forms(html)[0]
    if (!form) throw new Error(`${at} answered ${response.status} without a form:\n${html.slice(0, 2000)}`)
    const body = new URLSearchParams()
    for (const { name, value, type } of form.fields) if (type !== 'checkbox') body.set(name, known[name] ?? value)
    for (const [name, value] of Object.entries(clicks)) body.set(name, value)
    if (form.action) at = new URL(form.action, at)
    request = { method: 'POST', body }
  }
  throw new Error(`still on the way after 20 steps, at ${at}`)
}
