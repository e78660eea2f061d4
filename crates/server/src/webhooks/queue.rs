//! The outbox table: what is to be sent, and which node is sending it.

use genkan_database::{Conn, DbError, FromRow, Row, Tx, args};

use super::{Event, Hook, store};
use crate::{app::App, clock::Timestamp, ids::HookId};

/// Seconds a node may take for an attempt before another tries: the request's limit and time to write it down.
const LEASE_SECONDS: i64 = 30;
/// Seconds after which a delivery that was never made (its hook is switched off) is given up.
const KEPT_SECONDS: i64 = 3 * 86_400;

/// Deliveries that may wait for one hook.
const MOST_WAITING: i64 = 10_000;

/// A delivery this node has to make.
#[derive(Clone, Debug)]
pub(super) struct Delivery {
    pub(super) id: String,
    pub(super) event: String,
    pub(super) body: String,
    /// With this one.
    pub(super) attempts: i64,
}

/// A delivery and whose it is.
struct Leased(Delivery, HookId);

impl FromRow for Leased {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        let delivery =
            Delivery { id: row.get(0)?, event: row.get(2)?, body: row.get(3)?, attempts: row.get(4)? };
        Ok(Self(delivery, row.get(1)?))
    }
}

/// Unless the hook was deleted or switched off meanwhile.
pub(super) async fn insert(
    tx: &mut Tx,
    id: &str,
    hook: &HookId,
    event: Event,
    body: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO hook_deliveries (id, hook_id, event, body, created_at, next_attempt_at)
         SELECT CAST($1 AS TEXT), id, CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS BIGINT), CAST($5 AS BIGINT)
         FROM hooks WHERE id = $2 AND enabled",
        args![id, hook, event.as_str(), body, now],
    )
    .await?;
    Ok(())
}

/// Whether anything waits at all: a read, so that idle nodes do not write.
pub(super) async fn is_empty(conn: &mut Conn) -> Result<bool, DbError> {
    let any: Option<(String,)> = conn.optional("SELECT id FROM hook_deliveries LIMIT 1", args![]).await?;
    Ok(any.is_none())
}

/// Takes the oldest due delivery of each enabled hook that has none under way, of at most `limit` hooks.
pub(super) async fn lease(app: &App, limit: i64) -> Result<Vec<(Delivery, Hook)>, DbError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let leased: Vec<Leased> = tx
        .all(
            "UPDATE hook_deliveries SET lease_holder = $1, next_attempt_at = $3, attempts = attempts + 1
             WHERE next_attempt_at <= $2 AND id IN (
                 SELECT due.id FROM (
                     SELECT (SELECT d.id FROM hook_deliveries d
                             WHERE d.hook_id = h.id AND d.next_attempt_at <= $2 ORDER BY d.id LIMIT 1) AS id
                     FROM hooks h
                     WHERE h.enabled AND NOT EXISTS (
                         SELECT 1 FROM hook_deliveries p
                         WHERE p.hook_id = h.id AND p.lease_holder IS NOT NULL AND p.next_attempt_at > $2)
                 ) AS due WHERE due.id IS NOT NULL ORDER BY due.id LIMIT $4)
             RETURNING id, hook_id, event, body, attempts",
            args![app.node(), now, now.plus_seconds(LEASE_SECONDS), limit],
        )
        .await?;
    let mut deliveries = Vec::with_capacity(leased.len());
    for Leased(delivery, hook) in leased {
        if let Some(hook) = store::find(app, &mut tx, &hook).await? {
            deliveries.push((delivery, hook));
        }
    }
    tx.commit().await?;
    deliveries.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
    Ok(deliveries)
}

/// Nothing more is to be done about it.
pub(super) async fn delete(tx: &mut Tx, delivery: &Delivery, node: &str) -> Result<(), DbError> {
    tx.execute(
        "DELETE FROM hook_deliveries WHERE id = $1 AND lease_holder = $2 AND attempts = $3",
        args![delivery.id, node, delivery.attempts],
    )
    .await?;
    Ok(())
}

/// To be tried again at `at`.
pub(super) async fn put_off(
    tx: &mut Tx,
    delivery: &Delivery,
    node: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        "UPDATE hook_deliveries SET lease_holder = NULL, next_attempt_at = $4
         WHERE id = $1 AND lease_holder = $2 AND attempts = $3",
        args![delivery.id, node, delivery.attempts, at],
    )
    .await?;
    Ok(())
}

/// What this node had taken is due again, for whoever comes first.
pub(super) async fn release(tx: &mut Tx, node: &str, now: Timestamp) -> Result<(), DbError> {
    tx.execute(
        "UPDATE hook_deliveries SET lease_holder = NULL, next_attempt_at = $2 WHERE lease_holder = $1",
        args![node, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn delete_of_hook(tx: &mut Tx, hook: &HookId) -> Result<(), DbError> {
    tx.execute("DELETE FROM hook_deliveries WHERE hook_id = $1", args![hook]).await?;
    Ok(())
}

/// Whether more than [`MOST_WAITING`] deliveries wait for one hook: a read, so that idle nodes do not write.
pub(super) async fn overflows(conn: &mut Conn) -> Result<bool, DbError> {
    let (overflows,): (bool,) = conn
        .one(
            "SELECT EXISTS (SELECT 1 FROM hooks h WHERE (
                 SELECT d.id FROM hook_deliveries d WHERE d.hook_id = h.id ORDER BY d.id LIMIT 1 OFFSET $1) IS NOT NULL)",
            args![MOST_WAITING],
        )
        .await?;
    Ok(overflows)
}

/// Gives up the oldest deliveries beyond [`MOST_WAITING`] per hook, those under way excepted; whose they were, and of
/// which event.
pub(super) async fn give_up_overflow(tx: &mut Tx) -> Result<Vec<(HookId, String)>, DbError> {
    tx.all(
        "DELETE FROM hook_deliveries WHERE lease_holder IS NULL AND id IN (
             SELECT d.id FROM (
                 SELECT h.id, (SELECT k.id FROM hook_deliveries k WHERE k.hook_id = h.id
                     ORDER BY k.id DESC LIMIT 1 OFFSET $1) AS newest_lost
                 FROM hooks h ORDER BY h.id LIMIT 100000) full_hook
                 JOIN hook_deliveries d ON d.hook_id = full_hook.id AND d.id <= full_hook.newest_lost)
         RETURNING hook_id, event",
        args![MOST_WAITING],
    )
    .await
}

/// Removes deliveries whose hook is gone or has been switched off for days.
///
/// # Errors
/// Storage.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    tx.execute(
        "DELETE FROM hook_deliveries WHERE created_at < $1
             OR NOT EXISTS (SELECT 1 FROM hooks WHERE hooks.id = hook_deliveries.hook_id)",
        args![now.minus_seconds(KEPT_SECONDS)],
    )
    .await
}
