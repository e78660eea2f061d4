//! The lock after many failed sign-ins of one identifier.
//!
//! Every attempt is counted before the password is looked at, by one statement, so a thousand at once are a
//! thousand. A right password takes its own attempt back; the others stay. Unknown identifiers count like known
//! ones. The lock ends by itself, and a browser in which this person has signed in before has a counter of its own
//! (see `sign_in`), so that a stranger's guesses do not keep the person out.

use genkan_database::{DbError, Tx, args};

use crate::{app::Inner, clock::Timestamp, settings::SentinelPolicy};

/// Failures older than this are forgotten, in seconds.
const WINDOW: i64 = 3600;

/// What an attempt came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// Go on and verify; the key is for [`succeeded`].
    Counted([u8; 32]),
    /// Too many: refuse until then, whatever the password.
    Locked {
        /// When the lock ends.
        until: Timestamp,
        /// This attempt set the lock.
        begins: bool,
    },
}

/// Counts an attempt on `subject` (an identifier in canonical form, or a browser known to it) and says whether it
/// may go on, by the operator's policy or else the configuration. Commit before verifying.
///
/// # Errors
/// Storage.
pub async fn attempt(
    app: &Inner,
    tx: &mut Tx,
    policy: &SentinelPolicy,
    subject: &str,
) -> Result<Attempt, DbError> {
    let key = app.sealer.derive(&format!("sign-in-failures {subject}"));
    let now = app.clock.now();
    let configured = &app.config.limits;
    let (limit, seconds) = policy.limits(i64::from(configured.lockout_attempts), configured.lockout_seconds);
    let locked_until = now.plus_seconds(seconds);
    // One attempt more than allowed sets the lock; a new window, or the end of a lock, begins at one.
    let counted: Option<(i64,)> = tx
        .optional(
            "INSERT INTO sign_in_failures (key_hash, failures, window_started_at, locked_until) VALUES ($1, 1, $2, 0)
             ON CONFLICT (key_hash) DO UPDATE SET
                 failures = CASE
                     WHEN sign_in_failures.window_started_at <= $3 OR sign_in_failures.locked_until > 0 THEN 1
                     ELSE sign_in_failures.failures + 1 END,
                 window_started_at = CASE
                     WHEN sign_in_failures.window_started_at <= $3 OR sign_in_failures.locked_until > 0 THEN $2
                     ELSE sign_in_failures.window_started_at END,
                 locked_until = CASE
                     WHEN sign_in_failures.window_started_at <= $3 OR sign_in_failures.locked_until > 0 THEN 0
                     WHEN sign_in_failures.failures >= $4 THEN CAST($5 AS BIGINT)
                     ELSE 0 END
             WHERE sign_in_failures.locked_until <= $2
             RETURNING locked_until",
            args![key, now, now.minus_seconds(WINDOW), limit, locked_until],
        )
        .await?;
    match counted {
        Some((0,)) => Ok(Attempt::Counted(key)),
        Some((until,)) => Ok(Attempt::Locked { until: Timestamp::from_millis(until), begins: true }),
        None => {
            let locked: Option<(Timestamp,)> = tx
                .optional("SELECT locked_until FROM sign_in_failures WHERE key_hash = $1", args![key])
                .await?;
            Ok(Attempt::Locked { until: locked.map_or(now, |(until,)| until), begins: false })
        }
    }
}

/// The password was right, or was never looked at: this attempt was no failure.
///
/// # Errors
/// Storage.
pub async fn succeeded(tx: &mut Tx, key: &[u8; 32]) -> Result<(), DbError> {
    tx.execute(
        "UPDATE sign_in_failures SET failures = failures - 1 WHERE key_hash = $1 AND failures > 0",
        args![key],
    )
    .await?;
    Ok(())
}

/// Forgets what is over; returns how many.
///
/// # Errors
/// Storage.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    tx.execute(
        "DELETE FROM sign_in_failures WHERE window_started_at <= $1 AND locked_until <= $2",
        args![now.minus_seconds(WINDOW), now],
    )
    .await
}
