use genkan_oauth::jose::Algorithm;
use serde::Deserialize;

use super::{KeyType, list};
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, integer, object, one_of, optional},
    settings,
    signing_keys::{self, KeyStatus},
};

/// Longest time a key waits before it signs: a year, in seconds.
const LONGEST_GRACE: i64 = 365 * 86_400;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rotation {
    signing_key_algorithm: Option<String>,
    rotation_grace_period: Option<u32>,
}

pub(in crate::api::configs) fn body() -> Schema {
    object([
        optional("signingKeyAlgorithm", one_of(&["RSA", "EC"])),
        optional("rotationGracePeriod", integer(0..=LONGEST_GRACE)),
    ])
}

/// `POST /configs/oidc/{keyType}/rotate`.
pub(in crate::api::configs) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let rotation: Rotation = call.body()?;
    match KeyType::of(&call) {
        // Nothing is signed with cookie keys, so there is nothing to be gentle with.
        KeyType::Cookie if rotation.rotation_grace_period.is_some() => {
            Err(ApiError::new(422, "oidc.invalid_request"))
        }
        KeyType::Cookie => cookie_keys(&call).await,
        KeyType::Private => private_keys(&call, &rotation).await,
    }
}

async fn cookie_keys(call: &Call) -> Result<Answer, ApiError> {
    let mut tx = call.app.db.begin().await?;
    settings::lock(&call.app, &mut tx).await?;
    let keys = settings::rotate_cookie_keys(&call.app, &mut tx).await?;
    tx.commit().await?;
    Ok(Answer::json(200, &keys))
}

async fn private_keys(call: &Call, rotation: &Rotation) -> Result<Answer, ApiError> {
    let app = &call.app;
    let grace = rotation.rotation_grace_period.unwrap_or(0);
    let algorithm = match rotation.signing_key_algorithm.as_deref() {
        Some("RSA") => Algorithm::RS256,
        _ => Algorithm::ES384,
    };
    let key = signing_keys::generate(algorithm).await?;
    let mut tx = app.db.begin().await?;
    signing_keys::lock(app, &mut tx).await?;
    let now = app.clock.now();
    let waits =
        signing_keys::published(&mut tx, now).await?.iter().any(|(_, status)| *status == KeyStatus::Next);
    if grace == 0 && waits {
        return Err(ApiError::new(422, "oidc.invalid_request"));
    }
    signing_keys::rotate_to(app, &mut tx, &key, grace).await?;
    let keys = list::private_keys(&mut tx, now).await?;
    tx.commit().await?;
    Ok(Answer::json(200, &keys))
}
