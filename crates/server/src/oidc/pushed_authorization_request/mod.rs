//! Pushed authorization requests (RFC 9126): the client hands its request over first, and the browser carries only
//! a reference that works once, for a minute.

mod store;

use genkan_database::{DbError, Tx};
use genkan_oauth::{OAuthError, Parameters};

use super::authorization::Failure;
use crate::{app::App, clock::Timestamp, secrets::Token};

/// What every reference begins with (RFC 9126 §2.2).
const URN: &str = "urn:ietf:params:oauth:request_uri:";
/// The request a reference stands for; a request without a reference of ours is returned as it is. Only `client_id`
/// counts beside a reference (RFC 9126 §4).
///
/// # Errors
/// `invalid_request_uri` when the reference is unknown, expired, used, or another client's.
pub async fn resolve(app: &App, parameters: Parameters) -> Result<Parameters, Failure> {
    let Some(reference) = parameters.get("request_uri").and_then(|uri| uri.strip_prefix(URN)) else {
        return Ok(parameters);
    };
    let client_id = parameters.require("client_id")?;
    let hash = Token::new(reference).hash();
    let now = app.clock.now();
    let members = genkan_database::retry(async || {
        let mut tx = app.db.begin().await?;
        let members = store::consume(&mut tx, &hash, client_id, now).await?;
        tx.commit().await?;
        Ok::<_, DbError>(members)
    })
    .await?;
    match members {
        Some(members) => Ok(Parameters::new(members)?),
        None => {
            Err(OAuthError::invalid_request_uri("request_uri is invalid, expired, or was already used")
                .into())
        }
    }
}

/// Deletes what has expired; returns how many.
///
/// # Errors
/// Storage.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    store::delete_expired(tx, now).await
}
