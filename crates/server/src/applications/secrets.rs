use genkan_database::{Conn, DbError, Tx, args};

use super::{cache, store};
use crate::{app::Inner, clock::Timestamp, ids::ClientId, secrets::Token};

/// What values are sealed for.
const PURPOSE: &str = "application-secret";

/// A secret with its value: the management API shows it again.
#[derive(Clone, Debug)]
pub struct Secret {
    /// Unique per application.
    pub name: String,
    /// In clear.
    pub value: Token,
    /// Creation time.
    pub created_at: Timestamp,
    /// Refused from then on.
    pub expires_at: Option<Timestamp>,
}

/// Why there is no new secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Public clients have none, and the SAML client's is internal.
    #[error("applications of this type have no secrets")]
    Type,
    /// Unknown application.
    #[error("there is no such application")]
    Unknown,
    /// Storage; [`DbError::Unique`] when the name is taken.
    #[error(transparent)]
    Db(#[from] DbError),
}

type Stored = (String, Vec<u8>, Timestamp, Option<Timestamp>);

fn opened(app: &Inner, (name, sealed, created_at, expires_at): Stored) -> Result<Secret, DbError> {
    Ok(Secret { name, value: open(app, &sealed)?, created_at, expires_at })
}

fn open(app: &Inner, sealed: &[u8]) -> Result<Token, DbError> {
    let plain = app.sealer.open(PURPOSE, sealed).map_err(|error| DbError::Decode(error.to_string()))?;
    let text = std::str::from_utf8(&plain).map_err(|_| DbError::Decode("a secret is text".into()))?;
    Ok(Token::new(text))
}

/// Adds a secret of 32 alphanumerics; returns it in clear once.
///
/// # Errors
/// Storage; [`DbError::Unique`] when the name is taken.
pub async fn add_secret(
    app: &Inner,
    tx: &mut Tx,
    id: &ClientId,
    name: &str,
    expires_at: Option<Timestamp>,
) -> Result<Token, DbError> {
    let secret = Token::new(app.random.alphanumeric(32));
    let sealed = app.sealer.seal(&app.random, PURPOSE, secret.expose().as_bytes());
    tx.execute(
        "INSERT INTO application_secrets (application_id, name, secret_hash, sealed_secret, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        args![id, name, secret.hash(), sealed, app.clock.now(), expires_at],
    )
    .await?;
    cache::changed(app, tx).await?;
    Ok(secret)
}

/// Gives a secret of that name this value, whatever it was. `value`: at least 32 characters that nobody can guess.
///
/// # Errors
/// Storage.
pub async fn set_secret(
    app: &Inner,
    tx: &mut Tx,
    id: &ClientId,
    name: &str,
    value: &Token,
) -> Result<(), DbError> {
    let sealed = app.sealer.seal(&app.random, PURPOSE, value.expose().as_bytes());
    tx.execute(
        "INSERT INTO application_secrets (application_id, name, secret_hash, sealed_secret, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, NULL)
         ON CONFLICT (application_id, name) DO UPDATE SET secret_hash = excluded.secret_hash,
             sealed_secret = excluded.sealed_secret, created_at = excluded.created_at, expires_at = NULL",
        args![id, name, value.hash(), sealed, app.clock.now()],
    )
    .await?;
    cache::changed(app, tx).await
}

/// [`add_secret`] for whoever may ask for any application.
///
/// # Errors
/// [`SecretError`].
pub async fn create_secret(
    app: &Inner,
    tx: &mut Tx,
    id: &ClientId,
    name: &str,
    expires_at: Option<Timestamp>,
) -> Result<Secret, SecretError> {
    let application = store::find(tx, id).await?.ok_or(SecretError::Unknown)?;
    if !application.application_type.has_secrets() {
        return Err(SecretError::Type);
    }
    let value = add_secret(app, tx, id, name, expires_at).await?;
    Ok(Secret { name: name.to_owned(), value, created_at: app.clock.now(), expires_at })
}

/// All secrets, expired ones too, oldest first.
///
/// # Errors
/// Storage, or a secret sealed under another key ([`DbError::Decode`]).
pub async fn list_secrets(app: &Inner, conn: &mut Conn, id: &ClientId) -> Result<Vec<Secret>, DbError> {
    let rows: Vec<Stored> = conn
        .all(
            "SELECT name, sealed_secret, created_at, expires_at FROM application_secrets
             WHERE application_id = $1 ORDER BY created_at, name",
            args![id],
        )
        .await?;
    rows.into_iter().map(|row| opened(app, row)).collect()
}

/// Gives a secret another name. `None`: unknown.
///
/// # Errors
/// Storage; [`DbError::Unique`] when the name is taken.
pub async fn rename_secret(
    app: &Inner,
    tx: &mut Tx,
    id: &ClientId,
    name: &str,
    new_name: &str,
) -> Result<Option<Secret>, DbError> {
    let row: Option<Stored> = tx
        .optional(
            "UPDATE application_secrets SET name = $3 WHERE application_id = $1 AND name = $2
             RETURNING name, sealed_secret, created_at, expires_at",
            args![id, name, new_name],
        )
        .await?;
    cache::changed(app, tx).await?;
    row.map(|row| opened(app, row)).transpose()
}

/// Deletes a secret: it authenticates nobody from now on. False: unknown.
///
/// # Errors
/// Storage.
pub async fn delete_secret(app: &Inner, tx: &mut Tx, id: &ClientId, name: &str) -> Result<bool, DbError> {
    let deleted = tx
        .execute("DELETE FROM application_secrets WHERE application_id = $1 AND name = $2", args![id, name])
        .await?;
    cache::changed(app, tx).await?;
    Ok(deleted > 0)
}

/// The newest unexpired secret, opened: `genkan dev` prints it again on a later start.
///
/// # Errors
/// Storage, or a secret sealed under another key ([`DbError::Decode`]).
pub async fn reveal_secret(app: &Inner, conn: &mut Conn, id: &ClientId) -> Result<Option<Token>, DbError> {
    let row: Option<(Vec<u8>,)> = conn
        .optional(
            "SELECT sealed_secret FROM application_secrets
             WHERE application_id = $1 AND (expires_at IS NULL OR expires_at > $2)
             ORDER BY created_at DESC, name LIMIT 1",
            args![id, app.clock.now()],
        )
        .await?;
    row.map(|(sealed,)| open(app, &sealed)).transpose()
}
