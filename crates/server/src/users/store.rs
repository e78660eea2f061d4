use genkan_database::{Conn, DbError, FromRow, Json, Row, Tx, args};

use super::{Identifier, IdentifierKind, NewUser, User};
use crate::{
    clock::Timestamp,
    credentials::{Algorithm, StoredPassword},
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

/// A user followed by its password.
struct WithPassword(User, Option<StoredPassword>);

impl FromRow for WithPassword {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self(User::from_row(row)?, password(row, 16)?))
    }
}

/// The columns `password_hash, password_algorithm`; an absent algorithm is ours.
pub(super) fn password(row: &Row<'_>, index: usize) -> Result<Option<StoredPassword>, DbError> {
    let digest: Option<String> = row.get(index)?;
    let algorithm: Option<Algorithm> = row.get(index + 1)?;
    Ok(digest.map(|digest| StoredPassword { digest, algorithm: algorithm.unwrap_or_default() }))
}

/// What a username is unique by: itself, or its lower case while usernames ignore case.
pub(super) fn username_key(username: Option<&str>, ignore_case: bool) -> Option<String> {
    username.map(|name| if ignore_case { name.to_ascii_lowercase() } else { name.to_owned() })
}

/// Stands before and after every part of a search text; in a part it becomes a space.
pub(super) const SEPARATOR: char = '\u{1f}';

/// What a user is searched by: the values of [`SEARCH_FIELDS`](super::SEARCH_FIELDS) in lower case.
pub(super) fn search_text(values: [Option<&str>; 5]) -> String {
    let mut text = String::from(SEPARATOR);
    for value in values {
        text.push_str(&value.unwrap_or_default().to_lowercase().replace(SEPARATOR, " "));
        text.push(SEPARATOR);
    }
    text
}

/// The identifiers somebody is to have.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) username: Option<&'a str>,
    pub(super) email: Option<&'a str>,
    pub(super) phone: Option<&'a str>,
}

/// Which identifier belongs to somebody else, in the order they are complained about. The unique indexes decide in
/// the end; this names the right one when several collide.
pub(super) async fn taken(
    conn: &mut Conn,
    wanted: Wanted<'_>,
    own: &UserId,
    ignore_case: bool,
) -> Result<Option<IdentifierKind>, DbError> {
    let (username, email, phone): (bool, bool, bool) = conn
        .one(
            "SELECT
                 EXISTS (SELECT 1 FROM users WHERE lower(username) = lower(CAST($1 AS TEXT))
                     AND (username = $1 OR $5) AND id <> $4),
                 EXISTS (SELECT 1 FROM users WHERE lower(primary_email) = lower(CAST($2 AS TEXT)) AND id <> $4),
                 EXISTS (SELECT 1 FROM users WHERE primary_phone = $3 AND id <> $4)",
            args![wanted.username, wanted.email, wanted.phone, own, ignore_case],
        )
        .await?;
    Ok(if username {
        Some(IdentifierKind::Username)
    } else if email {
        Some(IdentifierKind::Email)
    } else if phone {
        Some(IdentifierKind::Phone)
    } else {
        None
    })
}

pub(super) async fn insert(tx: &mut Tx, id: &UserId, new: &NewUser, now: Timestamp) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO users (id, username, primary_email, primary_phone, name, password_hash, password_updated_at,
             profile, custom_data, identities, created_at, updated_at, email_verified, phone_verified, username_key,
             avatar, password_algorithm, search_text)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $11, $12, '{}', $8, $8, $9, $10, $13, $14, $15, $16)",
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
            new.contacts_verified && new.primary_phone.is_some(),
            Json(&new.profile),
            Json(&new.custom_data),
            username_key(new.username.as_deref(), new.usernames_ignore_case),
            new.avatar,
            new.password_hash.as_ref().map(|_| new.password_algorithm),
            search_text([
                Some(id.as_str()),
                new.primary_email.as_deref(),
                new.primary_phone.as_deref(),
                new.username.as_deref(),
                new.name.as_deref()
            ])
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
) -> Result<Option<(User, Option<StoredPassword>)>, DbError> {
    let found: Option<WithPassword> = match identifier {
        Identifier::Username(username) => {
            conn.optional(
                "SELECT id, username, primary_email, primary_phone, name, avatar, profile, custom_data, identities,
                     is_suspended, application_id, last_sign_in_at, created_at, updated_at, email_verified,
                     phone_verified, password_hash, password_algorithm
                 FROM users WHERE username = $1",
                args![username],
            )
            .await?
        }
        Identifier::AnyCaseUsername(username) => {
            // Names that differ by case may be left from before; the eldest is meant.
            conn.optional(
                "SELECT id, username, primary_email, primary_phone, name, avatar, profile, custom_data, identities,
                     is_suspended, application_id, last_sign_in_at, created_at, updated_at, email_verified,
                     phone_verified, password_hash, password_algorithm
                 FROM users WHERE lower(username) = $1 ORDER BY created_at, id LIMIT 1",
                args![username],
            )
            .await?
        }
        Identifier::Email(email) => {
            conn.optional(
                "SELECT id, username, primary_email, primary_phone, name, avatar, profile, custom_data, identities,
                     is_suspended, application_id, last_sign_in_at, created_at, updated_at, email_verified,
                     phone_verified, password_hash, password_algorithm
                 FROM users WHERE lower(primary_email) = lower($1)",
                args![email],
            )
            .await?
        }
        Identifier::Phone(phone) => {
            conn.optional(
                "SELECT id, username, primary_email, primary_phone, name, avatar, profile, custom_data, identities,
                     is_suspended, application_id, last_sign_in_at, created_at, updated_at, email_verified,
                     phone_verified, password_hash, password_algorithm
                 FROM users WHERE primary_phone = $1",
                args![phone],
            )
            .await?
        }
    };
    Ok(found.map(|WithPassword(user, password)| (user, password)))
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
        "UPDATE users SET password_hash = $2, password_algorithm = NULL, is_password_expired = FALSE,
             password_updated_at = $3, updated_at = $3
         WHERE id = $1",
        args![id, hash, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn rehash_password(tx: &mut Tx, id: &UserId, old: &str, new: &str) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "UPDATE users SET password_hash = $3, password_algorithm = NULL WHERE id = $1 AND password_hash = $2",
            args![id, old, new],
        )
        .await?;
    Ok(rows > 0)
}
