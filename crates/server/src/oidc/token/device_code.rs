//! `grant_type=urn:ietf:params:oauth:grant-type:device_code` (RFC 8628 §3.4): asked again and again until the owner
//! has decided.

use genkan_database::retry;
use genkan_oauth::{ErrorCode, OAuthError, token_request::DeviceCodeRequest};

use super::{
    TokenResponse,
    access_token::{self, Bounds},
    authorization_code::issues_refresh_token,
    id_token,
    refresh_token::check_access,
    target,
};
use crate::{
    app::App,
    applications::Client,
    clock::Timestamp,
    grants::{
        self, access_tokens,
        refresh_tokens::{self, Link},
    },
    ids::GrantId,
    oidc::{
        device::{self, DeviceCode, Status},
        error_response::OidcError,
    },
    resources,
    secrets::{Token, TokenHash},
    settings, signing_keys,
};

/// Checks, then takes the code with one statement and stores the tokens in the same transaction.
pub(super) async fn redeem(
    app: &App,
    client: &Client,
    request: &DeviceCodeRequest,
) -> Result<TokenResponse, OidcError> {
    let now = app.clock.now();
    let hash = TokenHash::of(request.device_code.expose());
    // Before the connection is taken: whoever holds one must not wait for another.
    let (resources, settings, ring) =
        (resources::all(app).await?, settings::all(app).await?, signing_keys::ring(app).await?);
    let mut conn = app.db.read().await?;
    let asked = device::find(&mut conn, &hash)
        .await?
        .ok_or_else(|| OAuthError::invalid_grant("the device code is unknown"))?;
    check_client(&asked, client)?;
    check_not_expired(&asked, now)?;
    check_decided(&asked)?;
    let authorization = device::authorization(&mut conn, &hash)
        .await?
        .ok_or_else(|| OAuthError::invalid_grant("the grant was revoked"))?;
    authorization.check_live(now).map_err(OAuthError::invalid_grant)?;
    if asked.consumed_at.is_some() {
        drop(conn);
        return Err(refuse_second_use(app, &authorization.grant_id).await);
    }
    authorization.check_user().map_err(OAuthError::invalid_grant)?;
    check_access(&mut conn, client, &authorization).await?;

    let target =
        target::resolve(&resources, &request.resource, None, &authorization.resources, &authorization.scope)?;
    let (user, bounds) = (&authorization.user.id, Bounds::Granted(&authorization));
    let access_plan =
        access_token::plan(&mut conn, client, user, bounds, target, &authorization.scope).await?;
    let id_plan = id_token::plan(&mut conn, &settings, client, &authorization, &authorization.scope).await?;
    drop(conn);

    // Signed before the transaction begins: the embedded database has one writer.
    let access = access_plan.make(app, &ring, client, user, None, now)?;
    let id_token =
        id_plan.map(|plan| plan.make(app, &settings, &ring, client, &authorization, now)).transpose()?;
    let refresh = issues_refresh_token(client, &authorization).then(|| app.random.token());
    let lifetime = client.application.metadata.refresh_token_lifetime();
    let store = async || {
        let mut tx = app.db.begin().await?;
        if !device::consume(&mut tx, &hash, now).await? {
            grants::revoke(&mut tx, &authorization.grant_id).await?;
            tx.commit().await?;
            return Err(replayed().into());
        }
        if let Some(token) = access.opaque() {
            access_tokens::insert(&mut tx, token, &authorization, &access_plan.scope, None, now).await?;
        }
        if let Some(token) = &refresh {
            let link = Link { parent: None, chain_started_at: now, expires_at: now.plus_seconds(lifetime) };
            refresh_tokens::insert(&mut tx, token, &authorization, link, now).await?;
        }
        Ok::<_, OidcError>(tx.commit().await?)
    };
    retry(store).await.map_err(OidcError::or_revoked)?;
    Ok(TokenResponse {
        expires_in: access_plan.expires_in(),
        scope: Some(access_plan.scope.to_string()),
        access_token: access.into_text(),
        id_token,
        refresh_token: refresh.as_ref().map(Token::expose).map(str::to_owned),
        token_type: "Bearer",
        user_id: Some(user.clone()),
    })
}

/// RFC 8628 §5.2: a code is its own device's.
fn check_client(asked: &DeviceCode, client: &Client) -> Result<(), OAuthError> {
    if asked.client_id == client.application.id {
        Ok(())
    } else {
        Err(OAuthError::invalid_grant("the device code is another client's"))
    }
}

/// RFC 8628 §3.5, `expired_token`.
fn check_not_expired(asked: &DeviceCode, now: Timestamp) -> Result<(), OAuthError> {
    if now < asked.expires_at {
        Ok(())
    } else {
        Err(OAuthError::new(ErrorCode::ExpiredToken).with_description("device code is expired"))
    }
}

/// RFC 8628 §3.5, `authorization_pending` and `access_denied`.
fn check_decided(asked: &DeviceCode) -> Result<(), OAuthError> {
    match asked.status {
        Status::Allowed => Ok(()),
        Status::Pending => Err(OAuthError::new(ErrorCode::AuthorizationPending)
            .with_description("the end-user has not decided yet")),
        Status::Denied => Err(OAuthError::access_denied("the end-user denied the request")),
    }
}

/// Who holds a used code did not get it from us: what the first use was answered with is revoked, as for
/// authorization codes (RFC 6749 §4.1.2).
async fn refuse_second_use(app: &App, grant: &GrantId) -> OidcError {
    let revoked = retry(async || {
        let mut tx = app.db.begin().await?;
        grants::revoke(&mut tx, grant).await?;
        tx.commit().await
    });
    match revoked.await {
        Ok(()) => replayed().into(),
        Err(error) => error.into(),
    }
}

fn replayed() -> OAuthError {
    OAuthError::invalid_grant("the device code was already used")
}
