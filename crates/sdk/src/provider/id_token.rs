use std::sync::Arc;

use genkan_oauth::claims::{
    ClaimsError, ExpectedIdToken, ExpectedNonce, IdTokenClaims as IdToken, validate_id_token,
};
use genkan_oauth::jose::jws::{ExpectedType, JwsError};
use serde::Deserialize as _;
use serde_json::{Map, Value};

use super::{Provider, RefusedToken};
use crate::claims::IdTokenClaims;

/// Seconds two clocks may differ.
const CLOCK_TOLERANCE: i64 = 300;

/// The same for the time of authentication, and for what passes between the form and the callback.
const AUTHENTICATION_TOLERANCE: i64 = 60;

impl Provider {
    /// Verifies an ID token (OpenID Connect Core §3.1.3.7, §12.2).
    pub(crate) async fn verify_id_token(
        self: &Arc<Self>,
        token: &str,
        expected: Expected<'_>,
    ) -> Result<IdTokenClaims, RefusedToken> {
        let document = self.document().await?;
        let allowed = document.id_token_algorithms();
        let verified = self.issuer.verify_signature(token, &allowed, ExpectedType::IdToken).await?;
        let now = self.config.clock.now();
        check_claims(&verified.claims, &document.issuer, &self.config.app_id, expected, now)?;
        Ok(IdTokenClaims::new(verified.claims))
    }
}

/// What a token must agree with besides issuer, audience and time.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Expected<'a> {
    /// This sign-in: its nonce, and how many seconds ago the person may have proved who they are, when that matters.
    SignIn { nonce: &'a str, max_age: Option<u32> },
    /// The person of the session that is refreshed.
    Subject(&'a str),
}

fn check_claims(
    claims: &Map<String, Value>,
    issuer: &str,
    app_id: &str,
    expected: Expected<'_>,
    now: i64,
) -> Result<(), RefusedToken> {
    let claims = IdToken::deserialize(Value::Object(claims.clone()))
        .map_err(|_| JwsError::Claims("a claim is missing or has the wrong type".into()))?;
    let (nonce, subject, max_age) = match expected {
        Expected::SignIn { nonce, max_age } => (ExpectedNonce::Exactly(nonce), None, max_age),
        Expected::Subject(subject) => (ExpectedNonce::Any, Some(subject), None),
    };
    let leeway = CLOCK_TOLERANCE;
    let expected = ExpectedIdToken { issuer, client_id: app_id, nonce, subject, max_age: None, now, leeway };
    validate_id_token(&claims, &expected)?;
    check_issue_time(&claims, now)?;
    check_authentication_time(&claims, max_age, now)?;
    Ok(())
}

/// With `max_age` the provider must say when, and it must have been since (§3.1.3.7 (13)).
fn check_authentication_time(claims: &IdToken, max_age: Option<u32>, now: i64) -> Result<(), ClaimsError> {
    let Some(max_age) = max_age else { return Ok(()) };
    let oldest = now.saturating_sub(i64::from(max_age)).saturating_sub(AUTHENTICATION_TOLERANCE);
    match claims.auth_time {
        Some(at) if at.seconds() >= oldest => Ok(()),
        _ => Err(ClaimsError::AuthenticationTime),
    }
}

/// Back-dated tokens are refused as well: this one was asked for a moment ago (§3.1.3.7 (10)).
fn check_issue_time(claims: &IdToken, now: i64) -> Result<(), ClaimsError> {
    if claims.iat.seconds().abs_diff(now) > CLOCK_TOLERANCE.unsigned_abs() {
        return Err(ClaimsError::IssuedAt);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn check(changes: Value) -> bool {
        let mut claims = json!({
            "iss": "https://auth.example/oidc", "aud": "app", "sub": "u1",
            "exp": NOW + 3600, "iat": NOW, "nonce": "n1",
        });
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(name);
            }
        }
        let claims = claims.as_object().unwrap();
        check_claims(
            claims,
            "https://auth.example/oidc",
            "app",
            Expected::SignIn { nonce: "n1", max_age: None },
            NOW,
        )
        .is_ok()
    }

    #[test]
    fn good_tokens_pass() {
        for changes in [
            json!({}),
            json!({"aud": ["app"]}),
            json!({"aud": ["api", "app"], "azp": "app"}),
            json!({"iat": NOW - 300, "exp": NOW - 299}),
            json!({"nbf": NOW + 299}),
        ] {
            assert!(check(changes.clone()), "{changes}");
        }
    }

    #[test]
    fn every_wrong_claim_is_refused() {
        for changes in [
            json!({"iss": "https://auth.example/oidc/"}),
            json!({"iss": null}),
            json!({"iss": ["https://auth.example/oidc"]}),
            json!({"aud": "other"}),
            json!({"aud": null}),
            json!({"aud": ["other"]}),
            json!({"aud": ["app", "other"]}),
            json!({"aud": ["app", "other"], "azp": "other"}),
            json!({"azp": "other"}),
            json!({"sub": null}),
            json!({"sub": ""}),
            json!({"sub": 7}),
            json!({"exp": NOW - 300}),
            json!({"exp": null}),
            json!({"exp": (NOW + 60).to_string()}),
            json!({"exp": 1.8e9 + 60.5}),
            json!({"exp": -1}),
            json!({"exp": 1e30}),
            json!({"iat": NOW - 301}),
            json!({"iat": NOW + 301}),
            json!({"iat": null}),
            json!({"nbf": NOW + 301}),
            json!({"nbf": "soon"}),
            json!({"nonce": "n2"}),
            json!({"nonce": null}),
            json!({"nonce": ""}),
        ] {
            assert!(!check(changes.clone()), "{changes}");
        }
    }

    #[test]
    fn a_max_age_wants_a_recent_proof() {
        for (auth_time, max_age, passes) in [
            (json!(NOW), Some(0), true),
            (json!(NOW - 60), Some(0), true),
            (json!(NOW - 61), Some(0), false),
            (json!(NOW - 660), Some(600), true),
            (json!(NOW - 661), Some(600), false),
            (json!(NOW - 100_000), None, true),
            (Value::Null, Some(u32::MAX), false),
            (Value::Null, None, true),
        ] {
            let mut claims = json!({
                "iss": "https://auth.example/oidc", "aud": "app", "sub": "u1",
                "exp": NOW + 3600, "iat": NOW, "nonce": "n1",
            });
            if !auth_time.is_null() {
                claims["auth_time"] = auth_time.clone();
            }
            let expected = Expected::SignIn { nonce: "n1", max_age };
            let checked =
                check_claims(claims.as_object().unwrap(), "https://auth.example/oidc", "app", expected, NOW);
            assert_eq!(checked.is_ok(), passes, "{auth_time} {max_age:?}");
        }
    }
}
