import { GenkanError, ProviderError } from '@genkan/next';
import { unstable_rethrow } from 'next/navigation';

/** What was asked for, or why there is none. */
export type Answer<T> = { value: T; error?: undefined } | { value?: undefined; error: GenkanError };

/** Asks the SDK; its errors are answers too. */
export async function asked<T>(question: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await question() };
  } catch (error) {
    unstable_rethrow(error);
    if (!(error instanceof GenkanError)) throw error;
    console.warn(`a part of the page could not be fetched: ${error.message}`);
    return { error };
  }
}

/** Whether the person must sign in again. */
export function hasEnded(answer: Answer<unknown> | undefined): boolean {
  return answer?.error?.code === 'session_ended';
}

/** The code for whoever is asked for help: the provider's own where it gave one. */
export function codeOf(error: GenkanError): string {
  return (error instanceof ProviderError && error.error) || error.code;
}

/** Which of the few explanations fits. */
export function explanationOf(code: string) {
  switch (code) {
    case 'access_denied':
      return 'cancelled';
    case 'sign_in_expired':
      return 'expired';
    case 'provider_unavailable':
    case 'store_unavailable':
      return 'noAnswer';
    case 'state_missing':
    case 'state_mismatch':
    case 'code_missing':
    case 'provider_error':
      return 'startAgain';
    default:
      return 'notUsed';
  }
}
