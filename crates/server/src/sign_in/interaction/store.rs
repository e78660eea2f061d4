use genkan_database::{Conn, DbError, FromRow, Json, Row, Tx, args};
use serde::{Deserialize, Serialize};

use super::{Consent, Interaction, Login, Prompt};
use crate::{
    clock::Timestamp,
    ids::{InteractionUid, SessionUid},
};

/// What the pages found; the `result` column.
#[derive(Default, Serialize, Deserialize)]
struct Findings {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    login: Option<Login>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    consent: Option<Consent>,
}

impl FromRow for Interaction {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        let prompt: String = row.get(2)?;
        let Json(findings): Json<Findings> = row.get(6)?;
        Ok(Self {
            uid: row.get(0)?,
            client_id: row.get(1)?,
            prompt: Prompt::parse(&prompt)
                .ok_or_else(|| DbError::Decode(format!("unknown prompt {prompt}")))?,
            request: row.get::<Json<_>>(3)?.0,
            session_uid: row.get(4)?,
            logged_in: row.get(5)?,
            login: findings.login,
            consent: findings.consent,
            created_at: row.get(7)?,
            expires_at: row.get(8)?,
        })
    }
}

pub(super) async fn insert(tx: &mut Tx, interaction: &Interaction) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO interactions
             (uid, client_id, prompt, request, session_uid, logged_in, result, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            interaction.uid,
            interaction.client_id,
            interaction.prompt.as_str(),
            Json(&interaction.request),
            interaction.session_uid,
            interaction.logged_in,
            Json(Findings::default()),
            interaction.created_at,
            interaction.expires_at
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
    conn.optional(
        "SELECT uid, client_id, prompt, request, session_uid, logged_in, result, created_at, expires_at
         FROM interactions WHERE uid = $1 AND consumed_at IS NULL AND expires_at > $2",
        args![uid, now],
    )
    .await
}

pub(super) async fn find_resumed(
    conn: &mut Conn,
    uid: &InteractionUid,
    now: Timestamp,
) -> Result<Option<Interaction>, DbError> {
    conn.optional(
        "SELECT uid, client_id, prompt, request, session_uid, logged_in, result, created_at, expires_at
         FROM interactions WHERE uid = $1 AND expires_at > $2",
        args![uid, now],
    )
    .await
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
             WHERE uid = $1 AND prompt = 'login' AND consumed_at IS NULL AND expires_at > $3",
            args![uid, Json(findings), now],
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
             WHERE uid = $1 AND session_uid = $2 AND prompt = 'consent'
                 AND consumed_at IS NULL AND expires_at > $4",
            args![uid, session_uid, Json(findings), now],
        )
        .await?;
    Ok(rows == 1)
}

pub(super) async fn consume(
    tx: &mut Tx,
    uid: &InteractionUid,
    now: Timestamp,
) -> Result<Option<Interaction>, DbError> {
    tx.optional(
        "UPDATE interactions SET consumed_at = $2
         WHERE uid = $1 AND consumed_at IS NULL AND expires_at > $2
         RETURNING uid, client_id, prompt, request, session_uid, logged_in, result, created_at, expires_at",
        args![uid, now],
    )
    .await
}

pub(super) async fn delete_expired(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    tx.execute("DELETE FROM interactions WHERE expires_at <= $1", args![now]).await
}
