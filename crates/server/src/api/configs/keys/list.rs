use genkan_database::{Conn, DbError};
use genkan_oauth::jose::Algorithm;
use serde::Serialize;

use super::KeyType;
use crate::{
    api::shell::{Answer, ApiError, Call},
    clock::Timestamp,
    settings,
    signing_keys::{self, KeyInfo, KeyStatus},
};

/// A signing key as the API shows it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shown {
    id: String,
    /// Unix seconds.
    created_at: i64,
    signing_key_algorithm: &'static str,
    status: &'static str,
    /// Unix milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    effective_at: Option<Timestamp>,
}

/// `GET /configs/oidc/{keyType}`.
pub(in crate::api::configs) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let mut conn = call.app.db.read().await?;
    Ok(match KeyType::of(&call) {
        KeyType::Cookie => Answer::json(200, &settings::cookie_keys(&mut conn).await?),
        KeyType::Private => Answer::json(200, &private_keys(&mut conn, call.app.clock.now()).await?),
    })
}

/// Those that wait, the one that signs, those that still verify.
pub(super) async fn private_keys(conn: &mut Conn, now: Timestamp) -> Result<Vec<Shown>, DbError> {
    Ok(signing_keys::published(conn, now).await?.into_iter().map(shown).collect())
}

fn shown((key, status): (KeyInfo, KeyStatus)) -> Shown {
    let signing_key_algorithm = match key.algorithm {
        Algorithm::RS256 | Algorithm::PS256 => "RSA",
        Algorithm::ES256 | Algorithm::ES384 | Algorithm::ES512 | Algorithm::EdDSA => "EC",
    };
    Shown {
        id: key.kid,
        created_at: key.created_at.millis() / 1000,
        signing_key_algorithm,
        status: match status {
            KeyStatus::Next => "Next",
            KeyStatus::Current => "Current",
            KeyStatus::Previous => "Previous",
        },
        effective_at: (status == KeyStatus::Next).then_some(key.activates_at),
    }
}
