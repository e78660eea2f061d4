//! PostgreSQL stopped and started again under an open pool.

use std::time::Duration;

use genkan_database::{
    DatabaseConfig, Db, DbError, Engine, migrate,
    testing::{self, Cluster, Durability},
};

use crate::support::{ITEMS, ids, insert};

async fn add(db: &Db, id: &str) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    insert(&mut tx, id, 1).await?;
    tx.commit().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_server_is_unavailable_and_the_pool_recovers() {
    if !testing::engines().contains(&Engine::Postgres) {
        return;
    }
    let mut cluster = Cluster::start(Durability::Full);
    let url = cluster.url("postgres");
    let db = Db::open(&DatabaseConfig { url, wait: Duration::from_secs(2), ..DatabaseConfig::default() })
        .await
        .unwrap();
    migrate(&db, ITEMS, 1).await.unwrap();
    add(&db, "before").await.unwrap();
    let mut open = db.begin().await.unwrap();
    insert(&mut open, "open", 1).await.unwrap();

    cluster.stop();
    assert!(matches!(open.commit().await, Err(DbError::Unavailable(_))));
    for _ in 0..3 {
        let refused = add(&db, "during").await;
        assert!(matches!(refused, Err(DbError::Unavailable(_))), "{refused:?}");
    }

    cluster.resume();
    add(&db, "after").await.unwrap();
    assert_eq!(ids(&db).await, ["after", "before"]);
}
