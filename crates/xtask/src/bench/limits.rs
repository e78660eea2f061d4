//! What this machine can do at best, on one thread and without a server around it.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
};
use genkan_database::{Db, Migration, args};

/// The raw limits.
#[derive(Debug)]
pub struct Limits {
    pub es384_per_cpu_second: f64,
    pub es256_per_cpu_second: f64,
    pub argon2id_per_cpu_second: f64,
    pub fdatasyncs_per_second: f64,
    /// One commit after the other.
    pub commits_per_second: f64,
    /// 64 tasks that commit at the same time and share the synchronisations.
    pub group_commits_per_second: f64,
}

/// Takes each limit for about `each`; files go to `folder`, which must be on the disk that is meant.
pub async fn measure(folder: &Path, each: Duration) -> Result<Limits> {
    Ok(Limits {
        es384_per_cpu_second: signatures(&ECDSA_P384_SHA384_FIXED_SIGNING, each)?,
        es256_per_cpu_second: signatures(&ECDSA_P256_SHA256_FIXED_SIGNING, each)?,
        argon2id_per_cpu_second: argon2id(each)?,
        fdatasyncs_per_second: fdatasyncs(&folder.join("fdatasync"), each)?,
        commits_per_second: commits(&folder.join("single.db"), 1, each).await?,
        group_commits_per_second: commits(&folder.join("group.db"), 64, each).await?,
    })
}

/// CPU time of this thread (proc(5), schedstat: nanoseconds on a CPU).
fn thread_cpu() -> Result<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").context("needs Linux")?;
    let nanos = text.split(' ').next().and_then(|field| field.parse().ok()).context("schedstat")?;
    Ok(Duration::from_nanos(nanos))
}

/// Runs `once` for about `each` after a short warm-up; how often it ran in a second of CPU time.
fn per_cpu_second(each: Duration, mut once: impl FnMut() -> Result<()>) -> Result<f64> {
    let mut run = |length: Duration| -> Result<f64> {
        let (began, cpu) = (Instant::now(), thread_cpu()?);
        let mut times = 0.0;
        while began.elapsed() < length {
            once()?;
            times += 1.0;
        }
        Ok(times / (thread_cpu()? - cpu).as_secs_f64())
    };
    run(each / 4)?;
    run(each)
}

fn signatures(algorithm: &'static EcdsaSigningAlgorithm, each: Duration) -> Result<f64> {
    let key = EcdsaKeyPair::generate(algorithm)?;
    let random = SystemRandom::new();
    let message = [b'x'; 420]; // the signing input of an ordinary access token
    per_cpu_second(each, || {
        std::hint::black_box(key.sign(&random, &message)?);
        Ok(())
    })
}

/// The server's parameters: 19 MiB, two passes, one lane, memory reused.
fn argon2id(each: Duration) -> Result<f64> {
    let parameters =
        Params::new(19_456, 2, 1, Some(32)).map_err(|error| anyhow::anyhow!("argon2: {error}"))?;
    let mut memory = vec![Block::default(); parameters.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
    let mut hash = [0; 32];
    per_cpu_second(each, || {
        argon2
            .hash_password_into_with_memory(b"a password", b"sixteen salt byt", &mut hash, &mut memory)
            .map_err(|error| anyhow::anyhow!("argon2: {error}"))
    })
}

/// The disk: append a page, wait until it is durable.
fn fdatasyncs(path: &Path, each: Duration) -> Result<f64> {
    let mut file = std::fs::File::create(path)?;
    let page = [7; 4096];
    let began = Instant::now();
    let mut times = 0.0;
    while began.elapsed() < each {
        file.write_all(&page)?;
        file.sync_data()?;
        times += 1.0;
    }
    Ok(times / began.elapsed().as_secs_f64())
}

const SCHEMA: &[Migration] = &[Migration {
    version: 1,
    name: "limits",
    sql: "CREATE TABLE tallies (id BIGINT NOT NULL PRIMARY KEY, tally BIGINT NOT NULL);",
}];

/// The embedded database: `tasks` at once, each committing an upsert of one row.
async fn commits(path: &Path, tasks: i64, each: Duration) -> Result<f64> {
    let config =
        genkan_database::DatabaseConfig { url: format!("sqlite:{}", path.display()), ..Default::default() };
    let db = Db::open(&config).await?;
    genkan_database::migrate(&db, SCHEMA, 0).await?;
    let began = Instant::now();
    let mut running = tokio::task::JoinSet::new();
    for id in 0..tasks {
        let db = db.clone();
        running.spawn(async move {
            let mut times = 0_u32;
            while began.elapsed() < each {
                let mut tx = db.begin().await?;
                tx.execute(
                    "INSERT INTO tallies (id, tally) VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET tally = tallies.tally + 1",
                    args![id],
                )
                .await?;
                tx.commit().await?;
                times += 1;
            }
            anyhow::Ok(times)
        });
    }
    let mut times = 0.0;
    while let Some(done) = running.join_next().await {
        times += f64::from(done??);
    }
    let elapsed = began.elapsed();
    db.close().await;
    Ok(times / elapsed.as_secs_f64())
}
