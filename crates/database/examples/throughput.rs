//! Durable transactions and point reads per second on the embedded engine.
//!
//! `cargo run --release -p genkan-database --example throughput [DIRECTORY]`
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring tool")]

use std::{
    env,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use genkan_database::{DatabaseConfig, Db, Migration, args, migrate};

const SCHEMA: &[Migration] = &[Migration {
    version: 1,
    name: "counters",
    sql: "CREATE TABLE counters (id TEXT PRIMARY KEY, number BIGINT NOT NULL)",
}];
const SPAN: Duration = Duration::from_secs(5);
const ROWS: u64 = 10_000;

#[tokio::main]
async fn main() {
    let directory = env::args().nth(1).map_or_else(env::temp_dir, Into::into);
    let file = tempfile::Builder::new().prefix("throughput-").tempdir_in(directory).unwrap();
    let url = format!("sqlite:{}", file.path().join("genkan.db").display());
    let db = Db::open(&DatabaseConfig { url, ..DatabaseConfig::default() }).await.unwrap();
    migrate(&db, SCHEMA, 1).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    for number in 0..ROWS {
        tx.execute("INSERT INTO counters (id, number) VALUES ($1, 0)", args![format!("{number:06}")])
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    for tasks in [1, 16, 64] {
        println!("{tasks:>3} tasks  {:>9.0} durable transactions/s", measure(&db, tasks, true).await);
    }
    for tasks in [1, 2, 16] {
        println!("{tasks:>3} tasks  {:>9.0} point reads/s", measure(&db, tasks, false).await);
    }
    db.close().await;
}

async fn measure(db: &Db, tasks: u64, write: bool) -> f64 {
    let (stop, total) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let begin = Instant::now();
    let running: Vec<_> = (0..tasks)
        .map(|task| {
            let (db, stop, total) = (db.clone(), stop.clone(), total.clone());
            tokio::spawn(async move {
                let mut done = 0;
                while !stop.load(Ordering::Relaxed) {
                    let id = format!("{:06}", (done * 7919 + task * 31) % ROWS);
                    if write {
                        increment(&db, &id).await
                    } else {
                        read(&db, &id).await
                    }
                    done += 1;
                    if done % 64 == 0 {
                        tokio::task::yield_now().await;
                    }
                }
                total.fetch_add(done, Ordering::Relaxed);
            })
        })
        .collect();
    tokio::time::sleep(SPAN).await;
    stop.store(true, Ordering::Relaxed);
    for task in running {
        task.await.unwrap();
    }
    total.load(Ordering::Relaxed) as f64 / begin.elapsed().as_secs_f64()
}

async fn increment(db: &Db, id: &str) {
    let mut tx = db.begin().await.unwrap();
    let _number: (i64,) = tx
        .one("UPDATE counters SET number = number + 1 WHERE id = $1 RETURNING number", args![id])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn read(db: &Db, id: &str) {
    let mut conn = db.read().await.unwrap();
    let _number: (i64,) = conn.one("SELECT number FROM counters WHERE id = $1", args![id]).await.unwrap();
}
