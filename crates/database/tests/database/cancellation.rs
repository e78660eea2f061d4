//! Futures that are dropped half way leave the database usable and nothing half done.

use std::{future::poll_fn, pin::pin, task::Poll};

use genkan_database::{Db, args, testing};

use crate::support::{ids, insert, items};

/// Polls a future a number of times, then drops it.
async fn polled<T>(times: usize, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut left = times;
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        left = left.saturating_sub(1);
        if left == 0 { Poll::Ready(None) } else { Poll::Pending }
    })
    .await
}

async fn whole_or_nothing(db: &Db, id: &str) {
    let mut tx = db.begin().await.unwrap();
    insert(&mut tx, id, 1).await.unwrap();
    tx.execute("INSERT INTO items (id, number) VALUES ($1, 2)", args![format!("{id}-twin")]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_transactions_cancelled_anywhere() {
    for engine in testing::engines() {
        let database = items(engine).await;
        let mut tasks = Vec::new();
        for number in 0..1000 {
            let db = database.db.clone();
            tasks.push(tokio::spawn(async move {
                polled(1 + number % 7, whole_or_nothing(&db, &format!("{number}"))).await.is_some()
            }));
            if number % 100 == 99 {
                tokio::task::yield_now().await;
            }
        }
        let mut done = Vec::new();
        for (number, task) in tasks.into_iter().enumerate() {
            match task.await {
                Ok(true) => done.push(number.to_string()),
                Ok(false) => {}
                // PostgreSQL: with a thousand at once, some do not get a connection in time.
                Err(panic) => assert!(panic.is_panic()),
            }
        }
        whole_or_nothing(&database.db, "last").await;
        done.push("last".to_owned());
        let stored = ids(&database.db).await;
        for id in done {
            assert!(stored.contains(&id), "{engine:?}: {id} was committed");
        }
        for id in &stored {
            let base = id.trim_end_matches("-twin");
            assert!(
                stored.contains(&base.to_owned()) && stored.contains(&format!("{base}-twin")),
                "{engine:?}: {id}"
            );
        }
    }
}

#[tokio::test]
async fn begin_that_is_dropped_while_it_waits_gives_way() {
    for engine in testing::engines() {
        let database = items(engine).await;
        let mut tx = database.db.begin().await.unwrap();
        for _ in 0..1000 {
            drop(polled(1, database.db.begin()).await);
        }
        insert(&mut tx, "a", 1).await.unwrap();
        tx.commit().await.unwrap();
        whole_or_nothing(&database.db, "b").await;
        assert_eq!(ids(&database.db).await, ["a", "b", "b-twin"], "{engine:?}");
    }
}
