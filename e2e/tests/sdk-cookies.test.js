// Cookies that are not what the app gave: signed out in peace, never an error.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { matrix } from '../support/matrix.js'
import { Visitor, askWith } from '../support/visitor.js'

matrix((place) => {
  test('tampered, cut, foreign and senseless cookies are nobody', async () => {
    const { app, provider } = place
    const visitor = await place.signedIn()
    const whole = visitor.session
    const { cookie: name } = app
    const value = whole.replace(/(^|; )[^=]+=/g, '').replace(/^\d~/, '')
    /** @param {number} at */
    const flipped = (at) => value.slice(0, at) + (value[at] === 'A' ? 'B' : 'A') + value.slice(at + 1)

    // A sign-in under way, of this browser.
    const begun = await fetch(`${app.url}/sign-in`, { redirect: 'manual' })
    const transaction = (begun.headers.getSetCookie()[0] ?? '').split(';')[0].split('=').slice(1).join('=')
    assert.ok(transaction.length > 100)

    const middle = Math.floor(value.length / 2)
    const cookies = {
      'the beginning changed': `${name}=${flipped(3)}`,
      'the middle changed': `${name}=${flipped(middle)}`,
      'the end changed': `${name}=${flipped(value.length - 3)}`,
      'cut in half': `${name}=${value.slice(0, middle)}`,
      'something appended': `${name}=${value}AAAA`,
      'twice in one': `${name}=${value}${value}`,
      empty: `${name}=`,
      'a sign-in under way': `${name}=${transaction}`,
      random: `${name}=${randomBytes(300).toString('base64url')}`,
      'a JWT without algorithm': `${name}=eyJhbGciOiJub25lIn0.eyJzdWIiOiJtaW5hIn0.`,
      'half of the chunks': `${name}.0=2~${value.slice(0, middle)}`,
      'the chunks in the wrong order': `${name}.1=2~${value.slice(0, middle)}; ${name}.0=${value.slice(middle)}`,
      'many chunks': Array.from({ length: 9 }, (_, index) => `${name}.${index}=9~${value.slice(0, 300)}`).join('; '),
      'a name like ours': `${name}.00=${value}`,
      'the name of another app': `genkan.another=${value}`,
      'signs no cookie has': `${name}=%00%0d%0a"<>\\`,
      long: `${name}=${'A'.repeat(14_000)}`,
    }
    for (const [what, cookie] of Object.entries(cookies)) {
      const page = await askWith(app.url, cookie, { accept: 'text/html' })
      assert.equal(page.status, 200, what)
      assert.doesNotMatch(page.text, new RegExp(provider.user.name), what)
      assert.equal((await askWith(`${app.url}/api/me`, cookie)).status, 401, what)
      const clears = page.headers.getSetCookie().filter((line) => /Max-Age=0/.test(line))
      if (cookie.startsWith(`${name}=`)) assert.ok(clears.some((line) => line.startsWith(`${name}=;`)), `${what}: it is removed`)
    }
    assert.equal((await visitor.ask('/api/me')).status, 200, 'the real one is as good as before')
  })

  test('the cookie of another app is nobody here, under the same secret and in the same store', async () => {
    const { app, provider } = place
    const visitor = await place.signedIn()
    const neighbour = await app.neighbour()
    try {
      const there = new Visitor(neighbour)
      await there.signIn(provider.other)
      for (const [url, cookie] of [
        [neighbour.url, visitor.session.replaceAll(app.cookie, neighbour.cookie)],
        [app.url, there.session.replaceAll(neighbour.cookie, app.cookie)],
      ]) {
        assert.equal((await askWith(`${url}/api/me`, cookie)).status, 401)
      }
      assert.equal((await there.ask('/api/me')).status, 200)
      assert.equal((await visitor.ask('/api/me')).status, 200)
    } finally {
      await neighbour.stop()
    }
  })

  const chunks = place.providerName === 'genkan' && place.storeName === 'cookie'
  test('a session of several cookies', { skip: !chunks && 'it fits into one' }, async () => {
    const { app, provider } = place
    const visitor = await place.signedIn()
    assert.equal((await visitor.ask(`/organizations/${provider.organization?.id}`)).status, 200)
    const pairs = visitor.session.split('; ').sort()
    assert.ok(pairs.length >= 2, 'four tokens do not fit into one cookie')
    for (const pair of pairs) assert.ok(pair.length <= 4_096, `${pair.length} bytes`)
    const me = (/** @type {string[]} */ cookies) => askWith(`${app.url}/api/me`, cookies.join('; '))
    assert.equal((await me(pairs)).status, 200)
    assert.equal((await me([...pairs].reverse())).status, 200, 'the order of the header does not matter')

    const [first, second, ...rest] = pairs
    const swapped = [first.replace('.0=', '.1='), second.replace('.1=', '.0='), ...rest]
    for (const wrong of [pairs.slice(1), pairs.slice(0, -1), swapped, [first, second.slice(0, -4), ...rest]]) {
      assert.equal((await me(wrong)).status, 401)
    }
  })

  test('a planted cookie is not what a sign-in uses', async () => {
    const { app, provider } = place
    const planted = (await place.signedIn()).session
    const victim = new Visitor(app)
    victim.plant(planted)
    assert.match((await victim.home()).text, new RegExp(provider.user.name), 'it is a real one')
    await victim.signIn(provider.other)
    assert.match((await victim.home()).text, new RegExp(provider.other.name))
    assert.notEqual(victim.session, planted)
    const { text } = await askWith(`${app.url}/api/me`, planted)
    assert.doesNotMatch(text, new RegExp(provider.other.name))
  })
})
