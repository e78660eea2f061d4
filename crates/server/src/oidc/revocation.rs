//! Token revocation (RFC 7009). Revoking a refresh or an access token revokes the grant, and with it its siblings.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use genkan_database::retry;
use genkan_oauth::OAuthError;
use http::{HeaderValue, header};

use super::{
    caller::Caller, error_response::OidcError, introspection::check_opaque, token::client_authentication,
};
use crate::{
    app::App,
    applications::Client,
    audit_log::{self, Entry, Origin},
    grants::{self, refresh_tokens},
    http::form::{FormBody, FormRejection},
    secrets::TokenHash,
};

/// `POST /oidc/token/revocation`.
pub async fn post(
    State(app): State<App>,
    caller: Caller,
    origin: Origin,
    body: Result<FormBody, FormRejection>,
) -> Response {
    let mut entry = Entry { origin, ..Entry::new("RevokeToken") };
    let answer = answer(&app, &caller, body, &mut entry).await;
    entry.error = answer.as_ref().err().map(|error| error.code().into());
    audit_log::record(&app, entry).await;
    caller.finish(&app, answer)
}

async fn answer(
    app: &App,
    caller: &Caller,
    body: Result<FormBody, FormRejection>,
    entry: &mut Entry,
) -> Result<Response, OidcError> {
    let FormBody(parameters) = body?;
    let client = client_authentication::authenticate(app, caller, &parameters).await?;
    entry.application_id = Some(client.application.id.clone());
    let token = parameters.require("token")?;
    check_opaque(token)?;
    revoke(app, &client, &TokenHash::of(token)).await?;
    let mut response = "".into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// RFC 7009 §2.1 and §2.2: an unknown token is as good as revoked; a foreign one is refused, or ignored when the
/// client cannot prove who it is.
async fn revoke(app: &App, client: &Client, hash: &TokenHash) -> Result<(), OidcError> {
    let owner = {
        let mut conn = app.db.read().await?;
        refresh_tokens::find_owner(&mut conn, hash, app.clock.now()).await?
    };
    let Some(owner) = owner else { return Ok(()) };
    if owner.client_id != client.application.id {
        return if client.application.application_type.is_confidential() {
            Err(OAuthError::invalid_request("client is not authorized to revoke the presented token").into())
        } else {
            Ok(())
        };
    }
    retry(async || {
        let mut tx = app.db.begin().await?;
        grants::revoke(&mut tx, &owner.grant_id).await?;
        tx.commit().await
    })
    .await?;
    Ok(())
}
