//! Running a use case again when it lost against a concurrent transaction.

use std::{
    hash::{BuildHasher, RandomState},
    time::Duration,
};

const ATTEMPTS: u32 = 6;
const FIRST_PAUSE_MICROS: u64 = 2_000;

/// An error that knows whether the use case that returned it may be run again.
pub trait Retryable {
    /// Whether running the whole use case again may succeed.
    fn is_retryable(&self) -> bool;
}

/// Runs `operation` until it succeeds, fails with an error that is not retryable, or has been tried six times.
///
/// `operation` is a whole use case: it begins its own transaction and has no effect outside of it.
/// Between the attempts it pauses for a few, growing, jittered milliseconds.
///
/// # Errors
/// The error of the last attempt.
pub async fn retry<T, E, Operation, Attempt>(mut operation: Operation) -> Result<T, E>
where
    E: Retryable,
    Operation: FnMut() -> Attempt,
    Attempt: Future<Output = Result<T, E>>,
{
    let mut attempt = 1;
    loop {
        match operation().await {
            Err(error) if error.is_retryable() && attempt < ATTEMPTS => {
                tokio::time::sleep(pause(attempt)).await
            }
            outcome => return outcome,
        }
        attempt += 1;
    }
}

/// Half fixed, half random, so that transactions that collided once do not march on in step.
fn pause(attempt: u32) -> Duration {
    let half = FIRST_PAUSE_MICROS << attempt.min(8) >> 2;
    let random = RandomState::new().hash_one(attempt);
    Duration::from_micros(half + random % half)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DbError;

    #[tokio::test]
    async fn runs_again_until_it_succeeds() {
        let mut runs = 0;
        let outcome = retry(|| {
            runs += 1;
            let outcome = if runs < 3 { Err(DbError::Conflict) } else { Ok(runs) };
            async move { outcome }
        })
        .await;
        assert_eq!(outcome, Ok(3));
    }

    #[tokio::test]
    async fn gives_up_after_six_attempts() {
        let mut runs = 0;
        let outcome: Result<(), _> = retry(|| {
            runs += 1;
            async { Err(DbError::Conflict) }
        })
        .await;
        assert_eq!((outcome, runs), (Err(DbError::Conflict), 6));
    }

    #[tokio::test]
    async fn other_errors_come_back_at_once() {
        let mut runs = 0;
        let outcome: Result<(), _> = retry(|| {
            runs += 1;
            async { Err(DbError::ForeignKey) }
        })
        .await;
        assert_eq!((outcome, runs), (Err(DbError::ForeignKey), 1));
    }

    #[test]
    fn pauses_grow_and_stay_small() {
        for attempt in 1..ATTEMPTS {
            let half = Duration::from_micros(FIRST_PAUSE_MICROS << attempt >> 2);
            assert!(pause(attempt) >= half && pause(attempt) < half * 2);
        }
    }
}
