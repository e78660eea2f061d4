//! Signing out (OpenID Connect RP-Initiated Logout 1.0): the end of a session, what ends with it, and who is told.

mod back_channel;
mod confirm;
mod details;
mod request;
mod success;

use genkan_database::{DbError, Tx};

pub use self::{
    back_channel::notify,
    confirm::post as confirm,
    request::{get, post},
    success::get as success,
};
use crate::{
    grants,
    ids::{ClientId, UserId},
    sessions::{self, Session},
};

/// A session that is over, and the applications that knew it.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Whose it was.
    pub user_id: UserId,
    /// Each application with the `sid` it knew the session by.
    pub clients: Vec<(ClientId, String)>,
}

/// Ends a session with what was granted for its duration; grants with `offline_access` stay. Tell the applications
/// ([`notify`]) after the commit.
///
/// # Errors
/// Storage.
pub async fn end(tx: &mut Tx, session: &Session) -> Result<Ended, DbError> {
    let clients = sessions::clients(tx, &session.uid).await?;
    grants::revoke_session_bound(tx, &session.uid).await?;
    sessions::end(tx, &session.uid).await?;
    Ok(Ended { user_id: session.user_id.clone(), clients })
}
