export type Problem = 'ended' | 'refused' | 'startAgain' | 'noAnswer';

/** What went wrong, as the SDK or the server names it: `oidc.invalid_grant`, `sign_in_session.not_found`, … */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return 'unexpected';
  // An error the server sent along to the callback: its own name says more.
  const data = 'data' in error ? error.data : undefined;
  if (typeof data === 'object' && data && 'error' in data && typeof data.error === 'string') return data.error;
  return error.code;
}

/** The page that explains it. */
export function problemPath(error: unknown): string {
  const code = errorCode(error);
  if (code === 'unexpected') console.error(error);
  return `/problem?${new URLSearchParams({ code })}`;
}

/** Which of the few explanations fits. */
export function problemOf(code: string): Problem {
  const name = code.split('.').at(-1) ?? '';
  if (['invalid_grant', 'invalid_token', 'session_ended', 'not_authenticated'].includes(name)) return 'ended';
  if (['access_denied', 'invalid_target', 'insufficient_scope', 'provider_refused'].includes(name)) return 'refused';
  if (/sign_in|state|callback/.test(code)) return 'startAgain';
  return 'noAnswer';
}
