import { calculatePKCECodeChallenge } from 'oauth4webapi';
import type { Config } from '../config/config.js';
import { isSameRoute } from '../config/paths.js';
import { invalidParameter } from '../core/errors.js';
import { returnAddress, returnPath } from '../core/return-to.js';
import type { Prompt } from '../core/scopes.js';
import { encodeBase64url } from '../crypto/base64url.js';
import type { Session } from './session.js';
import { forget } from './sign-out.js';
import { SIGN_IN_LIFETIME, type Transaction } from './transaction.js';

/** Which page the provider shows first (Genkan and Logto); the older of the two ways to say so. */
export type InteractionMode = 'signIn' | 'signUp';

/** Which page the provider shows first (Genkan and Logto). */
export type FirstScreen =
  | 'signIn'
  | 'sign_in'
  | 'register'
  | 'reset_password'
  | 'identifier:sign_in'
  | 'identifier:register'
  | 'single_sign_on';

/** How one sign-in differs from the configured one. */
export interface SignInOptions {
  /** The callback of this site that the provider sends the person back to. Default: the configured one. */
  redirectUri?: string | URL;
  /**
   * Where to land afterwards, on this site; anything that would leave it is ignored. Counted from the origin: below a
   * `basePath` it begins with that.
   */
  postRedirectUri?: string | URL;
  /** Replaces the configured `prompt`; an empty array sends none. */
  prompt?: Prompt | `${Prompt}` | (Prompt | `${Prompt}`)[];
  /** Signs out here first. Default: whoever is signed in stays so until the new sign-in is finished. */
  clearTokens?: boolean;
  /** Which page to show first (Genkan and Logto). */
  firstScreen?: FirstScreen;
  /** The older of the two ways to say so. */
  interactionMode?: InteractionMode;
  /** Identifiers the first page asks for (Genkan and Logto). */
  identifiers?: ('email' | 'phone' | 'username')[];
  /** Fills the identifier in (OpenID Connect Core §3.1.2.1). */
  loginHint?: string;
  /** Goes straight to a connector (Genkan and Logto). */
  directSignIn?: { method: 'social' | 'sso'; target: string };
  /**
   * Seconds since the person last proved who they are, at most: otherwise they must do so again, and the ID token must
   * say so (Core §3.1.2.1); 0 always asks.
   */
  maxAge?: number;
  /** The language of the pages (Core §3.1.2.1), such as `ja`. */
  uiLocales?: string;
  /** Further parameters. The ones this package relies on cannot be replaced. */
  extraParams?: Record<string, string>;
}

/** Parameters whose meaning is checked afterwards; nobody else may set them. */
const OWN_PARAMETERS = new Set([
  'client_id',
  'client_secret',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'resource',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'max_age',
  'prompt',
  'request',
  'request_uri',
]);

/**
 * Starts a sign-in: remembers it in a cookie of its own and gives the address to send the browser to.
 */
export async function startSignIn(session: Session, base: URL, options: SignInOptions): Promise<string> {
  const { config, provider } = session.instance;
  const redirectUri = checkedRedirectUri(config, base, options.redirectUri);
  const metadata = await provider.metadata();
  if (options.clearTokens) {
    await forget(session);
  }
  const random = () => encodeBase64url(config.random(32));
  const now = config.clock();
  const wish = options.postRedirectUri === undefined ? undefined : returnAddress(base, options.postRedirectUri);
  const maxAge = checkedMaxAge(options.maxAge);
  const transaction: Transaction = {
    iat: now,
    exp: now + SIGN_IN_LIFETIME,
    state: random(),
    nonce: random(),
    codeVerifier: random(),
    issuer: metadata.issuer,
    redirectUri,
    ...landing(config, wish),
    ...(maxAge === undefined ? {} : { maxAge }),
  };
  const url = new URL(metadata.authorization_endpoint);
  const add = (name: string, value: string) => url.searchParams.append(name, value);
  add('client_id', config.appId);
  add('redirect_uri', redirectUri);
  add('response_type', 'code');
  add('scope', config.scopes.join(' '));
  add('state', transaction.state);
  add('nonce', transaction.nonce);
  add('code_challenge', await calculatePKCECodeChallenge(transaction.codeVerifier));
  add('code_challenge_method', 'S256');
  config.resources.forEach((resource) => add('resource', resource));
  optionalParameters(config, options).forEach(([name, value]) => add(name, value));
  await session.transactions.begin(transaction);
  return url.href;
}

/** The parameters a sign-in's options become. */
export function optionalParameters(config: Pick<Config, 'prompt'>, options: SignInOptions): [string, string][] {
  const { directSignIn } = options;
  const prompt = options.prompt === undefined ? config.prompt : [options.prompt].flat().join(' ');
  const wishes: Record<string, string | undefined> = {
    prompt,
    login_hint: options.loginHint,
    first_screen: options.firstScreen,
    interaction_mode: options.interactionMode,
    identifier: options.identifiers?.join(' '),
    max_age: options.maxAge?.toString(),
    direct_sign_in: directSignIn && `${directSignIn.method}:${directSignIn.target}`,
    ui_locales: options.uiLocales,
  };
  const pairs = Object.entries(wishes).filter((pair): pair is [string, string] => Boolean(pair[1]));
  for (const [name, value] of Object.entries(options.extraParams ?? {})) {
    if (!OWN_PARAMETERS.has(name) && !pairs.some(([known]) => known === name)) {
      pairs.push([name, value]);
    }
  }
  return pairs;
}

/** Where to land: the wish when it is none of the package's own routes, else the configured path. */
export function landing(config: Config, wish: string | undefined): Pick<Transaction, 'returnTo' | 'returnToGiven'> {
  const { signIn, callback, signOut, backchannelLogout, afterSignIn } = config.paths;
  const path = wish?.split(/[?#]/, 1)[0] ?? '';
  const isOwn = [signIn, callback, signOut, backchannelLogout].some((own) => isSameRoute(path, config.base.path + own));
  if (wish === undefined || isOwn) {
    return { returnTo: config.base.path + afterSignIn };
  }
  return { returnTo: wish, returnToGiven: true };
}

/** The callback of this sign-in: on this site, because the cookie of this sign-in reaches no other. */
function checkedRedirectUri(config: Config, base: URL, wish: string | URL | undefined): string {
  if (wish === undefined || wish === '') {
    return absolute(base, config.paths.callback);
  }
  const text = String(wish);
  if (text.startsWith('/') && returnPath(base, text) === text && !/[?#]/.test(text)) {
    return absolute(base, text);
  }
  if (!URL.canParse(text) || new URL(text).origin !== base.origin || new URL(text).hash !== '') {
    throw invalidParameter(
      `redirectUri is \`${text}\`, but it must be an address of this site, \`${base.origin}\`: the cookie of this ` +
        'sign-in reaches no other',
    );
  }
  return text;
}

function checkedMaxAge(maxAge: number | undefined): number | undefined {
  if (maxAge !== undefined && !(Number.isSafeInteger(maxAge) && maxAge >= 0)) {
    throw invalidParameter('maxAge is not a whole number of seconds');
  }
  return maxAge;
}

/** Paths are the app's own, so they follow the path of the base URL, when it has one. */
export function absolute(base: URL, path: string): string {
  return base.href.replace(/\/+$/, '') + path;
}
