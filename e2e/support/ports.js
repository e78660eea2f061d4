// Ports for servers that must know theirs before they listen, because a redirect URI or an argument names it.
//
// They lie below the range from which the kernel gives ports to outgoing connections and to listeners on port 0
// (`ip_local_port_range`, 32768 and up on Linux; 49152 and up by RFC 6335, section 6): a port from that range which is
// free now may be the near end of somebody's connection a moment later.

import { createServer } from 'node:net'

const FIRST = 20_000
const COUNT = 12_000

/** Where this process is in the range. Test files are processes of their own, so each begins somewhere else. */
let next = Math.floor(Math.random() * COUNT)

/** @param {number} port @param {string} host @returns {Promise<boolean>} whether one can listen there */
function isFree(port, host) {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => done(error.code !== 'EADDRINUSE'))
    server.listen(port, host, () => server.close(() => done(true)))
  })
}

/**
 * Each call of a process gives another port, also for one that nobody has begun to listen on yet.
 * @returns {Promise<number>} a port that nobody has right now, on either loopback address
 */
export async function freePort() {
  for (let tries = 0; tries < COUNT; tries += 1) {
    const port = FIRST + (next++ % COUNT)
    if ((await isFree(port, '127.0.0.1')) && (await isFree(port, '::1'))) return port
  }
  throw new Error(`no port from ${FIRST} to ${FIRST + COUNT - 1} is free`)
}
