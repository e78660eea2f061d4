//! `grant_type=authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.6).

use genkan_database::retry;
use genkan_oauth::{
    OAuthError, parameters::missing_parameter, pkce::CodeChallenge, scope,
    token_request::AuthorizationCodeRequest,
};

use super::{
    TokenResponse,
    access_token::{self, Bounds},
    id_token,
    refresh_token::check_access,
    target,
};
use crate::{
    app::App,
    applications::Client,
    clock::Timestamp,
    grants::{
        Authorization, access_tokens,
        codes::{self, StoredCode},
        refresh_tokens::{self, Link},
    },
    oidc::error_response::OidcError,
    resources,
    secrets::{Token, TokenHash},
    settings, signing_keys,
};

/// Checks, then takes the code with one statement and stores the tokens in the same transaction.
pub(super) async fn redeem(
    app: &App,
    client: &Client,
    request: &AuthorizationCodeRequest,
) -> Result<TokenResponse, OidcError> {
    let now = app.clock.now();
    let hash = TokenHash::of(request.code.expose());
    // Before the connection is taken: whoever holds one must not wait for another.
    let (resources, settings, ring) =
        (resources::all(app).await?, settings::all(app).await?, signing_keys::ring(app).await?);
    let mut conn = app.db.read().await?;
    let stored = codes::find(&mut conn, &hash)
        .await?
        .ok_or_else(|| OAuthError::invalid_grant("the code is unknown"))?;
    let authorization = &stored.authorization;
    check_client(authorization, client)?;
    check_not_expired(&stored, now)?;
    authorization.check_live(now).map_err(OAuthError::invalid_grant)?;
    check_code_verifier(&stored, request)?;
    check_redirect_uri(&stored, client, request)?;
    if stored.consumed_at.is_some() {
        drop(conn);
        return Err(refuse_second_use(app, &hash).await);
    }
    authorization.check_user().map_err(OAuthError::invalid_grant)?;
    check_access(&mut conn, client, authorization).await?;

    let target =
        target::resolve(&resources, &request.resource, None, &authorization.resources, &authorization.scope)?;
    let access_plan = access_token::plan(
        &mut conn,
        client,
        &authorization.user.id,
        Bounds::Granted(authorization),
        target,
        &authorization.scope,
    )
    .await?;
    let id_plan = id_token::plan(&mut conn, &settings, client, authorization, &authorization.scope).await?;
    drop(conn);

    // Signed before the transaction begins: the embedded database has one writer.
    let access = access_plan.make(app, &ring, client, &authorization.user.id, None, now)?;
    let id_token =
        id_plan.map(|plan| plan.make(app, &settings, &ring, client, authorization, now)).transpose()?;
    let refresh = issues_refresh_token(client, authorization).then(|| app.random.token());
    let lifetime = client.application.metadata.refresh_token_lifetime();
    let store = async || {
        let mut tx = app.db.begin().await?;
        if !codes::consume(&mut tx, &hash, now).await? {
            codes::revoke_replayed(&mut tx, &hash).await?;
            tx.commit().await?;
            return Err(replayed().into());
        }
        if let Some(token) = access.opaque() {
            access_tokens::insert(&mut tx, token, authorization, &access_plan.scope, None, now).await?;
        }
        if let Some(token) = &refresh {
            let link = Link { parent: None, chain_started_at: now, expires_at: now.plus_seconds(lifetime) };
            refresh_tokens::insert(&mut tx, token, authorization, link, now).await?;
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
        user_id: Some(authorization.user.id.clone()),
    })
}

/// RFC 6749 §4.1.3: the code was issued to this client.
fn check_client(authorization: &Authorization, client: &Client) -> Result<(), OAuthError> {
    if authorization.client_id == client.application.id {
        Ok(())
    } else {
        Err(OAuthError::invalid_grant("the code is another client's"))
    }
}

/// RFC 6749 §4.1.2.
fn check_not_expired(stored: &StoredCode, now: Timestamp) -> Result<(), OAuthError> {
    if now < stored.expires_at { Ok(()) } else { Err(OAuthError::invalid_grant("the code has expired")) }
}

/// RFC 7636 §4.6; a verifier without a challenge is a downgrade (RFC 9700 §2.1.1).
fn check_code_verifier(stored: &StoredCode, request: &AuthorizationCodeRequest) -> Result<(), OAuthError> {
    let challenge = stored.code_challenge.as_deref().map(CodeChallenge::parse).transpose();
    match (challenge, &request.code_verifier) {
        (Ok(None), None) => Ok(()),
        (Ok(Some(challenge)), Some(verifier)) if challenge.verify(verifier) => Ok(()),
        _ => Err(OAuthError::invalid_grant("the code verifier does not match")),
    }
}

/// RFC 6749 §4.1.3: byte-equal to that of the authorization request. It may be left out by a client that registered
/// a single one.
fn check_redirect_uri(
    stored: &StoredCode,
    client: &Client,
    request: &AuthorizationCodeRequest,
) -> Result<(), OAuthError> {
    let presented = match (&request.redirect_uri, &client.application.redirect_uris[..]) {
        (Some(uri), _) => uri,
        (None, [only]) if !only.contains('*') => only,
        (None, _) => return Err(missing_parameter("redirect_uri")),
    };
    if *presented == stored.redirect_uri {
        Ok(())
    } else {
        Err(OAuthError::invalid_grant("the redirect URI is not that of the authorization request"))
    }
}

/// RFC 6749 §4.1.2: a second use revokes what the first was answered with.
async fn refuse_second_use(app: &App, hash: &TokenHash) -> OidcError {
    let revoked = retry(async || {
        let mut tx = app.db.begin().await?;
        codes::revoke_replayed(&mut tx, hash).await?;
        tx.commit().await
    });
    match revoked.await {
        Ok(()) => replayed().into(),
        Err(error) => error.into(),
    }
}

fn replayed() -> OAuthError {
    OAuthError::invalid_grant("the code was already used")
}

/// With `offline_access`, or for web applications that always get one.
pub(super) fn issues_refresh_token(client: &Client, authorization: &Authorization) -> bool {
    let application = &client.application;
    application.allows_grant(crate::applications::GrantType::RefreshToken)
        && (authorization.scope.contains(scope::OFFLINE_ACCESS)
            || (application.metadata.always_issue_refresh_token && !application.is_native()))
}
