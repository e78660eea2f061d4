// The example of @genkan/next on Next 15, where the proxy is `middleware.ts` and runs in the edge runtime unless its
// `config` says otherwise.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { NextVariants } from './next-variant.js'
import { nextPackage } from './next-sample-app.js'

const EXAMPLE = 'next-app-router'

/** The newest Next 15, and a React of its time. */
const VERSIONS = { next: '15.5.29', react: '19.1.10', 'react-dom': '19.1.10', '@types/react': '19.1.17' }

/** The types are those of both runtimes, so they are checked once. @param {Runtime} runtime */
const nextConfig = (runtime) =>
  `export default { poweredByHeader: false, typescript: { ignoreBuildErrors: ${runtime !== 'edge'} } };\n`

/** Redis speaks over sockets, which the edge runtime has not; the other stores are as in the example. */
const SESSION_STORE = `import { memoryStore } from '@genkan/next/stores';

export const sessionStore = (place = 'cookie') => (place === 'memory' ? memoryStore() : undefined);
`

/** @typedef {'edge' | 'nodejs'} Runtime where the middleware runs */

/** @param {Runtime} runtime @returns {Promise<string>} the example's proxy as its documentation says it is for Next 15 */
async function middleware(runtime) {
  const proxy = await readFile(join(nextPackage, '../../examples', EXAMPLE, 'proxy.ts'), 'utf8')
  const named = proxy.replace('export const proxy =', 'export const middleware =')
  return runtime === 'edge' ? named : named.replace('export const config = {', "$&\n  runtime: 'nodejs',")
}

/** @returns {Promise<{build: (runtime: Runtime) => Promise<string>, remove: () => Promise<void>}>} */
export async function next15() {
  const variants = await NextVariants.install(EXAMPLE, VERSIONS)
  return {
    async build(runtime) {
      return variants.build(runtime, EXAMPLE, {
        'next.config.ts': nextConfig(runtime),
        'app/session-store.ts': SESSION_STORE,
        'middleware.ts': await middleware(runtime),
        'proxy.ts': null,
      })
    },
    remove: () => variants.remove(),
  }
}
