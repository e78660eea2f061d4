// Loaded ahead of a Node app (`--import`): its calls to the provider go over the wire of `wire.js`.

const { WIRE = '', WIRE_TO = '' } = process.env
const direct = globalThis.fetch

/** @type {typeof fetch} */
globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input)
  if (url.origin !== WIRE_TO) return direct(input, init)
  const headers = new Headers(init?.headers)
  headers.set('x-wire-to', url.origin)
  return direct(new URL(url.pathname + url.search, WIRE), { ...init, headers })
}
