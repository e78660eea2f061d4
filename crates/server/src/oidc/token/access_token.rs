use genkan_database::{Conn, DbError};
use genkan_oauth::{Scope, jose::jws};

use super::target::Target;
use crate::{
    app::App,
    clock::Timestamp,
    grants::{Authorization, access_tokens},
    oidc::claims::AccessTokenClaims,
    roles,
    secrets::Token,
    signing_keys::KeyRing,
};

/// A user's access token that is decided on, not yet made.
pub(super) struct Planned {
    target: Target,
    pub(super) scope: Scope,
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

/// What the token may do: for userinfo, the granted OIDC scopes; for a resource, the intersection of what is asked
/// for, what was granted and what the user's roles give now.
pub(super) async fn plan(
    conn: &mut Conn,
    authorization: &Authorization,
    target: Target,
    asked: &Scope,
) -> Result<Planned, DbError> {
    let scope = match &target {
        Target::Userinfo => asked.intersection(&authorization.granted_scope),
        Target::Resource { indicator, id, .. } => {
            match (id, authorization.granted_resource_scopes.get(indicator)) {
                (Some(id), Some(granted)) if !granted.is_empty() => {
                    let live = roles::user_scopes(conn, &authorization.user.id, id).await?;
                    asked.filter(|name| granted.contains(name) && live.iter().any(|own| own == name))
                }
                _ => Scope::empty(),
            }
        }
    };
    Ok(Planned { target, scope })
}

impl Planned {
    /// Seconds it lives.
    pub(super) fn expires_in(&self) -> i64 {
        match &self.target {
            Target::Userinfo => access_tokens::LIFETIME_SECONDS,
            Target::Resource { ttl, .. } => *ttl,
        }
    }

    /// Makes it.
    pub(super) fn make(
        &self,
        app: &App,
        ring: &KeyRing,
        authorization: &Authorization,
        now: Timestamp,
    ) -> Result<AccessToken, DbError> {
        let Target::Resource { indicator, ttl, .. } = &self.target else {
            return Ok(AccessToken::Opaque(app.random.token()));
        };
        let claims = AccessTokenClaims {
            jti: &app.random.opaque(),
            sub: authorization.user.id.as_str(),
            iat: now.seconds(),
            exp: now.seconds() + ttl,
            scope: Some(&self.scope.to_string()),
            client_id: authorization.client_id.as_str(),
            iss: app.issuer(),
            aud: indicator,
        };
        sign(ring, &jws::Header::ACCESS_TOKEN, &claims).map(AccessToken::Jwt)
    }
}

/// Signs with the current key.
pub(super) fn sign(
    ring: &KeyRing,
    header: &jws::Header<'_>,
    claims: &impl serde::Serialize,
) -> Result<String, DbError> {
    jws::encode(ring.current(), header, claims).map_err(|error| DbError::Decode(format!("signing: {error}")))
}
