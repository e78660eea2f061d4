//! A full disk on the embedded engine: unavailable, nothing half written, and well again without a restart.

use std::process::Command;

use genkan_database::{DatabaseConfig, Db, DbError, args, migrate, testing};

use crate::support::{ITEMS, ids, insert, items};

/// The limit belongs to the writer's connection, so it is set and lifted through a transaction.
async fn limit_pages(db: &Db, sql: &'static str) {
    let mut tx = db.begin().await.unwrap();
    let _now: (i64,) = tx.one(sql, args![]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_database_is_unavailable_and_recovers() {
    let database = items(testing::engines()[0]).await;
    if database.path().is_none() {
        return;
    }
    let db = &database.db;
    let mut tx = db.begin().await.unwrap();
    insert(&mut tx, "before", 1).await.unwrap();
    tx.commit().await.unwrap();

    limit_pages(db, "PRAGMA max_page_count = 20").await;
    let large = vec![7_u8; 50_000];
    let mut tasks = Vec::new();
    for number in 0..20 {
        let (db, large) = (db.clone(), large.clone());
        tasks.push(tokio::spawn(async move {
            let id = format!("large-{number:02}");
            let mut tx = db.begin().await?;
            tx.execute(
                "INSERT INTO items (id, number, document, bytes) VALUES ($1, 1, NULL, $2)",
                args![id, [large, id.clone().into_bytes()].concat()],
            )
            .await?;
            tx.commit().await?;
            Ok::<String, DbError>(id)
        }));
    }
    let mut kept = vec!["before".to_owned()];
    let mut refused = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(id) => kept.push(id),
            Err(DbError::Unavailable(_)) => refused += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(refused > 0);
    kept.sort();
    assert_eq!(ids(db).await, kept, "what was acknowledged is there, and nothing else");

    limit_pages(db, "PRAGMA max_page_count = 1000000").await;
    let mut tx = db.begin().await.unwrap();
    insert(&mut tx, "after", 1).await.unwrap();
    tx.commit().await.unwrap();
    assert!(ids(db).await.contains(&"after".to_owned()));
}

/// The same with a file system that is really full, where the test may mount one.
#[tokio::test]
async fn a_full_file_system_is_unavailable_and_recovers() {
    let directory = tempfile::tempdir().unwrap();
    let mounted =
        Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(directory.path()).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        return;
    }
    let url = format!("sqlite:{}/genkan.db", directory.path().display());
    let db = Db::open(&DatabaseConfig { url, ..DatabaseConfig::default() }).await.unwrap();
    migrate(&db, ITEMS, 1).await.unwrap();
    let ballast = directory.path().join("ballast");
    // Leaves a little room, so that the log can grow for a while.
    std::fs::write(&ballast, vec![0; 700_000]).unwrap();
    let mut kept = 0;
    let error = loop {
        let mut tx = db.begin().await.unwrap();
        let outcome = match insert(&mut tx, &format!("{kept:06}"), 1).await {
            Ok(_) => tx.commit().await,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, DbError::Unavailable(_)), "{error:?}");
    std::fs::remove_file(&ballast).unwrap();
    let mut tx = db.begin().await.unwrap();
    insert(&mut tx, "after", 1).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ids(&db).await.len(), kept + 1);
    db.close().await;
    drop(db);
    let _busy = Command::new("umount").arg("-l").arg(directory.path()).status();
}
