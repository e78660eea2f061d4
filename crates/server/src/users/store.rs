use genkan_database::{Conn, DbError, FromRow, Json, Row, Tx, args};
use serde_json::{Map, Value};

use super::{Identifier, NewUser, Profile, User};
use crate::{
    clock::Timestamp,
    ids::{ClientId, UserId},
};

impl FromRow for User {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get(0)?,
            username: row.get(1)?,
            primary_email: row.get(2)?,
            primary_phone: row.get(3)?,
            name: row.get(4)?,
            avatar: row.get(5)?,
            profile: row.get::<Json<_>>(6)?.0,
            custom_data: row.get::<Json<_>>(7)?.0,
            identities: row.get::<Json<_>>(8)?.0,
            is_suspended: row.get(9)?,
            application_id: row.get(10)?,
            last_sign_in_at: row.get(11)?,
            created_at: row.get(12)?,
            updated_at: row.get(13)?,
            email_verified: row.get(14)?,
            phone_verified: row.get(15)?,
        })
    }
}

/// A user followed by its password hash.
struct WithPassword(User, Option<String>);

impl FromRow for WithPassword {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self(User::from_row(row)?, row.get(16)?))
    }
}

pub(super) async fn insert(tx: &mut Tx, id: &UserId, new: &NewUser, now: Timestamp) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO users (id, username, primary_email, primary_phone, name, password_hash, password_updated_at,
             profile, custom_data, identities, created_at, updated_at, email_verified, phone_verified)
         VALUES ($1, $2, $3, $4, $5, $6, $7, '{}', '{}', '{}', $8, $8, $9, $10)",
        args![
            id,
            new.username,
            new.primary_email,
            new.primary_phone,
            new.name,
            new.password_hash,
            new.password_hash.as_ref().map(|_| now),
            now,
            new.contacts_verified && new.primary_email.is_some(),
            new.contacts_verified && new.primary_phone.is_some()
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn find(conn: &mut Conn, id: &UserId) -> Result<Option<User>, DbError> {
    conn.optional(
        "SELECT id, username, primary_email, primary_phone, name, avatar, profile, custom_data, identities,
             is_suspended, application_id, last_sign_in_at, created_at, updated_at, email_verified,
             phone_verified
         FROM users WHERE id = $1",
        args![id],
    )
    .await
}

pub(super) async fn find_with_password(
    conn: &mut Conn,
    identifier: &Identifier,
) -> Result<Option<(User, Option<String>)>, DbError> {
    let found: Option<WithPassword> = match identifier {
        Identifier::Username(username) => {
            conn.optional(
                "SELECT id, username, primary_email, primary_phone, name, avatar, profile, custom_data, identities,
                     is_suspended, application_id, last_sign_in_at, created_at, updated_at, email_verified,
                     phone_verified, password_hash
                 FROM users WHERE username = $1",
                args![username],
            )
            .await?
        }
        Identifier::Email(email) => {
            conn.optional(
                "SELECT id, username, primary_email, primary_phone, name, avatar, profile, custom_data, identities,
                     is_suspended, application_id, last_sign_in_at, created_at, updated_at, email_verified,
                     phone_verified, password_hash
                 FROM users WHERE lower(primary_email) = lower($1)",
                args![email],
            )
            .await?
        }
        Identifier::Phone(phone) => {
            conn.optional(
                "SELECT id, username, primary_email, primary_phone, name, avatar, profile, custom_data, identities,
                     is_suspended, application_id, last_sign_in_at, created_at, updated_at, email_verified,
                     phone_verified, password_hash
                 FROM users WHERE primary_phone = $1",
                args![phone],
            )
            .await?
        }
    };
    Ok(found.map(|WithPassword(user, hash)| (user, hash)))
}

pub(super) async fn set_suspended(
    tx: &mut Tx,
    id: &UserId,
    suspended: bool,
    now: Timestamp,
) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "UPDATE users SET is_suspended = $2, updated_at = $3 WHERE id = $1",
            args![id, suspended, now],
        )
        .await?;
    Ok(rows > 0)
}

pub(super) async fn delete(tx: &mut Tx, id: &UserId) -> Result<bool, DbError> {
    Ok(tx.execute("DELETE FROM users WHERE id = $1", args![id]).await? > 0)
}

pub(super) async fn signed_in(
    tx: &mut Tx,
    id: &UserId,
    client: Option<&ClientId>,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        "UPDATE users SET last_sign_in_at = $3, updated_at = $3, application_id = COALESCE(application_id, $2)
         WHERE id = $1",
        args![id, client.cloned(), now],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_password_hash(
    tx: &mut Tx,
    id: &UserId,
    hash: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        "UPDATE users SET password_hash = $2, password_updated_at = $3, updated_at = $3 WHERE id = $1",
        args![id, hash, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn rehash_password(tx: &mut Tx, id: &UserId, old: &str, new: &str) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2",
            args![id, old, new],
        )
        .await?;
    Ok(rows > 0)
}

pub(super) async fn update_profile(
    tx: &mut Tx,
    id: &UserId,
    name: Option<&str>,
    profile: &Profile,
    custom_data: &Map<String, Value>,
    now: Timestamp,
) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "UPDATE users SET name = $2, profile = $3, custom_data = $4, updated_at = $5 WHERE id = $1",
            args![id, name.map(str::to_owned), Json(profile), Json(custom_data), now],
        )
        .await?;
    Ok(rows > 0)
}
