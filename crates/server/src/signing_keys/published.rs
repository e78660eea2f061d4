//! The published keys as the management API shows them, and the deletion of one that signs no more.

use genkan_database::{Conn, DbError, Retryable, Tx};

use super::{KeyInfo, store};
use crate::{app::Inner, clock::Timestamp};

/// Where a published key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStatus {
    /// Waits to sign.
    Next,
    /// Signs.
    Current,
    /// Still verifies.
    Previous,
}

/// Why a key is not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteRefusal {
    /// It is the only one.
    #[error("one key must be left")]
    Last,
    /// None is published under this name.
    #[error("there is no such key")]
    Unknown,
    /// It signs, or is about to.
    #[error("the key signs, or is about to")]
    NotPrevious,
    /// Storage.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Retryable for DeleteRefusal {
    fn is_retryable(&self) -> bool {
        matches!(self, Self::Db(error) if error.is_retryable())
    }
}

/// The published keys: those that wait, the one that signs, those that still verify.
///
/// # Errors
/// Storage.
pub async fn published(conn: &mut Conn, now: Timestamp) -> Result<Vec<(KeyInfo, KeyStatus)>, DbError> {
    let mut keys = store::list(conn).await?;
    keys.retain(|key| key.retires_at.is_none_or(|at| at > now));
    // As in the ring: without an active key the one that activates first signs.
    let current = keys.iter().position(|key| key.activates_at <= now).or(keys.len().checked_sub(1));
    let status = |at: usize| match current {
        Some(current) if at == current => KeyStatus::Current,
        Some(current) if at > current => KeyStatus::Previous,
        _ => KeyStatus::Next,
    };
    Ok(keys.into_iter().enumerate().map(|(at, key)| (key, status(at))).collect())
}

/// Takes a key that signs no more out of use. Take [`lock`](super::lock) before.
///
/// # Errors
/// [`DeleteRefusal`].
pub async fn delete_previous(app: &Inner, tx: &mut Tx, kid: &str) -> Result<(), DeleteRefusal> {
    let keys = published(tx, app.clock.now()).await?;
    if keys.len() <= 1 {
        return Err(DeleteRefusal::Last);
    }
    match keys.iter().find(|(key, _)| key.kid == kid) {
        None => Err(DeleteRefusal::Unknown),
        Some((_, KeyStatus::Previous)) => {
            store::retire(tx, kid, app.clock.now()).await?;
            Ok(())
        }
        Some(_) => Err(DeleteRefusal::NotPrevious),
    }
}
