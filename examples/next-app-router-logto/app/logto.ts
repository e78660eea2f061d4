import { type LogtoNextConfig, UserScope } from '@logto/next';
import { memorySessions } from './session-store';

const env = process.env;

/** The API this app calls on behalf of the person, as registered at the server. */
export const ordersApi = {
  resource: env.API_RESOURCE ?? 'https://api.example.com',
  url: env.API_URL ?? 'http://localhost:3000/api/orders',
};

/** Everything the SDK needs to know. */
export const logtoConfig: LogtoNextConfig = {
  endpoint: env.LOGTO_ENDPOINT ?? '',
  appId: env.LOGTO_APP_ID ?? '',
  appSecret: env.LOGTO_APP_SECRET ?? '',
  baseUrl: env.BASE_URL ?? 'http://localhost:3002',
  cookieSecret: env.COOKIE_SECRET ?? '',
  cookieSecure: (env.BASE_URL ?? '').startsWith('https:'),
  scopes: [UserScope.Email, UserScope.Organizations, 'read:orders', 'read:members'],
  resources: [ordersApi.resource],
  // The cookie holds the sealed session, or only a key to it.
  ...(env.SESSION_STORE === 'memory' && { sessionWrapper: memorySessions }),
};

/** The names of the settings that have no default and were not given. */
export function missingSettings(): string[] {
  return ['LOGTO_ENDPOINT', 'LOGTO_APP_ID', 'LOGTO_APP_SECRET', 'COOKIE_SECRET'].filter((name) => !env[name]);
}
