//! The scopes and resources with a meaning of their own, so that nobody has to remember how they are spelled.

use std::fmt;

use genkan_oauth::{resource, scope};

/// Scopes about the person. What each brings is in the claims of the ID token or of userinfo, or of both.
///
/// ```
/// use genkan_sdk::{Config, UserScope};
/// let config = Config::builder().scope(UserScope::Email).scope(UserScope::Organizations);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UserScope {
    /// `profile`: name, user name, picture and the like (OpenID Connect Core §5.4); always asked for.
    Profile,
    /// `email`: `email`, `email_verified` (Core §5.4).
    Email,
    /// `phone`: `phone_number`, `phone_number_verified` (Core §5.4).
    Phone,
    /// `address`: `address` (Core §5.4), in userinfo.
    Address,
    /// `custom_data`: what the app keeps about the person, in userinfo (Genkan and Logto).
    CustomData,
    /// `identities`: the linked social and enterprise identities, in userinfo (Genkan and Logto).
    Identities,
    /// `roles`: the names of the person's roles (Genkan and Logto).
    Roles,
    /// `urn:logto:scope:organizations`: `organizations`, and permission to get organization tokens (Genkan and Logto).
    Organizations,
    /// `urn:logto:scope:organization_roles`: `organization_roles` (Genkan and Logto).
    OrganizationRoles,
    /// `urn:logto:scope:sessions`: the person's sessions in the account API (Genkan and Logto).
    Sessions,
    /// `urn:logto:scope:trusted_devices`: the person's trusted devices in the account API (Genkan and Logto).
    TrustedDevices,
}

/// Scopes that every sign-in asks for.
///
/// ```
/// use genkan_sdk::{Config, ReservedScope};
/// // Without a refresh token: sessions end with their access token.
/// let config = Config::builder().include_reserved_scopes(false).scope(ReservedScope::OpenId);
/// assert_eq!(ReservedScope::OfflineAccess.to_string(), "offline_access");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReservedScope {
    /// `openid`: an ID token (Core §3.1.2.1).
    OpenId,
    /// `offline_access`: a refresh token (Core §11).
    OfflineAccess,
}

/// Resources that are no API.
///
/// ```
/// assert_eq!(genkan_sdk::ReservedResource::Organizations.as_str(), "urn:logto:resource:organizations");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReservedResource {
    /// `urn:logto:resource:organizations`: all organizations; asked for with [`UserScope::Organizations`].
    Organizations,
}

impl UserScope {
    /// As on the wire.
    ///
    /// ```
    /// assert_eq!(genkan_sdk::UserScope::Organizations.as_str(), "urn:logto:scope:organizations");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Profile => scope::PROFILE,
            Self::Email => scope::EMAIL,
            Self::Phone => scope::PHONE,
            Self::Address => scope::ADDRESS,
            Self::CustomData => scope::CUSTOM_DATA,
            Self::Identities => scope::IDENTITIES,
            Self::Roles => scope::ROLES,
            Self::Organizations => scope::ORGANIZATIONS,
            Self::OrganizationRoles => scope::ORGANIZATION_ROLES,
            Self::Sessions => scope::SESSIONS,
            Self::TrustedDevices => scope::TRUSTED_DEVICES,
        }
    }
}

impl ReservedScope {
    /// As on the wire.
    ///
    /// ```
    /// assert_eq!(genkan_sdk::ReservedScope::OpenId.as_str(), "openid");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenId => scope::OPENID,
            Self::OfflineAccess => scope::OFFLINE_ACCESS,
        }
    }
}

impl ReservedResource {
    /// As on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Organizations => resource::ORGANIZATIONS,
        }
    }
}

macro_rules! text {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.as_str().to_owned()
            }
        }
    )*};
}

text!(UserScope, ReservedScope, ReservedResource);
