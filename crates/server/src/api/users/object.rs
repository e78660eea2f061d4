//! A user as the API shows it.

use serde::Serialize;
use serde_json::{Map, Value};

use super::members::profile_schema;
use crate::{
    api::shell::{
        Schema, any_object, any_text, boolean, list_of, map_of, nullable, number, object, one_of, optional,
        required, text,
    },
    clock::Timestamp,
    credentials::{Algorithm, StoredPassword},
    users::{Account, Profile, User},
};

/// A user without what only operators of users may see.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct UserObject<'a> {
    id: &'a str,
    username: Option<&'a str>,
    primary_email: Option<&'a str>,
    primary_phone: Option<&'a str>,
    name: Option<&'a str>,
    avatar: Option<&'a str>,
    custom_data: &'a Map<String, Value>,
    identities: &'a Map<String, Value>,
    last_sign_in_at: Option<Timestamp>,
    created_at: Timestamp,
    updated_at: Timestamp,
    profile: &'a Profile,
    application_id: Option<&'a str>,
    /// Clients known by a metadata document of their own: there are none.
    cimd_client_id: Option<&'a str>,
    is_suspended: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    has_password: Option<bool>,
    /// Enterprise connectors: there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    sso_identities: Option<[&'a str; 0]>,
    #[serde(flatten)]
    password: Option<PasswordMembers<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PasswordMembers<'a> {
    password_digest: Option<&'a str>,
    password_algorithm: Option<&'static str>,
}

impl<'a> UserObject<'a> {
    /// As a member of something: without `hasPassword`.
    pub(in crate::api) fn bare(user: &'a User) -> Self {
        Self {
            id: user.id.as_str(),
            username: user.username.as_deref(),
            primary_email: user.primary_email.as_deref(),
            primary_phone: user.primary_phone.as_deref(),
            name: user.name.as_deref(),
            avatar: user.avatar.as_deref(),
            custom_data: &user.custom_data,
            identities: &user.identities,
            last_sign_in_at: user.last_sign_in_at,
            created_at: user.created_at,
            updated_at: user.updated_at,
            profile: &user.profile,
            application_id: user.application_id.as_ref().map(AsRef::as_ref),
            cimd_client_id: None,
            is_suspended: user.is_suspended,
            has_password: None,
            sso_identities: None,
            password: None,
        }
    }

    /// As itself.
    pub(in crate::api) fn new(account: &'a Account) -> Self {
        Self { has_password: Some(account.password.is_some()), ..Self::bare(&account.user) }
    }

    /// With its enterprise identities.
    #[must_use]
    pub(super) fn with_sso_identities(self, wanted: bool) -> Self {
        Self { sso_identities: wanted.then_some([]), ..self }
    }

    /// With the stored password.
    #[must_use]
    pub(super) fn with_hash(self, account: &'a Account, wanted: bool) -> Self {
        let stored = account.password.as_ref();
        let members = || PasswordMembers {
            password_digest: stored.map(|stored: &StoredPassword| stored.digest.as_str()),
            password_algorithm: stored.map(|stored| stored.algorithm.as_str()),
        };
        Self { password: wanted.then(members), ..self }
    }
}

/// The shape of [`UserObject::bare`].
pub(in crate::api) fn user() -> Schema {
    object([
        required("id", text(1..=12)),
        required("username", nullable(text(..=128))),
        required("primaryEmail", nullable(text(..=128))),
        required("primaryPhone", nullable(text(..=128))),
        required("name", nullable(text(..=128))),
        required("avatar", nullable(text(..=2048))),
        required("customData", any_object()),
        required("identities", identity_map()),
        required("lastSignInAt", nullable(number())),
        required("createdAt", number()),
        required("updatedAt", number()),
        required("profile", profile_schema()),
        required("applicationId", nullable(text(..=21))),
        required("cimdClientId", nullable(text(..=2048))),
        required("isSuspended", boolean()),
    ])
}

/// The shape of [`UserObject::new`]. Nobody has another way to prove who they are than the password, so the member
/// that tells of one never appears.
pub(in crate::api) fn plain_account() -> Schema {
    user().with([
        optional("hasPassword", boolean()),
        optional("hasSecurityVerificationMethod", boolean()),
        optional("ssoIdentities", list_of(sso_identity())),
    ])
}

/// The same with what a query may ask for beyond.
pub(super) fn account() -> Schema {
    plain_account().with([
        optional("passwordDigest", nullable(text(..=256))),
        optional("passwordAlgorithm", nullable(one_of(&Algorithm::NAMES))),
    ])
}

/// Tokens of a provider, of which only the circumstances are shown. There are no connectors, so there are none.
pub(super) fn token_secret() -> Schema {
    object([
        required("tenantId", text(..=21)),
        required("id", text(1..=21)),
        required("userId", text(1..=21)),
        required("type", one_of(&["federated_token_set"])),
        required("metadata", object([required("hasRefreshToken", boolean())])),
        required("createdAt", number()),
        required("updatedAt", number()),
    ])
}

/// A social identity.
pub(super) fn identity_schema() -> Schema {
    object([required("userId", any_text()), optional("details", any_object())])
}

/// Social identities by target.
pub(super) fn identity_map() -> Schema {
    map_of(identity_schema())
}

/// An enterprise identity.
pub(super) fn sso_identity() -> Schema {
    object([
        required("tenantId", text(..=21)),
        required("id", text(1..=21)),
        required("userId", text(1..=12)),
        required("issuer", text(1..=256)),
        required("identityId", text(1..=128)),
        required("detail", any_object()),
        required("createdAt", number()),
        required("updatedAt", number()),
        required("ssoConnectorId", text(1..=128)),
    ])
}
