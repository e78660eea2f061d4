/** Times of tokens that are no times: whatever they are compared with, such a token is not taken. */

import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { instanceOf } from '../src/core/instance.js';
import { TokenProblem } from '../src/provider/issuer.js';
import { verifyAccessToken } from '../src/verifier/verify.js';
import { API, App } from './support/app.js';

let app: App;
afterEach(() => app?.stop());

/** As JSON texts: not every one can be said by `JSON.stringify`. */
const NO_TIMES = ['1e999', '-1e999', '1e30', '1800000060.5', '"1800003600"', 'true', 'null', '[1800003600]', '{}', '""'];

describe('a claim of time', () => {
  for (const claim of ['exp', 'iat', 'nbf', 'auth_time']) {
    for (const value of NO_TIMES) {
      test(`${claim} is ${value}`, async () => {
        app = await App.start();
        const { provider } = await instanceOf(app.config);
        const now = app.clock.now();
        const good = { iss: app.provider.issuer, sub: 'user-1', iat: now, exp: now + 60, nbf: now, auth_time: now };
        const made = async (typ: string, more: object) => {
          const { [claim as 'exp']: _, ...rest } = { ...good, ...more };
          const [header = ''] = (await app.provider.sign({}, { typ })).split('.');
          const payload = `${JSON.stringify(rest).slice(0, -1)},"${claim}":${value}}`;
          return app.provider.signText(Buffer.from(header, 'base64url').toString(), payload);
        };
        const idToken = await made('JWT', { aud: 'app', nonce: 'n' });
        await assert.rejects(provider.verifyIdToken(idToken, { nonce: 'n', maxAge: 60 }), TokenProblem);
        if (claim !== 'auth_time') {
          const token = await made('at+jwt', { aud: API });
          await assert.rejects(verifyAccessToken(app.config, token, { audience: API }), { code: 'invalid_token' });
        }
        if (claim === 'exp' || claim === 'iat') {
          const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
          const logout = await made('logout+jwt', { aud: 'app', jti: 'j', events });
          await assert.rejects(provider.verifyLogoutToken(logout), TokenProblem);
        }
      });
    }
  }
});
