//! Users: identifiers, profile, suspension. Credentials are checked in `credentials`.

mod identifier;
mod store;

use genkan_database::{Conn, DbError, Tx};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::identifier::{Identifier, InvalidIdentifier};
use crate::{
    app::Inner,
    clock::Timestamp,
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

/// Standard claims of OpenID Connect Core §5.1 that are not columns; camelCase in the database, snake_case in
/// tokens (the token side renames).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(missing_docs, reason = "the members are the standard claims, OpenID Connect Core §5.1")]
pub struct Profile {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nickname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthdate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoneinfo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

/// The `address` claim; camelCase members (the field's shape).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(missing_docs, reason = "the members are those of OpenID Connect Core §5.1.1")]
pub struct Address {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formatted: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
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
    /// PHC string.
    pub password_hash: Option<String>,
    /// Whether e-mail address and phone number are known to be the person's: the operator says so. Somebody who
    /// registers has only typed them.
    pub contacts_verified: bool,
}

/// Why a user was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Username, e-mail or phone belongs to somebody else.
    #[error("the {0} is already in use")]
    IdentifierInUse(&'static str),
    /// Storage.
    #[error(transparent)]
    Db(#[from] DbError),
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
    match store::insert(tx, &id, &new, app.clock.now()).await {
        Err(error) if error.is_unique() => {
            return Err(Error::IdentifierInUse(match (&new.username, &new.primary_email) {
                (Some(_), None) => "username",
                (None, Some(_)) => "e-mail address",
                _ => "username, e-mail address or phone number",
            }));
        }
        other => other?,
    }
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
/// Returns the user and the stored password hash.
///
/// # Errors
/// Storage.
pub async fn find_with_password(
    conn: &mut Conn,
    identifier: &Identifier,
) -> Result<Option<(User, Option<String>)>, DbError> {
    store::find_with_password(conn, identifier).await
}

/// Suspends or restores a user. Sessions and grants are the callers' to end (`sessions`, `grants`).
///
/// # Errors
/// Storage. False: unknown.
pub async fn set_suspended(app: &Inner, tx: &mut Tx, id: &UserId, suspended: bool) -> Result<bool, DbError> {
    store::set_suspended(tx, id, suspended, app.clock.now()).await
}

/// Deletes a user; sessions, grants and tokens go with it (foreign keys).
///
/// # Errors
/// Storage. False: unknown.
pub async fn delete(tx: &mut Tx, id: &UserId) -> Result<bool, DbError> {
    store::delete(tx, id).await
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

/// Stores a new password hash (PHC string).
///
/// # Errors
/// Storage.
pub async fn set_password_hash(app: &Inner, tx: &mut Tx, id: &UserId, hash: &str) -> Result<(), DbError> {
    store::set_password_hash(tx, id, hash, app.clock.now()).await
}

/// Stores the same password hashed anew; nothing else changes. False: the password was changed meanwhile.
///
/// # Errors
/// Storage.
pub async fn rehash_password(tx: &mut Tx, id: &UserId, old: &str, new: &str) -> Result<bool, DbError> {
    store::rehash_password(tx, id, old, new).await
}

/// Replaces name, profile and custom data.
///
/// # Errors
/// Storage. False: unknown.
pub async fn update_profile(
    app: &Inner,
    tx: &mut Tx,
    id: &UserId,
    name: Option<&str>,
    profile: &Profile,
    custom_data: &Map<String, Value>,
) -> Result<bool, DbError> {
    store::update_profile(tx, id, name, profile, custom_data, app.clock.now()).await
}
