use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use genkan_oauth::{ErrorCode, OAuthError, Parameters, TokenRequest, token_request};

use super::{
    audit, authorization_code, client_authentication, client_credentials, device_code, refresh_token,
    token_exchange,
};
use crate::{
    app::App,
    applications::{Client, GrantType},
    audit_log::{self, Entry, Origin},
    http::form::{FormBody, FormRejection},
    oidc::{caller::Caller, error_response::OidcError},
};

/// `POST /oidc/token`.
pub async fn post(
    State(app): State<App>,
    caller: Caller,
    origin: Origin,
    body: Result<FormBody, FormRejection>,
) -> Response {
    let mut entry = Entry { origin, ..Entry::new("ExchangeTokenBy.Unknown") };
    let answer = answer(&app, &caller, body, &mut entry).await;
    entry.error = answer.as_ref().err().map(|error| error.code().into());
    // A device asks every few seconds until somebody decides: that is no event.
    if !answer.as_ref().is_err_and(|error| error.code() == ErrorCode::AuthorizationPending.message_code()) {
        audit_log::record(&app, entry).await;
    }
    caller.finish(&app, answer)
}

async fn answer(
    app: &App,
    caller: &Caller,
    body: Result<FormBody, FormRejection>,
    entry: &mut Entry,
) -> Result<Response, OidcError> {
    let FormBody(parameters) = body?;
    audit::describe(entry, &parameters);
    let client = client_authentication::authenticate(app, caller, &parameters).await?;
    entry.application_id = Some(client.application.id.clone());
    check_grant_type(&client, &parameters)?;
    let mut tokens = match TokenRequest::parse(&parameters)? {
        TokenRequest::AuthorizationCode(request) => {
            authorization_code::redeem(app, &client, &request).await?
        }
        TokenRequest::RefreshToken(request) => refresh_token::redeem(app, &client, &request).await?,
        TokenRequest::ClientCredentials(request) => client_credentials::issue(app, &client, &request).await?,
        TokenRequest::DeviceCode(request) => device_code::redeem(app, &client, &request).await?,
        TokenRequest::TokenExchange(request) => token_exchange::exchange(app, &client, &request).await?,
    };
    entry.user_id = tokens.user_id.take();
    Ok(tokens.into_response())
}

/// RFC 6749 §5.2: known here, and allowed for this client.
fn check_grant_type(client: &Client, parameters: &Parameters) -> Result<(), OAuthError> {
    let grant = match parameters.require("grant_type")? {
        "authorization_code" => GrantType::AuthorizationCode,
        "refresh_token" => GrantType::RefreshToken,
        "client_credentials" => GrantType::ClientCredentials,
        token_request::DEVICE_CODE => GrantType::DeviceCode,
        token_request::TOKEN_EXCHANGE => GrantType::TokenExchange,
        _ => return Err(OAuthError::unsupported_grant_type()),
    };
    if client.application.allows_grant(grant) {
        Ok(())
    } else {
        Err(OAuthError::invalid_request("requested grant type is not allowed for this client"))
    }
}
