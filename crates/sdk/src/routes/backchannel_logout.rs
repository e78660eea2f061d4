use std::sync::atomic::{AtomicBool, Ordering};

use axum::Json;
use axum::extract::RawForm;
use axum::extract::rejection::RawFormRejection;
use axum::response::{IntoResponse, Response};
use genkan_oauth::claims::LogoutTokenClaims;
use genkan_oauth::parameters::Parameters;
use http::StatusCode;
use http::header::{CACHE_CONTROL, HeaderValue};

use crate::genkan::Genkan;
use crate::provider::{LOGOUT_TOKEN_LIFE, ProviderUnavailable, RefusedToken};
use crate::recent::Keep;
use crate::store::{StoreUnavailable, StoredRecords};

/// Whether a logout token has been taken in this process.
#[derive(Debug, Default)]
pub(crate) struct TakenOnce(AtomicBool);

impl Keep for TakenOnce {}

/// Why nobody was signed out. The provider learns the reason, never a word of the token.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("this app keeps its sessions in cookies, which cannot be called back; configure a session store")]
    NoStore,
    #[error("the request must be a form with one `logout_token`")]
    NoToken,
    #[error(transparent)]
    Token(RefusedToken),
    #[error("this logout token has been used already")]
    Replayed,
    #[error(transparent)]
    Store(#[from] StoreUnavailable),
    #[error(transparent)]
    Provider(ProviderUnavailable),
}

/// `POST` by the provider (OpenID Connect Back-Channel Logout §2.5): ends the sessions the logout token names, in the
/// store. There is no cookie in such a request.
pub(super) async fn backchannel_logout(genkan: Genkan, form: Result<RawForm, RawFormRejection>) -> Response {
    let mut response = match end_sessions(&genkan, form).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(refusal) => {
            tracing::warn!(%refusal, "a back-channel logout was refused");
            refusal.into_response()
        }
    };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn end_sessions(genkan: &Genkan, form: Result<RawForm, RawFormRejection>) -> Result<(), Refusal> {
    let stored = genkan.inner.stored.as_ref().ok_or(Refusal::NoStore)?;
    let RawForm(body) = form.map_err(|_| Refusal::NoToken)?;
    let parameters = Parameters::from_form(&body).map_err(|_| Refusal::NoToken)?;
    let token = parameters.get("logout_token").ok_or(Refusal::NoToken)?;
    let claims = genkan.inner.provider.verify_logout_token(token).await.map_err(|error| match error {
        RefusedToken::Unavailable(error) => Refusal::Provider(error),
        error => Refusal::Token(error),
    })?;
    let taken = genkan.inner.logout_tokens.get_or_default(&claims.jti, genkan.now());
    if taken.0.swap(true, Ordering::AcqRel) {
        return Err(Refusal::Replayed);
    }
    let outcome = match stored.claim_logout(&claims.jti, LOGOUT_TOKEN_LIFE).await {
        Ok(true) => delete(stored, &claims).await.map_err(Refusal::from),
        Ok(false) => return Err(Refusal::Replayed),
        Err(error) => Err(error.into()),
    };
    if outcome.is_err() {
        // The provider may send it once more.
        taken.0.store(false, Ordering::Release);
        if let Err(error) = stored.release_logout(&claims.jti).await {
            tracing::warn!(%error, "a logout token that had no effect stays used");
        }
    }
    outcome
}

/// With a `sid` that session, else all of the person (§2.7).
async fn delete(stored: &StoredRecords, claims: &LogoutTokenClaims) -> Result<(), StoreUnavailable> {
    let named = |name: &Option<String>| name.clone().filter(|name| !name.is_empty());
    match (named(&claims.sid), named(&claims.sub)) {
        (Some(sid), _) => stored.delete_by_sid(&claims.iss, &sid).await,
        (None, Some(sub)) => stored.delete_by_subject(&claims.iss, &sub).await,
        (None, None) => Ok(()),
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let outage = (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable");
        let ((status, error), description) = match &self {
            Self::Store(_) => (outage, StoreUnavailable::TO_CLIENTS.into()),
            Self::Provider(_) => (outage, ProviderUnavailable::TO_CLIENTS.into()),
            refused => ((StatusCode::BAD_REQUEST, "invalid_request"), refused.to_string()),
        };
        let body = serde_json::json!({ "error": error, "error_description": description });
        (status, Json(body)).into_response()
    }
}
