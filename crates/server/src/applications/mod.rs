//! Applications: the OAuth clients, their secrets and their settings.

mod application;
mod cache;
mod metadata;
mod registration;
mod store;

use genkan_database::{Conn, DbError, Tx};

use self::registration::{REDIRECT, check, check_uri};
pub use self::{
    application::{Application, ApplicationType, Client, StoredSecret},
    cache::{ClientCache, find_client},
    metadata::{CustomClientMetadata, GrantType},
    registration::{Error, NewApplication},
};
use crate::{
    app::Inner,
    changes::Topic,
    clock::Timestamp,
    ids::{ClientId, RoleId},
    secrets::Token,
};

/// Registers an application; confidential ones get a secret named `Default secret`, returned in clear once.
///
/// # Errors
/// [`Error`] for rules broken or storage.
pub async fn create(
    app: &Inner,
    tx: &mut Tx,
    new: NewApplication,
) -> Result<(Application, Option<Token>), Error> {
    check(&new)?;
    let application = Application {
        id: ClientId::new(app.random.id(21)),
        name: new.name,
        description: new.description,
        application_type: new.application_type,
        is_third_party: new.is_third_party,
        redirect_uris: new.redirect_uris,
        post_logout_redirect_uris: new.post_logout_redirect_uris,
        backchannel_logout_uri: new.backchannel_logout_uri,
        backchannel_logout_session_required: new.backchannel_logout_session_required,
        logo_uri: new.logo_uri,
        metadata: new.metadata,
        access_control_enabled: false,
        created_at: app.clock.now(),
    };
    store::insert(tx, &application).await?;
    for scope in &new.consent_scopes {
        store::insert_consent_scope(tx, &application.id, scope).await?;
    }
    let secret = if application.application_type.is_confidential() {
        Some(add_secret(app, tx, &application.id, "Default secret", None).await?)
    } else {
        None
    };
    cache::changed(app, tx).await?;
    Ok((application, secret))
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
    let sealed = app.sealer.seal(&app.random, "application-secret", secret.expose().as_bytes());
    store::insert_secret(tx, id, name, &secret, sealed, app.clock.now(), expires_at).await?;
    cache::changed(app, tx).await?;
    Ok(secret)
}

/// Applications by age, oldest first.
///
/// # Errors
/// Storage.
pub async fn list(conn: &mut Conn) -> Result<Vec<Application>, DbError> {
    store::list(conn).await
}

/// One application, uncached.
///
/// # Errors
/// Storage.
pub async fn find(conn: &mut Conn, id: &ClientId) -> Result<Option<Application>, DbError> {
    store::find(conn, id).await
}

/// The newest unexpired secret, opened: `genkan dev` prints it again on a later start.
///
/// # Errors
/// Storage, or a secret sealed under another key ([`DbError::Decode`]).
pub async fn reveal_secret(app: &Inner, conn: &mut Conn, id: &ClientId) -> Result<Option<Token>, DbError> {
    let Some(sealed) = store::newest_sealed_secret(conn, id, app.clock.now()).await? else { return Ok(None) };
    let plain =
        app.sealer.open("application-secret", &sealed).map_err(|error| DbError::Decode(error.to_string()))?;
    let text = std::str::from_utf8(&plain).map_err(|_| DbError::Decode("a secret is text".into()))?;
    Ok(Some(Token::new(text)))
}

/// Replaces the registered redirect and post sign-out URIs; the same rules as at registration. False: unknown.
///
/// # Errors
/// [`Error`] for rules broken or storage.
pub async fn set_redirect_uris(
    app: &Inner,
    tx: &mut Tx,
    id: &ClientId,
    redirect_uris: &[String],
    post_logout_redirect_uris: &[String],
) -> Result<bool, Error> {
    for uri in redirect_uris.iter().chain(post_logout_redirect_uris) {
        check_uri(uri, REDIRECT)?;
    }
    let updated = store::update_redirect_uris(tx, id, redirect_uris, post_logout_redirect_uris).await?;
    cache::changed(app, tx).await?;
    Ok(updated)
}

/// Deletes it with its secrets; its tokens stop working because the client no longer resolves. False: unknown.
///
/// # Errors
/// Storage.
pub async fn delete(app: &Inner, tx: &mut Tx, id: &ClientId) -> Result<bool, DbError> {
    let deleted = store::delete(tx, id).await?;
    cache::changed(app, tx).await?;
    Ok(deleted)
}

/// Gives a machine-to-machine application a role.
///
/// # Errors
/// Storage; [`DbError::ForeignKey`] when either is unknown.
pub async fn assign_role(app: &Inner, tx: &mut Tx, id: &ClientId, role: &RoleId) -> Result<(), DbError> {
    store::insert_role(tx, id, role).await?;
    app.changes.bump(tx, Topic::Roles).await
}
