//! Which scope gives which claims (OpenID Connect Core §5.4), the same for ID tokens and userinfo.

mod memberships;

use genkan_oauth::{Scope, scope};
use serde::Serialize;
use serde_json::{Map, Value};

pub use self::memberships::{Memberships, OrganizationData, memberships};
use crate::{
    grants::Actor,
    users::{Address, User},
};

/// Where the claims go: ID tokens carry the large and the organizational ones only when the tenant enables them.
#[derive(Clone, Copy, Debug)]
pub enum ClaimsFor<'a> {
    /// Everything the scope gives.
    Userinfo,
    /// `enabledExtendedClaims` of the settings.
    IdToken {
        /// Names of the enabled claims.
        enabled: &'a [String],
    },
}

impl ClaimsFor<'_> {
    fn includes(self, claim: &str) -> bool {
        match self {
            Self::Userinfo => true,
            Self::IdToken { enabled } => enabled.iter().any(|name| name == claim),
        }
    }
}

/// Claims about a user. The outer `Option` is whether the scope gives the claim; the inner one is a `null` that
/// clients expect.
#[derive(Debug, Default, Serialize)]
pub struct UserClaims<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    given_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    family_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    middle_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nickname: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    preferred_username: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    website: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gender: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birthdate: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zoneinfo: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<&'a str>,
    /// Milliseconds, as this API's clients expect.
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<&'a Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_data: Option<&'a Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identities: Option<&'a Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sso_identities: Option<[(); 0]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organizations: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_data: Option<&'a [OrganizationData]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_roles: Option<&'a [String]>,
}

/// The claims `scope` gives about `user`, of which some come from what [`memberships`] found.
pub fn user_claims<'a>(
    user: &'a User,
    memberships: &'a Memberships,
    scope: &Scope,
    target: ClaimsFor<'_>,
) -> UserClaims<'a> {
    let mut claims = UserClaims::default();
    if scope.contains(scope::PROFILE) {
        add_profile(&mut claims, user);
    }
    if scope.contains(scope::EMAIL) {
        claims.email = Some(user.primary_email.as_deref());
        claims.email_verified = Some(user.email_verified);
    }
    if scope.contains(scope::PHONE) {
        claims.phone_number = Some(user.primary_phone.as_deref());
        claims.phone_number_verified = Some(user.phone_verified);
    }
    if scope.contains(scope::ADDRESS) {
        claims.address = user.profile.address.as_ref();
    }
    let extended = |name: &str, claim: &str| scope.contains(name) && target.includes(claim);
    claims.custom_data = extended(scope::CUSTOM_DATA, "custom_data").then_some(&user.custom_data);
    claims.identities = extended(scope::IDENTITIES, "identities").then_some(&user.identities);
    claims.sso_identities = extended(scope::IDENTITIES, "sso_identities").then_some([]);
    claims.roles = extended(scope::ROLES, "roles").then_some(&memberships.roles[..]);
    let ids = || memberships.organizations.iter().map(|organization| &*organization.id).collect();
    claims.organizations = extended(scope::ORGANIZATIONS, "organizations").then(ids);
    claims.organization_data =
        extended(scope::ORGANIZATIONS, "organization_data").then_some(&memberships.organizations[..]);
    claims.organization_roles = extended(scope::ORGANIZATION_ROLES, "organization_roles")
        .then_some(&memberships.organization_roles[..]);
    claims
}

fn add_profile<'a>(claims: &mut UserClaims<'a>, user: &'a User) {
    let profile = &user.profile;
    claims.name = Some(user.name.as_deref());
    claims.picture = Some(user.avatar.as_deref());
    claims.username = Some(user.username.as_deref());
    claims.given_name = profile.given_name.as_deref();
    claims.family_name = profile.family_name.as_deref();
    claims.middle_name = profile.middle_name.as_deref();
    claims.nickname = profile.nickname.as_deref();
    claims.preferred_username = profile.preferred_username.as_deref().or(user.username.as_deref());
    claims.profile = profile.profile.as_deref();
    claims.website = profile.website.as_deref();
    claims.gender = profile.gender.as_deref();
    claims.birthdate = profile.birthdate.as_deref();
    claims.zoneinfo = profile.zoneinfo.as_deref();
    claims.locale = profile.locale.as_deref();
    claims.updated_at = Some(user.updated_at.millis());
    claims.created_at = Some(user.created_at.millis());
}

/// An ID token's claims (OpenID Connect Core §2); no `at_hash`, `azp` or `jti`.
#[derive(Debug, Serialize)]
pub struct IdTokenClaims<'a> {
    /// The user's id.
    pub sub: &'a str,
    /// What the scope gives.
    #[serde(flatten)]
    pub user: UserClaims<'a>,
    /// From the authorization request, also after a refresh.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<&'a str>,
    /// Seconds; only when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
    /// Only when the client wants it in logout tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<&'a str>,
    /// The client, a string.
    pub aud: &'a str,
    /// Seconds.
    pub exp: i64,
    /// Seconds.
    pub iat: i64,
    /// The issuer.
    pub iss: &'a str,
}

/// A JWT access token's claims (RFC 9068 §2.2).
#[derive(Debug, Serialize)]
pub struct AccessTokenClaims<'a> {
    /// On behalf of which organization a resource's token speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<&'a str>,
    /// Who acts for the subject (RFC 8693 §4.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<&'a Actor>,
    /// Unique.
    pub jti: &'a str,
    /// The user, or the client itself.
    pub sub: &'a str,
    /// Seconds.
    pub iat: i64,
    /// Seconds.
    pub exp: i64,
    /// Space-separated; empty when nothing was granted, absent when nothing was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<&'a str>,
    /// Who holds it.
    pub client_id: &'a str,
    /// The issuer.
    pub iss: &'a str,
    /// The resource indicator, a string.
    pub aud: &'a str,
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{clock::Timestamp, ids::UserId, users::Profile};

    fn user() -> User {
        User {
            id: UserId::new("u"),
            username: Some("neko".into()),
            primary_email: None,
            primary_phone: Some("819012345678".into()),
            name: None,
            avatar: None,
            profile: Profile::default(),
            custom_data: json!({"a": 1}).as_object().cloned().unwrap(),
            identities: Map::new(),
            is_suspended: false,
            application_id: None,
            last_sign_in_at: None,
            created_at: Timestamp::from_millis(1_700_000_000_123),
            updated_at: Timestamp::from_millis(1_700_000_000_456),
            email_verified: false,
            phone_verified: true,
        }
    }

    fn claims(scope: &str, target: ClaimsFor<'_>) -> Value {
        let kissaten = OrganizationData { id: "o".into(), name: "Kissaten".into(), description: None };
        let memberships = Memberships {
            roles: vec!["reader".into()],
            organizations: vec![kissaten],
            organization_roles: vec!["o:barista".into()],
        };
        let user = user();
        serde_json::to_value(user_claims(&user, &memberships, &Scope::parse(scope).unwrap(), target)).unwrap()
    }

    #[test]
    fn each_scope_gives_its_claims_and_nothing_else() {
        for (scope, expected) in [
            ("openid offline_access urn:logto:scope:sessions", json!({})),
            (
                "profile",
                json!({"name": null, "picture": null, "username": "neko", "preferred_username": "neko",
                    "created_at": 1_700_000_000_123_i64, "updated_at": 1_700_000_000_456_i64}),
            ),
            ("email", json!({"email": null, "email_verified": false})),
            ("phone", json!({"phone_number": "819012345678", "phone_number_verified": true})),
            ("address", json!({})),
            ("custom_data", json!({"custom_data": {"a": 1}})),
            ("identities", json!({"identities": {}, "sso_identities": []})),
            ("roles", json!({"roles": ["reader"]})),
            (
                "urn:logto:scope:organizations",
                json!({"organizations": ["o"],
                    "organization_data": [{"id": "o", "name": "Kissaten", "description": null}]}),
            ),
            ("urn:logto:scope:organization_roles", json!({"organization_roles": ["o:barista"]})),
        ] {
            assert_eq!(claims(scope, ClaimsFor::Userinfo), expected, "{scope}");
        }
    }

    #[test]
    fn id_tokens_carry_extended_claims_only_when_enabled() {
        let all =
            "custom_data identities roles urn:logto:scope:organizations urn:logto:scope:organization_roles";
        assert_eq!(claims(all, ClaimsFor::IdToken { enabled: &[] }), json!({}));
        let enabled = ["roles".to_owned(), "organizations".to_owned(), "custom_data".to_owned()];
        assert_eq!(
            claims(all, ClaimsFor::IdToken { enabled: &enabled }),
            json!({"roles": ["reader"], "organizations": ["o"], "custom_data": {"a": 1}})
        );
    }
}
