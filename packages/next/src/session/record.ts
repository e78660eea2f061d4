import type { IdTokenClaims } from '../core/claims.js';

/** One access token in a session. */
export interface StoredToken {
  readonly token: string;
  readonly scope: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** What a session holds: the payload of the sealed cookie (`docs/SESSION-FORMAT.md` §4). Never changed in place. */
export interface SessionRecord {
  /** 128 random bits, fresh at every sign-in. */
  readonly id: string;
  /** The generation: one more at every refresh; an older one never replaces a newer one. */
  readonly gen: number;
  /** When this generation was sealed, in seconds since the epoch. */
  readonly iat: number;
  /** When it ends, in seconds since the epoch. */
  readonly exp: number;
  /** When the person signed in, in seconds since the epoch; absent in records of other implementations. */
  readonly since?: number;
  /** The person. */
  readonly sub: string;
  /** The verified claims of the latest ID token. */
  readonly claims: IdTokenClaims;
  /** The refresh token, when the provider gave one. */
  readonly refreshToken?: string;
  /** Access tokens by {@link tokenKey}. */
  readonly accessTokens?: Readonly<Record<string, StoredToken>>;
}

/**
 * What an access token is for: `@` the provider's own endpoints, `@<resource>` an API, with `#<organization>` in an
 * organization. The resource cannot contain `#`: an indicator has no fragment.
 */
export function tokenKey(resource?: string, organization?: string): string {
  return `@${resource ?? ''}${organization === undefined ? '' : `#${organization}`}`;
}

/** What the key was made of. */
export function tokenTarget(key: string): { resource?: string; organization?: string } {
  const text = key.replace(/^@/, '');
  const cut = text.indexOf('#');
  const resource = cut < 0 ? text : text.slice(0, cut);
  return {
    ...(resource === '' ? {} : { resource }),
    ...(cut < 0 ? {} : { organization: text.slice(cut + 1) }),
  };
}

/** Whether the token lives longer than `margin` seconds from `now`, so that it does not die on its way to the API. */
export function outlives(token: StoredToken, now: number, margin: number): boolean {
  return token.expiresAt - margin > now;
}

/** An opened payload as a record, when it has the shape of one. */
export function asRecord(payload: unknown): SessionRecord | undefined {
  if (!isObject(payload)) {
    return undefined;
  }
  const { id, gen, iat, exp, since, sub, claims, refreshToken, accessTokens } = payload;
  const good =
    typeof id === 'string' &&
    id !== '' &&
    Number.isSafeInteger(gen) &&
    Number.isSafeInteger(iat) &&
    Number.isSafeInteger(exp) &&
    (since === undefined || Number.isSafeInteger(since)) &&
    typeof sub === 'string' &&
    isObject(claims) &&
    (refreshToken === undefined || typeof refreshToken === 'string') &&
    (accessTokens === undefined || (isObject(accessTokens) && Object.values(accessTokens).every(isStoredToken)));
  return good ? (payload as unknown as SessionRecord) : undefined;
}

/** Whether an opened record may be used: in time, of one person, and of this issuer, where alone a `sub` counts. */
export function isValid(record: SessionRecord, now: number, longest: number, issuer: string): boolean {
  const { sub, iss } = record.claims;
  const isInTime = record.exp > now && began(record) + longest > now;
  return isInTime && record.sub !== '' && record.sub === sub && (!iss || iss === issuer);
}

/**
 * Lives on from `now` for `lifetime` seconds, but not beyond `longest` seconds from the sign-in. What has expired
 * meanwhile is dropped: it only makes the record long.
 */
export function extended(record: SessionRecord, now: number, lifetime: number, longest: number): SessionRecord {
  const since = began(record);
  const living = Object.entries(record.accessTokens ?? {}).filter(([, token]) => token.expiresAt > now);
  return withTokens(
    { ...record, since, iat: now, exp: Math.min(now + lifetime, since + longest) },
    Object.fromEntries(living),
  );
}

/** The record with these access tokens; without the member when there are none. */
export function withTokens(record: SessionRecord, accessTokens: Record<string, StoredToken>): SessionRecord {
  const { accessTokens: _, ...rest } = record;
  return Object.keys(accessTokens).length === 0 ? rest : { ...rest, accessTokens };
}

/**
 * What two records of one session know together: the newer generation decides, the older adds only access tokens the
 * newer lacks.
 */
export function merged(record: SessionRecord, other: SessionRecord): SessionRecord {
  if (record.id !== other.id || record.sub !== other.sub) {
    return record;
  }
  const [newer, older] = other.gen > record.gen ? [other, record] : [record, other];
  return withTokens(newer, { ...older.accessTokens, ...newer.accessTokens });
}

/**
 * A record just refreshed above one that another process has written meanwhile: the later refresh decides, and the
 * generation is above both.
 */
export function over(record: SessionRecord, other: SessionRecord): SessionRecord {
  return merged({ ...record, gen: Math.max(record.gen, other.gen) + 1 }, other);
}

/** When the session ends, however much it is used. */
export function latestEnd(record: SessionRecord, longest: number): number {
  return began(record) + longest;
}

function began(record: SessionRecord): number {
  return record.since ?? record.iat;
}

function isStoredToken(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value.token === 'string' &&
    typeof value.scope === 'string' &&
    Number.isSafeInteger(value.expiresAt)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
