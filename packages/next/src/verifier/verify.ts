import { checkedIssuer, Problems } from '../config/address.js';
import type { GenkanNextConfig } from '../config/types.js';
import type { AccessTokenClaims } from '../core/claims.js';
import { type Clock, systemClock } from '../core/clock.js';
import { ConfigError } from '../core/errors.js';
import { instanceOf } from '../core/instance.js';
import { ALGORITHMS, isTokenProblem, Issuer, type TokenProblem } from '../provider/issuer.js';
import { bearerToken } from './credentials.js';
import { TokenError } from './error.js';
import { checkAccessToken, type Rules } from './rules.js';

/** Seconds two clocks may differ unless the options say otherwise. */
const DEFAULT_LEEWAY = 30;
/** More would keep ended tokens alive. */
const LONGEST_LEEWAY = 300;

/** Whose tokens: a whole configuration, or the issuer alone for an API that signs nobody in. */
export type VerifierIssuer = GenkanNextConfig | Pick<GenkanNextConfig, 'endpoint' | 'issuer' | 'allowHttp' | 'clock'>;

/** What a token must be to open the API. */
export interface VerifyAccessTokenOptions {
  /** The API's resource indicator (RFC 8707) as it was registered; of several, one is enough. */
  audience?: string | string[];
  /** Scopes that are needed, all of them. */
  scopes?: string[];
  /** The only organization that is let in. */
  organizationId?: string;
  /** Whether organization tokens (audience `urn:logto:organization:<id>`) open it too. Default: `false`. */
  organizationTokens?: boolean;
  /** Signature algorithms that are accepted. Default: the asymmetric ones. */
  algorithms?: string[];
  /** Seconds two clocks may differ, at most 300. Default: 30. */
  leeway?: number;
  /** Whether tokens of an issuer that predates RFC 9068 are taken, whose `typ` is not `at+jwt`. Default: `false`. */
  acceptUntypedTokens?: boolean;
}

/** A verified access token. */
export interface VerifiedAccessToken {
  /** All claims as they came. */
  claims: AccessTokenClaims;
  /** The id of the person, or of the application when it acts for itself. */
  subject: string;
  /** The application the token was issued to. Some providers leave it out. */
  clientId: string | undefined;
  /** The names in `scope`, in order. */
  scopes: string[];
  /** The organization the token is for. */
  organizationId: string | undefined;
  /** When the token ends, in seconds since the epoch. */
  expiresAt: number;
  /** Whether an application acts for itself (`client_credentials`), without a person behind the call. */
  isApplication: boolean;
}

const issuers = new WeakMap<object, Issuer>();

/**
 * Verifies the access token an API is called with: signature, issuer, audience, time, and what else is required
 * (RFC 9068 §4). The keys are fetched at the first need, kept, and fetched again for a key id that is not among them.
 *
 * @throws {TokenError} whose `toResponse()` answers as RFC 6750 says; `provider_unavailable` (503) when the keys cannot
 * be had.
 *
 * @example
 * ```ts
 * export async function GET(request: Request) {
 *   try {
 *     const { subject } = await verifyAccessToken(config, request, {
 *       audience: 'https://api.example.com',
 *       scopes: ['read:orders'],
 *     });
 *     return Response.json(await ordersOf(subject));
 *   } catch (error) {
 *     if (error instanceof GenkanError) return error.toResponse();
 *     throw error;
 *   }
 * }
 * ```
 */
export async function verifyAccessToken(
  config: VerifierIssuer,
  token: string | Pick<Request, 'url' | 'headers'>,
  options: VerifyAccessTokenOptions,
): Promise<VerifiedAccessToken> {
  const rules = rulesOf(options);
  const { issuer, clock } = await issuerOf(config);
  const text = typeof token === 'string' ? token : bearerToken(token);
  checkForm(text, rules);
  const types = options.acceptUntypedTokens ? ['at+jwt', 'jwt', undefined] : ['at+jwt'];
  try {
    const verified = await issuer.verifySignature(text, options.algorithms ?? ALGORITHMS, types);
    return checkAccessToken(verified, rules, issuer.name, clock());
  } catch (error) {
    throw isTokenProblem(error) ? explain(error) : error;
  }
}

async function issuerOf(config: VerifierIssuer): Promise<{ issuer: Issuer; clock: Clock }> {
  if ('appId' in config) {
    const instance = await instanceOf(config);
    return { issuer: instance.memory.issuer, clock: instance.config.clock };
  }
  const clock = config.clock ?? systemClock;
  const known = issuers.get(config);
  if (known) {
    return { issuer: known, clock };
  }
  const problems = new Problems();
  const name = checkedIssuer(config, problems);
  if (!name) {
    throw new ConfigError(problems.list);
  }
  const issuer = new Issuer(name, config.allowHttp ?? false, clock);
  issuers.set(config, issuer);
  return { issuer, clock };
}

function rulesOf(options: VerifyAccessTokenOptions): Rules {
  const audiences = [options.audience ?? []].flat();
  const leeway = options.leeway ?? DEFAULT_LEEWAY;
  const problems = new Problems();
  if (audiences.length === 0 && !options.organizationTokens) {
    const example = "the API's resource indicator, for example https://api.example.com (or accept organizationTokens)";
    problems.add('audience', `is missing; ${example}`);
  }
  const odd = audiences.find((audience) => !/^[\x21-\x7e]+$/.test(audience));
  if (odd !== undefined) {
    problems.add('audience', `\`${odd}\` is not one audience, such as https://api.example.com`);
  }
  if (options.organizationId === '') {
    problems.add('organizationId', 'must not be empty');
  }
  if (!(leeway >= 0 && leeway <= LONGEST_LEEWAY)) {
    problems.add('leeway', `\`${leeway}\` is not 0 to ${LONGEST_LEEWAY} seconds`);
  }
  const algorithm = options.algorithms?.find((name) => !ALGORITHMS.includes(name));
  if (algorithm !== undefined) {
    problems.add('algorithms', `\`${algorithm}\` is none of ${ALGORITHMS.join(', ')}`);
  }
  if (problems.list.length > 0) {
    throw new ConfigError(problems.list);
  }
  const { organizationTokens = false, organizationId, scopes = [] } = options;
  return { audiences, leeway, organizationTokens, organizationId, scopes };
}

/** Tells the two usual mistakes apart from tokens that are broken. */
function checkForm(token: string, rules: Rules): void {
  const segments = token.split('.', 6).length;
  if (segments === 1) {
    throw new TokenError(
      'token_opaque',
      "this access token is opaque, for the issuer's own endpoints only; ask for an access token for " + wanted(rules),
    );
  }
  if (segments === 5) {
    throw new TokenError('invalid_token', 'the token is encrypted (JWE), and this API reads signed tokens only');
  }
}

function explain(problem: TokenProblem): TokenError {
  switch (problem.kind) {
    case 'expired':
      return new TokenError('token_expired', 'the access token has expired');
    case 'type':
      return new TokenError(
        'invalid_token',
        'the token is no access token (its typ is not at+jwt); ID tokens do not open an API',
      );
    case 'key':
      return new TokenError(
        'invalid_token',
        "the issuer has no key with the token's kid; is the token from another issuer?",
      );
    default:
      return new TokenError('invalid_token', `the access token is not valid: ${problem.message}`);
  }
}

/** What a client must ask for instead, in words. */
export function wanted(rules: Rules): string {
  return rules.audiences[0] === undefined ? 'an organization' : `the resource ${rules.audiences[0]}`;
}
