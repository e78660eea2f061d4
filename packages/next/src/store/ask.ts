import { GenkanError, storeUnavailable } from '../core/errors.js';
import { inTime, LATE } from '../core/in-time.js';

/** Milliseconds a store may take for one answer. */
const PATIENCE = 5000;

/**
 * What a store of the app's answers. One that fails, or does not answer at all, is an outage: clients that queue what
 * they are asked while there is no connection would let requests wait for ever.
 */
export async function ask<T>(question: () => Promise<T>): Promise<T> {
  let answer: T | typeof LATE;
  try {
    answer = await inTime(question(), PATIENCE);
  } catch (error) {
    throw error instanceof GenkanError ? error : storeUnavailable(error instanceof Error ? error.message : 'it failed');
  }
  if (answer === LATE) {
    throw storeUnavailable('no answer in time');
  }
  return answer;
}
