//! `id_token_hint`: an ID token of ours that a client gives back to say whom it means. It may have expired
//! (OpenID Connect Core §3.1.2.1, RP-Initiated Logout 1.0 §2).

use genkan_database::DbError;
use genkan_oauth::jose::jws::{self, ExpectedType};
use serde::Deserialize;

use crate::{
    app::App,
    ids::{ClientId, UserId},
    signing_keys,
};

/// Longer texts are no ID token of ours.
const MAX_BYTES: usize = 16 * 1024;

/// What an ID token says about its subject and its audience.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdTokenHint {
    /// `sub`.
    pub user_id: UserId,
    /// `aud`.
    pub client_id: ClientId,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
}

/// Verifies signature, kind and issuer. `None`: not an ID token of ours.
///
/// # Errors
/// Storage.
pub async fn verify(app: &App, token: &str) -> Result<Option<IdTokenHint>, DbError> {
    if token.len() > MAX_BYTES {
        return Ok(None);
    }
    let ring = signing_keys::ring(app).await?;
    let verified =
        jws::verify::<Claims>(token, ring.verification(), ring.algorithms(), ExpectedType::IdToken);
    Ok(verified.ok().map(|verified| verified.claims).filter(|claims| claims.iss == app.issuer()).map(
        |claims| IdTokenHint { user_id: UserId::from(claims.sub), client_id: ClientId::from(claims.aud) },
    ))
}
