/** Scopes about the person. What each brings is in the claims of the ID token or of userinfo, or of both. */
export enum UserScope {
  /** Name, user name, picture and the like (OpenID Connect Core §5.4); always asked for. */
  Profile = 'profile',
  /** `email`, `email_verified` (Core §5.4). */
  Email = 'email',
  /** `phone_number`, `phone_number_verified` (Core §5.4). */
  Phone = 'phone',
  /** `address` (Core §5.4), in userinfo. */
  Address = 'address',
  /** What the app keeps about the person, in userinfo (Genkan and Logto). */
  CustomData = 'custom_data',
  /** The linked social and enterprise identities, in userinfo (Genkan and Logto). */
  Identities = 'identities',
  /** The names of the person's roles (Genkan and Logto). */
  Roles = 'roles',
  /** `organizations`, and permission to get organization tokens (Genkan and Logto). */
  Organizations = 'urn:logto:scope:organizations',
  /** `organization_roles` (Genkan and Logto). */
  OrganizationRoles = 'urn:logto:scope:organization_roles',
  /** The person's sessions in the account API (Genkan and Logto). */
  Sessions = 'urn:logto:scope:sessions',
  /** The person's trusted devices in the account API (Genkan and Logto). */
  TrustedDevices = 'urn:logto:scope:trusted_devices',
}

/** Scopes that every sign-in asks for. */
export enum ReservedScope {
  /** An ID token (Core §3.1.2.1). */
  OpenId = 'openid',
  /** A refresh token (Core §11). */
  OfflineAccess = 'offline_access',
}

/** Resources that are no API. */
export enum ReservedResource {
  /** All organizations; asked for with {@link UserScope.Organizations}. */
  Organization = 'urn:logto:resource:organizations',
}

/** Whether the person is asked something on the way (OpenID Connect Core §3.1.2.1). */
export enum Prompt {
  /** Nothing may be asked. */
  None = 'none',
  /** Consent, with which providers hand out a refresh token. */
  Consent = 'consent',
  /** To prove again who they are. */
  Login = 'login',
}

/** What an organization token's audience begins with. */
export const organizationUrnPrefix = 'urn:logto:organization:';

/** The audience of tokens for an organization. */
export function buildOrganizationUrn(organizationId: string): string {
  return organizationUrnPrefix + organizationId;
}

/** The organization of such an audience; a `TypeError` for another one. */
export function getOrganizationIdFromUrn(urn: string): string {
  if (!urn.startsWith(organizationUrnPrefix)) {
    throw new TypeError(`\`${urn}\` does not name an organization`);
  }
  return urn.slice(organizationUrnPrefix.length);
}
