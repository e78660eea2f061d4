import { GenkanError } from '../core/errors.js';
import type { Instance } from '../core/instance.js';
import { warn } from '../core/log.js';
import { LOGOUT_TOKEN_LIFE, type LogoutClaims } from '../provider/claims-check.js';
import { isTokenProblem } from '../provider/issuer.js';
import { readForm } from './handlers.js';

/** Why nobody was signed out. The provider learns the reason, never a word of the token. */
class Refusal extends Error {}

/**
 * `POST` by the provider (OpenID Connect Back-Channel Logout §2.5): ends the sessions the logout token names, in the
 * store. There is no cookie in such a request.
 */
export async function backchannelLogout(instance: Instance, request: Request): Promise<Response> {
  const headers = { 'cache-control': 'no-store' };
  try {
    await endSessions(instance, request);
    return new Response(null, { status: 200, headers });
  } catch (error) {
    const isOutage = error instanceof GenkanError;
    if (!isOutage && !(error instanceof Refusal)) {
      throw error;
    }
    warn('a back-channel logout was refused', error);
    const body = {
      error: isOutage ? 'temporarily_unavailable' : 'invalid_request',
      error_description: isOutage ? error.publicMessage : error.message,
    };
    return Response.json(body, { status: isOutage ? 503 : 400, headers });
  }
}

async function endSessions(instance: Instance, request: Request): Promise<void> {
  const { stored, memory, config } = instance;
  if (!stored) {
    throw new Refusal('this app keeps its sessions in cookies, which cannot be called back; configure a session store');
  }
  const tokens = (await readForm(request))?.getAll('logout_token') ?? [];
  const [token] = tokens;
  if (tokens.length !== 1 || !token) {
    throw new Refusal('the request must be a form with one `logout_token`');
  }
  const claims = await verified(instance, token);
  const once = memory.logoutTokens.get(claims.jti, config.clock());
  if (once.taken) {
    throw new Refusal('this logout token has been used already');
  }
  once.taken = true;
  try {
    if (!(await stored.claim('logout', claims.jti, LOGOUT_TOKEN_LIFE))) {
      throw new Refusal('this logout token has been used already');
    }
    // With a `sid` that session, else all of the person (§2.7).
    if (claims.sid) {
      await stored.deleteBySid(claims.iss, claims.sid);
    } else if (claims.sub) {
      await stored.deleteBySubject(claims.iss, claims.sub);
    }
  } catch (error) {
    if (!(error instanceof Refusal)) {
      // The provider may send it once more.
      once.taken = false;
      await stored.release('logout', claims.jti).catch((failure: unknown) => {
        warn('a logout token that had no effect stays used', failure);
      });
    }
    throw error;
  }
}

async function verified(instance: Instance, token: string): Promise<LogoutClaims> {
  try {
    return await instance.provider.verifyLogoutToken(token);
  } catch (error) {
    throw isTokenProblem(error) ? new Refusal(`the logout token is not valid: ${error.message}`) : error;
  }
}
