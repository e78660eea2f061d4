use genkan_database::DbError;
use genkan_oauth::redirect_uri::{self, UriKind};

use serde_json::{Map, Value};

use super::{ApplicationType, CustomClientMetadata};

/// What registration takes. `id` and secret are generated.
#[derive(Clone, Debug)]
pub struct NewApplication {
    /// 1–256 characters.
    pub name: String,
    /// For the operator.
    pub description: Option<String>,
    /// Kind of app.
    pub application_type: ApplicationType,
    /// Only Traditional, SPA and Native.
    pub is_third_party: bool,
    /// Checked by `genkan_oauth::redirect_uri`.
    pub redirect_uris: Vec<String>,
    /// The same rules.
    pub post_logout_redirect_uris: Vec<String>,
    /// http(s) URL.
    pub backchannel_logout_uri: Option<String>,
    /// Whether logout tokens carry `sid`.
    pub backchannel_logout_session_required: bool,
    /// Shown on pages.
    pub logo_uri: Option<String>,
    /// Settings.
    pub metadata: CustomClientMetadata,
    /// The settings member for member as they came, if they came over the wire; otherwise those of `metadata`.
    pub custom_client_metadata: Option<Map<String, Value>>,
    /// The operator's data.
    pub custom_data: Map<String, Value>,
    /// Third-party only.
    pub consent_scopes: Vec<String>,
}

impl NewApplication {
    /// The minimum: a name and a type.
    pub fn new(name: impl Into<String>, application_type: ApplicationType) -> Self {
        Self {
            name: name.into(),
            description: None,
            application_type,
            is_third_party: false,
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            backchannel_logout_uri: None,
            backchannel_logout_session_required: false,
            logo_uri: None,
            metadata: CustomClientMetadata::default(),
            custom_client_metadata: None,
            custom_data: Map::new(),
            consent_scopes: Vec::new(),
        }
    }
}

/// Why an application was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A redirect or post sign-out URI breaks a rule; the text says which.
    #[error("{uri}: {reason}")]
    InvalidUri {
        /// As given.
        uri: String,
        /// In words.
        reason: String,
    },
    /// Any other rule of registration; the text says which.
    #[error("{0}")]
    Invalid(Rule),
    /// Storage.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The rules of registration that are not about URIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// Name.
    #[error("an application name has 1 to 256 characters")]
    Name,
    /// Third-party of a type that has no people, or stands behind a proxy.
    #[error("only Traditional, SPA and Native applications can be third-party")]
    ThirdPartyType,
    /// Third-party with token exchange.
    #[error("a third-party application cannot use token exchange")]
    ThirdPartyTokenExchange,
    /// Device flow of a type that is no device.
    #[error("only Native applications use the device flow")]
    DeviceFlowType,
    /// Device flow is chosen once.
    #[error("whether an application uses the device flow is fixed")]
    DeviceFlowFixed,
    /// Access control without anybody who has access.
    #[error("access control needs at least one rule")]
    NoAccessRules,
    /// Access control by a role that people cannot have.
    #[error("access rules name roles of users")]
    AccessRoleType,
}

impl genkan_database::Retryable for Error {
    fn is_retryable(&self) -> bool {
        matches!(self, Self::Db(error) if error.is_retryable())
    }
}

/// The rules of registration.
pub(super) fn check(new: &NewApplication) -> Result<(), Error> {
    if new.name.is_empty() || new.name.chars().count() > 256 {
        return Err(Error::Invalid(Rule::Name));
    }
    check_third_party(new.application_type, new.is_third_party, &new.metadata)?;
    if new.metadata.is_device_flow && new.application_type != ApplicationType::Native {
        return Err(Error::Invalid(Rule::DeviceFlowType));
    }
    for uri in new.redirect_uris.iter().chain(&new.post_logout_redirect_uris) {
        check_uri(uri, REDIRECT)?;
    }
    for uri in new.backchannel_logout_uri.iter().chain(&new.logo_uri) {
        check_uri(uri, UriKind::Web)?;
    }
    Ok(())
}

pub(super) fn check_third_party(
    application_type: ApplicationType,
    is_third_party: bool,
    metadata: &CustomClientMetadata,
) -> Result<(), Error> {
    use ApplicationType as T;
    if !is_third_party {
        return Ok(());
    }
    if !matches!(application_type, T::Traditional | T::Spa | T::Native) {
        return Err(Error::Invalid(Rule::ThirdPartyType));
    }
    if metadata.allow_token_exchange {
        return Err(Error::Invalid(Rule::ThirdPartyTokenExchange));
    }
    Ok(())
}

/// Whoever registers a `*` asked for it (docs/decisions/0008-wildcard-redirect-uris.md); nothing adds one.
pub(super) const REDIRECT: UriKind = UriKind::Redirect { wildcards: true };

pub(super) fn check_uri(uri: &str, kind: UriKind) -> Result<(), Error> {
    redirect_uri::validate_registration(uri, kind)
        .map_err(|error| Error::InvalidUri { uri: uri.to_owned(), reason: error.to_string() })
}
