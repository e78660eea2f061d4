//! The device flow (RFC 8628): a device without a browser shows a code; its owner types it into a browser elsewhere,
//! signs in and allows; the device, which keeps asking at the token endpoint, gets its tokens.
//!
//! [`authorize`] is the device's side, [`show`], [`begin`] and [`decide`] the owner's. From the moment the owner
//! confirms the code it is an authorization like any other (`oidc::authorization`), whose answer goes to the device.

mod authorize;
mod decide;
pub mod pages;
mod show;
mod store;
mod user_code;
mod xsrf;

use axum::response::Response;
use genkan_database::{Conn, DbError, Tx, retry};
use genkan_oauth::{ErrorCode, OAuthError};
use url::form_urlencoded::Serializer;

pub use self::{
    authorize::post as authorize,
    decide::{post as decide, resume},
    show::{begin, show, success},
    store::{Allowed, DeviceCode, Status},
};
use super::authorization::respond::see_other;
use crate::{app::App, clock::Timestamp, grants::Authorization, secrets::TokenHash};

/// Seconds a device and its owner have.
pub const LIFETIME_SECONDS: i64 = 600;

/// Notes that a person allowed what the device asked for. False: somebody decided before, or it is too late.
///
/// # Errors
/// Storage.
pub async fn allow(
    tx: &mut Tx,
    device_code: &TokenHash,
    allowed: Allowed<'_>,
    now: Timestamp,
) -> Result<bool, DbError> {
    store::allow(tx, device_code, allowed, now).await
}

/// Where the device's request stands.
///
/// # Errors
/// Storage.
pub async fn find(conn: &mut Conn, device_code: &TokenHash) -> Result<Option<DeviceCode>, DbError> {
    store::find(conn, device_code).await
}

/// What was allowed; `None` when nothing was, or it was taken back.
///
/// # Errors
/// Storage.
pub async fn authorization(
    conn: &mut Conn,
    device_code: &TokenHash,
) -> Result<Option<Authorization>, DbError> {
    store::authorization(conn, device_code).await
}

/// Takes what was allowed, exactly once. False: it was taken before, or is gone.
///
/// # Errors
/// Storage.
pub async fn consume(tx: &mut Tx, device_code: &TokenHash, now: Timestamp) -> Result<bool, DbError> {
    store::consume(tx, device_code, now).await
}

/// Deletes what has expired; returns how many.
///
/// # Errors
/// Storage.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    store::delete_expired(tx, now).await
}

/// The owner's browser after an authorization that was refused: the device is told at its next request, the person
/// sees why.
pub(super) async fn refused(app: &App, device_code: &TokenHash, error: &OAuthError) -> Response {
    let now = app.clock.now();
    let denied = retry(async || {
        let mut tx = app.db.begin().await?;
        store::deny(&mut tx, device_code, now).await?;
        tx.commit().await
    });
    if let Err(error) = denied.await {
        // The device goes on asking until its code expires, and gets nothing.
        tracing::warn!(%error, "a refused device could not be told");
    }
    let key = if error.code == ErrorCode::AccessDenied { "denied" } else { "expired" };
    see_other(&page_url(&[("error", key)]))
}

/// The owner's browser after the device was allowed what it asked for.
pub(super) fn allowed(app: &App) -> Response {
    xsrf::forget(app, see_other("/device/success"))
}

/// The page with these query members.
fn page_url(members: &[(&str, &str)]) -> String {
    format!("/device?{}", Serializer::new(String::new()).extend_pairs(members).finish())
}
