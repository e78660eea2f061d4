use std::collections::BTreeMap;
use std::sync::Arc;

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
use crate::provider::{Expected, ProviderUnavailable, RefusedToken, TokenError, expires_at};
use crate::recent::Keep;
use crate::secret::Secret;
use crate::session::{Session, SessionRecord, StoredToken, TokenKey};
use crate::transaction::Transaction;

/// A finished sign-in: the way to where the person wanted to go. Return it from the handler.
///
/// ```
/// use axum::response::{IntoResponse as _, Response};
/// # use genkan_sdk::{CallbackError, Session};
/// async fn finish(session: Session, query: &str) -> Result<Response, CallbackError> {
///     let finished = session.handle_callback(query).await?;
///     tracing::info!(to = finished.return_to, "somebody signed in");
///     Ok(finished.into_response())
/// }
/// ```
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

/// What one state led to: a callback that is loaded twice, at once or because the store did not answer, redeems its
/// code once, because providers take a second redemption for theft and revoke everything.
#[derive(Debug, Default)]
pub(crate) struct FinishedSignIn(tokio::sync::Mutex<Progress>);

#[derive(Debug, Default)]
enum Progress {
    #[default]
    Begun,
    /// The code is redeemed, and the store does not have the session yet.
    Redeemed(Arc<SessionRecord>),
    Stored(Arc<SessionRecord>),
}

impl Keep for FinishedSignIn {}

/// Seconds in which a callback that was finished may be loaded again.
const RELOADED_WITHIN: u64 = 60;

impl FinishedSignIn {
    /// Whether the sign-in is too long over to be loaded again. Its session may have been signed out since, which a
    /// process remembers for two minutes; and its code must not be redeemed twice.
    async fn is_over(&self, now: i64) -> bool {
        matches!(&*self.0.lock().await, Progress::Stored(record) if now.abs_diff(record.iat) >= RELOADED_WITHIN)
    }
}

impl Session {
    /// Finishes a sign-in with the query of the callback: checks the response, redeems the code, checks the ID token
    /// and replaces the session.
    ///
    /// A callback that is loaded again, when its sign-in is over and somebody is signed in, just goes home. One that
    /// failed because a server did not answer can be loaded again.
    ///
    /// ```
    /// use axum::extract::RawQuery;
    /// use genkan_sdk::{CallbackError, Session, SignInFinished};
    ///
    /// async fn callback(RawQuery(query): RawQuery, session: Session) -> Result<SignInFinished, String> {
    ///     let finished = session.handle_callback(query.as_deref().unwrap_or_default()).await;
    ///     finished.map_err(|error| error.remedy().to_owned())
    /// }
    /// ```
    pub async fn handle_callback(&self, query: &str) -> Result<SignInFinished, CallbackError> {
        self.slot.check_open()?;
        let parameters = Parameters::from_query(query).map_err(|_| CallbackError::StateMissing)?;
        let state = parameters.get("state").ok_or(CallbackError::StateMissing)?;
        let transaction = match self.genkan().inner.callbacks.find(state) {
            Some(finished) if finished.is_over(self.genkan().now()).await => None,
            _ => self.slot.find_transaction(state),
        };
        let Some(transaction) = transaction else {
            self.slot.end_transaction(state);
            if self.is_authenticated() {
                let config = self.genkan().config();
                return Ok(SignInFinished { return_to: config.local(&config.paths.after_sign_in) });
            }
            return Err(CallbackError::StateMismatch);
        };
        let outcome = self.finish(&parameters, &transaction).await;
        if !matches!(outcome, Err(CallbackError::Unavailable(_) | CallbackError::Store(_))) {
            self.slot.end_transaction(state);
        }
        outcome
    }

    async fn finish(
        &self,
        parameters: &Parameters,
        transaction: &Transaction,
    ) -> Result<SignInFinished, CallbackError> {
        check_in_time(transaction, self.genkan().now())?;
        let inner = &self.genkan().inner;
        let document = inner.provider.document().await?;
        if transaction.issuer != document.issuer {
            // Begun with another provider's configuration: this one must not see the code.
            return Err(CallbackError::IssuerMismatch);
        }
        let expected = ExpectedCallback {
            state: &transaction.state,
            issuer: &transaction.issuer,
            issuer_promised: document.authorization_response_iss_parameter_supported,
        };
        let code = parse_callback(parameters, &expected)?;

        // On a task of its own: a visitor who reloads must not leave the code half redeemed.
        let redemption = redeem(self.genkan().clone(), code, transaction.clone());
        let record = tokio::spawn(redemption)
            .await
            .map_err(|_| ProviderUnavailable("the exchange was interrupted".into()))??;
        self.slot.check_size(&record)?;
        if self.slot.record().is_some_and(|before| before.id != record.id) {
            self.forget().await?;
        }
        self.slot.establish(record)?;
        Ok(SignInFinished { return_to: transaction.return_to.clone() })
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
) -> Result<Arc<SessionRecord>, CallbackError> {
    let inner = &genkan.inner;
    let finished = inner.callbacks.get_or_default(&transaction.state, genkan.now());
    let mut progress = finished.0.lock().await;
    let record = match &*progress {
        Progress::Stored(record) => return Ok(Arc::clone(record)),
        Progress::Redeemed(record) => Arc::clone(record),
        Progress::Begun => Arc::new(exchange(&genkan, code, &transaction).await?),
    };
    *progress = Progress::Redeemed(Arc::clone(&record));
    if let Some(stored) = &inner.stored {
        stored.create(&record).await?;
    }
    *progress = Progress::Stored(Arc::clone(&record));
    Ok(record)
}

/// Exchanges the code for tokens and makes a session of them.
async fn exchange(
    genkan: &Genkan,
    code: Code,
    transaction: &Transaction,
) -> Result<SessionRecord, CallbackError> {
    let provider = &genkan.inner.provider;
    provider.prepare().await?;
    let response = provider.exchange_code(code.expose(), transaction).await.map_err(|error| match error {
        TokenError::Unavailable(error) => CallbackError::Unavailable(error),
        TokenError::Refused { code, description } => {
            CallbackError::ExchangeRefused { error: code, description }
        }
    })?;
    let id_token =
        response.id_token.as_ref().ok_or_else(|| CallbackError::IdToken("the provider sent none".into()))?;
    let expected = Expected::SignIn { nonce: &transaction.nonce, max_age: transaction.max_age };
    let claims = provider.verify_id_token(id_token, expected).await.map_err(|error| match error {
        RefusedToken::Unavailable(error) => CallbackError::Unavailable(error),
        error => CallbackError::IdToken(error.to_string()),
    })?;
    Ok(new_record(genkan, claims, &response))
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
        since: Some(now),
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
