use axum::response::IntoResponse as _;
use genkan_sdk::SessionError;
use http::StatusCode;
use http::header::ACCEPT;
use http::request::Parts;
use leptos::prelude::{FromServerFnError, ServerFnErrorErr, use_context};
use leptos::server_fn::codec::JsonEncoding;
use leptos_axum::ResponseOptions;
use serde::{Deserialize, Serialize};

/// What a server function answers when it cannot do its work: JSON for programs. After a form Leptos brings it back to
/// the page in the address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// A stable name, such as `provider_unavailable`.
    pub code: String,
}

impl Fault {
    /// The fault, with its status for programs; a form's answer stays the redirect that Leptos makes.
    pub(crate) fn answer(code: &str, status: StatusCode) -> Self {
        if let Some(response) = use_context::<ResponseOptions>()
            && !is_form()
        {
            response.set_status(status);
        }
        Self { code: code.to_owned() }
    }
}

impl From<SessionError> for Fault {
    fn from(error: SessionError) -> Self {
        tracing::warn!(%error, "a server function could not use the session");
        let code = error.code().to_owned();
        Self::answer(&code, error.into_response().status())
    }
}

impl FromServerFnError for Fault {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            // The last is what a body that is too long or no text comes as.
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => {
                Self::answer("invalid_request", StatusCode::BAD_REQUEST)
            }
            error => {
                tracing::error!(%error, "a server function failed");
                Self::answer("server_error", StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }
}

fn is_form() -> bool {
    use_context::<Parts>()
        .and_then(|parts| Some(parts.headers.get(ACCEPT)?.to_str().ok()?.contains("text/html")))
        .unwrap_or(false)
}
