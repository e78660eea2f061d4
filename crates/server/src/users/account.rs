use genkan_database::{Conn, DbError, FromRow, Json, Row, Tx, args};

use super::{Error, Preferences, User, store};
use crate::{app::Inner, credentials::StoredPassword, ids::UserId};

/// A user with everything the operator may see.
#[derive(Clone, Debug)]
pub struct Account {
    /// The user.
    pub user: User,
    /// The stored password.
    pub password: Option<StoredPassword>,
    /// The password must be changed at the next sign-in.
    pub is_password_expired: bool,
    /// What the person chose about second factors.
    pub preferences: Preferences,
}

impl FromRow for Account {
    /// Columns: those of [`User`], then `password_hash, password_algorithm, is_password_expired, logto_config`.
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            user: User::from_row(row)?,
            password: store::password(row, 16)?,
            is_password_expired: row.get(18)?,
            preferences: row.get::<Json<_>>(19)?.0,
        })
    }
}

/// By id.
///
/// # Errors
/// Storage.
pub async fn find_account(conn: &mut Conn, id: &UserId) -> Result<Option<Account>, DbError> {
    conn.optional(
        "SELECT id, username, primary_email, primary_phone, name, avatar, profile, custom_data, identities,
             is_suspended, application_id, last_sign_in_at, created_at, updated_at, email_verified,
             phone_verified, password_hash, password_algorithm, is_password_expired, logto_config
         FROM users WHERE id = $1",
        args![id],
    )
    .await
}

/// Reads an account and keeps others from changing it until the end of the transaction; it counts as updated now.
///
/// # Errors
/// Storage.
pub async fn lock(app: &Inner, tx: &mut Tx, id: &UserId) -> Result<Option<Account>, DbError> {
    tx.optional(
        "UPDATE users SET updated_at = $2 WHERE id = $1
         RETURNING id, username, primary_email, primary_phone, name, avatar, profile, custom_data, identities,
             is_suspended, application_id, last_sign_in_at, created_at, updated_at, email_verified,
             phone_verified, password_hash, password_algorithm, is_password_expired, logto_config",
        args![id, app.clock.now()],
    )
    .await
}

/// Writes what may be edited of an account that was read with [`lock`] in the same transaction: identifiers, name,
/// avatar, profile, custom data, preferences, and whether the password is expired.
///
/// # Errors
/// [`Error::IdentifierInUse`], storage.
pub async fn save(tx: &mut Tx, account: &Account, usernames_ignore_case: bool) -> Result<(), Error> {
    let User { id, username, primary_email, primary_phone, .. } = &account.user;
    let wanted = store::Wanted {
        username: username.as_deref(),
        email: primary_email.as_deref(),
        phone: primary_phone.as_deref(),
    };
    if let Some(kind) = store::taken(tx, wanted, id, usernames_ignore_case).await? {
        return Err(Error::IdentifierInUse(kind));
    }
    write(tx, account, usernames_ignore_case).await.map_err(Error::from_write)
}

async fn write(tx: &mut Tx, account: &Account, usernames_ignore_case: bool) -> Result<(), DbError> {
    let user = &account.user;
    tx.execute(
        "UPDATE users SET username = $2, username_key = $3, primary_email = $4, primary_phone = $5, name = $6,
             avatar = $7, profile = $8, custom_data = $9, email_verified = $10, phone_verified = $11,
             logto_config = $12, is_password_expired = $13, search_text = $14
         WHERE id = $1",
        args![
            user.id,
            user.username,
            store::username_key(user.username.as_deref(), usernames_ignore_case),
            user.primary_email,
            user.primary_phone,
            user.name,
            user.avatar,
            Json(&user.profile),
            Json(&user.custom_data),
            user.email_verified,
            user.phone_verified,
            Json(&account.preferences),
            account.is_password_expired,
            store::search_text([
                Some(user.id.as_str()),
                user.primary_email.as_deref(),
                user.primary_phone.as_deref(),
                user.username.as_deref(),
                user.name.as_deref()
            ])
        ],
    )
    .await?;
    Ok(())
}

/// Deletes a user and returns what it was; sessions, grants, tokens, memberships and whatever else is its own go with
/// it (foreign keys).
///
/// # Errors
/// Storage.
pub async fn delete(tx: &mut Tx, id: &UserId) -> Result<Option<Account>, DbError> {
    tx.optional(
        "DELETE FROM users WHERE id = $1
         RETURNING id, username, primary_email, primary_phone, name, avatar, profile, custom_data, identities,
             is_suspended, application_id, last_sign_in_at, created_at, updated_at, email_verified,
             phone_verified, password_hash, password_algorithm, is_password_expired, logto_config",
        args![id],
    )
    .await
}
