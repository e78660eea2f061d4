use genkan_database::{Conn, DbError, FromRow, Json, Row, Tx, args};
use serde::{Deserialize, Serialize};

use super::{Consent, Interaction, Login, Prompt};
use crate::{
    clock::Timestamp,
    ids::{InteractionUid, SessionUid},
    secrets::TokenHash,
};

/// What the pages found; the `result` column.
#[derive(Default, Serialize, Deserialize)]
struct Findings {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    login: Option<Login>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    consent: Option<Consent>,
}

/// A row, which does not know its own name: whoever reads the database must not be able to resume what it finds.
struct Stored(Interaction);

impl Stored {
    fn named(self, uid: &InteractionUid) -> Interaction {
        Interaction { uid: uid.clone(), ..self.0 }
    }
}

impl FromRow for Stored {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        let prompt: String = row.get(1)?;
        let Json(findings): Json<Findings> = row.get(5)?;
        Ok(Self(Interaction {
            uid: InteractionUid::new(""),
            client_id: row.get(0)?,
            prompt: Prompt::parse(&prompt)
                .ok_or_else(|| DbError::Decode(format!("unknown prompt {prompt}")))?,
            request: row.get::<Json<_>>(2)?.0,
            session_uid: row.get(3)?,
            logged_in: row.get(4)?,
            login: findings.login,
            consent: findings.consent,
            created_at: row.get(6)?,
            expires_at: row.get(7)?,
            device_code: row.get(8)?,
        }))
    }
}

fn hash(uid: &InteractionUid) -> TokenHash {
    TokenHash::of(uid.as_str())
}

pub(super) async fn insert(tx: &mut Tx, interaction: &Interaction) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO interactions
             (uid_hash, client_id, prompt, request, session_uid, logged_in, result, created_at, expires_at,
              device_code_hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            hash(&interaction.uid),
            interaction.client_id,
            interaction.prompt.as_str(),
            Json(&interaction.request),
            interaction.session_uid,
            interaction.logged_in,
            Json(Findings::default()),
            interaction.created_at,
            interaction.expires_at,
            interaction.device_code
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn find(
    conn: &mut Conn,
    uid: &InteractionUid,
    now: Timestamp,
) -> Result<Option<Interaction>, DbError> {
    let found: Option<Stored> = conn
        .optional(
            "SELECT client_id, prompt, request, session_uid, logged_in, result, created_at, expires_at,
                 device_code_hash
             FROM interactions WHERE uid_hash = $1 AND consumed_at IS NULL AND expires_at > $2",
            args![hash(uid), now],
        )
        .await?;
    Ok(found.map(|stored| stored.named(uid)))
}

pub(super) async fn find_resumed(
    conn: &mut Conn,
    uid: &InteractionUid,
    now: Timestamp,
) -> Result<Option<Interaction>, DbError> {
    let found: Option<Stored> = conn
        .optional(
            "SELECT client_id, prompt, request, session_uid, logged_in, result, created_at, expires_at,
                 device_code_hash
             FROM interactions WHERE uid_hash = $1 AND expires_at > $2",
            args![hash(uid), now],
        )
        .await?;
    Ok(found.map(|stored| stored.named(uid)))
}

pub(super) async fn set_login(
    tx: &mut Tx,
    uid: &InteractionUid,
    login: &Login,
    now: Timestamp,
) -> Result<bool, DbError> {
    let findings = Findings { login: Some(login.clone()), consent: None };
    let rows = tx
        .execute(
            "UPDATE interactions SET result = $2
             WHERE uid_hash = $1 AND prompt = 'login' AND consumed_at IS NULL AND expires_at > $3",
            args![hash(uid), Json(findings), now],
        )
        .await?;
    Ok(rows == 1)
}

pub(super) async fn set_consent(
    tx: &mut Tx,
    uid: &InteractionUid,
    session_uid: &SessionUid,
    consent: &Consent,
    now: Timestamp,
) -> Result<bool, DbError> {
    let findings = Findings { login: None, consent: Some(consent.clone()) };
    let rows = tx
        .execute(
            "UPDATE interactions SET result = $3
             WHERE uid_hash = $1 AND session_uid = $2 AND prompt = 'consent'
                 AND consumed_at IS NULL AND expires_at > $4",
            args![hash(uid), session_uid, Json(findings), now],
        )
        .await?;
    Ok(rows == 1)
}

pub(super) async fn consume(
    tx: &mut Tx,
    uid: &InteractionUid,
    now: Timestamp,
) -> Result<Option<Interaction>, DbError> {
    let found: Option<Stored> = tx
        .optional(
            "UPDATE interactions SET consumed_at = $2
             WHERE uid_hash = $1 AND consumed_at IS NULL AND expires_at > $2
             RETURNING client_id, prompt, request, session_uid, logged_in, result, created_at, expires_at,
                 device_code_hash",
            args![hash(uid), now],
        )
        .await?;
    Ok(found.map(|stored| stored.named(uid)))
}

pub(super) async fn delete_expired(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    tx.execute("DELETE FROM interactions WHERE expires_at <= $1", args![now]).await
}
