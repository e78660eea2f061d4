use genkan_database::{Conn, DbError, FromRow, Row, Tx, args};

use super::{Factor, FactorData, PURPOSE};
use crate::{app::Inner, clock::Timestamp, ids::UserId};

struct Sealed {
    id: String,
    data: Vec<u8>,
    name: Option<String>,
    agent: Option<String>,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
}

impl FromRow for Sealed {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get(0)?,
            data: row.get(1)?,
            name: row.get(2)?,
            agent: row.get(3)?,
            created_at: row.get(4)?,
            last_used_at: row.get(5)?,
        })
    }
}

impl Sealed {
    fn open(self, app: &Inner) -> Result<Factor, DbError> {
        let Self { id, data, name, agent, created_at, last_used_at } = self;
        let data = app.sealer.open(PURPOSE, &data).map_err(|error| DbError::Decode(error.to_string()))?;
        let data = serde_json::from_slice(&data)
            .map_err(|_| DbError::Decode("the data of a second factor does not fit".into()))?;
        Ok(Factor { id, data, name, agent, created_at, last_used_at })
    }
}

pub(super) async fn list(app: &Inner, conn: &mut Conn, user: &UserId) -> Result<Vec<Factor>, DbError> {
    let sealed: Vec<Sealed> = conn
        .all(
            "SELECT id, sealed_data, name, agent, created_at, last_used_at FROM mfa_verifications
             WHERE user_id = $1 ORDER BY created_at, id",
            args![user],
        )
        .await?;
    sealed.into_iter().map(|sealed| sealed.open(app)).collect()
}

pub(super) async fn insert(
    app: &Inner,
    tx: &mut Tx,
    id: &str,
    user: &UserId,
    data: &FactorData,
) -> Result<(), DbError> {
    let plain = serde_json::to_vec(data)
        .map_err(|_| DbError::Decode("the data of a second factor cannot be written".into()))?;
    tx.execute(
        "INSERT INTO mfa_verifications (id, user_id, type, sealed_data, created_at) VALUES ($1, $2, $3, $4, $5)",
        args![
            id,
            user,
            data.kind(),
            app.sealer.seal(&app.random, PURPOSE, &plain),
            app.clock.now()
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, user: &UserId, id: &str) -> Result<bool, DbError> {
    let rows =
        tx.execute("DELETE FROM mfa_verifications WHERE user_id = $1 AND id = $2", args![user, id]).await?;
    Ok(rows > 0)
}
