//! Passwords: hashing on a pool of its own, the policy for new ones, and the lock after many failures.

mod common;
mod imported;
mod legacy;
mod lockout;
mod phc;
mod policy;
mod pool;
mod restricted;
mod stored;

use zeroize::Zeroizing;

use self::{
    imported::Imported,
    phc::{Argon2Hash, Cost},
    pool::Work,
};
pub use self::{
    imported::check_import,
    legacy::InvalidLegacy,
    lockout::{Attempt, attempt, succeeded, sweep},
    policy::{Issue, check_password},
    pool::{Busy, HashingPool},
    stored::{Algorithm, StoredPassword},
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
    let work = Work::Argon2 { cost: Cost::CURRENT, salt: salt.clone(), length: 32 };
    let output = app.part::<HashingPool>().run(work, password.clone()).await?;
    Ok(Argon2Hash { cost: Cost::CURRENT, salt, output }.to_string())
}

/// Compares a password with the stored one. Without one (unknown user, user without password) as much work is
/// done, so that the time tells nothing; whoever has an imported one costs the work of a new hash as well.
///
/// # Errors
/// [`Busy`] when too many wait already.
pub async fn verify(
    app: &App,
    stored: Option<&StoredPassword>,
    password: &Password,
) -> Result<Verdict, Busy> {
    let pool = app.part::<HashingPool>();
    if let Some(imported) = stored.and_then(Imported::parse) {
        if imported.matches(pool, password).await? {
            // A busy pool must not turn a right password away; the next sign-in tries again.
            return Ok(Verdict::Right { rehashed: hash(app, password).await.ok() });
        }
        hash(app, password).await?;
        return Ok(Verdict::Wrong);
    }
    let Some(stored) = stored.and_then(|stored| Argon2Hash::parse(&stored.digest)) else {
        hash(app, password).await?;
        return Ok(Verdict::Wrong);
    };
    let work = Work::Argon2 { cost: stored.cost, salt: stored.salt.clone(), length: stored.output.len() };
    let output = pool.run(work, password.clone()).await?;
    if aws_lc_rs::constant_time::verify_slices_are_equal(&output, &stored.output).is_err() {
        return Ok(Verdict::Wrong);
    }
    if stored.cost == Cost::CURRENT {
        return Ok(Verdict::Right { rehashed: None });
    }
    Ok(Verdict::Right { rehashed: hash(app, password).await.ok() })
}
