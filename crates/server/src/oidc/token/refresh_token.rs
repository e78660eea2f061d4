//! `grant_type=refresh_token` (RFC 6749 §6). The rule about replaced tokens is in [`crate::grants::refresh_tokens`].

use genkan_database::{Conn, retry};
use genkan_oauth::{OAuthError, Scope, scope, token_request::RefreshTokenRequest};

use super::{
    TokenResponse,
    access_token::{self, AccessToken, Bounds},
    id_token, rotation, target,
};
use crate::{
    app::App,
    applications::Client,
    clock::Timestamp,
    grants::{
        Authorization, access_tokens,
        refresh_tokens::{self, Consumption, Link, RefreshToken},
    },
    ids::OrganizationId,
    oidc::{error_response::OidcError, permissions},
    resources,
    secrets::{Token, TokenHash},
    settings, signing_keys,
};

/// One read with all checks, then one transaction that decides.
pub(super) async fn redeem(
    app: &App,
    client: &Client,
    request: &RefreshTokenRequest,
) -> Result<TokenResponse, OidcError> {
    let now = app.clock.now();
    let hash = TokenHash::of(request.refresh_token.expose());
    // Before the connection is taken: whoever holds one must not wait for another.
    let (resources, settings, ring) =
        (resources::all(app).await?, settings::all(app).await?, signing_keys::ring(app).await?);
    let mut conn = app.db.read().await?;
    let stored = refresh_tokens::find(&mut conn, &hash)
        .await?
        .ok_or_else(|| OAuthError::invalid_grant("the refresh token is unknown"))?;
    let authorization = &stored.authorization;
    check_client(&stored, client)?;
    check_not_expired(&stored, now)?;
    authorization.check_live(now).map_err(OAuthError::invalid_grant)?;
    let asked = check_scope(&stored, request)?;
    authorization.check_user().map_err(OAuthError::invalid_grant)?;
    if stored.is_replay(now) {
        drop(conn);
        return Err(refuse_replay(app, &hash, now).await);
    }
    if stored.superseded_at.is_some() {
        return Err(gone().into());
    }
    check_access(&mut conn, client, authorization).await?;
    check_organization(&stored, request)?;

    let organization = request.organization_id.as_deref().map(OrganizationId::from);
    let target = target::resolve(
        &resources,
        &request.resource,
        organization.as_ref(),
        &authorization.resources,
        asked,
    )?;
    let bounds = Bounds::Granted(authorization);
    let access_plan =
        access_token::plan(&mut conn, client, &authorization.user.id, bounds, target, asked).await?;
    let id_plan = id_token::plan(&mut conn, &settings, client, authorization, asked).await?;
    drop(conn);

    // Signed before the transaction begins: the embedded database has one writer.
    let access = access_plan.make(app, &ring, client, &authorization.user.id, None, now)?;
    let id_token =
        id_plan.map(|plan| plan.make(app, &settings, &ring, client, authorization, now)).transpose()?;
    let pair = Pair { stored: &stored, hash: &hash, access: &access, scope: &access_plan.scope, now };
    let refresh_token = if rotation::decide(&client.application, &stored, now) {
        let replacement = app.random.token();
        let expires_at = rotation::expiry(&client.application, &stored, now);
        retry(async || pair.replace(app, &replacement, expires_at).await)
            .await
            .map_err(OidcError::or_revoked)?;
        replacement.expose().to_owned()
    } else {
        retry(async || pair.keep(app).await).await.map_err(OidcError::or_revoked)?;
        request.refresh_token.expose().to_owned()
    };
    Ok(TokenResponse {
        expires_in: access_plan.expires_in(),
        scope: Some(access_plan.scope.to_string()),
        access_token: access.into_text(),
        id_token,
        refresh_token: Some(refresh_token),
        token_type: "Bearer",
        user_id: Some(authorization.user.id.clone()),
    })
}

/// What a redemption stores.
struct Pair<'a> {
    stored: &'a RefreshToken,
    hash: &'a TokenHash,
    access: &'a AccessToken,
    scope: &'a Scope,
    now: Timestamp,
}

impl Pair<'_> {
    /// Consumes the token and stores its replacement.
    async fn replace(&self, app: &App, replacement: &Token, expires_at: Timestamp) -> Result<(), OidcError> {
        let mut tx = app.db.begin().await?;
        match refresh_tokens::consume(&mut tx, self.hash, self.now).await? {
            Consumption::Consumed => {}
            Consumption::Gone => return Err(gone().into()),
            Consumption::Replayed => {
                tx.commit().await?;
                return Err(replayed().into());
            }
        }
        let authorization = &self.stored.authorization;
        let link =
            Link { parent: Some(self.hash), chain_started_at: self.stored.chain_started_at, expires_at };
        refresh_tokens::insert(&mut tx, replacement, authorization, link, self.now).await?;
        if let Some(token) = self.access.opaque() {
            let beside = replacement.hash();
            access_tokens::insert(&mut tx, token, authorization, self.scope, Some(&beside), self.now).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Leaves the token as it is. The first use of a replacement is noted; a JWT needs nothing else.
    async fn keep(&self, app: &App) -> Result<(), OidcError> {
        let first_use = self.stored.parent.is_some() && self.stored.used_at.is_none();
        if !first_use && self.access.opaque().is_none() {
            return Ok(());
        }
        let mut tx = app.db.begin().await?;
        if first_use && !refresh_tokens::mark_used(&mut tx, self.hash, self.now).await? {
            // Used a moment ago by a parallel request, or superseded.
            let found = refresh_tokens::find(&mut tx, self.hash).await?;
            if found.is_none_or(|token| token.superseded_at.is_some()) {
                return Err(gone().into());
            }
        }
        if let Some(token) = self.access.opaque() {
            let authorization = &self.stored.authorization;
            access_tokens::insert(&mut tx, token, authorization, self.scope, None, self.now).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// RFC 6749 §6: the token was issued to this client.
fn check_client(stored: &RefreshToken, client: &Client) -> Result<(), OAuthError> {
    if stored.authorization.client_id == client.application.id {
        Ok(())
    } else {
        Err(OAuthError::invalid_grant("the refresh token is another client's"))
    }
}

fn check_not_expired(stored: &RefreshToken, now: Timestamp) -> Result<(), OAuthError> {
    if now < stored.expires_at {
        Ok(())
    } else {
        Err(OAuthError::invalid_grant("the refresh token has expired"))
    }
}

/// RFC 6749 §6: never more than was granted. Absent: all of it.
fn check_scope<'a>(
    stored: &'a RefreshToken,
    request: &'a RefreshTokenRequest,
) -> Result<&'a Scope, OAuthError> {
    let granted = &stored.authorization.scope;
    let Some(asked) = &request.scope else { return Ok(granted) };
    let missing = asked.difference(granted);
    if missing.is_empty() {
        Ok(asked)
    } else {
        Err(OAuthError::invalid_scope("refresh token missing requested scope", missing.to_string()))
    }
}

/// RFC 9700 §4.14.2: a replay revokes the grant, before anything else is looked at.
async fn refuse_replay(app: &App, hash: &TokenHash, now: Timestamp) -> OidcError {
    let revoked = retry(async || {
        let mut tx = app.db.begin().await?;
        match refresh_tokens::consume(&mut tx, hash, now).await? {
            Consumption::Replayed => tx.commit().await,
            // Somebody else was faster, with the same result.
            Consumption::Consumed | Consumption::Gone => Ok(()),
        }
    });
    match revoked.await {
        Ok(()) => replayed().into(),
        Err(error) => error.into(),
    }
}

/// The application may have been closed to the user since.
pub(super) async fn check_access(
    conn: &mut Conn,
    client: &Client,
    authorization: &Authorization,
) -> Result<(), OidcError> {
    if permissions::check_access(conn, client, &authorization.user.id).await? {
        Ok(())
    } else {
        Err(OAuthError::access_denied("Access denied.").into())
    }
}

/// Organizations were allowed in the browser. Checked, as membership is, before the token is consumed, so that it
/// stays usable.
fn check_organization(stored: &RefreshToken, request: &RefreshTokenRequest) -> Result<(), OAuthError> {
    if request.organization_id.is_none() || stored.authorization.scope.contains(scope::ORGANIZATIONS) {
        Ok(())
    } else {
        Err(OAuthError::insufficient_scope("refresh token missing required scope", scope::ORGANIZATIONS))
    }
}

fn gone() -> OAuthError {
    OAuthError::invalid_grant("the refresh token was revoked or superseded")
}

fn replayed() -> OAuthError {
    OAuthError::invalid_grant("the refresh token was replaced before, and the replacement used")
}
