use std::sync::Arc;

use genkan_oauth::jose::Algorithm;
use genkan_oauth::jose::jws::{self, ExpectedType, JwsError};
use genkan_oauth::secret::constant_time_eq;
use serde_json::{Map, Value};

use super::metadata::Document;
use super::{Provider, ProviderUnavailable};
use crate::claims::IdTokenClaims;

/// Seconds two clocks may differ.
const CLOCK_TOLERANCE: i64 = 300;

/// Why an ID token was not accepted. The texts repeat nothing of the token.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IdTokenError {
    #[error(transparent)]
    Unavailable(#[from] ProviderUnavailable),
    #[error(transparent)]
    Jws(#[from] JwsError),
    #[error("{0}")]
    Claim(&'static str),
}

/// What the claims must agree with.
struct Expected<'a> {
    issuer: &'a str,
    app_id: &'a str,
    nonce: Option<&'a str>,
    now: i64,
}

impl Provider {
    /// Verifies an ID token (OpenID Connect Core §3.1.3.7); with `nonce`, the one of this sign-in. An unknown `kid`
    /// fetches the keys once more, but not in quick succession.
    pub(crate) async fn verify_id_token(
        self: &Arc<Self>,
        token: &str,
        nonce: Option<&str>,
    ) -> Result<IdTokenClaims, IdTokenError> {
        let document = self.document().await?;
        let allowed = allowed_algorithms(&document);
        let keys = self.keys().await?;
        let seen = self.keys_seen();
        let verify = |keys| jws::verify::<Map<String, Value>>(token, keys, &allowed, ExpectedType::IdToken);
        let verified = match verify(&keys) {
            Err(JwsError::UnknownKey) => match self.newer_keys(seen).await? {
                Some(newer) => verify(&newer)?,
                None => return Err(JwsError::UnknownKey.into()),
            },
            verified => verified?,
        };
        let expected = Expected {
            issuer: &document.issuer,
            app_id: &self.config.app_id,
            nonce,
            now: self.config.clock.now(),
        };
        check_claims(&verified.claims, &expected).map_err(IdTokenError::Claim)?;
        Ok(IdTokenClaims::new(verified.claims))
    }
}

/// What the provider says it signs with; without a word about it RS256 (OpenID Connect Discovery §3).
fn allowed_algorithms(document: &Document) -> Vec<Algorithm> {
    let announced = &document.id_token_signing_alg_values_supported;
    let allowed: Vec<Algorithm> = announced.iter().filter_map(|name| name.parse().ok()).collect();
    if announced.is_empty() { vec![Algorithm::RS256] } else { allowed }
}

fn check_claims(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), &'static str> {
    check_issuer(claims, expected)?;
    check_audience(claims, expected)?;
    check_subject(claims)?;
    check_times(claims, expected)?;
    check_nonce(claims, expected)
}

/// §3.1.3.7 (2).
fn check_issuer(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), &'static str> {
    let issuer = claims.get("iss").and_then(Value::as_str);
    if issuer == Some(expected.issuer) { Ok(()) } else { Err("`iss` is another issuer") }
}

/// §3.1.3.7 (3) to (5): for this app, and for another one only when that is said in `azp`.
fn check_audience(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), &'static str> {
    let authorized = claims.get("azp");
    let (ours, several) = match claims.get("aud") {
        Some(Value::String(audience)) => (audience == expected.app_id, false),
        Some(Value::Array(audiences)) => {
            (audiences.iter().any(|audience| audience == expected.app_id), audiences.len() > 1)
        }
        _ => (false, false),
    };
    if !ours {
        return Err("`aud` is another app");
    }
    match authorized {
        Some(party) if party != expected.app_id => Err("`azp` is another app"),
        None if several => Err("`azp` is missing although there are several audiences"),
        _ => Ok(()),
    }
}

/// Core §2: 1 to 255 ASCII characters; it becomes the key of the session.
fn check_subject(claims: &Map<String, Value>) -> Result<(), &'static str> {
    let subject = claims.get("sub").and_then(Value::as_str).unwrap_or_default();
    if (1..=255).contains(&subject.len()) { Ok(()) } else { Err("`sub` is missing") }
}

/// §3.1.3.7 (9), (10), and `nbf` (RFC 7519 §4.1.5): whole seconds only.
fn check_times(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), &'static str> {
    let time = |name: &str| claims.get(name).and_then(Value::as_i64).filter(|time| *time >= 0);
    let now = expected.now;
    let expires = time("exp").ok_or("`exp` is missing or no whole number")?;
    if expires.saturating_add(CLOCK_TOLERANCE) <= now {
        return Err("it has expired");
    }
    let issued = time("iat").ok_or("`iat` is missing or no whole number")?;
    if issued.abs_diff(now) > CLOCK_TOLERANCE.unsigned_abs() {
        return Err("`iat` is more than five minutes off; check the clock of this machine");
    }
    match claims.get("nbf") {
        None => Ok(()),
        Some(_) if time("nbf").is_some_and(|start| start <= now.saturating_add(CLOCK_TOLERANCE)) => Ok(()),
        Some(_) => Err("`nbf` is in the future"),
    }
}

/// §3.1.3.7 (11).
fn check_nonce(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), &'static str> {
    let Some(nonce) = expected.nonce else { return Ok(()) };
    let seen = claims.get("nonce").and_then(Value::as_str).unwrap_or_default();
    if constant_time_eq(seen.as_bytes(), nonce.as_bytes()) {
        Ok(())
    } else {
        Err("`nonce` is not the one of this sign-in")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn check(changes: Value) -> Result<(), &'static str> {
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
        let expected =
            Expected { issuer: "https://auth.example/oidc", app_id: "app", nonce: Some("n1"), now: NOW };
        check_claims(claims.as_object().unwrap(), &expected)
    }

    #[test]
    fn good_tokens_pass() {
        for changes in [
            json!({}),
            json!({"aud": ["app"]}),
            json!({"aud": ["api", "app"], "azp": "app"}),
            json!({"iat": NOW - 299, "exp": NOW - 299}),
            json!({"nbf": NOW + 299}),
        ] {
            assert_eq!(check(changes.clone()), Ok(()), "{changes}");
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
            assert!(check(changes.clone()).is_err(), "{changes}");
        }
    }
}
