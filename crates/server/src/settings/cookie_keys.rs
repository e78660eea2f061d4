//! The list of cookie keys that the management API shows. Nothing is signed with them: our cookies hold unguessable
//! values that are looked up, so there is nothing to forge. The list exists so that clients which rotate cookie keys
//! on a schedule keep working.

use genkan_database::{Conn, DbError, Json, Tx, args};
use serde::{Deserialize, Serialize};

use crate::app::Inner;

/// Of a fresh installation; dated like its first signing key.
const FIRST: &str = "initialcookiekey00000";
/// How many a rotation leaves.
const KEPT: usize = 2;

/// A cookie key's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CookieKey {
    /// Its name.
    pub id: String,
    /// Unix seconds.
    pub created_at: i64,
}

/// Why a cookie key cannot be deleted.
#[derive(Debug, thiserror::Error)]
pub enum CookieKeyRefusal {
    /// One must be left.
    #[error("one key must be left")]
    Last,
    /// There is none of that name.
    #[error("there is no such key")]
    Unknown,
    /// Storage.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The keys, newest first; never empty.
///
/// # Errors
/// Storage.
pub async fn cookie_keys(conn: &mut Conn) -> Result<Vec<CookieKey>, DbError> {
    let row: Option<(Json<Vec<CookieKey>>,)> =
        conn.optional("SELECT value FROM settings WHERE key = 'cookie_keys'", args![]).await?;
    if let Some((Json(keys),)) = row {
        return Ok(keys);
    }
    let (installed_at,): (Option<i64>,) =
        conn.one("SELECT MIN(created_at) FROM signing_keys", args![]).await?;
    Ok(vec![CookieKey { id: FIRST.into(), created_at: installed_at.unwrap_or_default() / 1000 }])
}

/// Puts a new key first and keeps one of the others. Returns the list. Take [`lock`](super::lock) before.
///
/// # Errors
/// Storage.
pub async fn rotate_cookie_keys(app: &Inner, tx: &mut Tx) -> Result<Vec<CookieKey>, DbError> {
    let mut keys = cookie_keys(tx).await?;
    keys.insert(0, CookieKey { id: app.random.id(21), created_at: app.clock.now().millis() / 1000 });
    keys.truncate(KEPT);
    super::write(app, tx, "cookie_keys", &keys).await?;
    Ok(keys)
}

/// Removes a key. Take [`lock`](super::lock) before.
///
/// # Errors
/// [`CookieKeyRefusal`].
pub async fn delete_cookie_key(app: &Inner, tx: &mut Tx, id: &str) -> Result<(), CookieKeyRefusal> {
    let mut keys = cookie_keys(tx).await?;
    if keys.len() <= 1 {
        return Err(CookieKeyRefusal::Last);
    }
    let before = keys.len();
    keys.retain(|key| key.id != id);
    if keys.len() == before {
        return Err(CookieKeyRefusal::Unknown);
    }
    Ok(super::write(app, tx, "cookie_keys", &keys).await?)
}
