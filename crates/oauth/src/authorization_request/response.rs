//! `response_type` and `response_mode`.

use serde::{Deserialize, Serialize};

use crate::error::OAuthError;
use crate::parameters::Parameters;

/// What the client wants from the authorization endpoint. Tokens never come from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseType {
    /// An authorization code.
    Code,
}

impl ResponseType {
    /// The wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
        }
    }

    pub(super) fn parse(parameters: &Parameters) -> Result<Self, OAuthError> {
        let text = parameters.require("response_type")?;
        let mut names: Vec<&str> = text.split(' ').filter(|name| !name.is_empty()).collect();
        names.sort_unstable();
        match names.as_slice() {
            ["code"] => Ok(Self::Code),
            // Advertised for compatibility, allowed to no client.
            ["id_token"] | ["none"] | ["code", "id_token"] => {
                Err(OAuthError::invalid_request("requested response_type is not allowed for this client"))
            }
            _ => Err(OAuthError::unsupported_response_type()),
        }
    }
}

/// How the answer travels to the redirect URI.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the query of the redirect URI.
    #[default]
    Query,
    /// In the fragment of the redirect URI.
    Fragment,
    /// In a form that the browser posts (OAuth 2.0 Form Post Response Mode).
    FormPost,
}

impl ResponseMode {
    /// The wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Query, Self::Fragment, Self::FormPost].into_iter().find(|mode| mode.as_str() == text)
    }

    /// The mode to answer with, whatever else is wrong: the one asked for, else the response type's default, which
    /// is the fragment for anything that would return a token (OAuth 2.0 Multiple Response Types §3, §5).
    pub(super) fn for_answer(parameters: &Parameters) -> Self {
        let returns_token = parameters
            .get("response_type")
            .is_some_and(|text| text.split(' ').any(|name| name == "token" || name == "id_token"));
        let default = if returns_token { Self::Fragment } else { Self::Query };
        match parameters.get("response_mode").and_then(Self::parse) {
            // A token must not travel in a query, not even as an error's companion.
            Some(Self::Query) if returns_token => Self::Fragment,
            Some(mode) => mode,
            None => default,
        }
    }

    pub(super) fn check(parameters: &Parameters) -> Result<(), OAuthError> {
        match parameters.get("response_mode") {
            Some(text) if Self::parse(text).is_none() => Err(OAuthError::unsupported_response_mode()),
            _ => Ok(()),
        }
    }
}
