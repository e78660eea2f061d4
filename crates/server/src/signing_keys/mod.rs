//! Signing keys: ES384 by default, several live at once, rotated with or without a grace period. Private keys are
//! stored sealed.

mod published;
mod ring;
mod store;

use std::sync::Arc;

use genkan_database::{Conn, DbError, Tx};
use genkan_oauth::jose::{Algorithm, KeyError, SigningKey};

pub use self::{
    published::{DeleteRefusal, KeyStatus, delete_previous, published},
    ring::KeyRing,
};
use crate::{
    app::{App, Inner},
    cache::CachedOne,
    changes::Topic,
    clock::Timestamp,
};

/// What a sealed private key is sealed for.
const PURPOSE: &str = "signing-key";

/// A key as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyInfo {
    /// RFC 7638 thumbprint.
    pub kid: String,
    /// JWS `alg`.
    pub algorithm: Algorithm,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it starts to sign.
    pub activates_at: Timestamp,
    /// When it leaves the JWKS, if that is known.
    pub retires_at: Option<Timestamp>,
}

/// The cached ring. An [`App`] part.
#[derive(Debug)]
pub struct KeyRingCache(CachedOne<KeyRing>);

impl Default for KeyRingCache {
    fn default() -> Self {
        Self(CachedOne::new(Topic::SigningKeys))
    }
}

/// The live keys, from the cache.
///
/// # Errors
/// Storage; [`DbError::Decode`] when there is no key, or none that opens with the configured secret key.
pub async fn ring(app: &App) -> Result<Arc<KeyRing>, DbError> {
    let now = app.clock.now();
    app.part::<KeyRingCache>().0.get(app, |ring| ring.is_fresh(now), async |conn| load(app, conn).await).await
}

/// The live keys, if they are in the cache and current.
pub fn cached_ring(app: &App) -> Option<Arc<KeyRing>> {
    let now = app.clock.now();
    app.part::<KeyRingCache>().0.peek(app, |ring| ring.is_fresh(now))
}

/// Makes the first key (ES384) of a new installation; does nothing when there is one.
///
/// # Errors
/// Storage.
pub async fn ensure(app: &Inner) -> Result<(), DbError> {
    if store::any(&mut app.db.read().await?).await? {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    if !store::any(&mut tx).await? {
        let key = SigningKey::generate(Algorithm::ES384).map_err(broken)?;
        insert(app, &mut tx, &key, app.clock.now()).await?;
    }
    tx.commit().await
}

/// Adds a key of `algorithm` that signs after `grace_seconds` (0: at once) and is published now, so that every
/// relying party has fetched it by then. The key that signs now stays published until the next rotation; older
/// ones leave when the new key starts to sign. A key that was still waiting is dropped. Returns the new `kid`.
///
/// # Errors
/// Storage.
pub async fn rotate(
    app: &Inner,
    tx: &mut Tx,
    algorithm: Algorithm,
    grace_seconds: u32,
) -> Result<String, DbError> {
    let key = SigningKey::generate(algorithm).map_err(broken)?;
    rotate_to(app, tx, &key, grace_seconds).await
}

/// Makes a key outside any transaction and off the threads that answer requests: an RSA key takes a while.
///
/// # Errors
/// The cryptographic library's, as [`DbError::Decode`].
pub async fn generate(algorithm: Algorithm) -> Result<SigningKey, DbError> {
    let made = tokio::task::spawn_blocking(move || SigningKey::generate(algorithm)).await;
    made.map_err(|_| broken(KeyError::Failed))?.map_err(broken)
}

/// Makes whoever else changes signing keys wait until this transaction ends.
///
/// # Errors
/// Storage.
pub async fn lock(app: &Inner, tx: &mut Tx) -> Result<(), DbError> {
    app.changes.bump(tx, Topic::SigningKeys).await
}

/// [`rotate`] to a key made before.
///
/// # Errors
/// Storage.
pub async fn rotate_to(
    app: &Inner,
    tx: &mut Tx,
    key: &SigningKey,
    grace_seconds: u32,
) -> Result<String, DbError> {
    let now = app.clock.now();
    let activates_at = now.plus_seconds(i64::from(grace_seconds));
    if let Some(current) = store::current(tx, now).await? {
        store::drop_waiting(tx, now).await?;
        store::retire_others(tx, &current, activates_at).await?;
        store::give_way(tx, &current, activates_at).await?;
    }
    insert(app, tx, key, activates_at).await
}

/// Takes a key out of use at once (a leaked one, say): tokens it signed no longer verify. False: unknown, or the
/// one that signs now (rotate first).
///
/// # Errors
/// Storage.
pub async fn retire(app: &Inner, tx: &mut Tx, kid: &str) -> Result<bool, DbError> {
    let now = app.clock.now();
    if store::current(tx, now).await?.as_deref() == Some(kid) {
        return Ok(false);
    }
    let retired = store::retire(tx, kid, now).await?;
    app.changes.bump(tx, Topic::SigningKeys).await?;
    Ok(retired)
}

/// All keys, retired ones too, youngest first.
///
/// # Errors
/// Storage.
pub async fn list(conn: &mut Conn) -> Result<Vec<KeyInfo>, DbError> {
    store::list(conn).await
}

async fn insert(
    app: &Inner,
    tx: &mut Tx,
    key: &SigningKey,
    activates_at: Timestamp,
) -> Result<String, DbError> {
    let sealed = app.sealer.seal(&app.random, PURPOSE, &key.to_pkcs8().map_err(broken)?);
    store::insert(tx, key.kid(), key.algorithm(), &sealed, app.clock.now(), activates_at).await?;
    app.changes.bump(tx, Topic::SigningKeys).await?;
    Ok(key.kid().to_owned())
}

async fn load(app: &Inner, conn: &mut Conn) -> Result<KeyRing, DbError> {
    let now = app.clock.now();
    let mut keys = Vec::new();
    for stored in store::live(conn, now).await? {
        let pkcs8 = app
            .sealer
            .open(PURPOSE, &stored.sealed_private_key)
            .map_err(|error| DbError::Decode(format!("signing key {}: {error}", stored.kid)))?;
        let key = SigningKey::from_pkcs8(stored.algorithm, &pkcs8).map_err(broken)?;
        keys.push(ring::LiveKey { key, activates_at: stored.activates_at, retires_at: stored.retires_at });
    }
    KeyRing::new(keys, now).ok_or_else(|| DbError::Decode("there is no signing key".into()))
}

fn broken(error: KeyError) -> DbError {
    DbError::Decode(format!("signing key: {error}"))
}
