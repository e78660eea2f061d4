//! Passwords: hashing on a pool of its own, the policy for new ones, and the lock after many failures.

mod common;
mod lockout;
mod phc;
mod policy;
mod pool;
mod restricted;

use zeroize::Zeroizing;

use self::phc::{Argon2Hash, Cost};
pub use self::{
    lockout::{Attempt, attempt, succeeded, sweep},
    policy::{Issue, check_password},
    pool::{Busy, HashingPool},
};
use crate::app::App;

/// A password as typed, for as long as a request needs it: verified exactly as received, wiped afterwards.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Wraps what was typed.
    pub fn new(typed: impl Into<String>) -> Self {
        Self(Zeroizing::new(typed.into()))
    }

    /// What was typed.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// What came of comparing a password with a stored hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It does not match, or there is nothing to match.
    Wrong,
    /// It matches.
    Right {
        /// The hash to store instead, when the stored one was made with parameters we no longer use.
        rehashed: Option<String>,
    },
}

/// Hashes a new password: an Argon2id PHC string (RFC 9106; 19 MiB, 2 passes, 1 lane).
///
/// # Errors
/// [`Busy`] when too many wait already.
pub async fn hash(app: &App, password: &Password) -> Result<String, Busy> {
    let salt = app.random.bytes::<16>().to_vec();
    let output = app.part::<HashingPool>().run(Cost::CURRENT, password.clone(), salt.clone(), 32).await?;
    Ok(Argon2Hash { cost: Cost::CURRENT, salt, output }.to_string())
}

/// Compares a password with the stored hash. Without one (unknown user, user without password) as much work is
/// done, so that the time tells nothing.
///
/// # Errors
/// [`Busy`] when too many wait already.
pub async fn verify(app: &App, stored: Option<&str>, password: &Password) -> Result<Verdict, Busy> {
    let pool = app.part::<HashingPool>();
    let Some(stored) = stored.and_then(Argon2Hash::parse) else {
        let salt = app.random.bytes::<16>().to_vec();
        pool.run(Cost::CURRENT, password.clone(), salt, 32).await?;
        return Ok(Verdict::Wrong);
    };
    let output = pool.run(stored.cost, password.clone(), stored.salt.clone(), stored.output.len()).await?;
    if aws_lc_rs::constant_time::verify_slices_are_equal(&output, &stored.output).is_err() {
        return Ok(Verdict::Wrong);
    }
    if stored.cost == Cost::CURRENT {
        return Ok(Verdict::Right { rehashed: None });
    }
    // A busy pool must not turn a right password away; the next sign-in tries again.
    Ok(Verdict::Right { rehashed: hash(app, password).await.ok() })
}
