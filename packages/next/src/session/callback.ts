import { isCode, ProviderError } from '../core/errors.js';
import type { Instance } from '../core/instance.js';
import type { IdTokenClaims } from '../core/claims.js';
import { encodeBase64url } from '../crypto/base64url.js';
import { isTokenProblem, type Metadata } from '../provider/issuer.js';
import type { TokenResponse } from '../provider/provider.js';
import { CallbackError } from './callback-error.js';
import { tokenKey, type SessionRecord } from './record.js';
import type { Session } from './session.js';
import { forget } from './sign-out.js';
import type { Transaction } from './transaction.js';

/** Seconds in which a callback that was finished may be loaded again. */
const RELOADED_WITHIN = 60;

/** A finished sign-in. */
export interface FinishedSignIn {
  /** A path of this site. */
  returnTo: string;
  /** Whether the sign-in asked for it. */
  given: boolean;
}

/**
 * Finishes a sign-in with the query of the callback: checks the response, redeems the code, checks the ID token and
 * replaces the session.
 *
 * A callback that is loaded again, when its sign-in is over and somebody is signed in, just goes home. One that failed
 * because a server did not answer can be loaded again.
 */
export async function finishSignIn(session: Session, callback: URLSearchParams): Promise<FinishedSignIn> {
  const state = callback.get('state');
  if (!state || hasDuplicates(callback)) {
    throw new CallbackError('state_missing');
  }
  const transaction = await session.transactions.find(state);
  if (!transaction || isOver(session.instance, state)) {
    session.transactions.end(state);
    if (session.record) {
      const { base, paths } = session.instance.config;
      return { returnTo: base.path + paths.afterSignIn, given: false };
    }
    throw new CallbackError('state_mismatch');
  }
  try {
    const finished = await finish(session, callback, transaction);
    session.transactions.end(state);
    return finished;
  } catch (error) {
    const canBeTriedAgain = isCode(error, 'provider_unavailable', 'store_unavailable', 'cannot_write_cookies');
    if (!canBeTriedAgain) {
      session.transactions.end(state);
    }
    throw error;
  }
}

/**
 * Whether a sign-in is too long over to be loaded again. Its session may have been signed out since, which a process
 * remembers for two minutes; and its code must not be redeemed twice.
 */
function isOver({ memory, config }: Instance, state: string): boolean {
  const finished = memory.callbacks.find(state);
  return (
    finished?.isStored === true &&
    finished.record !== undefined &&
    Math.abs(config.clock() - finished.record.iat) >= RELOADED_WITHIN
  );
}

async function finish(session: Session, callback: URLSearchParams, transaction: Transaction): Promise<FinishedSignIn> {
  const { instance } = session;
  // Ten minutes, also for a browser that ignores `Max-Age`.
  if (transaction.exp <= instance.config.clock()) {
    throw new CallbackError('sign_in_expired');
  }
  checkCallback(callback, transaction, await instance.provider.metadata());
  const record = await redeemOnce(instance, callback, transaction);
  await session.checkSize(record);
  if (session.record && session.record.id !== record.id) {
    await forget(session);
  }
  await session.establish(record);
  return { returnTo: transaction.returnTo, given: transaction.returnToGiven ?? false };
}

/** RFC 9207 §2.4, RFC 6749 §4.1.2. The state has found the transaction. */
export function checkCallback(callback: URLSearchParams, transaction: Transaction, metadata: Metadata): void {
  const iss = callback.get('iss');
  if (iss === null && metadata.authorization_response_iss_parameter_supported) {
    throw new CallbackError('issuer_missing');
  }
  if (metadata.issuer !== transaction.issuer || (iss !== null && iss !== transaction.issuer)) {
    throw new CallbackError('issuer_mismatch');
  }
  const error = callback.get('error');
  if (error !== null) {
    const description = callback.get('error_description') ?? undefined;
    throw new CallbackError(error === 'access_denied' ? 'access_denied' : 'provider_error', plain(error), description);
  }
  if (!callback.get('code')) {
    throw new CallbackError('code_missing');
  }
}

function redeemOnce(instance: Instance, callback: URLSearchParams, transaction: Transaction): Promise<SessionRecord> {
  const finished = instance.memory.callbacks.get(transaction.state, instance.config.clock());
  return finished.turn.run(async () => {
    finished.record ??= await redeem(instance, callback, transaction);
    if (!finished.isStored) {
      // A store that fails here is asked again, with the record; the code is gone.
      await instance.stored?.create(finished.record);
      finished.isStored = true;
    }
    return finished.record;
  });
}

async function redeem(instance: Instance, callback: URLSearchParams, transaction: Transaction): Promise<SessionRecord> {
  // A code is redeemed only when its ID token can be checked.
  await instance.memory.issuer.prepare();
  const response = await exchange(instance, callback, transaction);
  if (response.idToken === undefined) {
    throw new CallbackError('id_token_invalid', 'the provider sent none');
  }
  let claims: IdTokenClaims;
  try {
    const { nonce, maxAge } = transaction;
    claims = await instance.provider.verifyIdToken(response.idToken, { nonce, maxAge });
  } catch (error) {
    throw isTokenProblem(error) ? new CallbackError('id_token_invalid', error.message) : error;
  }
  return newRecord(instance, claims, response);
}

async function exchange(instance: Instance, callback: URLSearchParams, transaction: Transaction) {
  try {
    return await instance.provider.exchangeCode(callback, transaction);
  } catch (error) {
    if (error instanceof ProviderError && error.code === 'provider_refused') {
      throw new CallbackError('exchange_refused', error.error, error.errorDescription);
    }
    throw error;
  }
}

/** A session with a fresh id: nothing of an earlier one is kept (against fixation). */
function newRecord(instance: Instance, claims: IdTokenClaims, response: TokenResponse): SessionRecord {
  const { clock, random, scopes, sessionLifetime } = instance.config;
  const now = clock();
  const { accessToken: token, expiresAt, refreshToken } = response;
  return {
    id: encodeBase64url(random(16)),
    gen: 0,
    iat: now,
    exp: now + sessionLifetime,
    since: now,
    sub: claims.sub,
    claims,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    accessTokens: { [tokenKey()]: { token, scope: response.scope ?? scopes.join(' '), expiresAt } },
  };
}

/** What a link carries must not forge lines of a log (RFC 6749 §4.1.2.1 names the characters). */
function plain(error: string): string {
  return /^[\x20-\x21\x23-\x5b\x5d-\x7e]{1,100}$/.test(error) ? error : 'not an error code';
}

function hasDuplicates(parameters: URLSearchParams): boolean {
  const names = [...parameters.keys()];
  return new Set(names).size !== names.length;
}
