//! JWT access tokens (RFC 9068, without its `auth_time` and `acr`).

use serde::{Deserialize, Serialize};

use super::{Audience, ClaimsError, ExtraClaims, NumericDate, check_times};
use crate::scope::Scope;

/// The claims of a JWT access token, in the order in which they are written. Those that other issuers may leave out
/// are optional.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessTokenClaims {
    /// Further claims: `organization_id`, `act`, custom ones.
    #[serde(flatten)]
    pub extra: ExtraClaims,
    /// Unique id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    /// The user, or the client itself for `client_credentials`.
    pub sub: String,
    /// Time of issue.
    pub iat: NumericDate,
    /// End of validity.
    pub exp: NumericDate,
    /// Start of validity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<NumericDate>,
    /// Granted scope; `Some` of an empty scope is written as `""`, `None` is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// The client it was issued to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The issuer.
    pub iss: String,
    /// The resource.
    pub aud: Audience,
}

impl AccessTokenClaims {
    /// The organization the token is for: the claim `organization_id`, else the id in the audience.
    pub fn organization_id(&self) -> Option<&str> {
        let from_audience = || {
            self.aud.iter().find_map(|aud| aud.strip_prefix(crate::resource::ORGANIZATION_AUDIENCE_PREFIX))
        };
        self.extra.get("organization_id").and_then(serde_json::Value::as_str).or_else(from_audience)
    }
}

/// What a resource expects of an access token.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedAccessToken<'a> {
    /// The issuer it trusts.
    pub issuer: &'a str,
    /// Its own resource indicator.
    pub audience: &'a str,
    /// Now, in epoch seconds.
    pub now: i64,
    /// How many seconds clocks may differ.
    pub leeway: i64,
}

/// RFC 9068 §4, after the signature and `typ`. Scopes are for the caller.
pub fn validate_access_token(
    claims: &AccessTokenClaims,
    expected: &ExpectedAccessToken<'_>,
) -> Result<(), ClaimsError> {
    if claims.iss != expected.issuer {
        return Err(ClaimsError::Issuer);
    }
    if !claims.aud.contains(expected.audience) {
        return Err(ClaimsError::Audience);
    }
    if claims.sub.is_empty() {
        return Err(ClaimsError::Subject);
    }
    check_times(Some(claims.exp), claims.nbf, Some(claims.iat), expected.now, expected.leeway)
}
