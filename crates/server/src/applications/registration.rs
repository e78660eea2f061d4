use genkan_database::DbError;
use genkan_oauth::redirect_uri::{self, UriKind};

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
    /// Any other rule; the text says which.
    #[error("{0}")]
    Invalid(&'static str),
    /// Storage.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl genkan_database::Retryable for Error {
    fn is_retryable(&self) -> bool {
        matches!(self, Self::Db(error) if error.is_retryable())
    }
}

/// The rules of registration.
pub(super) fn check(new: &NewApplication) -> Result<(), Error> {
    use ApplicationType as T;
    if new.name.is_empty() || new.name.chars().count() > 256 {
        return Err(Error::Invalid("an application name has 1 to 256 characters"));
    }
    if new.is_third_party && !matches!(new.application_type, T::Traditional | T::Spa | T::Native) {
        return Err(Error::Invalid("only Traditional, SPA and Native applications can be third-party"));
    }
    if new.is_third_party && new.metadata.allow_token_exchange {
        return Err(Error::Invalid("a third-party application cannot use token exchange"));
    }
    if new.metadata.is_device_flow && new.application_type != T::Native {
        return Err(Error::Invalid("only Native applications use the device flow"));
    }
    for uri in new.redirect_uris.iter().chain(&new.post_logout_redirect_uris) {
        check_uri(uri, REDIRECT)?;
    }
    for uri in new.backchannel_logout_uri.iter().chain(&new.logo_uri) {
        check_uri(uri, UriKind::Web)?;
    }
    Ok(())
}

/// Whoever registers a `*` asked for it (docs/decisions/0008-wildcard-redirect-uris.md); nothing adds one.
pub(super) const REDIRECT: UriKind = UriKind::Redirect { wildcards: true };

pub(super) fn check_uri(uri: &str, kind: UriKind) -> Result<(), Error> {
    redirect_uri::validate_registration(uri, kind)
        .map_err(|error| Error::InvalidUri { uri: uri.to_owned(), reason: error.to_string() })
}
