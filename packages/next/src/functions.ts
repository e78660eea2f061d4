/** Everything an app calls, over a {@link Platform}: the config-first functions and what `createGenkan` binds. */

import type { GenkanNextConfig } from './config/types.js';
import { isCode, SessionError } from './core/errors.js';
import { type Instance, instanceOf } from './core/instance.js';
import { warn } from './core/log.js';
import { isPrefetch } from './core/prefetch.js';
import type { UserInfoResponse } from './core/claims.js';
import type { Platform } from './platform/platform.js';
import { finishSignIn } from './session/callback.js';
import { contextOf, type GenkanContext, type GetContextParameters } from './session/context.js';
import { Session, type Writing } from './session/session.js';
import { type InteractionMode, type SignInOptions, startSignIn } from './session/sign-in.js';
import { endHere } from './session/sign-out.js';
import { accessToken, organizationToken, organizationTokens, userInfo } from './session/tokens.js';

/** The functions over one platform. */
export class Functions {
  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Starts a sign-in and gives the provider's address. */
  async signInUrl(
    config: GenkanNextConfig,
    options?: SignInOptions | string,
    interactionMode?: InteractionMode,
  ): Promise<string> {
    const instance = await instanceOf(config);
    const headers = await this.#platform.headers();
    if (isPrefetch(headers)) {
      const message = 'a prefetch starts no sign-in; lead there with a form, an <a>, or <Link prefetch={false}>';
      throw new SessionError('misused', 400, message);
    }
    const mismatch = instance.config.base.mismatch(headers);
    if (mismatch) {
      warn(mismatch);
    }
    const given = typeof options === 'object' ? options : { redirectUri: options, interactionMode };
    const base = instance.config.base.of(headers);
    return writing('signIn', async () => startSignIn(await this.session(instance), base, without(given)));
  }

  async signIn(config: GenkanNextConfig, options?: SignInOptions | string, mode?: InteractionMode): Promise<void> {
    this.#platform.redirect(await this.signInUrl(config, options, mode));
  }

  /** Finishes a sign-in; where the sign-in asked to land, or `undefined`. */
  async callback(config: GenkanNextConfig, callback: URLSearchParams): Promise<string | undefined> {
    const instance = await instanceOf(config);
    const finished = await writing('handleSignIn', async () => finishSignIn(await this.session(instance), callback));
    const base = instance.config.base.of(await this.#platform.headers());
    return finished.given ? base.origin + finished.returnTo : undefined;
  }

  async handleSignIn(config: GenkanNextConfig, callback: URLSearchParams | URL): Promise<void> {
    const landing = await this.callback(config, callback instanceof URL ? callback.searchParams : callback);
    if (landing !== undefined) {
      this.#platform.redirect(landing);
    }
  }

  /** Signs out here and gives the address that ends the provider's session. */
  async signOutUrl(config: GenkanNextConfig, redirectUri?: string): Promise<string> {
    const instance = await instanceOf(config);
    const base = instance.config.base.of(await this.#platform.headers());
    return writing('signOut', async () => endHere(await this.session(instance), base, redirectUri));
  }

  async signOut(config: GenkanNextConfig, redirectUri?: string): Promise<void> {
    this.#platform.redirect(await this.signOutUrl(config, redirectUri));
  }

  async getContext(config: GenkanNextConfig, wishes: GetContextParameters = {}): Promise<GenkanContext> {
    return contextOf(await this.#open(config), wishes, 'may');
  }

  async fetchUserInfo(config: GenkanNextConfig): Promise<UserInfoResponse> {
    return userInfo(await this.#openForTokens(config), 'may');
  }

  getAccessToken(config: GenkanNextConfig, resource?: string, organizationId?: string): Promise<string> {
    return writing('getAccessToken', () => this.#accessToken(config, resource, organizationId, 'must'));
  }

  getAccessTokenRSC(config: GenkanNextConfig, resource?: string, organizationId?: string): Promise<string> {
    return this.#accessToken(config, resource, organizationId, 'may');
  }

  getOrganizationToken(config: GenkanNextConfig, organizationId?: string): Promise<string> {
    return writing('getOrganizationToken', () => this.#organizationToken(config, organizationId, 'must'));
  }

  getOrganizationTokenRSC(config: GenkanNextConfig, organizationId?: string): Promise<string> {
    return this.#organizationToken(config, organizationId, 'may');
  }

  async getOrganizationTokens(config: GenkanNextConfig): Promise<{ id: string; token: string }[]> {
    return organizationTokens(await this.#openForTokens(config), 'may');
  }

  /** Who is signed in; a visitor who is not is sent to the sign-in route and comes back to `returnTo`. */
  async requireSignIn(config: GenkanNextConfig, returnTo?: string): Promise<GenkanContext> {
    const context = await this.getContext(config);
    if (!context.isAuthenticated) {
      const { base, paths } = (await instanceOf(config)).config;
      const query = returnTo === undefined ? '' : `?${new URLSearchParams({ returnTo }).toString()}`;
      const origin = base.of(await this.#platform.headers()).origin;
      this.#platform.redirect(`${origin}${base.path}${paths.signIn}${query}`);
    }
    return context;
  }

  async session(instance: Instance): Promise<Session> {
    return Session.open(instance, await this.#platform.cookies());
  }

  async #open(config: GenkanNextConfig): Promise<Session> {
    // Before the configuration is looked at: it tells Next that the page depends on the request, so that a build, which
    // need not know the settings, leaves it alone.
    const jar = await this.#platform.cookies();
    const instance = instanceOf(config);
    return Session.open(instance instanceof Promise ? await instance : instance, jar);
  }

  async #openForTokens(config: GenkanNextConfig): Promise<Session> {
    const isGuess = isPrefetch(await this.#platform.headers());
    const session = await this.#open(config);
    session.isPrefetch = isGuess;
    return session;
  }

  async #accessToken(
    config: GenkanNextConfig,
    resource: string | undefined,
    organizationId: string | undefined,
    how: Writing,
  ): Promise<string> {
    return (await accessToken(await this.#openForTokens(config), { resource, organizationId }, how)).token;
  }

  async #organizationToken(config: GenkanNextConfig, id: string | undefined, how: Writing): Promise<string> {
    return (await organizationToken(await this.#openForTokens(config), id, how)).token;
  }
}

/** What to call instead in a server component. */
const INSTEAD = {
  getAccessToken: 'use getAccessTokenRSC there, or call it in a server action or a route handler',
  getOrganizationToken: 'use getOrganizationTokenRSC there, or call it in a server action or a route handler',
  signIn: 'call it in a server action (the action of a form) or a route handler',
  signOut: 'call it in a server action (the action of a form) or a route handler',
  handleSignIn: 'call it in a route handler, such as app/callback/route.ts; to only read, use getContext',
};

async function writing<T>(name: keyof typeof INSTEAD, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (isCode(error, 'cannot_write_cookies')) {
      const message = `${name} must set a cookie, and a server component cannot; ${INSTEAD[name]}`;
      throw new SessionError('cannot_write_cookies', 500, message, { cause: error.cause });
    }
    throw error;
  }
}

/** Options without members that are `undefined`. */
function without(options: { [K in keyof SignInOptions]: SignInOptions[K] | undefined }): SignInOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
