//! What forms and programs call over HTTP. Here the response has not begun, so these take `Session`: a token that is
//! refreshed on the way reaches the browser's cookie with the answer.

use genkan_sdk::{Session, SessionError, SignedIn};
use leptos::prelude::*;
use leptos_axum::redirect;
use serde_json::{Map, Value};

use crate::Resources;
use crate::extracted::extracted;
use crate::fault::Fault;
use crate::tokens;

/// What the identity server says about the person: `POST /api/user-info`.
#[server(endpoint = "user-info")]
pub async fn user_info() -> Result<Map<String, Value>, Fault> {
    let session: Session = extracted().await?;
    Ok(session.user_info().await?.raw().clone())
}

/// Gets what the app may show to its APIs, then shows the page that lists it: `POST /api/tokens`. The page finds the
/// tokens in the session and fetches nothing.
#[server(endpoint = "tokens")]
pub async fn fetch_tokens() -> Result<(), Fault> {
    let me: SignedIn = extracted().await?;
    for resource in expect_context::<Resources>().0 {
        me.session.access_token(&resource).await?;
    }
    match me.session.organization_tokens().await {
        // The app asks for no organizations.
        Ok(_) | Err(SessionError::ScopeMissing(_)) => {}
        Err(error) => return Err(error.into()),
    }
    redirect(tokens::PATH);
    Ok(())
}
