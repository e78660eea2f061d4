// Loaded ahead of a Node app (`--import`): its connections to the provider go to the wire of `wire.js`. Not `fetch` is
// replaced but what it connects by, because Next's edge runtime has a `fetch` of its own.

import net from 'node:net'

const { WIRE = '', WIRE_TO = '' } = process.env
const [wire, provider] = [WIRE, WIRE_TO].map((url) => new URL(url))
const direct = net.connect

/** @param {any} options @param {any[]} rest */
const connect = (options, ...rest) => {
  const isProvider = options?.host === provider.hostname && Number(options.port) === Number(provider.port)
  return direct(isProvider ? { ...options, host: wire.hostname, port: Number(wire.port) } : options, ...rest)
}
net.connect = /** @type {typeof net.connect} */ (connect)
