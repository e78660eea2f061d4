//! An acknowledged commit survives SIGKILL of the process.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

use genkan_database::{DatabaseConfig, Db, Engine, args, testing};

use crate::support::{ids, insert, items};

const URL: &str = "CRASH_TEST_DATABASE";
const ACKNOWLEDGED: usize = 300;

/// Not a test by itself: what the child process does until it is killed. It prints each id after its commit returned.
#[test]
fn child_writes_until_it_is_killed() {
    let Ok(url) = std::env::var(URL) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let db = Db::open(&DatabaseConfig { url, ..DatabaseConfig::default() }).await.unwrap();
        let writers = (0..16).map(|writer| tokio::spawn(write_for_ever(db.clone(), writer)));
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
    });
}

async fn write_for_ever(db: Db, writer: u32) {
    for number in 0_i64.. {
        let id = format!("acknowledged-{writer}-{number}");
        let mut tx = db.begin().await.unwrap();
        insert(&mut tx, &id, number).await.unwrap();
        // A second row, to see that transactions are whole.
        tx.execute(
            "INSERT INTO items (id, number, parent) VALUES ($1, 0, $2)",
            args![format!("twin-of-{id}"), id],
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "{id}").unwrap();
    }
}

#[tokio::test]
async fn an_acknowledged_commit_survives_kill_9() {
    for engine in testing::engines() {
        let database = items(engine).await;
        if engine == Engine::Sqlite {
            database.db.close().await;
        }
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["crash::child_writes_until_it_is_killed", "--exact", "--nocapture"])
            .env(URL, &database.url)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut acknowledged = Vec::new();
        for line in lines {
            // What was printed before the kill counts, also if it is read after it.
            acknowledged.extend(line.rfind("acknowledged-").map(|start| line[start..].to_owned()));
            if acknowledged.len() == ACKNOWLEDGED {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        // The last line may be cut off in the middle of the number.
        acknowledged.truncate(acknowledged.len() - 1);
        let stored = ids(&database.reopen().await).await;
        assert!(acknowledged.len() >= ACKNOWLEDGED - 1);
        for id in &acknowledged {
            assert!(stored.binary_search(id).is_ok(), "{engine:?}: {id} was acknowledged and is lost");
        }
        let twins = stored.iter().filter(|id| id.starts_with("twin")).count();
        assert_eq!(twins * 2, stored.len(), "{engine:?}: a transaction was half kept");
    }
}
