use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use genkan_oauth::{OAuthError, Parameters, TokenRequest};

use super::{authorization_code, client_authentication, client_credentials, refresh_token};
use crate::{
    app::App,
    applications::{Client, GrantType},
    http::form::{FormBody, FormRejection},
    oidc::{caller::Caller, error_response::OidcError},
};

/// `POST /oidc/token`.
pub async fn post(State(app): State<App>, caller: Caller, body: Result<FormBody, FormRejection>) -> Response {
    let answer = answer(&app, &caller, body).await;
    caller.finish(&app, answer)
}

async fn answer(
    app: &App,
    caller: &Caller,
    body: Result<FormBody, FormRejection>,
) -> Result<Response, OidcError> {
    let FormBody(parameters) = body?;
    let client = client_authentication::authenticate(app, caller, &parameters).await?;
    check_grant_type(&client, &parameters)?;
    let tokens = match TokenRequest::parse(&parameters)? {
        TokenRequest::AuthorizationCode(request) => {
            authorization_code::redeem(app, &client, &request).await?
        }
        TokenRequest::RefreshToken(request) => refresh_token::redeem(app, &client, &request).await?,
        TokenRequest::ClientCredentials(request) => client_credentials::issue(app, &client, &request).await?,
    };
    Ok(tokens.into_response())
}

/// RFC 6749 §5.2: known here, and allowed for this client.
fn check_grant_type(client: &Client, parameters: &Parameters) -> Result<(), OAuthError> {
    let grant = match parameters.require("grant_type")? {
        "authorization_code" => GrantType::AuthorizationCode,
        "refresh_token" => GrantType::RefreshToken,
        "client_credentials" => GrantType::ClientCredentials,
        "urn:ietf:params:oauth:grant-type:device_code" => GrantType::DeviceCode,
        "urn:ietf:params:oauth:grant-type:token-exchange" => GrantType::TokenExchange,
        _ => return Err(OAuthError::unsupported_grant_type()),
    };
    if client.application.allows_grant(grant) {
        Ok(())
    } else {
        Err(OAuthError::invalid_request("requested grant type is not allowed for this client"))
    }
}
