//! The claims of ID tokens, access tokens and logout tokens, and their validation once the signature is good.
//!
//! All times are epoch seconds.

mod access_token;
mod audience;
mod extra;
mod id_token;
mod logout_token;
mod numeric_date;

pub use access_token::{AccessTokenClaims, ExpectedAccessToken, validate_access_token};
pub use audience::Audience;
pub use extra::ExtraClaims;
pub use id_token::{ExpectedIdToken, ExpectedNonce, IdTokenClaims, validate_id_token};
pub use logout_token::{
    BACK_CHANNEL_LOGOUT_EVENT, ExpectedLogoutToken, LogoutTokenClaims, validate_logout_token,
};
pub use numeric_date::NumericDate;

/// Why well-signed claims were refused. The claim's value is never repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimsError {
    /// `iss` is not the expected issuer.
    #[error("the token is from another issuer")]
    Issuer,
    /// `aud` does not contain the expected audience.
    #[error("the token is for another audience")]
    Audience,
    /// `azp` is absent with several audiences, or names another client (OpenID Connect Core §3.1.3.7).
    #[error("the token was issued to another party")]
    AuthorizedParty,
    /// `exp` has passed.
    #[error("the token has expired")]
    Expired,
    /// `nbf` is still to come.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// `iat` is further in the future, or longer ago, than clocks may differ.
    #[error("the token's time of issue is implausible; are the clocks right?")]
    IssuedAt,
    /// `nonce` is absent, different, or there where none may be.
    #[error("the token's nonce is not the expected one")]
    Nonce,
    /// `sub` is empty or another user's.
    #[error("the token is about another subject")]
    Subject,
    /// `auth_time` is absent or longer ago than `max_age` allows.
    #[error("the user signed in too long ago")]
    AuthenticationTime,
    /// `events` lacks the back-channel logout event.
    #[error("the token is no logout token")]
    Events,
}

/// `exp`, `nbf` and `iat` against the clock, all with the same leeway in seconds.
fn check_times(
    exp: Option<NumericDate>,
    nbf: Option<NumericDate>,
    iat: Option<NumericDate>,
    now: i64,
    leeway: i64,
) -> Result<(), ClaimsError> {
    if exp.is_some_and(|exp| exp.seconds() <= now.saturating_sub(leeway)) {
        return Err(ClaimsError::Expired);
    }
    if nbf.is_some_and(|nbf| nbf.seconds() > now.saturating_add(leeway)) {
        return Err(ClaimsError::NotYetValid);
    }
    if iat.is_some_and(|iat| iat.seconds() > now.saturating_add(leeway)) {
        return Err(ClaimsError::IssuedAt);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
