// Tokens that grow old: refreshed once, ahead of the answer, and nothing is lost.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claims } from '../support/jwt.js'
import { api, matrix } from '../support/matrix.js'
import { askWith } from '../support/visitor.js'

/** Everything a page shows, each once. @param {string[]} refreshes */
const once = (refreshes) => [...new Set(refreshes)].sort()

matrix((place) => {
  /** Somebody whose tokens have all grown old, and what they are for. */
  const stale = async () => {
    const { wire } = place.app
    wire.forget()
    const visitor = await wire.withLifetime(1, () => place.signedIn())
    const tokens = once(wire.refreshes())
    assert.ok(tokens.includes(`${api.resource}#`), tokens.join(', '))
    wire.forget()
    return { visitor, tokens }
  }
  const assertChain = () => {
    const calls = place.app.wire.grants('refresh_token')
    assert.deepEqual(calls.map(({ status }) => status), calls.map(() => 200))
    for (const [index, { form }] of calls.entries()) {
      const newest = calls[index - 1]?.answer.refresh_token
      if (newest) assert.equal(form.refresh_token, newest, 'always with the newest refresh token')
    }
  }

  test('each token is refreshed once, and then kept', async () => {
    const { app, provider } = place
    const { visitor, tokens } = await stale()
    assert.match((await visitor.home()).text, new RegExp(provider.user.name))
    assert.deepEqual(app.wire.refreshes().sort(), tokens)
    assertChain()
    app.wire.forget()
    for (const _ of [1, 2, 3]) assert.equal((await visitor.home()).status, 200)
    assert.deepEqual(app.wire.refreshes(), [])
  })

  const none = place.providerName !== 'genkan' && 'there are no organizations'
  test('tokens of an organization are refreshed once, too', { skip: none }, async () => {
    const { app, provider } = place
    const { visitor } = await stale()
    const page = () => visitor.ask(`/organizations/${provider.organization?.id}`)
    const tokens = ['#', `#${provider.organization?.id}`, `${api.resource}#${provider.organization?.id}`].sort()
    await app.wire.withLifetime(1, page)
    app.wire.forget()
    const answers = await Promise.all(Array.from({ length: 5 }, page))
    assert.deepEqual(answers.map(({ status }) => status), answers.map(() => 200))
    assert.deepEqual(app.wire.refreshes().sort(), tokens)
    assertChain()
    // The person's own token for the API is another one than the organization's.
    await visitor.home()
    const own = app.wire.newest({ resource: api.resource, organization_id: undefined }).access_token
    assert.equal(claims(own).organization_id, undefined)
  })

  test('twenty requests at expiry share the refreshes', async () => {
    const { app, provider } = place
    const { visitor, tokens } = await stale()
    const answers = await Promise.all(Array.from({ length: 20 }, () => visitor.home()))
    for (const { status, text } of answers) {
      assert.equal(status, 200)
      assert.match(text, new RegExp(provider.user.name))
    }
    assert.deepEqual(app.wire.refreshes().sort(), tokens)
    assertChain()
    // Whichever answer came last, the browser goes on.
    const after = await app.wire.withLifetime(1, () => visitor.home())
    assert.match(after.text, new RegExp(provider.user.name))
    assert.match((await visitor.home()).text, new RegExp(provider.user.name))
    assertChain()
  })

  test('two people at expiry each get their own', async () => {
    const { app, provider } = place
    const { visitor: mina } = await stale()
    const theo = await app.wire.withLifetime(1, () => place.signedIn(provider.other))
    const people = [
      { visitor: mina, own: provider.user.name, foreign: provider.other.name },
      { visitor: theo, own: provider.other.name, foreign: provider.user.name },
    ]
    const requests = Array.from({ length: 10 }, () => people).flat()
    const answers = await Promise.all(requests.map(async ({ visitor, own, foreign }) => ({ own, foreign, ...(await visitor.home()) })))
    for (const { status, text, own, foreign } of answers) {
      assert.equal(status, 200)
      assert.match(text, new RegExp(own))
      assert.doesNotMatch(text, new RegExp(foreign))
    }
  })

  test('a streamed page after expiry keeps the session', async () => {
    const { app, provider } = place
    const { visitor, tokens } = await stale()
    const streamed = await visitor.ask('/stream', { headers: { accept: 'text/html' } })
    assert.equal(streamed.status, 200)
    assert.match(streamed.text, new RegExp(provider.user.name))
    assert.deepEqual(app.wire.refreshes().sort(), tokens, 'ahead of the answer, and not again within it')
    assertChain()
    // Only what the browser and the store hold counts now, and every token is taken for an old one.
    await app.restart({ GENKAN_REFRESH_MARGIN: '3600' })
    if (place.storeName !== 'memory') assert.match((await visitor.home()).text, new RegExp(provider.user.name))
    assertChain()
    await app.restart({ GENKAN_REFRESH_MARGIN: '60' })
  })

  test('a prefetch loses nothing and begins no sign-in', async () => {
    const { app, provider } = place
    const { visitor } = await stale()
    const prefetched = await visitor.ask('/stream', { headers: { accept: 'text/html', 'sec-purpose': 'prefetch' } })
    assert.equal(prefetched.status, 200)
    assert.match((await visitor.home()).text, new RegExp(provider.user.name))
    assertChain()
    const begun = await visitor.ask('/sign-in', { headers: { 'sec-purpose': 'prefetch' } })
    assert.deepEqual([begun.status, begun.headers.getSetCookie()], [204, []])
  })

  test('a grant that was revoked ends the session', async () => {
    const { app, provider } = place
    app.wire.forget()
    const visitor = await app.wire.withLifetime(1, () => place.signedIn())
    const copy = visitor.session
    await app.revoke(app.wire.refreshToken())
    const page = await visitor.home()
    assert.ok(page.status < 500)
    assert.doesNotMatch(page.text, new RegExp(provider.user.name))
    assert.equal((await visitor.ask('/api/me')).status, 401)
    assert.equal((await askWith(`${app.url}/api/me`, copy)).status, 401, 'nor for a copy of the cookie')
  })

  test('with a margin as long as a token lives, every page brings new ones', async () => {
    const { app, provider } = place
    await app.restart({ GENKAN_REFRESH_MARGIN: '3600' })
    app.wire.forget()
    const visitor = await place.signedIn()
    const tokens = once(app.wire.refreshes())
    for (const _ of [1, 2]) {
      app.wire.forget()
      assert.match((await visitor.home()).text, new RegExp(provider.user.name))
      assert.deepEqual(once(app.wire.refreshes()), tokens)
    }
    assertChain()
    await app.restart({ GENKAN_REFRESH_MARGIN: '60' })
  })
})
