//! Applications: the OAuth clients, their secrets and their settings.

mod access_control;
mod application;
mod cache;
mod changes;
mod consent;
mod consent_organizations;
mod list;
mod metadata;
mod registration;
mod roles;
mod secrets;
mod sign_in_experience;
mod store;

use genkan_database::{Conn, DbError, Tx};

use self::registration::{REDIRECT, check, check_uri};
pub use self::{
    access_control::{AccessControl, OrganizationRoleRule, access_control, set_access_control},
    application::{Application, ApplicationType, Client, StoredSecret},
    cache::{ClientCache, find_client},
    changes::{ApplicationChanges, OidcClientMetadata, merge_custom_data, update},
    consent::{
        ConsentScope, ConsentScopes, InvalidConsentScopes, NamedConsentScopes, OrganizationConsentScope,
        ResourceConsentScope, add_consent_scopes, consent_scopes, remove_consent_scope,
    },
    consent_organizations::{
        add_consent_organizations, count_consent_organizations, remove_consent_organization,
        replace_consent_organizations,
    },
    list::{ApplicationFilter, list, list_page, list_where, of_role},
    metadata::{CustomClientMetadata, GrantType},
    registration::{Error, NewApplication, Rule},
    roles::{add_role, add_roles, assign_role, remove_role, replace_roles},
    secrets::{
        Secret, SecretError, add_secret, create_secret, delete_secret, list_secrets, rename_secret,
        reveal_secret, set_secret,
    },
    sign_in_experience::{
        PutSignInExperience, SignInExperience, SignInExperienceChanges, put_sign_in_experience,
        sign_in_experience,
    },
};
use crate::{app::Inner, ids::ClientId, secrets::Token};

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
        custom_client_metadata: new.custom_client_metadata.unwrap_or_else(|| new.metadata.members()),
        metadata: new.metadata,
        custom_data: new.custom_data,
        access_control_enabled: false,
        created_at: app.clock.now(),
    };
    store::insert(tx, &application).await?;
    for scope in &new.consent_scopes {
        consent::add_user_scope(tx, &application.id, scope).await?;
    }
    let secret = if application.application_type.is_confidential() {
        Some(add_secret(app, tx, &application.id, "Default secret", None).await?)
    } else {
        None
    };
    cache::changed(app, tx).await?;
    Ok((application, secret))
}

/// One application, uncached.
///
/// # Errors
/// Storage.
pub async fn find(conn: &mut Conn, id: &ClientId) -> Result<Option<Application>, DbError> {
    store::find(conn, id).await
}

/// Reads an application for a change: until this transaction ends, no other changes it, its rules or its roles.
///
/// # Errors
/// Storage.
pub async fn lock(tx: &mut Tx, id: &ClientId) -> Result<Option<Application>, DbError> {
    store::lock(tx, id).await
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
    let Some(mut application) = store::lock(tx, id).await? else { return Ok(false) };
    application.redirect_uris = redirect_uris.to_vec();
    application.post_logout_redirect_uris = post_logout_redirect_uris.to_vec();
    store::update(tx, &application).await?;
    cache::changed(app, tx).await?;
    Ok(true)
}

/// Deletes it with its secrets; its tokens stop working because the client no longer resolves. False: unknown.
///
/// # Errors
/// Storage.
pub async fn delete(app: &Inner, tx: &mut Tx, id: &ClientId) -> Result<bool, DbError> {
    let deleted = store::delete(tx, id).await?;
    cache::changed_with_roles(app, tx).await?;
    Ok(deleted)
}
