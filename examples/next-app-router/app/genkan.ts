import { createGenkan, type GenkanError } from '@genkan/next';
import { sessionStore } from './session-store';

const env = process.env;
const list = (text = '') => text.split(/[\s,]+/).filter(Boolean);

/** Everything the app asks of the SDK. The settings come from the environment; README.md lists them. */
export const genkan = createGenkan(
  {
    endpoint: env.GENKAN_ENDPOINT,
    issuer: env.GENKAN_ISSUER,
    appId: env.GENKAN_APP_ID ?? '',
    appSecret: env.GENKAN_APP_SECRET,
    baseUrl: env.GENKAN_BASE_URL ?? 'http://localhost:3000',
    cookieSecret: list(env.GENKAN_COOKIE_SECRET),
    scopes: list(env.GENKAN_SCOPES),
    resources: list(env.GENKAN_RESOURCES),
    refreshMargin: env.GENKAN_REFRESH_MARGIN ? Number(env.GENKAN_REFRESH_MARGIN) : undefined,
    sessionStore: sessionStore(env.SESSION_STORE),
    authPath: '/auth',
    afterSignOut: '/',
  },
  { errorPage: ({ code }: GenkanError) => toProblem(code) },
);

/** The API that this app serves and calls; without a resource there is none. */
export const api = {
  resource: list(env.GENKAN_RESOURCES)[0],
  scope: 'read:orders',
  url: env.API_URL ?? `${genkan.config.baseUrl}/api/orders`,
};

/** The names of the settings that have no default and were not given. */
export function missingSettings(): string[] {
  const needed = ['GENKAN_APP_ID', 'GENKAN_APP_SECRET', 'GENKAN_COOKIE_SECRET'];
  const provider = env.GENKAN_ENDPOINT || env.GENKAN_ISSUER ? [] : ['GENKAN_ENDPOINT'];
  return [...provider, ...needed.filter((name) => !env[name])];
}

/** A sign-in that was not finished is explained on a page of the app. */
function toProblem(code: string): Response {
  return new Response(null, { status: 303, headers: { location: `/problem?code=${code}` } });
}
