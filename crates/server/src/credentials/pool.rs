use std::{
    fmt,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

use argon2::{Argon2, Block, Version};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::{Password, legacy::Call, phc::Cost};

/// An idle thread gives its 19 MiB back after this long.
const KEEPS_MEMORY: Duration = Duration::from_secs(30);

/// Too many passwords wait to be hashed: answer 429 with `Retry-After`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords wait to be hashed")]
pub struct Busy;

impl Busy {
    /// Seconds after which another try makes sense.
    pub const RETRY_AFTER: u64 = 2;
}

/// Threads that do nothing but hash passwords, each with a block of memory it keeps between two of them. Never the
/// runtime's threads: a flood of sign-ins leaves token requests alone. An [`App`](crate::app::App) part.
pub struct HashingPool {
    threads: usize,
    queue: usize,
    jobs: OnceLock<SyncSender<Job>>,
}

/// What is computed from a password.
pub(super) enum Work {
    /// `length` bytes.
    Argon2 { cost: Cost, salt: Vec<u8>, length: usize },
    /// 24 bytes.
    Bcrypt { cost: u32, salt: [u8; 16] },
    /// As another system did it.
    Legacy(Call),
}

struct Job {
    work: Work,
    password: Password,
    answer: oneshot::Sender<Vec<u8>>,
}

impl fmt::Debug for HashingPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HashingPool").field("threads", &self.threads).field("queue", &self.queue).finish()
    }
}

impl HashingPool {
    /// `threads` hash at once, `queue` more may wait. The threads start with the first password.
    pub fn new(threads: usize, queue: usize) -> Self {
        Self { threads: threads.max(1), queue, jobs: OnceLock::new() }
    }

    /// Does the work with `password`.
    pub(super) async fn run(&self, work: Work, password: Password) -> Result<Vec<u8>, Busy> {
        let (answer, result) = oneshot::channel();
        let jobs = self.jobs.get_or_init(|| start(self.threads, self.queue));
        jobs.try_send(Job { work, password, answer }).map_err(|_| Busy)?;
        result.await.map_err(|_| Busy)
    }
}

/// Starts the threads; they end when the pool is dropped.
fn start(threads: usize, queue: usize) -> SyncSender<Job> {
    let (sender, receiver) = sync_channel(queue);
    let receiver = Arc::new(Mutex::new(receiver));
    for number in 0..threads {
        let receiver = Arc::clone(&receiver);
        let started = thread::Builder::new().name(format!("argon2-{number}")).spawn(move || work(&receiver));
        if let Err(error) = started {
            tracing::error!(%error, "a password hashing thread could not be started");
        }
    }
    sender
}

fn work(jobs: &Mutex<Receiver<Job>>) {
    step_back();
    let mut memory: Vec<Block> = Vec::new();
    loop {
        // The lock covers waiting only; a thread that panicked held nothing worth protecting.
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(KEEPS_MEMORY);
        match next {
            Ok(job) if job.answer.is_closed() => {}
            Ok(job) => {
                if let Some(output) = compute(&job, &mut memory) {
                    // Whoever asked may have gone meanwhile.
                    let _ = job.answer.send(output);
                }
            }
            Err(RecvTimeoutError::Timeout) => memory = Vec::new(),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// When the cores are all busy, requests that hash nothing go first: on Linux the priority is the thread's own.
#[cfg(target_os = "linux")]
fn step_back() {
    const NICENESS: i32 = 10;
    if let Err(error) = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICENESS) {
        tracing::debug!(%error, "password hashing keeps the usual priority");
    }
}

#[cfg(not(target_os = "linux"))]
fn step_back() {}

fn compute(job: &Job, memory: &mut Vec<Block>) -> Option<Vec<u8>> {
    let password = job.password.expose();
    match &job.work {
        Work::Argon2 { cost, salt, length } => argon2(*cost, password.as_bytes(), salt, *length, memory),
        Work::Bcrypt { cost, salt } => {
            // bcrypt reads the terminating zero, and at most 72 bytes.
            let mut bytes = Zeroizing::new([password.as_bytes(), &[0]].concat());
            bytes.truncate(72);
            Some(bcrypt::bcrypt(*cost, *salt, &bytes).to_vec())
        }
        Work::Legacy(call) => Some(call.compute(password)),
    }
}

fn argon2(
    cost: Cost,
    password: &[u8],
    salt: &[u8],
    length: usize,
    memory: &mut Vec<Block>,
) -> Option<Vec<u8>> {
    let params = cost.params(length)?;
    let blocks = params.block_count();
    if memory.len() < blocks {
        *memory = vec![Block::new(); blocks];
    }
    let mut output = vec![0; length];
    let computed = Argon2::new(cost.algorithm, Version::V0x13, params).hash_password_into_with_memory(
        password,
        salt,
        &mut output,
        &mut memory[..blocks],
    );
    if cost.memory > Cost::CURRENT.memory {
        *memory = Vec::new();
    }
    match computed {
        Ok(()) => Some(output),
        Err(error) => {
            tracing::error!(%error, "a password could not be hashed");
            None
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use argon2::Algorithm;

    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_thread_that_steps_back_leaves_the_others_where_they_are() {
        let niceness = || rustix::process::getpriority_process(Some(rustix::thread::gettid())).unwrap();
        let before = niceness();
        let stepped_back = thread::spawn(move || {
            step_back();
            niceness()
        });
        assert_eq!((stepped_back.join().unwrap(), niceness()), (before.max(10), before));
    }

    const CHEAP: Cost = Cost { algorithm: Algorithm::Argon2id, memory: 64, passes: 1, lanes: 1 };

    fn cheap(salt: u8) -> Work {
        Work::Argon2 { cost: CHEAP, salt: vec![salt; 16], length: 32 }
    }

    #[tokio::test]
    async fn hashes_are_those_of_the_algorithm() {
        let pool = HashingPool::new(1, 4);
        let ours = pool.run(cheap(7), Password::new("päss")).await.unwrap();
        let mut theirs = [0; 32];
        Argon2::new(CHEAP.algorithm, Version::V0x13, CHEAP.params(32).unwrap())
            .hash_password_into("päss".as_bytes(), &[7; 16], &mut theirs)
            .unwrap();
        assert_eq!(ours, theirs);
        // the same memory, used again
        assert_eq!(pool.run(cheap(7), Password::new("päss")).await.unwrap(), theirs);
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once_and_works_again_later() {
        let pool = HashingPool::new(1, 1);
        let slow = Cost { memory: 8_192, passes: 4, ..CHEAP };
        let one =
            |n: u8| pool.run(Work::Argon2 { cost: slow, salt: vec![n; 16], length: 32 }, Password::new("x"));
        let results = futures_util::future::join_all((0..8).map(one)).await;
        assert!(results.iter().any(Result::is_ok));
        assert!(results.iter().filter(|result| result.is_err()).count() >= 5);
        assert!(one(9).await.is_ok());
    }

    #[tokio::test]
    async fn all_threads_work() {
        let pool = HashingPool::new(3, 64);
        let all = (0..24u8).map(|n| pool.run(cheap(n), Password::new("x")));
        let outputs: Vec<_> =
            futures_util::future::join_all(all).await.into_iter().map(Result::unwrap).collect();
        let distinct: std::collections::HashSet<_> = outputs.iter().collect();
        assert_eq!(distinct.len(), 24);
    }
}
