use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    ApplicationView, application_type, check_not_saml,
    metadata::{custom_client_metadata, oidc_client_metadata},
    not_empty, refusal, text_or_null, unknown,
};
use crate::{
    api::{
        organizations::present,
        shell::{
            Answer, ApiError, Call, Schema, any_object, any_text, boolean, integer, list_of, nullable,
            object, one_of, optional, required, text,
        },
    },
    applications::{
        self, ApplicationChanges, ApplicationType, CustomClientMetadata, NewApplication, OidcClientMetadata,
    },
    ids::{ClientId, RoleId},
    roles::INTERNAL_ADMIN,
};

pub(super) fn create_body() -> Schema {
    let protected = object([required("subDomain", any_text()), required("origin", any_text())]);
    object([
        required("name", text(1..=256)),
        required("type", application_type()),
        optional("description", text_or_null()),
        optional("oidcClientMetadata", oidc_client_metadata()),
        optional("customClientMetadata", custom_client_metadata()),
        optional("customData", any_object()),
        optional("isThirdParty", boolean()),
        optional("protectedAppMetadata", protected),
    ])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct New {
    name: String,
    r#type: ApplicationType,
    description: Option<String>,
    #[serde(default)]
    oidc_client_metadata: OidcClientMetadata,
    #[serde(default)]
    custom_client_metadata: Map<String, Value>,
    #[serde(default)]
    custom_data: Map<String, Value>,
    #[serde(default)]
    is_third_party: bool,
    protected_app_metadata: Option<ProtectedAppMetadata>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProtectedAppMetadata {
    sub_domain: String,
}

/// `POST /applications`.
pub(super) async fn create(call: Call) -> Result<Answer, ApiError> {
    let new: New = call.body()?;
    check_type(new.r#type, new.protected_app_metadata.as_ref())?;
    let metadata = CustomClientMetadata::read(&new.custom_client_metadata)
        .map_err(|_| ApiError::value_does_not_fit())?;
    let oidc = new.oidc_client_metadata;
    let new = NewApplication {
        description: not_empty(new.description),
        is_third_party: new.is_third_party,
        redirect_uris: oidc.redirect_uris,
        post_logout_redirect_uris: oidc.post_logout_redirect_uris,
        backchannel_logout_uri: oidc.backchannel_logout_uri,
        backchannel_logout_session_required: oidc.backchannel_logout_session_required,
        logo_uri: not_empty(oidc.logo_uri),
        metadata,
        custom_client_metadata: Some(new.custom_client_metadata),
        custom_data: new.custom_data,
        ..NewApplication::new(new.name, new.r#type)
    };
    let mut tx = call.app.db.begin().await?;
    let (application, _secret) = applications::create(&call.app, &mut tx, new).await.map_err(refusal)?;
    tx.commit().await?;
    Ok(Answer::json(200, &ApplicationView::from(application)))
}

fn check_type(kind: ApplicationType, protected: Option<&ProtectedAppMetadata>) -> Result<(), ApiError> {
    if kind == ApplicationType::Saml {
        return Err(ApiError::new(400, "application.saml.use_saml_app_api"));
    }
    if kind != ApplicationType::Protected {
        return Ok(());
    }
    let Some(ProtectedAppMetadata { sub_domain }) = protected else {
        return Err(ApiError::new(400, "application.protected_app_metadata_is_required"));
    };
    let label = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if sub_domain.is_empty()
        || sub_domain.len() > 63
        || !sub_domain.chars().all(label)
        || sub_domain.starts_with('-')
        || sub_domain.ends_with('-')
    {
        return Err(ApiError::new(422, "application.invalid_subdomain"));
    }
    // There is no protecting proxy here.
    Err(ApiError::new(501, "application.protected_app_not_configured"))
}

pub(super) fn update_body() -> Schema {
    let scopes = one_of(&[
        "custom_data",
        "identities",
        "roles",
        "urn:logto:scope:organizations",
        "urn:logto:scope:organization_roles",
    ]);
    let protected = object([
        optional("origin", any_text()),
        optional("sessionDuration", integer(..)),
        optional("pageRules", list_of(object([required("path", any_text())]))),
        optional("additionalScopes", list_of(scopes)),
    ]);
    object([
        optional("name", text(1..=256)),
        optional("description", text_or_null()),
        optional("oidcClientMetadata", oidc_client_metadata()),
        optional("customClientMetadata", custom_client_metadata()),
        optional("customData", any_object()),
        optional("appLevelAccessControlEnabled", boolean()),
        optional("protectedAppMetadata", nullable(protected)),
        optional("isAdmin", boolean()),
    ])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Update {
    name: Option<String>,
    /// Absent keeps, `null` removes.
    #[serde(default, deserialize_with = "present")]
    description: Option<Option<String>>,
    oidc_client_metadata: Option<OidcClientMetadata>,
    custom_client_metadata: Option<Map<String, Value>>,
    custom_data: Option<Map<String, Value>>,
    app_level_access_control_enabled: Option<bool>,
    protected_app_metadata: Option<Map<String, Value>>,
    is_admin: Option<bool>,
}

/// `PATCH /applications/{id}`.
pub(super) async fn update(call: Call) -> Result<Answer, ApiError> {
    let update: Update = call.body()?;
    let id = ClientId::from(call.param("id"));
    let mut tx = call.app.db.begin().await?;
    let application = applications::find(&mut tx, &id).await?.ok_or_else(|| unknown(&id))?;
    check_not_saml(&application)?;
    if update.protected_app_metadata.is_some() {
        return Err(if application.application_type == ApplicationType::Protected {
            ApiError::new(501, "application.protected_app_not_configured")
        } else {
            ApiError::new(400, "application.protected_application_only")
        });
    }
    let internal = RoleId::from(INTERNAL_ADMIN);
    match update.is_admin {
        Some(true) => _ = applications::add_role(&call.app, &mut tx, &id, &internal).await?,
        Some(false) => _ = applications::remove_role(&call.app, &mut tx, &id, &internal).await?,
        None => {}
    }
    let changes = ApplicationChanges {
        name: update.name,
        description: update.description.map(not_empty),
        oidc_client_metadata: update
            .oidc_client_metadata
            .map(|own| OidcClientMetadata { logo_uri: not_empty(own.logo_uri.clone()), ..own }),
        custom_client_metadata: update.custom_client_metadata,
        custom_data: update.custom_data,
        access_control_enabled: update.app_level_access_control_enabled,
    };
    let updated = applications::update(&call.app, &mut tx, &id, changes)
        .await
        .map_err(refusal)?
        .ok_or_else(|| unknown(&id))?;
    tx.commit().await?;
    Ok(Answer::json(200, &ApplicationView::from(updated)))
}

/// `DELETE /applications/{id}`.
pub(super) async fn delete(call: Call) -> Result<Answer, ApiError> {
    let id = ClientId::from(call.param("id"));
    let mut tx = call.app.db.begin().await?;
    let application = applications::find(&mut tx, &id).await?.ok_or_else(|| unknown(&id))?;
    check_not_saml(&application)?;
    if !applications::delete(&call.app, &mut tx, &id).await? {
        return Err(unknown(&id));
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}
