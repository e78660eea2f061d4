import { warn } from './log.js';

/** A stable name for programs; the text of an error is for people and may change. */
export type GenkanErrorCode =
  | 'configuration'
  | 'not_authenticated'
  | 'session_ended'
  | 'refresh_token_missing'
  | 'scope_missing'
  | 'invalid_parameter'
  | 'cannot_write_cookies'
  | 'unknown_host'
  | 'store_unavailable'
  | 'session_too_large'
  | 'provider_unavailable'
  | 'provider_refused'
  | 'state_missing'
  | 'state_mismatch'
  | 'sign_in_expired'
  | 'issuer_missing'
  | 'issuer_mismatch'
  | 'access_denied'
  | 'provider_error'
  | 'code_missing'
  | 'exchange_refused'
  | 'id_token_invalid'
  | 'misused'
  | 'token_missing'
  | 'invalid_request'
  | 'token_opaque'
  | 'token_expired'
  | 'token_audience'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'organization_mismatch';

/** What clients learn of errors whose text is for the people who run the app. */
const INTERNAL: Partial<Record<GenkanErrorCode, string>> = {
  configuration: 'this app is not configured correctly',
  store_unavailable: 'the session store cannot be used right now; try again later',
  provider_unavailable: 'the identity provider cannot be used right now; try again later',
};

/**
 * Whatever this package throws. `code` is stable, `message` says what was seen and what to do.
 *
 * @example
 * ```ts
 * try {
 *   await getAccessToken(config, 'https://api.example.com');
 * } catch (error) {
 *   if (error instanceof GenkanError && error.code === 'session_ended') redirect('/sign-in');
 *   throw error;
 * }
 * ```
 */
export class GenkanError extends Error {
  static readonly brand: string = 'GenkanError';
  override name = 'GenkanError';
  readonly code: GenkanErrorCode;
  /** The HTTP status of a response about it. */
  readonly status: number;

  constructor(code: GenkanErrorCode, status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = status;
  }

  /** Next bundles pages, routes and the proxy apart: an error of another copy of this package is one all the same. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!Object.hasOwn(this, 'brand')) {
      return Function.prototype[Symbol.hasInstance].call(this, value);
    }
    for (let link: unknown = value; typeof link === 'object' && link !== null; link = Object.getPrototypeOf(link)) {
      const made = (link as { constructor?: { brand?: unknown } }).constructor;
      if (Object.hasOwn(link, 'constructor') && made?.brand === this.brand) {
        return true;
      }
    }
    return false;
  }

  /**
   * What a client may read. Addresses, names and states of what stands behind the app, and its settings, are for the
   * log alone.
   */
  get publicMessage(): string {
    return INTERNAL[this.code] ?? this.message;
  }

  /** A JSON response with `code` and `publicMessage`, for route handlers; the log gets what the client does not. */
  toResponse(): Response {
    if (this.code in INTERNAL) {
      warn('a request could not be answered', this);
    }
    const headers = new Headers({ 'cache-control': 'private, no-store' });
    if (this.status === 503) {
      headers.set('retry-after', '5');
    }
    return Response.json({ code: this.code, message: this.publicMessage }, { status: this.status, headers });
  }
}

/** What the session could not give: nobody is signed in, the session has ended, cookies cannot be written … */
export class SessionError extends GenkanError {
  static override readonly brand: string = 'GenkanSessionError';
  override name = 'SessionError';
}

/** The provider could not be asked, or refused. */
export class ProviderError extends GenkanError {
  static override readonly brand: string = 'GenkanProviderError';
  override name = 'ProviderError';
  /** The OAuth error code, such as `invalid_target` or `access_denied`, when the provider gave one. */
  readonly error: string | undefined;
  /** What the provider said about it. Text from outside: escape it. */
  readonly errorDescription: string | undefined;

  constructor(code: GenkanErrorCode, status: number, message: string, error?: string, errorDescription?: string) {
    super(code, status, message);
    this.error = error;
    this.errorDescription = errorDescription;
  }
}

/** A setting that cannot be used; the message lists every problem at once. */
export class ConfigError extends GenkanError {
  static override readonly brand: string = 'GenkanConfigError';
  override name = 'ConfigError';
  /** The problems, in the order of the settings. No message contains a secret. */
  readonly problems: readonly { setting: string; message: string }[];

  constructor(problems: readonly { setting: string; message: string }[]) {
    const lines = problems.map(({ setting, message }) => `\n  ${setting}: ${message}`);
    super('configuration', 500, `the configuration cannot be used:${lines.join('')}`);
    this.problems = problems;
  }
}

export function notAuthenticated(): SessionError {
  return new SessionError('not_authenticated', 401, 'nobody is signed in');
}

export function sessionEnded(): SessionError {
  return new SessionError('session_ended', 401, 'the session has ended; sign in again');
}

export function unavailable(what: string): ProviderError {
  return new ProviderError('provider_unavailable', 503, `the identity provider cannot be used right now: ${what}`);
}

export function storeUnavailable(what: string): SessionError {
  return new SessionError('store_unavailable', 503, `the session store cannot be used right now: ${what}`);
}

export function invalidParameter(what: string): SessionError {
  return new SessionError('invalid_parameter', 400, what);
}

export function isCode(error: unknown, ...codes: GenkanErrorCode[]): error is GenkanError {
  return error instanceof GenkanError && codes.includes(error.code);
}
