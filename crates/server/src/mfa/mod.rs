//! Second factors: authenticator apps (TOTP, RFC 6238) and backup codes. Secrets are sealed.

mod backup_codes;
mod qr;
mod store;
mod totp;

use genkan_database::{Conn, DbError, Tx};
use serde::{Deserialize, Serialize};

pub use self::{
    backup_codes::{BackupCode, are_backup_codes, generate_backup_codes},
    qr::png_data_uri,
    totp::{generate_totp_secret, is_totp_secret, totp_uri},
};
use crate::{app::Inner, clock::Timestamp, ids::UserId};

/// What the sealed data is sealed for.
const PURPOSE: &str = "mfa-verification";

/// A second factor.
#[derive(Clone, Debug)]
pub struct Factor {
    /// 21 lower-case alphanumerics.
    pub id: String,
    /// What it is, with its secret.
    pub data: FactorData,
    /// The person's name for it.
    pub name: Option<String>,
    /// The user agent it was set up with.
    pub agent: Option<String>,
    /// When it was set up.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

/// What is sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum FactorData {
    /// An authenticator app: the shared secret in base32.
    Totp {
        /// Padded base32.
        secret: String,
    },
    /// Codes on paper, each good once.
    BackupCode {
        /// All of them, used ones too.
        codes: Vec<BackupCode>,
    },
}

impl std::fmt::Debug for FactorData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind())
    }
}

impl FactorData {
    /// The wire name of the kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Totp { .. } => "Totp",
            Self::BackupCode { .. } => "BackupCode",
        }
    }

    /// How many backup codes are left.
    pub fn remaining_codes(&self) -> Option<usize> {
        match self {
            Self::Totp { .. } => None,
            Self::BackupCode { codes } => Some(codes.iter().filter(|code| code.used_at.is_none()).count()),
        }
    }
}

/// A user's factors, the oldest first.
///
/// # Errors
/// Storage; [`DbError::Decode`] when the sealed data does not open.
pub async fn list(app: &Inner, conn: &mut Conn, user: &UserId) -> Result<Vec<Factor>, DbError> {
    store::list(app, conn, user).await
}

/// Adds a factor. What else the user may have is for the caller to check, with the user's row locked
/// (`users::lock`); two authenticator apps the database itself refuses.
///
/// # Errors
/// Storage; [`DbError::Unique`] for a second authenticator app.
pub async fn add(app: &Inner, tx: &mut Tx, user: &UserId, data: &FactorData) -> Result<String, DbError> {
    let id = app.random.id(21);
    store::insert(app, tx, &id, user, data).await?;
    Ok(id)
}

/// Removes a user's factor. False: there is none of that id.
///
/// # Errors
/// Storage.
pub async fn remove(tx: &mut Tx, user: &UserId, id: &str) -> Result<bool, DbError> {
    store::delete(tx, user, id).await
}
