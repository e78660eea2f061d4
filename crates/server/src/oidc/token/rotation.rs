//! Whether a redeemed refresh token is replaced, and how long the replacement lives.

use crate::{
    applications::{Application, ApplicationType},
    clock::Timestamp,
    grants::refresh_tokens::RefreshToken,
};

/// Chains older than this are not prolonged: 365.25 days.
const MAX_CHAIN_MILLIS: i64 = 31_557_600_000;

/// Public clients always (RFC 9700 §4.14.2); confidential ones, who authenticate, once 70 % of the lifetime has
/// passed; nobody whose application turned rotation off or whose chain is too old. A consumed token has been given
/// up, so it is always replaced.
pub(super) fn decide(application: &Application, token: &RefreshToken, now: Timestamp) -> bool {
    let age = |since: Timestamp| now.millis() - since.millis();
    if token.consumed_at.is_some() {
        return true;
    }
    if !application.metadata.rotates_refresh_tokens() || age(token.chain_started_at) >= MAX_CHAIN_MILLIS {
        return false;
    }
    let lifetime = token.expires_at.millis() - token.issued_at.millis();
    !application.application_type.is_confidential() || age(token.issued_at) * 10 >= lifetime * 7
}

/// Browser apps keep the end of the first token; others get a full lifetime.
pub(super) fn expiry(application: &Application, token: &RefreshToken, now: Timestamp) -> Timestamp {
    if application.application_type == ApplicationType::Spa {
        token.expires_at
    } else {
        now.plus_seconds(application.metadata.refresh_token_lifetime())
    }
}
