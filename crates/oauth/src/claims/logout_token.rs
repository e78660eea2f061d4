//! Logout tokens (OpenID Connect Back-Channel Logout §2.4, §2.6).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Audience, ClaimsError, NumericDate, check_times};

/// The member of `events` that makes a token a logout token.
pub const BACK_CHANNEL_LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// The claims of a logout token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogoutTokenClaims {
    /// The issuer.
    pub iss: String,
    /// The client.
    pub aud: Audience,
    /// Time of issue.
    pub iat: NumericDate,
    /// End of validity; older issuers leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exp: Option<NumericDate>,
    /// Unique id, to be accepted once.
    pub jti: String,
    /// The user who signed out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// The session that ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// What happened.
    pub events: Map<String, Value>,
    /// Must not be there; kept to refuse ID tokens in disguise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<Value>,
}

impl LogoutTokenClaims {
    /// The value of `events`.
    pub fn logout_events() -> Map<String, Value> {
        Map::from_iter([(BACK_CHANNEL_LOGOUT_EVENT.to_owned(), json!({}))])
    }
}

/// What a client expects of a logout token.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedLogoutToken<'a> {
    /// The issuer of the provider's metadata.
    pub issuer: &'a str,
    /// Its own client id.
    pub client_id: &'a str,
    /// Now, in epoch seconds.
    pub now: i64,
    /// How many seconds clocks may differ.
    pub leeway: i64,
    /// How many seconds after its issue a token is still taken.
    pub max_age: i64,
}

/// OpenID Connect Back-Channel Logout §2.6, after the signature and `typ`. That a `jti` comes once is for the caller.
pub fn validate_logout_token(
    claims: &LogoutTokenClaims,
    expected: &ExpectedLogoutToken<'_>,
) -> Result<(), ClaimsError> {
    if claims.iss != expected.issuer {
        return Err(ClaimsError::Issuer);
    }
    if !claims.aud.contains(expected.client_id) {
        return Err(ClaimsError::Audience);
    }
    check_times(claims.exp, None, Some(claims.iat), expected.now, expected.leeway)?;
    let oldest = expected.now.saturating_sub(expected.max_age).saturating_sub(expected.leeway);
    if claims.iat.seconds() < oldest {
        return Err(ClaimsError::IssuedAt);
    }
    if !claims.events.get(BACK_CHANNEL_LOGOUT_EVENT).is_some_and(Value::is_object) {
        return Err(ClaimsError::Events);
    }
    if claims.nonce.is_some() {
        return Err(ClaimsError::Nonce);
    }
    let named = |name: &Option<String>| name.as_deref().is_some_and(|name| !name.is_empty());
    if !named(&claims.sub) && !named(&claims.sid) {
        return Err(ClaimsError::Subject);
    }
    Ok(())
}
