import assert from 'node:assert/strict';
import { GenkanError } from '../../src/core/errors.js';

/** The error of a call that must fail with this code. */
export async function rejectsWith(code: string, call: Promise<unknown>): Promise<GenkanError> {
  const [outcome] = await Promise.allSettled([call]);
  assert.ok(outcome?.status === 'rejected', `it succeeded: ${JSON.stringify(outcome)}`);
  const error: unknown = outcome.reason;
  assert.ok(error instanceof GenkanError, String(error));
  assert.equal(error.code, code, error.message);
  return error;
}
