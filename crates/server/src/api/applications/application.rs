use serde::Serialize;
use serde_json::{Map, Value};

use super::metadata::{custom_client_metadata, oidc_client_metadata};
use crate::{
    api::shell::{Schema, any_object, any_text, boolean, nullable, number, object, one_of, required, text},
    applications::{Application, ApplicationType, OidcClientMetadata},
    clock::Timestamp,
    ids::ClientId,
};

/// An application as the API shows it. Its secrets have a list of their own.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct ApplicationView {
    tenant_id: &'static str,
    id: ClientId,
    name: String,
    /// Only what is built in says `N/A`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<&'static str>,
    description: Option<String>,
    r#type: ApplicationType,
    oidc_client_metadata: OidcClientMetadata,
    custom_client_metadata: Map<String, Value>,
    protected_app_metadata: Option<Value>,
    custom_data: Map<String, Value>,
    is_third_party: bool,
    app_level_access_control_enabled: bool,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_admin: Option<bool>,
}

impl ApplicationView {
    /// With whether it has the internal role that gives the management API.
    pub(super) fn with_admin(application: Application, is_admin: bool) -> Self {
        Self { is_admin: Some(is_admin), ..Self::from(application) }
    }
}

impl From<Application> for ApplicationView {
    fn from(application: Application) -> Self {
        // The metadata of a SAML application belong to its own operations.
        let blank = application.application_type == ApplicationType::Saml;
        let oidc_client_metadata =
            if blank { OidcClientMetadata::default() } else { OidcClientMetadata::of(&application) };
        Self {
            tenant_id: "default",
            id: application.id,
            name: application.name,
            secret: None,
            description: application.description,
            r#type: application.application_type,
            oidc_client_metadata,
            custom_client_metadata: if blank { Map::new() } else { application.custom_client_metadata },
            protected_app_metadata: None,
            custom_data: application.custom_data,
            is_third_party: application.is_third_party,
            app_level_access_control_enabled: application.access_control_enabled,
            created_at: application.created_at,
            is_admin: None,
        }
    }
}

/// Its shape.
pub(in crate::api) fn application() -> Schema {
    object([
        required("tenantId", text(..=21)),
        required("id", text(1..=21)),
        required("name", text(1..=256)),
        crate::api::shell::optional("secret", any_text()),
        required("description", nullable(any_text())),
        required("type", application_type()),
        required("oidcClientMetadata", oidc_client_metadata()),
        required("customClientMetadata", custom_client_metadata()),
        required("protectedAppMetadata", nullable(any_object())),
        required("customData", any_object()),
        required("isThirdParty", boolean()),
        required("appLevelAccessControlEnabled", boolean()),
        required("createdAt", number()),
    ])
}

/// Kinds of applications.
pub(in crate::api) fn application_type() -> Schema {
    one_of(&["Native", "SPA", "Traditional", "MachineToMachine", "Protected", "SAML"])
}

/// What a search for applications looks at.
pub(in crate::api) const FIELDS: [&str; 3] = ["id", "name", "description"];
