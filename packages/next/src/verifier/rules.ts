import type { AccessTokenClaims } from '../core/claims.js';
import { organizationUrnPrefix } from '../core/scopes.js';
import { audiencesOf, checkTimes } from '../provider/claims-check.js';
import type { VerifiedToken } from '../provider/issuer.js';
import { TokenError } from './error.js';
import { wanted, type VerifiedAccessToken } from './verify.js';

/**
 * Claims that only ID tokens and logout tokens have (OpenID Connect Core §2, §3.1.3.6, Back-Channel Logout §2.4). They
 * tell these from access tokens where `typ` does not.
 */
const OF_OTHER_TOKENS = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events'];

/** What a token must be to open the API. */
export interface Rules {
  audiences: string[];
  leeway: number;
  /** Whether organization tokens open it too, whatever the organization. */
  organizationTokens: boolean;
  /** The only organization that is let in. */
  organizationId: string | undefined;
  scopes: string[];
}

/** RFC 9068 §4 once the signature is good. */
export function checkAccessToken(
  verified: VerifiedToken,
  rules: Rules,
  issuer: string,
  now: number,
): VerifiedAccessToken {
  const { claims } = verified;
  if (claims.cnf !== undefined) {
    throw invalid('the token is bound to a key (cnf), and this API cannot check who holds it');
  }
  const foreign = OF_OTHER_TOKENS.find((name) => verified.typ !== 'at+jwt' && claims[name] !== undefined);
  if (foreign !== undefined) {
    throw invalid(`the token is no access token: those of this kind have no claim ${foreign}`);
  }
  const { sub, client_id: clientId, scope, organization_id: claimed, exp } = claims;
  const optional = [clientId, scope, claimed].every((value) => value === undefined || typeof value === 'string');
  if (typeof sub !== 'string' || sub === '' || !optional) {
    throw invalid('a claim of the token is missing or has the wrong type');
  }
  if (claims.iss !== issuer) {
    throw invalid('the token is from another issuer');
  }
  const audience = audienceAmong(audiencesOf(claims), rules);
  if (audience === undefined) {
    const message = `the access token is for another audience; ask for an access token for ${wanted(rules)}`;
    throw new TokenError('token_audience', message);
  }
  checkTimes(claims, now, rules.leeway);
  const organizationId = organizationOf(audience) ?? (claimed as string | undefined);
  if (rules.organizationId !== undefined && organizationId !== rules.organizationId) {
    throw new TokenError('organization_mismatch', 'the access token is not for this organization');
  }
  const scopes = ((scope as string | undefined) ?? '').split(' ').filter(Boolean);
  if (!rules.scopes.every((name) => scopes.includes(name))) {
    const message = `the access token lacks a scope; needed: ${rules.scopes.join(' ')}`;
    throw new TokenError('insufficient_scope', message, rules.scopes);
  }
  return {
    claims: claims as AccessTokenClaims,
    subject: sub,
    clientId: clientId as string | undefined,
    scopes,
    organizationId,
    expiresAt: exp as number,
    isApplication: clientId === sub,
  };
}

/** The audience by which the token is let in. */
function audienceAmong(audiences: string[], rules: Rules): string | undefined {
  return (
    audiences.find((audience) => rules.audiences.includes(audience)) ??
    audiences.find((audience) => rules.organizationTokens && organizationOf(audience) !== undefined)
  );
}

function organizationOf(audience: string): string | undefined {
  return audience.startsWith(organizationUrnPrefix)
    ? audience.slice(organizationUrnPrefix.length) || undefined
    : undefined;
}

function invalid(message: string): TokenError {
  return new TokenError('invalid_token', message);
}
