use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use genkan_oauth::callback::{TokenErrorResponse, TokenResponse};
use genkan_oauth::metadata::ProviderMetadata;
use http::StatusCode;
use reqwest::RequestBuilder;

use super::{Provider, ProviderUnavailable};
use crate::transaction::Transaction;

/// Seconds a token is taken to live when the provider does not say.
const DEFAULT_LIFETIME: u64 = 300;

/// When the access token of a response ends, by the local clock.
pub(crate) fn expires_at(response: &TokenResponse, now: i64) -> i64 {
    now.saturating_add_unsigned(response.expires_in.unwrap_or(DEFAULT_LIFETIME))
}

/// Why no token came.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum TokenError {
    /// No verdict: timeout, 429, 5xx, or nothing that is the protocol. To be tried again.
    #[error(transparent)]
    Unavailable(#[from] ProviderUnavailable),
    /// The provider's verdict (RFC 6749 §5.2).
    #[error("the identity provider refused: {code}")]
    Refused {
        /// The `error` code.
        code: String,
        /// The `error_description`, for the log.
        description: Option<String>,
    },
}

impl Provider {
    /// Redeems a code (RFC 6749 §4.1.3 with RFC 7636 §4.5).
    pub(crate) async fn exchange_code(
        self: &Arc<Self>,
        code: &str,
        transaction: &Transaction,
    ) -> Result<TokenResponse, TokenError> {
        self.token(vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &transaction.redirect_uri),
            ("code_verifier", transaction.code_verifier.expose()),
        ])
        .await
    }

    /// Redeems a refresh token (RFC 6749 §6), for `resource` when given (RFC 8707 §2.2), in `organization` when given
    /// (the `organization_id` of Genkan and Logto).
    pub(crate) async fn refresh(
        self: &Arc<Self>,
        refresh_token: &str,
        resource: Option<&str>,
        organization: Option<&str>,
    ) -> Result<TokenResponse, TokenError> {
        let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        form.extend(resource.map(|resource| ("resource", resource)));
        form.extend(organization.map(|id| ("organization_id", id)));
        self.token(form).await
    }

    async fn token(self: &Arc<Self>, form: Vec<(&str, &str)>) -> Result<TokenResponse, TokenError> {
        let document = self.document().await?;
        let request = self.authenticated_post(&document, &document.token_endpoint, form);
        let answer = self.http.send(request).await?;
        let unusable = |what: &str| ProviderUnavailable(format!("the token endpoint answered {what}"));
        if answer.status.is_success() {
            let response: TokenResponse =
                serde_json::from_slice(&answer.body).map_err(|_| unusable("without a token"))?;
            if !response.token_type.eq_ignore_ascii_case("bearer") {
                return Err(unusable("with a token that is not a bearer token").into());
            }
            return Ok(response);
        }
        if answer.status == StatusCode::TOO_MANY_REQUESTS || answer.status.is_server_error() {
            return Err(unusable(answer.status.as_str()).into());
        }
        let refusal: TokenErrorResponse =
            serde_json::from_slice(&answer.body).map_err(|_| unusable(answer.status.as_str()))?;
        Err(TokenError::Refused { code: refusal.error, description: refusal.error_description })
    }

    /// A form with the app's credentials (RFC 6749 §2.3.1): Basic unless the provider only takes them in the body.
    pub(super) fn authenticated_post<'a>(
        &'a self,
        document: &ProviderMetadata,
        endpoint: &str,
        mut form: Vec<(&'a str, &'a str)>,
    ) -> RequestBuilder {
        let app_id = self.config.app_id.as_str();
        let methods = &document.token_endpoint_auth_methods_supported;
        let takes = |method: &str| methods.iter().any(|supported| supported == method);
        let mut request = self.http.post(endpoint);
        match &self.config.app_secret {
            Some(secret) if takes("client_secret_basic") || !takes("client_secret_post") => {
                let encode =
                    |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                let pair = format!("{}:{}", encode(app_id), encode(secret.expose()));
                request =
                    request.header(http::header::AUTHORIZATION, format!("Basic {}", STANDARD.encode(pair)));
            }
            Some(secret) => form.extend([("client_id", app_id), ("client_secret", secret.expose())]),
            None => form.push(("client_id", app_id)),
        }
        request.header(http::header::ACCEPT, "application/json").form(&form)
    }
}
