import type { CookieJar } from '../core/jar.js';

/** What the functions need of the framework around a request. */
export interface Platform {
  cookies(): Promise<CookieJar>;
  headers(): Promise<Headers>;
  /** Ends the call and sends the browser elsewhere. */
  redirect(url: string): never;
}
