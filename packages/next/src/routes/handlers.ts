import { isSameRoute } from '../config/paths.js';
import type { GenkanNextConfig } from '../config/types.js';
import { GenkanError } from '../core/errors.js';
import { type Instance, instanceOf } from '../core/instance.js';
import { HeaderJar } from '../core/jar.js';
import { warn } from '../core/log.js';
import { isPrefetch } from '../core/prefetch.js';
import { finishSignIn } from '../session/callback.js';
import { Session } from '../session/session.js';
import { startSignIn } from '../session/sign-in.js';
import { endHere } from '../session/sign-out.js';
import { backchannelLogout } from './backchannel-logout.js';
import { cameFromElsewhere } from './elsewhere.js';
import { page, signInFailed, type ErrorPage } from './page.js';

/** Longest form that is read, in bytes. */
const LONGEST_FORM = 64 * 1024;

/** The methods of a route file. */
export interface Handlers {
  GET(request: Request): Promise<Response>;
  POST(request: Request): Promise<Response>;
}

/** One request to one of the ready routes. */
interface Visit {
  instance: Instance;
  request: Request;
  session: Session;
  errorPage: ErrorPage | undefined;
}

/** The ready routes, for a catch-all route file: sign-in, callback, sign-out and back-channel logout. */
export function handlersOf(config: GenkanNextConfig, errorPage?: ErrorPage): Handlers {
  const handle = async (request: Request): Promise<Response> => {
    const instance = await instanceOf(config);
    const { base, paths } = instance.config;
    const path = new URL(request.url).pathname;
    const is = (route: string) => isSameRoute(path, route) || isSameRoute(path, base.path + route);
    const routes = [
      { methods: ['GET', 'POST'], path: paths.signIn, run: signIn },
      { methods: ['GET'], path: paths.callback, run: callback },
      { methods: ['GET', 'POST'], path: paths.signOut, run: signOut },
    ];
    if (is(paths.backchannelLogout)) {
      return request.method === 'POST' ? backchannelLogout(instance, request) : notAllowed('POST');
    }
    const route = routes.find((candidate) => is(candidate.path));
    if (!route) {
      return new Response('Not found', { status: 404 });
    }
    if (!route.methods.includes(request.method)) {
      return notAllowed(route.methods.join(', '));
    }
    return visit(instance, request, errorPage, route.run);
  };
  return { GET: handle, POST: handle };
}

async function visit(
  instance: Instance,
  request: Request,
  errorPage: ErrorPage | undefined,
  run: (visit: Visit) => Promise<Response>,
): Promise<Response> {
  const jar = new HeaderJar(request.headers.get('cookie'));
  let response: Response;
  try {
    const session = await Session.open(instance, jar);
    response = await run({ instance, request, session, errorPage });
  } catch (error) {
    const isLeaving = run === signOut && error instanceof GenkanError && error.status === 503;
    response = isLeaving ? notSignedOut(instance, error) : await failed(instance, request, error, errorPage);
  }
  // A copy: the headers of `Response.redirect(…)`, which an error page may be, cannot be changed.
  response = new Response(response.body, response);
  for (const cookie of jar.written) {
    response.headers.append('set-cookie', cookie);
  }
  response.headers.set('cache-control', 'private, no-store');
  response.headers.append('vary', 'Cookie');
  return response;
}

/** `GET` or `POST` the sign-in path, with an optional `returnTo` in the query or the form. */
async function signIn({ instance, request, session }: Visit): Promise<Response> {
  const { base } = instance.config;
  // Next's router cannot follow to the provider: without a page it leaves the navigation to the browser.
  if (isPrefetch(request.headers) || request.headers.has('rsc')) {
    return new Response(null, { status: 204 });
  }
  const mismatch = base.mismatch(request.headers);
  if (mismatch) {
    warn(mismatch);
  }
  const form = request.method === 'POST' ? await readForm(request) : undefined;
  const returnTo = new URL(request.url).searchParams.get('returnTo') ?? form?.get('returnTo') ?? undefined;
  const options = returnTo === undefined ? {} : { postRedirectUri: returnTo };
  return redirectTo(await startSignIn(session, base.of(request.headers), options));
}

/** `GET` the callback path. */
async function callback({ instance, request, session }: Visit): Promise<Response> {
  const finished = await finishSignIn(session, new URL(request.url).searchParams);
  return redirectTo(instance.config.base.of(request.headers).origin + finished.returnTo);
}

/**
 * `POST` (or a link on one of the app's own pages, `GET`) the sign-out path. From elsewhere it asks first, so that no
 * other site can sign people out.
 */
async function signOut({ instance, request, session }: Visit): Promise<Response> {
  if (isPrefetch(request.headers)) {
    return new Response(null, { status: 204 });
  }
  const asked = instance.config.base.of(request.headers);
  if (cameFromElsewhere(request, asked)) {
    return page(200, 'Sign out?', 'You will be signed out of this site.', signOutForm(instance, 'Sign out'));
  }
  return redirectTo(await endHere(session, asked));
}

function notSignedOut(instance: Instance, error: GenkanError): Response {
  warn('a person could not be signed out', error);
  const text = 'You are still signed in, because this site cannot reach what it needs right now.';
  return page(error.status, 'Not signed out', text, signOutForm(instance, 'Try again'));
}

function signOutForm(instance: Instance, label: string): string {
  const { base, paths } = instance.config;
  return `<form method="post" action="${base.path + paths.signOut}"><button class="go">${label}</button></form>`;
}

async function failed(
  instance: Instance,
  request: Request,
  error: unknown,
  errorPage: ErrorPage | undefined,
): Promise<Response> {
  if (!(error instanceof GenkanError)) {
    throw error;
  }
  warn(`a sign-in was not finished (${error.code})`, error);
  const { base, paths } = instance.config;
  return errorPage ? errorPage(error, request) : signInFailed(error, base.path + paths.signIn);
}

/** The fields of a form; none when the body is no form or too long. */
export async function readForm(request: Request): Promise<URLSearchParams | undefined> {
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    return undefined;
  }
  const reader = request.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let length = 0; reader;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    length += value.length;
    if (length > LONGEST_FORM) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
  return new URLSearchParams(text + decoder.decode());
}

function redirectTo(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}

function notAllowed(allow: string): Response {
  return new Response('Method not allowed', { status: 405, headers: { allow } });
}
