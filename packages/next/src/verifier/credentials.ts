import { TokenError } from './error.js';

/**
 * The bearer token of a request (RFC 6750 §2.1). Only the `Authorization` header carries one: tokens in a URL end up in
 * logs and are refused (§5.3), bodies are not looked at.
 */
export function bearerToken(request: Pick<Request, 'url' | 'headers'>): string {
  if (new URL(request.url, 'http://localhost').searchParams.has('access_token')) {
    const message = 'send the access token in the Authorization header, never in the URL as access_token';
    throw new TokenError('invalid_request', message);
  }
  const [scheme = '', ...rest] = (request.headers.get('authorization') ?? '').split(' ');
  if (scheme.toLowerCase() !== 'bearer') {
    throw new TokenError('token_missing', 'an access token is needed: Authorization: Bearer …');
  }
  const token = rest.join(' ').replace(/^ +| +$/g, '');
  // RFC 9110 §11.2. Two headers arrive joined by a comma, which no token contains.
  if (!/^[A-Za-z0-9\-._~+/]+=*$/.test(token)) {
    throw new TokenError('invalid_request', 'the Authorization header is not of the form: Bearer token');
  }
  return token;
}
