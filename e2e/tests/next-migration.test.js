// An app written for the field's SDK runs with ours once its imports are replaced.

import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { after, test } from 'node:test'
import { nextAppUrl, startNextApp } from '../support/next-app.js'
import { nextJourney } from '../support/next-journey.js'
import { moveOver } from '../support/next-migration.js'
import { nextPackage } from '../support/next-sample-app.js'

/** A mistake of an app: a function that keeps what it fetches, in a component that cannot. */
const MISTAKE = `import { getAccessToken, signOut } from '@genkan/next/server-actions';
import { logtoConfig, ordersApi } from '../logto';

const said = (error: Error & { code?: string }) => \`[\${error.code}] \${error.message}\`;

export default async function Mistake() {
  const token = await getAccessToken(logtoConfig, ordersApi.resource).catch(said);
  const out = await signOut(logtoConfig).catch(said);
  return <p>{\`\${token}\\n\${out}\`}</p>;
}
`

/** @type {Awaited<ReturnType<typeof moveOver>>} */
let moved

nextJourney({
  example: 'next-app-router-moved',
  async prepare() {
    moved = await moveOver('next-app-router-logto')
    await mkdir(join(moved.folder, 'app/mistake'))
    await writeFile(join(moved.folder, 'app/mistake/page.tsx'), MISTAKE)
    return moved.folder
  },
})
after(() => moved?.remove())

test('only the package and import lines were replaced', () => {
  assert.ok(moved.changed.includes('package.json'))
  assert.ok(moved.changed.length > 5, `${moved.changed}`)
})

test('a function that must set a cookie, in a server component, names the one to use instead', async () => {
  const url = await nextAppUrl()
  const settings = {
    LOGTO_ENDPOINT: 'http://localhost:9', // nobody: the mistake is found before the provider is asked
    LOGTO_APP_ID: 'app',
    LOGTO_APP_SECRET: 'secret',
    COOKIE_SECRET: 'a secret of at least 32 bytes for this test',
  }
  const app = await startNextApp({ folder: moved.folder, url, settings })
  try {
    const { sessionCookie } = await import(pathToFileURL(join(nextPackage, 'dist/testing.js')).href)
    const config = { endpoint: settings.LOGTO_ENDPOINT, appId: 'app', baseUrl: url, cookieSecret: settings.COOKIE_SECRET }
    const session = { claims: { sub: 'u1', name: 'Mio' }, refreshToken: 'unused' }
    /** @type {{name: string, value: string}[]} */
    const cookies = await sessionCookie(config, session)
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    const page = await (await fetch(`${url}/mistake`, { headers: { cookie } })).text()
    assert.match(page, /\[cannot_write_cookies\] getAccessToken must set a cookie.*use getAccessTokenRSC/)
    assert.match(page, /\[cannot_write_cookies\] signOut must set a cookie/)
    assert.match(await (await fetch(url, { headers: { cookie } })).text(), /Mio/, 'and the session lives on')
  } finally {
    await app.stop()
  }
})
