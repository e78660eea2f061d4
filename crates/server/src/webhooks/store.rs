use genkan_database::{Conn, DbError, FromRow, Json, Row, Tx, args};

use super::{Event, Hook, HookChanges, HookConfig, hook::Listener};
use crate::{app::Inner, ids::HookId, secrets::Token};

const SIGNING_KEY: &str = "webhook-signing-key";

/// A hook whose signing key is still sealed.
struct Sealed {
    id: HookId,
    name: String,
    event: Option<Event>,
    events: Vec<Event>,
    config: HookConfig,
    sealed_signing_key: Vec<u8>,
    enabled: bool,
    created_at: crate::clock::Timestamp,
}

impl FromRow for Sealed {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        let Json(config) = row.get(4)?;
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            event: event(row, 2)?,
            events: events(row, 3)?,
            config,
            sealed_signing_key: row.get(5)?,
            enabled: row.get(6)?,
            created_at: row.get(7)?,
        })
    }
}

impl Sealed {
    fn open(self, app: &Inner) -> Result<Hook, DbError> {
        let plain = app.sealer.open(SIGNING_KEY, &self.sealed_signing_key);
        let plain = plain.map_err(|error| DbError::Decode(error.to_string()))?;
        let text = std::str::from_utf8(&plain)
            .map_err(|_| DbError::Decode("a webhook's signing key is not text".into()))?;
        Ok(Hook {
            id: self.id,
            name: self.name,
            event: self.event,
            events: self.events,
            config: self.config,
            signing_key: Token::new(text),
            enabled: self.enabled,
            created_at: self.created_at,
        })
    }
}

impl FromRow for Listener {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self { id: row.get(0)?, event: event(row, 1)?, events: events(row, 2)? })
    }
}

/// An event of a newer version is none of ours.
fn event(row: &Row<'_>, index: usize) -> Result<Option<Event>, DbError> {
    Ok(row.get::<Option<String>>(index)?.as_deref().and_then(Event::parse))
}

fn events(row: &Row<'_>, index: usize) -> Result<Vec<Event>, DbError> {
    let Json(names) = row.get::<Json<Vec<String>>>(index)?;
    Ok(names.iter().filter_map(|name| Event::parse(name)).collect())
}

fn names(events: &[Event]) -> Json<Vec<&'static str>> {
    Json(events.iter().map(|event| event.as_str()).collect())
}

fn seal(app: &Inner, key: &Token) -> Vec<u8> {
    app.sealer.seal(&app.random, SIGNING_KEY, key.expose().as_bytes())
}

pub(super) async fn insert(app: &Inner, tx: &mut Tx, hook: &Hook) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO hooks (id, name, event, events, config, sealed_signing_key, enabled, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            hook.id,
            hook.name,
            hook.event.map(Event::as_str),
            names(&hook.events),
            Json(&hook.config),
            seal(app, &hook.signing_key),
            hook.enabled,
            hook.created_at
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn update(
    app: &Inner,
    tx: &mut Tx,
    id: &HookId,
    changes: &HookChanges,
) -> Result<Option<Hook>, DbError> {
    let event = changes.event.flatten().map(Event::as_str);
    let events = changes.events.as_deref().map(names);
    let found: Option<Sealed> = tx
        .optional(
            "UPDATE hooks SET
                 name = COALESCE($2, name),
                 event = CASE WHEN $3 THEN CAST($4 AS TEXT) ELSE event END,
                 events = COALESCE($5, events),
                 config = COALESCE($6, config),
                 enabled = COALESCE($7, enabled),
                 created_at = COALESCE($8, created_at)
             WHERE id = $1
             RETURNING id, name, event, events, config, sealed_signing_key, enabled, created_at",
            args![
                id,
                changes.name,
                changes.event.is_some(),
                event,
                events,
                changes.config.as_ref().map(Json),
                changes.enabled,
                changes.created_at
            ],
        )
        .await?;
    found.map(|sealed| sealed.open(app)).transpose()
}

pub(super) async fn update_signing_key(
    app: &Inner,
    tx: &mut Tx,
    id: &HookId,
    key: &Token,
) -> Result<Option<Hook>, DbError> {
    let found: Option<Sealed> = tx
        .optional(
            "UPDATE hooks SET sealed_signing_key = $2 WHERE id = $1
             RETURNING id, name, event, events, config, sealed_signing_key, enabled, created_at",
            args![id, seal(app, key)],
        )
        .await?;
    found.map(|sealed| sealed.open(app)).transpose()
}

pub(super) async fn delete(tx: &mut Tx, id: &HookId) -> Result<bool, DbError> {
    Ok(tx.execute("DELETE FROM hooks WHERE id = $1", args![id]).await? == 1)
}

pub(super) async fn find(app: &Inner, conn: &mut Conn, id: &HookId) -> Result<Option<Hook>, DbError> {
    let found: Option<Sealed> = conn
        .optional(
            "SELECT id, name, event, events, config, sealed_signing_key, enabled, created_at
             FROM hooks WHERE id = $1",
            args![id],
        )
        .await?;
    found.map(|sealed| sealed.open(app)).transpose()
}

pub(super) async fn list(
    app: &Inner,
    conn: &mut Conn,
    limit: i64,
    offset: i64,
) -> Result<Vec<Hook>, DbError> {
    let found: Vec<Sealed> = conn
        .all(
            "SELECT id, name, event, events, config, sealed_signing_key, enabled, created_at
             FROM hooks ORDER BY created_at DESC, id DESC LIMIT $1 OFFSET $2",
            args![limit, offset],
        )
        .await?;
    found.into_iter().map(|sealed| sealed.open(app)).collect()
}

pub(super) async fn count(conn: &mut Conn) -> Result<i64, DbError> {
    let (count,) = conn.one("SELECT COUNT(*) FROM hooks", args![]).await?;
    Ok(count)
}

pub(super) async fn listeners(conn: &mut Conn) -> Result<Vec<Listener>, DbError> {
    conn.all("SELECT id, event, events FROM hooks WHERE enabled ORDER BY id", args![]).await
}
