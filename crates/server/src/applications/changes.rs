use genkan_database::{DbError, Tx};
use genkan_oauth::redirect_uri::UriKind;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    Application, CustomClientMetadata, Error, Rule, access_control, cache,
    registration::{REDIRECT, check_third_party, check_uri},
    store,
};
use crate::{app::Inner, ids::ClientId};

/// What an update changes; `None` keeps.
#[derive(Clone, Debug, Default)]
pub struct ApplicationChanges {
    /// 1–256 characters.
    pub name: Option<String>,
    /// `Some(None)` removes it.
    pub description: Option<Option<String>>,
    /// Replaced as a whole.
    pub oidc_client_metadata: Option<OidcClientMetadata>,
    /// Replaced as a whole.
    pub custom_client_metadata: Option<Map<String, Value>>,
    /// Replaced as a whole.
    pub custom_data: Option<Map<String, Value>>,
    /// Needs at least one rule to be turned on.
    pub access_control_enabled: Option<bool>,
}

/// `oidcClientMetadata`, camelCase on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OidcClientMetadata {
    /// See [`Application::redirect_uris`].
    pub redirect_uris: Vec<String>,
    /// See [`Application::post_logout_redirect_uris`].
    pub post_logout_redirect_uris: Vec<String>,
    /// See [`Application::backchannel_logout_uri`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_uri: Option<String>,
    /// See [`Application::backchannel_logout_session_required`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub backchannel_logout_session_required: bool,
    /// See [`Application::logo_uri`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_uri: Option<String>,
}

impl OidcClientMetadata {
    /// That of an application.
    pub fn of(application: &Application) -> Self {
        Self {
            redirect_uris: application.redirect_uris.clone(),
            post_logout_redirect_uris: application.post_logout_redirect_uris.clone(),
            backchannel_logout_uri: application.backchannel_logout_uri.clone(),
            backchannel_logout_session_required: application.backchannel_logout_session_required,
            logo_uri: application.logo_uri.clone(),
        }
    }

    fn check(&self) -> Result<(), Error> {
        for uri in self.redirect_uris.iter().chain(&self.post_logout_redirect_uris) {
            check_uri(uri, REDIRECT)?;
        }
        for uri in self.backchannel_logout_uri.iter().chain(&self.logo_uri) {
            check_uri(uri, UriKind::Web)?;
        }
        Ok(())
    }
}

/// Changes an application. `None`: unknown.
///
/// # Errors
/// [`Error`] for rules broken or storage.
pub async fn update(
    app: &Inner,
    tx: &mut Tx,
    id: &ClientId,
    changes: ApplicationChanges,
) -> Result<Option<Application>, Error> {
    let Some(mut application) = store::lock(tx, id).await? else { return Ok(None) };
    if let Some(name) = changes.name {
        application.name = name;
    }
    if let Some(description) = changes.description {
        application.description = description;
    }
    if let Some(own) = changes.oidc_client_metadata {
        own.check()?;
        application.redirect_uris = own.redirect_uris;
        application.post_logout_redirect_uris = own.post_logout_redirect_uris;
        application.backchannel_logout_uri = own.backchannel_logout_uri;
        application.backchannel_logout_session_required = own.backchannel_logout_session_required;
        application.logo_uri = own.logo_uri;
    }
    if let Some(members) = changes.custom_client_metadata {
        set_custom_client_metadata(&mut application, members)?;
    }
    if let Some(custom_data) = changes.custom_data {
        application.custom_data = custom_data;
    }
    if let Some(enabled) = changes.access_control_enabled {
        if enabled && !access_control::any(tx, id).await? {
            return Err(Error::Invalid(Rule::NoAccessRules));
        }
        application.access_control_enabled = enabled;
    }
    store::update(tx, &application).await?;
    cache::changed(app, tx).await?;
    Ok(Some(application))
}

fn set_custom_client_metadata(
    application: &mut Application,
    members: Map<String, Value>,
) -> Result<(), Error> {
    let metadata = CustomClientMetadata::read(&members)
        .map_err(|error| DbError::Decode(format!("custom_client_metadata: {:?}", error.classify())))?;
    if metadata.is_device_flow != application.metadata.is_device_flow {
        return Err(Error::Invalid(Rule::DeviceFlowFixed));
    }
    check_third_party(application.application_type, application.is_third_party, &metadata)?;
    application.metadata = metadata;
    application.custom_client_metadata = members;
    Ok(())
}

/// Sets members of the custom data and keeps the others. `None`: unknown application.
///
/// # Errors
/// Storage.
pub async fn merge_custom_data(
    app: &Inner,
    tx: &mut Tx,
    id: &ClientId,
    members: Map<String, Value>,
) -> Result<Option<Map<String, Value>>, DbError> {
    let Some(mut application) = store::lock(tx, id).await? else { return Ok(None) };
    application.custom_data.extend(members);
    store::update(tx, &application).await?;
    cache::changed(app, tx).await?;
    Ok(Some(application.custom_data))
}
