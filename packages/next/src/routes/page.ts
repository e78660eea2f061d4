import { GenkanError } from '../core/errors.js';
import { remedyOf } from '../session/callback-error.js';

/** Answers a sign-in that could not be finished; a page of the app instead of the plain one. */
export type ErrorPage = (error: GenkanError, request: Request) => Response | Promise<Response>;

/** A quiet page for the few moments the package must speak itself. Every word is ours, nothing of the request. */
export function page(status: number, title: string, text: string, action: string): Response {
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>
:root{--paper:#faf8f4;--ink:#1f2328;--soft:#5b6067;--accent:#27506e;--on:#fff;--focus:#c8752d}
@media (prefers-color-scheme:dark){:root{--paper:#16181b;--ink:#ece8e1;--soft:#a5a29b;--accent:#8fb8d4;--on:#16181b}}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,sans-serif}
main{max-width:400px;padding:32px 24px}
h1{font-size:28px;line-height:1.25;margin:0 0 12px;text-wrap:balance}
.go{display:inline-block;font:inherit;font-weight:600;line-height:44px;margin-top:12px;padding:0 24px;border:0;border-radius:8px;background:var(--accent);color:var(--on);text-decoration:none;cursor:pointer}
.go:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
.code{color:var(--soft);font-size:14px}
</style>
<main><h1>${title}</h1><p>${text}</p>${action}</main>
</html>
`;
  return new Response(html, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      // Nothing but its own styles. No `form-action`: browsers apply it to the redirect that follows a form too, and
      // signing out leads to the provider.
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
      'cache-control': 'private, no-store',
      // The address may hold the callback's parameters.
      'referrer-policy': 'no-referrer',
    },
  });
}

/** The plain page about a sign-in that was not finished. */
export function signInFailed(error: GenkanError, signIn: string): Response {
  const status = error.code === 'session_too_large' ? 502 : error.status;
  const action = `<a class="go" href="${signIn}">Sign in</a><p class="code">${error.code}</p>`;
  return page(status, 'Sign-in was not finished', remedyOf(error), action);
}
