//! What a transaction promises, on both engines alike.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use genkan_database::{DatabaseConfig, Db, DbError, Engine, args, retry, testing};
use tokio::sync::Barrier;

use crate::support::{ids, insert, items};

#[tokio::test]
async fn commit_keeps_and_drop_forgets() {
    for engine in testing::engines() {
        let database = items(engine).await;
        let mut tx = database.db.begin().await.unwrap();
        insert(&mut tx, "kept", 1).await.unwrap();
        assert_eq!(ids(&database.db).await, [""; 0], "{engine:?}: nobody sees an open transaction");
        tx.commit().await.unwrap();
        let mut tx = database.db.begin().await.unwrap();
        insert(&mut tx, "dropped", 1).await.unwrap();
        drop(tx);
        assert_eq!(ids(&database.db).await, ["kept"], "{engine:?}");
    }
}

#[tokio::test]
async fn a_panic_inside_a_transaction_leaves_nothing_behind() {
    for engine in testing::engines() {
        let database = items(engine).await;
        let db = database.db.clone();
        let panicked = tokio::spawn(async move {
            let mut tx = db.begin().await.unwrap();
            insert(&mut tx, "a", 1).await.unwrap();
            panic!("expected by the test");
        });
        assert!(panicked.await.is_err());
        let mut tx = database.db.begin().await.unwrap();
        insert(&mut tx, "a", 1).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn after_a_failed_statement_nothing_can_be_committed() {
    for engine in testing::engines() {
        let database = items(engine).await;
        let mut tx = database.db.begin().await.unwrap();
        insert(&mut tx, "a", 1).await.unwrap();
        assert!(insert(&mut tx, "a", 1).await.unwrap_err().is_unique());
        assert!(matches!(insert(&mut tx, "b", 1).await, Err(DbError::Sql(_))), "{engine:?}");
        assert!(
            tx.commit().await.unwrap_err().is_unique(),
            "{engine:?}: the first error is the one to report"
        );
        assert_eq!(ids(&database.db).await, [""; 0], "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transactions_of_one_group_do_not_share_their_fate() {
    for engine in testing::engines() {
        let database = items(engine).await;
        let mut tasks = Vec::new();
        for number in 0..120 {
            let db = database.db.clone();
            tasks.push(tokio::spawn(async move {
                let mut tx = db.begin().await.unwrap();
                insert(&mut tx, &format!("{number:03}"), number).await.unwrap();
                match number % 3 {
                    0 => tx.commit().await.unwrap(),
                    1 => drop(tx),
                    _ => {
                        insert(&mut tx, &format!("{number:03}"), number).await.unwrap_err();
                        tx.commit().await.unwrap_err();
                    }
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let expected: Vec<String> = (0..120).step_by(3).map(|number| format!("{number:03}")).collect();
        assert_eq!(ids(&database.db).await, expected, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn single_use_has_one_winner() {
    for engine in testing::engines() {
        let database = items(engine).await;
        let mut tx = database.db.begin().await.unwrap();
        insert(&mut tx, "code", 0).await.unwrap();
        tx.commit().await.unwrap();
        let wins = Arc::new(AtomicU32::new(0));
        let mut tasks = Vec::new();
        for _ in 0..24 {
            let (db, wins) = (database.db.clone(), wins.clone());
            tasks.push(tokio::spawn(async move {
                let mut tx = db.begin().await.unwrap();
                let taken: Option<(String,)> = tx
                    .optional(
                        "UPDATE items SET number = 1 WHERE id = $1 AND number = 0 RETURNING id",
                        args!["code"],
                    )
                    .await
                    .unwrap();
                tx.commit().await.unwrap();
                wins.fetch_add(u32::from(taken.is_some()), Ordering::Relaxed);
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(wins.load(Ordering::Relaxed), 1, "{engine:?}");
    }
}

/// Two use cases that lock two rows in opposite order: PostgreSQL ends one of them as a deadlock.
async fn swap(db: &Db, first: &str, second: &str, meet: &Barrier, runs: &AtomicU32) -> Result<(), DbError> {
    let run = runs.fetch_add(1, Ordering::Relaxed);
    let mut tx = db.begin().await?;
    tx.execute("UPDATE items SET number = number + 1 WHERE id = $1", args![first]).await?;
    if run < 2 {
        meet.wait().await;
    }
    tx.execute("UPDATE items SET number = number + 1 WHERE id = $1", args![second]).await?;
    tx.commit().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadlock_is_a_conflict_and_retried() {
    if !testing::engines().contains(&Engine::Postgres) {
        return;
    }
    let database = items(Engine::Postgres).await;
    let mut tx = database.db.begin().await.unwrap();
    insert(&mut tx, "a", 0).await.unwrap();
    insert(&mut tx, "b", 0).await.unwrap();
    tx.commit().await.unwrap();
    let (meet, runs) = (Arc::new(Barrier::new(2)), Arc::new(AtomicU32::new(0)));
    let tasks: Vec<_> = [("a", "b"), ("b", "a")]
        .into_iter()
        .map(|(first, second)| {
            let (db, meet, runs) = (database.db.clone(), meet.clone(), runs.clone());
            tokio::spawn(async move { retry(|| swap(&db, first, second, &meet, &runs)).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert!(runs.load(Ordering::Relaxed) > 2, "one of them was run again");
    let rows: Vec<(i64,)> =
        database.db.read().await.unwrap().all("SELECT number FROM items", args![]).await.unwrap();
    assert_eq!(rows, [(2,), (2,)]);
}

#[tokio::test]
async fn the_embedded_read_connection_cannot_write() {
    let database = items(Engine::Sqlite).await;
    let mut conn = database.db.read().await.unwrap();
    assert!(insert(&mut conn, "a", 1).await.is_err());
}

#[tokio::test]
async fn a_transaction_inside_a_transaction_ends_in_an_error() {
    let database = items(Engine::Sqlite).await;
    let wait = std::time::Duration::from_millis(20);
    let config = DatabaseConfig { url: database.url.clone(), wait, ..DatabaseConfig::default() };
    let db = Db::open(&config).await.unwrap();
    let outer = db.begin().await.unwrap();
    assert!(matches!(db.begin().await, Err(DbError::Unavailable(_))));
    outer.commit().await.unwrap();
    db.begin().await.unwrap().commit().await.unwrap();
}

#[tokio::test]
async fn a_closed_database_says_so() {
    for engine in testing::engines() {
        let database = items(engine).await;
        database.db.close().await;
        database.db.close().await;
        assert!(matches!(database.db.begin().await, Err(DbError::Unavailable(_))), "{engine:?}");
        assert!(matches!(database.db.read().await, Err(DbError::Unavailable(_))), "{engine:?}");
    }
}
