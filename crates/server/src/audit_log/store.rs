use genkan_database::{DbError, Json, ToValue, Tx, Value, args};
use serde_json::Map;

use super::entry::Queued;
use crate::{clock::Timestamp, ids::UserId};

/// Rows in one statement: on PostgreSQL every statement is a round trip.
const ROWS: usize = 16;

/// An entry as it is stored.
pub(super) struct Row<'a> {
    queued: &'a Queued,
    payload: Json<Map<String, serde_json::Value>>,
}

impl<'a> From<&'a Queued> for Row<'a> {
    fn from(queued: &'a Queued) -> Self {
        Self { queued, payload: Json(queued.entry.document()) }
    }
}

impl Row<'_> {
    fn values(&self) -> [Value<'_>; 8] {
        let entry = &self.queued.entry;
        [
            self.queued.id.to_value(),
            entry.key.to_value(),
            self.payload.to_value(),
            Value::Boolean(entry.error.is_none()),
            entry.user_id.to_value(),
            entry.application_id.to_value(),
            entry.hook_id.to_value(),
            self.queued.at.to_value(),
        ]
    }
}

/// Rows that are there already (a commit whose answer was lost) are left.
pub(super) async fn insert(tx: &mut Tx, rows: &[Row<'_>]) -> Result<(), DbError> {
    let (whole, rest) = rows.as_chunks::<ROWS>();
    for chunk in whole {
        let values: Vec<Value<'_>> = chunk.iter().flat_map(Row::values).collect();
        tx.execute(
            "INSERT INTO logs (id, key, payload, succeeded, user_id, application_id, hook_id, created_at)
             VALUES
                 ($1, $2, $3, $4, $5, $6, $7, $8), ($9, $10, $11, $12, $13, $14, $15, $16),
                 ($17, $18, $19, $20, $21, $22, $23, $24), ($25, $26, $27, $28, $29, $30, $31, $32),
                 ($33, $34, $35, $36, $37, $38, $39, $40), ($41, $42, $43, $44, $45, $46, $47, $48),
                 ($49, $50, $51, $52, $53, $54, $55, $56), ($57, $58, $59, $60, $61, $62, $63, $64),
                 ($65, $66, $67, $68, $69, $70, $71, $72), ($73, $74, $75, $76, $77, $78, $79, $80),
                 ($81, $82, $83, $84, $85, $86, $87, $88), ($89, $90, $91, $92, $93, $94, $95, $96),
                 ($97, $98, $99, $100, $101, $102, $103, $104), ($105, $106, $107, $108, $109, $110, $111, $112),
                 ($113, $114, $115, $116, $117, $118, $119, $120), ($121, $122, $123, $124, $125, $126, $127, $128)
             ON CONFLICT (id) DO NOTHING",
            &values,
        )
        .await?;
    }
    for row in rest {
        tx.execute(
            "INSERT INTO logs (id, key, payload, succeeded, user_id, application_id, hook_id, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
            &row.values(),
        )
        .await?;
    }
    Ok(())
}

pub(super) async fn insert_active_user(tx: &mut Tx, day: i64, user: &UserId) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO daily_active_users (day, user_id) VALUES ($1, $2) ON CONFLICT (day, user_id) DO NOTHING",
        args![day, user],
    )
    .await?;
    Ok(())
}

/// At most `limit` entries older than `before`; how many went.
pub(super) async fn delete_older(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<u64, DbError> {
    tx.execute(
        "DELETE FROM logs WHERE id IN (SELECT id FROM logs WHERE created_at < $1 ORDER BY created_at LIMIT $2)",
        args![before, limit],
    )
    .await
}

pub(super) async fn delete_activity(tx: &mut Tx, before_day: i64) -> Result<u64, DbError> {
    tx.execute("DELETE FROM daily_active_users WHERE day < $1", args![before_day]).await
}
