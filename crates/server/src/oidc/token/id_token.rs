use genkan_database::{Conn, DbError};
use genkan_oauth::{Scope, jose::jws, scope};

use super::access_token::sign;
use crate::{
    app::App,
    applications::Client,
    clock::Timestamp,
    grants::Authorization,
    oidc::claims::{ClaimsFor, IdTokenClaims, Memberships, memberships, user_claims},
    settings::Settings,
    signing_keys::KeyRing,
};

/// What an ID token needs besides the authorization.
pub(super) struct Planned {
    scope: Scope,
    memberships: Memberships,
}

/// `None` without `openid` in the effective scope. Reads roles and organizations if the token will carry them.
pub(super) async fn plan(
    conn: &mut Conn,
    settings: &Settings,
    client: &Client,
    authorization: &Authorization,
    scope: &Scope,
) -> Result<Option<Planned>, DbError> {
    if !scope.contains(scope::OPENID) {
        return Ok(None);
    }
    let scope = scope.intersection(&authorization.granted_scope).filter(|name| client.may_ask_for(name));
    let target = ClaimsFor::IdToken { enabled: &settings.id_token.enabled_extended_claims };
    let memberships = memberships(conn, client, &authorization.user.id, &scope, target).await?;
    Ok(Some(Planned { scope, memberships }))
}

impl Planned {
    /// Makes it (OpenID Connect Core §2).
    pub(super) fn make(
        &self,
        app: &App,
        settings: &Settings,
        ring: &KeyRing,
        client: &Client,
        authorization: &Authorization,
        now: Timestamp,
    ) -> Result<String, DbError> {
        let target = ClaimsFor::IdToken { enabled: &settings.id_token.enabled_extended_claims };
        let claims = IdTokenClaims {
            sub: authorization.user.id.as_str(),
            user: user_claims(&authorization.user, &self.memberships, &self.scope, target),
            nonce: authorization.nonce.as_deref(),
            auth_time: authorization.auth_time,
            sid: authorization.sid.as_deref(),
            aud: client.application.id.as_str(),
            exp: now.seconds() + client.application.metadata.id_token_lifetime(),
            iat: now.seconds(),
            iss: app.issuer(),
        };
        sign(ring, &jws::Header::ID_TOKEN, &claims)
    }
}
