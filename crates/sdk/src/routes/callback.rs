use std::collections::BTreeMap;

use axum::extract::RawQuery;
use axum::response::{IntoResponse, Response};
use genkan_oauth::callback::{ExpectedCallback, TokenResponse, parse_callback};
use genkan_oauth::parameters::Parameters;
use genkan_oauth::secret::Secret as Code;
use http::StatusCode;
use http::header::{HeaderMap, LOCATION};

use super::CallbackError;
use crate::claims::IdTokenClaims;
use crate::clock::random_text;
use crate::genkan::Genkan;
use crate::provider::{Expected, IdTokenError, ProviderUnavailable, TokenError, expires_at};
use crate::secret::Secret;
use crate::session::{Session, SessionRecord, StoredToken, TokenKey};
use crate::transaction::Transaction;

/// A finished sign-in: the way to where the person wanted to go. Return it from the handler.
#[derive(Debug, Clone)]
pub struct SignInFinished {
    /// A path of this site.
    pub return_to: String,
}

impl IntoResponse for SignInFinished {
    fn into_response(self) -> Response {
        (StatusCode::SEE_OTHER, [(LOCATION, self.return_to)]).into_response()
    }
}

/// What one state led to: a callback that is loaded twice at once redeems its code once, because providers take a
/// second redemption for theft and revoke everything.
#[derive(Debug, Default)]
pub(crate) struct FinishedSignIn(tokio::sync::Mutex<Option<SessionRecord>>);

impl Session {
    /// Finishes a sign-in with the query of the callback: checks the response, redeems the code, checks the ID token
    /// and replaces the session.
    ///
    /// A callback that is loaded again, when its sign-in is over and somebody is signed in, just goes home.
    pub async fn handle_callback(&self, query: &str) -> Result<SignInFinished, CallbackError> {
        let parameters = Parameters::from_query(query).map_err(|_| CallbackError::StateMissing)?;
        let state = parameters.get("state").ok_or(CallbackError::StateMissing)?;
        let Some(transaction) = self.slot.take_transaction(state) else {
            if self.is_authenticated() {
                let config = self.genkan().config();
                return Ok(SignInFinished { return_to: config.local(&config.paths.after_sign_in) });
            }
            return Err(CallbackError::StateMismatch);
        };
        check_in_time(&transaction, self.genkan().now())?;
        let document = self.genkan().inner.provider.document().await?;
        let expected = ExpectedCallback {
            state: &transaction.state,
            issuer: &transaction.issuer,
            issuer_promised: document.authorization_response_iss_parameter_supported,
        };
        let code = parse_callback(&parameters, &expected)?;

        // On a task of its own: a visitor who reloads must not leave the code half redeemed.
        let redemption = redeem(self.genkan().clone(), code, transaction.clone());
        let record = tokio::spawn(redemption)
            .await
            .map_err(|_| ProviderUnavailable("the exchange was interrupted".into()))??;
        self.slot.replace(record)?;
        Ok(SignInFinished { return_to: transaction.return_to })
    }
}

/// Ten minutes, also for a browser that ignores `Max-Age`.
fn check_in_time(transaction: &Transaction, now: i64) -> Result<(), CallbackError> {
    if transaction.exp > now { Ok(()) } else { Err(CallbackError::Expired) }
}

async fn redeem(
    genkan: Genkan,
    code: Code,
    transaction: Transaction,
) -> Result<SessionRecord, CallbackError> {
    let inner = &genkan.inner;
    let finished = inner.callbacks.get_or_default(&transaction.state, genkan.now());
    let mut outcome = finished.0.lock().await;
    if let Some(record) = outcome.as_ref() {
        return Ok(record.clone());
    }
    let response =
        inner.provider.exchange_code(code.expose(), &transaction).await.map_err(|error| match error {
            TokenError::Unavailable(error) => CallbackError::Unavailable(error),
            TokenError::Refused { code, description } => {
                CallbackError::ExchangeRefused { error: code, description }
            }
        })?;
    let id_token =
        response.id_token.as_ref().ok_or_else(|| CallbackError::IdToken("the provider sent none".into()))?;
    let claims = inner.provider.verify_id_token(id_token, Expected::Nonce(&transaction.nonce)).await;
    let claims = claims.map_err(|error| match error {
        IdTokenError::Unavailable(error) => CallbackError::Unavailable(error),
        error => CallbackError::IdToken(error.to_string()),
    })?;
    let record = new_record(&genkan, claims, &response);
    *outcome = Some(record.clone());
    Ok(record)
}

/// A session with a fresh id: nothing of an earlier one is kept (against fixation).
fn new_record(genkan: &Genkan, claims: IdTokenClaims, response: &TokenResponse) -> SessionRecord {
    let config = genkan.config();
    let now = genkan.now();
    let token = StoredToken {
        token: Secret::new(&response.access_token),
        scope: response.scope.clone().unwrap_or_else(|| config.scopes.join(" ")),
        expires_at: expires_at(response, now),
    };
    SessionRecord {
        id: random_text::<16>(config.random.as_ref()),
        generation: 0,
        iat: now,
        exp: now.saturating_add(config.session_lifetime),
        sub: claims.subject().to_owned(),
        claims,
        refresh_token: response.refresh_token.as_ref().map(Secret::new),
        access_tokens: BTreeMap::from([(TokenKey::provider(), token)]),
    }
}

/// `GET` the callback path.
pub(super) async fn callback(headers: HeaderMap, RawQuery(query): RawQuery, session: Session) -> Response {
    match session.handle_callback(query.as_deref().unwrap_or_default()).await {
        Ok(finished) => finished.into_response(),
        Err(error) => {
            match &error {
                CallbackError::ExchangeRefused { description, .. }
                | CallbackError::Provider { description, .. } => {
                    tracing::warn!(code = error.code(), %error, description, "a sign-in was not finished");
                }
                _ => tracing::warn!(code = error.code(), %error, "a sign-in was not finished"),
            }
            let config = session.genkan().config();
            config.error_page.render(&error, &headers, &config.local(&config.paths.sign_in))
        }
    }
}
