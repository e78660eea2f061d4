/** The claims of a verified ID token (OpenID Connect Core §2, §5.1), typed where the field agrees on a type. */
export type IdTokenClaims = {
  /** Who vouches. */
  iss: string;
  /** The id of the person at this issuer; the only stable key for your own tables. */
  sub: string;
  /** For whom: the app id. A token for several audiences carries a list. */
  aud: string;
  /** When the ID token ended being fresh, in seconds since the epoch. */
  exp: number;
  /** When it was issued, in seconds since the epoch. */
  iat: number;
  /** When the person last proved who they are, in seconds since the epoch. */
  auth_time?: number;
  at_hash?: string | null;
  /** The full name for display (scope `profile`). */
  name?: string | null;
  /** The user name (scope `profile`; Genkan and Logto). */
  username?: string | null;
  /** The URL of a portrait (scope `profile`). */
  picture?: string | null;
  /** Scope `email`. */
  email?: string | null;
  email_verified?: boolean;
  /** Scope `phone`. */
  phone_number?: string | null;
  phone_number_verified?: boolean;
  /** The names of the person's roles (scope `roles`; Genkan and Logto). */
  roles?: string[];
  /** The ids of the person's organizations (scope `urn:logto:scope:organizations`). */
  organizations?: string[];
  /** `organization:role` pairs (scope `urn:logto:scope:organization_roles`). */
  organization_roles?: string[];
} & Record<string, unknown>;

/** The answer of the userinfo endpoint (OpenID Connect Core §5.3). */
export type UserInfoResponse = IdTokenClaims & {
  /** What the app keeps about the person (scope `custom_data`). */
  custom_data?: unknown;
  /** Linked social identities (scope `identities`). */
  identities?: Record<string, { userId: string; details?: Record<string, unknown> }>;
  /** Names of the organizations (scope `urn:logto:scope:organizations`). */
  organization_data?: { id: string; name: string; description: string | null }[];
};

/** The claims of an access token that is a JWT (RFC 9068 §2.2). */
export type AccessTokenClaims = {
  jti?: string;
  iss?: string;
  sub?: string;
  aud?: string | string[];
  exp?: number;
  iat?: number;
  client_id?: string;
  scope?: string;
} & Record<string, unknown>;
