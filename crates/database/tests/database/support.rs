//! A database with a small table.

use genkan_database::{
    Conn, Db, Engine, Migration, args, migrate,
    testing::{self, TestDatabase},
};

pub const ITEMS: &[Migration] = &[Migration {
    version: 1,
    name: "items",
    sql: "CREATE TABLE items (id TEXT PRIMARY KEY, number BIGINT NOT NULL CHECK (number >= 0), flag BOOLEAN,
              document JSONB, bytes BYTEA, parent TEXT REFERENCES items (id));
          CREATE UNIQUE INDEX items_bytes ON items (bytes);",
}];

pub async fn items(engine: Engine) -> TestDatabase {
    let database = testing::open(engine).await;
    migrate(&database.db, ITEMS, 1).await.unwrap();
    database
}

pub async fn insert(conn: &mut Conn, id: &str, number: i64) -> Result<u64, genkan_database::DbError> {
    conn.execute("INSERT INTO items (id, number) VALUES ($1, $2)", args![id, number]).await
}

pub async fn ids(db: &Db) -> Vec<String> {
    let rows: Vec<(String,)> =
        db.read().await.unwrap().all("SELECT id FROM items ORDER BY id", args![]).await.unwrap();
    rows.into_iter().map(|(id,)| id).collect()
}
