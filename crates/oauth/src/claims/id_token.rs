//! ID tokens (OpenID Connect Core §2, §3.1.3.7).

use serde::{Deserialize, Serialize};

use super::{Audience, ClaimsError, ExtraClaims, NumericDate, check_times};

/// The claims of an ID token, in the order in which they are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdTokenClaims {
    /// Claims about the user.
    #[serde(flatten)]
    pub extra: ExtraClaims,
    /// The user.
    pub sub: String,
    /// `nonce` of the authorization request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// When the user signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<NumericDate>,
    /// The session, if the client is told of its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// Authorized party; never written here, read for other issuers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub azp: Option<String>,
    /// The client.
    pub aud: Audience,
    /// End of validity.
    pub exp: NumericDate,
    /// Time of issue.
    pub iat: NumericDate,
    /// Start of validity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<NumericDate>,
    /// The issuer.
    pub iss: String,
}

/// What `nonce` must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectedNonce<'a> {
    /// The one of this sign-in.
    Exactly(&'a str),
    /// None was sent, so none may come.
    Absent,
    /// Not looked at: after a refresh the provider may repeat it or leave it out.
    Any,
}

/// What a client expects of an ID token.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedIdToken<'a> {
    /// The issuer of the provider's metadata.
    pub issuer: &'a str,
    /// Its own client id.
    pub client_id: &'a str,
    /// The nonce.
    pub nonce: ExpectedNonce<'a>,
    /// The user of the token this one replaces (OpenID Connect Core §12.2).
    pub subject: Option<&'a str>,
    /// `max_age` of the authorization request.
    pub max_age: Option<u64>,
    /// Now, in epoch seconds.
    pub now: i64,
    /// How many seconds clocks may differ.
    pub leeway: i64,
}

/// OpenID Connect Core §3.1.3.7 (and §12.2), after the signature and `typ`.
pub fn validate_id_token(claims: &IdTokenClaims, expected: &ExpectedIdToken<'_>) -> Result<(), ClaimsError> {
    if claims.iss != expected.issuer {
        return Err(ClaimsError::Issuer);
    }
    check_audience(claims, expected.client_id)?;
    check_times(Some(claims.exp), claims.nbf, Some(claims.iat), expected.now, expected.leeway)?;
    check_nonce(claims.nonce.as_deref(), expected.nonce)?;
    if claims.sub.is_empty() || expected.subject.is_some_and(|subject| subject != claims.sub) {
        return Err(ClaimsError::Subject);
    }
    check_authentication_time(claims, expected)
}

fn check_audience(claims: &IdTokenClaims, client_id: &str) -> Result<(), ClaimsError> {
    if !claims.aud.contains(client_id) {
        return Err(ClaimsError::Audience);
    }
    match claims.azp.as_deref() {
        None if claims.aud.single().is_none() => Err(ClaimsError::AuthorizedParty),
        Some(azp) if azp != client_id => Err(ClaimsError::AuthorizedParty),
        _ => Ok(()),
    }
}

fn check_nonce(found: Option<&str>, expected: ExpectedNonce<'_>) -> Result<(), ClaimsError> {
    let good = match expected {
        ExpectedNonce::Exactly(nonce) => {
            found.is_some_and(|found| crate::secret::constant_time_eq(found.as_bytes(), nonce.as_bytes()))
        }
        ExpectedNonce::Absent => found.is_none(),
        ExpectedNonce::Any => true,
    };
    if good { Ok(()) } else { Err(ClaimsError::Nonce) }
}

fn check_authentication_time(
    claims: &IdTokenClaims,
    expected: &ExpectedIdToken<'_>,
) -> Result<(), ClaimsError> {
    let Some(max_age) = expected.max_age else { return Ok(()) };
    let oldest = expected.now.saturating_sub(expected.leeway).saturating_sub_unsigned(max_age);
    let newest = expected.now.saturating_add(expected.leeway);
    match claims.auth_time {
        Some(time) if (oldest..=newest).contains(&time.seconds()) => Ok(()),
        _ => Err(ClaimsError::AuthenticationTime),
    }
}
