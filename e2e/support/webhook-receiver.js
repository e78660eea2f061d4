// Where webhooks are sent to: keeps what arrives.

import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'

/** @typedef {{body: any, headers: import('node:http').IncomingHttpHeaders, signature: (key: string) => string}} Delivery */

/** Listens on a free loopback port. */
export async function webhookReceiver() {
  /** @type {Delivery[]} */
  const deliveries = []
  /** @type {Set<() => void>} */
  const waiting = new Set()
  const server = createServer(async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const raw = Buffer.concat(chunks)
    deliveries.push({
      body: JSON.parse(raw.toString()),
      headers: request.headers,
      signature: (key) => createHmac('sha256', key).update(raw).digest('hex'),
    })
    response.end()
    for (const look of waiting) look()
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://127.0.0.1:${port}/hook`,
    /**
     * The first delivery that `wanted` accepts, now or within ten seconds.
     * @param {(body: any) => boolean} wanted
     * @returns {Promise<Delivery>}
     */
    delivery(wanted) {
      return new Promise((done, fail) => {
        const look = () => {
          const found = deliveries.find(({ body }) => wanted(body))
          if (!found) return
          clearTimeout(late)
          waiting.delete(look)
          done(found)
        }
        const late = setTimeout(() => {
          waiting.delete(look)
          fail(new Error(`not delivered; arrived: ${deliveries.map(({ body }) => body.event).join(', ') || 'nothing'}`))
        }, 10_000)
        waiting.add(look)
        look()
      })
    },
    stop: () => new Promise((done) => server.close(done)),
  }
}
