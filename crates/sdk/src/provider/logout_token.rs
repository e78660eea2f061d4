use std::sync::Arc;

use genkan_oauth::claims::{ExpectedLogoutToken, LogoutTokenClaims, validate_logout_token};
use genkan_oauth::jose::jws::{ExpectedType, JwsError};
use serde::Deserialize as _;
use serde_json::Value;

use super::{Provider, RefusedToken};

/// Seconds two clocks may differ.
const CLOCK_TOLERANCE: i64 = 60;

/// Seconds after its issue a logout token is still taken.
const LONGEST_AGE: i64 = 300;

/// Seconds until a logout token is refused for its age, whatever clocks differ: how long its `jti` is remembered.
pub(crate) const LOGOUT_TOKEN_LIFE: u32 = 420;

impl Provider {
    /// Verifies a logout token (OpenID Connect Back-Channel Logout §2.6). That it comes once is for the caller.
    pub(crate) async fn verify_logout_token(
        self: &Arc<Self>,
        token: &str,
    ) -> Result<LogoutTokenClaims, RefusedToken> {
        let document = self.document().await?;
        let allowed = document.id_token_algorithms();
        let typ = ExpectedType::Exactly("logout+jwt");
        let verified = self.issuer.verify_signature(token, &allowed, typ).await?;
        let claims = LogoutTokenClaims::deserialize(Value::Object(verified.claims))
            .map_err(|_| JwsError::Claims("a claim is missing or has the wrong type".into()))?;
        let expected = ExpectedLogoutToken {
            issuer: &document.issuer,
            client_id: &self.config.app_id,
            now: self.config.clock.now(),
            leeway: CLOCK_TOLERANCE,
            max_age: LONGEST_AGE,
        };
        validate_logout_token(&claims, &expected)?;
        Ok(claims)
    }
}
