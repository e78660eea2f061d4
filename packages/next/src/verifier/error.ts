import { GenkanError, type GenkanErrorCode } from '../core/errors.js';

const STATUS: Partial<Record<GenkanErrorCode, number>> = {
  invalid_request: 400,
  insufficient_scope: 403,
  organization_mismatch: 403,
};

/** The error code of the challenge (RFC 6750 §3.1); without a token there is none. */
const CHALLENGE: Partial<Record<GenkanErrorCode, string>> = {
  invalid_request: 'invalid_request',
  token_opaque: 'invalid_token',
  token_expired: 'invalid_token',
  token_audience: 'invalid_token',
  invalid_token: 'invalid_token',
  insufficient_scope: 'insufficient_scope',
  organization_mismatch: 'insufficient_scope',
};

/**
 * Why an access token was refused. `toResponse()` answers as RFC 6750 §3 says.
 *
 * | code | status | |
 * |---|---|---|
 * | `token_missing` | 401 | no bearer token; the challenge has no error code |
 * | `invalid_request` | 400 | malformed header, or a token in the URL |
 * | `token_opaque`, `token_expired`, `token_audience`, `invalid_token` | 401 | `error="invalid_token"` |
 * | `insufficient_scope`, `organization_mismatch` | 403 | `error="insufficient_scope"` |
 */
export class TokenError extends GenkanError {
  static override readonly brand: string = 'GenkanTokenError';
  override name = 'TokenError';
  /** The scopes that are needed, when one is missing. */
  readonly required: readonly string[];

  constructor(code: GenkanErrorCode, message: string, required: readonly string[] = []) {
    super(code, STATUS[code] ?? 401, message);
    this.required = required;
  }

  override toResponse(): Response {
    const response = super.toResponse();
    response.headers.set('cache-control', 'no-store');
    response.headers.set('www-authenticate', this.challenge);
    return response;
  }

  /** `WWW-Authenticate` (RFC 6750 §3). A realm is always there, since a challenge needs one parameter at least. */
  get challenge(): string {
    const code = CHALLENGE[this.code];
    const parameters = [['realm', 'api']];
    if (code !== undefined) {
      parameters.push(['error', code], ['error_description', this.message]);
    }
    if (this.required.length > 0) {
      parameters.push(['scope', this.required.join(' ')]);
    }
    // Printable ASCII without what a quoted string would escape.
    const quoted = parameters.map(([name, value]) => `${name}="${(value ?? '').replace(/[^ -~]|["\\]/g, '')}"`);
    return `Bearer ${quoted.join(', ')}`;
  }
}
