//! Who calls the management API: an access token of ours for it (RFC 6750, RFC 9068).

use genkan_oauth::jose::jws::{self, ExpectedType, JwsError};
use http::{HeaderMap, header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{call::Principal, error::ApiError};
use crate::{
    app::App,
    applications,
    ids::{ClientId, UserId},
    signing_keys, users,
};

/// The one scope of the management API.
const SCOPE: &str = "all";

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    #[serde(default)]
    sub: Option<String>,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    client_id: Option<String>,
    /// On behalf of one organization.
    #[serde(default)]
    organization_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn names(&self, indicator: &str) -> bool {
        match self {
            Self::One(one) => one == indicator,
            Self::Many(many) => many.iter().any(|own| own == indicator),
        }
    }
}

/// Checks the token: signature by one of our keys, type, issuer, audience, time, that whom it names still exists and
/// may act, and the scope. What speaks for one organization says nothing about the tenant.
///
/// # Errors
/// 401 `auth.…`, 403 `auth.forbidden`; storage.
pub(super) async fn authenticate(app: &App, headers: &HeaderMap) -> Result<Principal, ApiError> {
    let token = bearer_token(headers)?;
    let ring = signing_keys::ring(app).await?;
    // Only access tokens: an ID or logout token is signed by the same keys.
    let expected = ExpectedType::Exactly("at+jwt");
    let verified = jws::verify::<Claims>(token, ring.verification(), ring.algorithms(), expected)
        .map_err(|error| refuse_form(&error))?;
    let claims = verified.claims;
    check_claims(app, &claims)?;
    let principal = principal(app, &claims).await?;
    if claims.organization_id.is_none() && claims.scope.split(' ').any(|word| word == SCOPE) {
        Ok(principal)
    } else {
        Err(ApiError::new(403, "auth.forbidden"))
    }
}

fn bearer_token(headers: &HeaderMap) -> Result<&str, ApiError> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Err(ApiError::new(401, "auth.authorization_header_missing"));
    };
    let Some(token) = value.as_bytes().strip_prefix(b"Bearer") else {
        return Err(ApiError::new(401, "auth.authorization_token_type_not_supported")
            .with_data(json!({"supportedTypes": ["Bearer"]})));
    };
    // What is no text is no token either: the empty one says so.
    let token = std::str::from_utf8(token).unwrap_or_default();
    Ok(token.strip_prefix(' ').unwrap_or(token))
}

fn check_claims(app: &App, claims: &Claims) -> Result<(), ApiError> {
    let now = app.clock.now().seconds();
    if claims.iss != app.issuer() {
        return Err(refuse_claim("iss"));
    }
    if !claims.aud.names(&app.config.management.resource) {
        return Err(refuse_claim("aud"));
    }
    if claims.nbf.is_some_and(|from| from > now) {
        return Err(refuse_claim("nbf"));
    }
    if claims.exp <= now {
        let data = json!({"code": "ERR_JWT_EXPIRED", "name": "JWTExpired", "claim": "exp", "reason": "check_failed"});
        return Err(unauthorized(data));
    }
    Ok(())
}

/// An application speaks for itself when it is the subject; otherwise a user does. Either must still be there.
async fn principal(app: &App, claims: &Claims) -> Result<Principal, ApiError> {
    let Some(subject) = claims.sub.as_deref().filter(|subject| !subject.is_empty()) else {
        return Err(ApiError::new(401, "auth.jwt_sub_missing"));
    };
    let client = claims.client_id.as_deref();
    if client == Some(subject) {
        let id = ClientId::new(subject);
        return match applications::find_client(app, &id).await? {
            Some(_) => Ok(Principal::Application(id)),
            None => Err(refuse_claim("sub")),
        };
    }
    let id = UserId::new(subject);
    match users::find(&mut app.db.read().await?, &id).await? {
        Some(user) if !user.is_suspended => Ok(Principal::User(id)),
        _ => Err(refuse_claim("sub")),
    }
}

fn refuse_form(error: &JwsError) -> ApiError {
    let (code, name) = match error {
        JwsError::Algorithm => ("ERR_JOSE_NOT_SUPPORTED", "JOSENotSupported"),
        JwsError::Signature => ("ERR_JWS_SIGNATURE_VERIFICATION_FAILED", "JWSSignatureVerificationFailed"),
        JwsError::UnknownKey => ("ERR_JWKS_NO_MATCHING_KEY", "JWKSNoMatchingKey"),
        JwsError::Claims(_) | JwsError::Type => {
            ("ERR_JWT_CLAIM_VALIDATION_FAILED", "JWTClaimValidationFailed")
        }
        JwsError::TooLarge | JwsError::Malformed(_) | JwsError::Header(_) => {
            ("ERR_JWS_INVALID", "JWSInvalid")
        }
    };
    unauthorized(json!({"code": code, "name": name}))
}

fn refuse_claim(claim: &str) -> ApiError {
    unauthorized(json!({
        "code": "ERR_JWT_CLAIM_VALIDATION_FAILED",
        "name": "JWTClaimValidationFailed",
        "claim": claim,
        "reason": "check_failed",
    }))
}

fn unauthorized(data: Value) -> ApiError {
    ApiError::new(401, "auth.unauthorized").with_data(data)
}
