use genkan_database::{Conn, DbError};
use genkan_oauth::{
    Scope,
    jose::jws,
    resource::{ORGANIZATION_AUDIENCE_PREFIX, ORGANIZATIONS},
    scope,
};

use super::target::Target;
use crate::{
    app::App,
    applications::Client,
    clock::Timestamp,
    grants::{Actor, Authorization, access_tokens},
    ids::UserId,
    oidc::{
        claims::AccessTokenClaims,
        error_response::OidcError,
        permissions::{self, Within},
    },
    secrets::Token,
    signing_keys::KeyRing,
};

/// Seconds a token for an organization, or for all of them, lives.
pub(super) const ORGANIZATION_TTL: i64 = 3600;

/// A user's access token that is decided on, not yet made.
pub(super) struct Planned {
    target: Target,
    pub(super) scope: Scope,
    /// Seconds it lives at most, whatever its kind.
    longest: i64,
}

/// A made token.
pub(super) enum AccessToken {
    /// To be stored.
    Opaque(Token),
    /// Signed.
    Jwt(String),
}

impl AccessToken {
    pub(super) fn into_text(self) -> String {
        match self {
            Self::Opaque(token) => token.expose().to_owned(),
            Self::Jwt(token) => token,
        }
    }

    pub(super) fn opaque(&self) -> Option<&Token> {
        match self {
            Self::Opaque(token) => Some(token),
            Self::Jwt(_) => None,
        }
    }
}

/// What bounds a token besides what the user's roles give now.
#[derive(Clone, Copy)]
pub(super) enum Bounds<'a> {
    /// What was allowed in the browser.
    Granted(&'a Authorization),
    /// Nothing: the request itself says what it wants (token exchange).
    Asked,
}

impl Bounds<'_> {
    /// A third party may have lost what it was granted.
    fn oidc(self, client: &Client, asked: &Scope) -> Scope {
        let bounded = match self {
            Self::Granted(authorization) => asked.intersection(&authorization.granted_scope),
            Self::Asked => asked.filter(|name| scope::SUPPORTED.contains(&name)),
        };
        bounded.filter(|name| client.may_ask_for(name))
    }

    /// What may be asked for of one resource.
    fn resource(self, indicator: &str, asked: &Scope) -> Scope {
        match self {
            Self::Granted(authorization) => match authorization.granted_resource_scopes.get(indicator) {
                Some(granted) => asked.intersection(granted),
                None => Scope::empty(),
            },
            Self::Asked => asked.clone(),
        }
    }
}

/// What the token may do: for userinfo, OIDC scopes; for a resource, those of its scopes that are asked for, within
/// the bounds, and given by the user's roles now; for an organization, what is asked for and given by the roles there
/// (the grant knows no organizations). At most one statement.
///
/// # Errors
/// 403 `access_denied` when `client` may not speak for the user in the organization; storage.
pub(super) async fn plan(
    conn: &mut Conn,
    client: &Client,
    user: &UserId,
    bounds: Bounds<'_>,
    target: Target,
    asked: &Scope,
) -> Result<Planned, OidcError> {
    let scope = match &target {
        Target::Userinfo => bounds.oidc(client, asked),
        Target::Organization(id) => {
            asked.intersection(&permissions::in_organization(conn, client, user, id).await?)
        }
        Target::Resource { indicator, id, organization, .. } => {
            let asked = bounds.resource(indicator, asked);
            let held = match organization {
                Some(organization) => {
                    permissions::of_resource_in_organization(conn, client, user, id, organization).await?
                }
                None if asked.is_empty() => Scope::empty(),
                None => permissions::of_resource(conn, client, user, id, Within::Open).await?,
            };
            asked.intersection(&held)
        }
        Target::Organizations { organization } => {
            let asked = bounds.resource(ORGANIZATIONS, asked);
            let held = match organization {
                Some(organization) => permissions::in_organization(conn, client, user, organization).await?,
                None if asked.is_empty() => Scope::empty(),
                None => permissions::in_any_organization(conn, client, user).await?,
            };
            asked.intersection(&held)
        }
    };
    Ok(Planned { target, scope, longest: i64::MAX })
}

impl Planned {
    /// Seconds it lives.
    pub(super) fn expires_in(&self) -> i64 {
        let usual = match &self.target {
            Target::Userinfo => access_tokens::LIFETIME_SECONDS,
            Target::Resource { ttl, .. } => *ttl,
            Target::Organizations { .. } | Target::Organization(_) => ORGANIZATION_TTL,
        };
        usual.min(self.longest)
    }

    /// The same, never living longer than these seconds.
    pub(super) fn within(self, seconds: i64) -> Self {
        Self { longest: seconds, ..self }
    }

    /// Makes it. `actor`: who acts for the user (token exchange).
    pub(super) fn make(
        &self,
        app: &App,
        ring: &KeyRing,
        client: &Client,
        user: &UserId,
        actor: Option<&Actor>,
        now: Timestamp,
    ) -> Result<AccessToken, DbError> {
        let (audience, organization) = match &self.target {
            Target::Userinfo => return Ok(AccessToken::Opaque(app.random.token())),
            Target::Resource { indicator, organization, .. } => (indicator.clone(), organization.as_ref()),
            Target::Organizations { organization } => (ORGANIZATIONS.to_owned(), organization.as_ref()),
            // The audience says which organization it is.
            Target::Organization(id) => (audience_of(id.as_str()), None),
        };
        let claims = AccessTokenClaims {
            organization_id: organization.map(AsRef::as_ref),
            act: actor,
            jti: &app.random.opaque(),
            sub: user.as_str(),
            iat: now.seconds(),
            exp: now.seconds() + self.expires_in(),
            scope: Some(&self.scope.to_string()),
            client_id: client.application.id.as_str(),
            iss: app.issuer(),
            aud: &audience,
        };
        sign(ring, &jws::Header::ACCESS_TOKEN, &claims).map(AccessToken::Jwt)
    }
}

/// `aud` of a token for an organization.
pub(super) fn audience_of(organization: &str) -> String {
    format!("{ORGANIZATION_AUDIENCE_PREFIX}{organization}")
}

/// Signs with the current key.
pub(super) fn sign(
    ring: &KeyRing,
    header: &jws::Header<'_>,
    claims: &impl serde::Serialize,
) -> Result<String, DbError> {
    jws::encode(ring.current(), header, claims).map_err(|error| DbError::Decode(format!("signing: {error}")))
}
