import type { GenkanNextConfig } from '../../src/config/types.js';
import type { CookieAttributes } from '../../src/core/jar.js';
import { isolatedInstance } from '../../src/core/instance.js';
import { Functions } from '../../src/functions.js';
import { bind, type Genkan } from '../../src/genkan.js';
import type { Platform } from '../../src/platform/platform.js';
import { handlersOf } from '../../src/routes/handlers.js';
import { TestClock } from './clock.js';
import { TestProvider } from './provider.js';

export const API = 'https://api.example';
export const OTHER_API = 'https://other.example';

type Changes = Partial<GenkanNextConfig>;

/** An app, its provider and its people's browsers. */
export class App {
  readonly clock: TestClock;
  readonly provider: TestProvider;
  config: GenkanNextConfig;

  private constructor(clock: TestClock, provider: TestProvider, config: GenkanNextConfig) {
    this.clock = clock;
    this.provider = provider;
    this.config = config;
  }

  static async start(changes: Changes | ((clock: TestClock) => Changes) = {}): Promise<App> {
    const clock = new TestClock();
    const provider = await TestProvider.start(clock);
    const app = new App(clock, provider, {
      endpoint: provider.origin,
      appId: 'app',
      appSecret: 'the secret of the app',
      baseUrl: 'https://app.example',
      cookieSecret: '0123456789abcdef0123456789abcdef',
      cookieSecure: true,
      scopes: ['urn:logto:scope:organizations'],
      resources: [API, OTHER_API],
      clock: clock.now,
      ...(typeof changes === 'function' ? changes(clock) : changes),
    });
    await isolatedInstance(app.config);
    return app;
  }

  stop(): void {
    this.provider.stop();
  }

  /** Another process serves from now on. */
  async restart(changes: Changes = {}): Promise<void> {
    this.config = { ...this.config, ...changes };
    await isolatedInstance(this.config);
  }

  /** Another process of the same app at the same provider, which serves at the same time. */
  async process(changes: Changes = {}): Promise<App> {
    const other = new App(this.clock, this.provider, { ...this.config, ...changes });
    await isolatedInstance(other.config);
    return other;
  }

  browser(): Browser {
    return new Browser(this);
  }

  /** A browser in which `sub` is signed in. */
  async signedIn(sub = 'user-1'): Promise<Browser> {
    const browser = this.browser();
    await browser.signIn(sub);
    return browser;
  }
}

/** Where a call sent the browser. */
export class Redirect extends Error {
  readonly location: string;

  constructor(location: string) {
    super(`redirect to ${location}`);
    this.location = location;
  }
}

type Headers_ = Record<string, string>;

/** One browser: its cookies, and requests that are server actions, renders or visits of a route. */
export class Browser {
  cookies = new Map<string, string>();
  readonly app: App;

  constructor(app: App) {
    this.app = app;
  }

  /** The same cookies in another tab: an older state when this one moves on. */
  clone(): Browser {
    return this.at(this.app);
  }

  /** The same cookies, and `app` serves the next request. */
  at(app: App): Browser {
    const browser = new Browser(app);
    browser.cookies = new Map(this.cookies);
    return browser;
  }

  get header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** A server action or a route handler: cookies can be set. */
  action<T>(call: (genkan: Genkan, config: GenkanNextConfig) => Promise<T>, headers: Headers_ = {}): Promise<T> {
    return call(bind(new Functions(this.#platform(true, headers)), this.app.config), this.app.config);
  }

  /** A render: setting a cookie throws, as Next does. */
  render<T>(call: (genkan: Genkan, config: GenkanNextConfig) => Promise<T>, headers: Headers_ = {}): Promise<T> {
    return call(bind(new Functions(this.#platform(false, headers)), this.app.config), this.app.config);
  }

  /** Where a call leads. */
  async redirected(call: (genkan: Genkan) => Promise<unknown>, headers: Headers_ = {}): Promise<string> {
    try {
      await this.action(call, headers);
    } catch (error) {
      if (error instanceof Redirect) {
        return error.location;
      }
      throw error;
    }
    throw new Error('there was no redirect');
  }

  /** A visit of one of the ready routes. */
  async visit(path: string, init: RequestInit = {}): Promise<Response> {
    const request = new Request(new URL(path, 'http://localhost:3000'), init);
    request.headers.set('cookie', this.header);
    const handlers = handlersOf(this.app.config);
    const response = await (request.method === 'POST' ? handlers.POST(request) : handlers.GET(request));
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ');
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      this.#take(name, value, attributes.includes('Max-Age=0') ? 0 : 1);
    }
    return response;
  }

  /** A whole sign-in through the ready routes. */
  async signIn(sub = 'user-1'): Promise<Response> {
    const start = await this.visit('/sign-in');
    const callback = this.app.provider.authorize(start.headers.get('location') ?? '', sub);
    const end = await this.visit(callback.pathname + callback.search);
    if (end.status !== 303) {
      throw new Error(`the sign-in failed: ${await end.text()}`);
    }
    return end;
  }

  /** Signs out through the ready route, as a button of the app does. */
  signOut(headers: Headers_ = {}): Promise<Response> {
    return this.visit('/sign-out', { method: 'POST', headers: { 'sec-fetch-site': 'same-origin', ...headers } });
  }

  /** The token for `resource`, asked for where cookies can be set. */
  token(resource: string = API, organizationId?: string): Promise<string> {
    return this.action((genkan) => genkan.getAccessToken(resource, organizationId));
  }

  async who(): Promise<string | undefined> {
    return (await this.render((genkan) => genkan.getContext())).claims?.sub;
  }

  #take(name: string, value: string, maxAge: number): void {
    if (maxAge === 0) {
      this.cookies.delete(name);
    } else {
      this.cookies.set(name, value);
    }
  }

  #platform(writable: boolean, headers: Headers_): Platform {
    // As Next does: a cookie that this request removes is listed on, without a value.
    const removed = new Set<string>();
    return {
      headers: async () => new Headers({ host: 'app.example', ...headers }),
      redirect(url): never {
        throw new Redirect(url);
      },
      cookies: async () => ({
        getAll: () => {
          const gone = [...removed].filter((name) => !this.cookies.has(name));
          return [...this.cookies, ...gone.map((name) => [name, ''] as const)].map(([name, value]) => ({
            name,
            value,
          }));
        },
        set: (name: string, value: string, { maxAge }: CookieAttributes) => {
          if (!writable) {
            throw new Error('Cookies can only be modified in a Server Action or Route Handler.');
          }
          this.#take(name, value, maxAge);
          if (maxAge === 0) {
            removed.add(name);
          }
        },
      }),
    };
  }
}
