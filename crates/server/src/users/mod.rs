//! Users: identifiers, profile, suspension. Credentials are checked in `credentials`.

mod account;
mod identifier;
mod identities;
mod list;
mod phone;
mod preferences;
mod profile;
mod store;

use std::fmt;

use genkan_database::{Conn, DbError, Tx};
use serde_json::{Map, Value};

pub use self::{
    account::{Account, delete, find_account, lock, save},
    identifier::{Identifier, InvalidIdentifier},
    identities::{Identity, remove_identity, set_identity},
    list::{Among, SEARCH_FIELDS, list},
    phone::normalise_phone,
    preferences::{MfaPreferences, PasskeyPreferences, Preferences},
    profile::{Address, Profile},
};
use crate::{
    app::Inner,
    clock::Timestamp,
    credentials::{Algorithm, StoredPassword},
    ids::{ClientId, UserId},
    roles,
};

/// A user as stored.
#[derive(Clone, Debug)]
pub struct User {
    /// `sub`.
    pub id: UserId,
    /// Unique, case-sensitive.
    pub username: Option<String>,
    /// Unique regardless of case, stored as typed.
    pub primary_email: Option<String>,
    /// Unique; digits with country code, no `+`.
    pub primary_phone: Option<String>,
    /// Display name.
    pub name: Option<String>,
    /// URL.
    pub avatar: Option<String>,
    /// Further standard claims.
    pub profile: Profile,
    /// The operator's data.
    pub custom_data: Map<String, Value>,
    /// Social identities by target.
    pub identities: Map<String, Value>,
    /// May not sign in, and its tokens do not refresh.
    pub is_suspended: bool,
    /// The application it first signed in to.
    pub application_id: Option<ClientId>,
    /// Last completed sign-in.
    pub last_sign_in_at: Option<Timestamp>,
    /// Creation time.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
    /// Whether `primary_email` is known to be the person's.
    pub email_verified: bool,
    /// Whether `primary_phone` is.
    pub phone_verified: bool,
}

/// What creating a user takes. The password is hashed before (outside any transaction).
#[derive(Clone, Debug, Default)]
pub struct NewUser {
    /// Checked by [`Identifier::parse_username`].
    pub username: Option<String>,
    /// Checked by [`Identifier::parse_email`].
    pub primary_email: Option<String>,
    /// Digits.
    pub primary_phone: Option<String>,
    /// Display name.
    pub name: Option<String>,
    /// URL.
    pub avatar: Option<String>,
    /// Further standard claims.
    pub profile: Profile,
    /// The operator's data.
    pub custom_data: Map<String, Value>,
    /// PHC string, or what `password_algorithm` has.
    pub password_hash: Option<String>,
    /// What the password was hashed with.
    pub password_algorithm: Algorithm,
    /// Usernames that differ by case alone are the same.
    pub usernames_ignore_case: bool,
    /// Whether e-mail address and phone number are known to be the person's: the operator says so. Somebody who
    /// registers has only typed them.
    pub contacts_verified: bool,
}

/// What somebody is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentifierKind {
    /// Username.
    Username,
    /// Primary e-mail address.
    Email,
    /// Primary phone number.
    Phone,
}

impl fmt::Display for IdentifierKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Username => "username",
            Self::Email => "e-mail address",
            Self::Phone => "phone number",
        })
    }
}

/// Why a user was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Username, e-mail or phone belongs to somebody else.
    #[error("the {0} is already in use")]
    IdentifierInUse(IdentifierKind),
    /// Storage.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Error {
    /// Somebody else was faster: which index refused the row says whose identifier it is.
    fn from_write(error: DbError) -> Self {
        let DbError::Unique { constraint } = &error else { return Self::Db(error) };
        let name = constraint.as_deref().unwrap_or_default();
        Self::IdentifierInUse(if name.contains("email") {
            IdentifierKind::Email
        } else if name.contains("phone") {
            IdentifierKind::Phone
        } else {
            IdentifierKind::Username
        })
    }
}

impl genkan_database::Retryable for Error {
    fn is_retryable(&self) -> bool {
        matches!(self, Self::Db(error) if error.is_retryable())
    }
}

/// Creates a user with the default roles. Uniqueness is the database's: two at once leave one.
///
/// # Errors
/// [`Error::IdentifierInUse`], storage.
pub async fn create(app: &Inner, tx: &mut Tx, new: NewUser) -> Result<UserId, Error> {
    let id = UserId::new(app.random.id(12));
    let wanted = store::Wanted {
        username: new.username.as_deref(),
        email: new.primary_email.as_deref(),
        phone: new.primary_phone.as_deref(),
    };
    if let Some(kind) = store::taken(tx, wanted, &id, new.usernames_ignore_case).await? {
        return Err(Error::IdentifierInUse(kind));
    }
    store::insert(tx, &id, &new, app.clock.now()).await.map_err(Error::from_write)?;
    roles::assign_defaults(tx, &id).await?;
    Ok(id)
}

/// By id.
///
/// # Errors
/// Storage.
pub async fn find(conn: &mut Conn, id: &UserId) -> Result<Option<User>, DbError> {
    store::find(conn, id).await
}

/// By what the person typed: username exactly, e-mail regardless of case, phone by digits.
/// Returns the user and the stored password.
///
/// # Errors
/// Storage.
pub async fn find_with_password(
    conn: &mut Conn,
    identifier: &Identifier,
) -> Result<Option<(User, Option<StoredPassword>)>, DbError> {
    store::find_with_password(conn, identifier).await
}

/// Suspends or restores a user. Sessions and grants are the callers' to end (`sessions`, `grants`).
///
/// # Errors
/// Storage. False: unknown.
pub async fn set_suspended(app: &Inner, tx: &mut Tx, id: &UserId, suspended: bool) -> Result<bool, DbError> {
    store::set_suspended(tx, id, suspended, app.clock.now()).await
}

/// Notes a completed sign-in; the first application sticks.
///
/// # Errors
/// Storage.
pub async fn signed_in(
    app: &Inner,
    tx: &mut Tx,
    id: &UserId,
    client: Option<&ClientId>,
) -> Result<(), DbError> {
    store::signed_in(tx, id, client, app.clock.now()).await
}

/// Stores a new password hash (PHC string), which is not expired.
///
/// # Errors
/// Storage.
pub async fn set_password_hash(app: &Inner, tx: &mut Tx, id: &UserId, hash: &str) -> Result<(), DbError> {
    store::set_password_hash(tx, id, hash, app.clock.now()).await
}

/// Stores the same password hashed anew (PHC string); nothing else changes. False: the password was changed meanwhile.
///
/// # Errors
/// Storage.
pub async fn rehash_password(tx: &mut Tx, id: &UserId, old: &str, new: &str) -> Result<bool, DbError> {
    store::rehash_password(tx, id, old, new).await
}
