use std::future::Future;

use genkan_sdk::{AccessToken, ReadOnlySession, SessionError};
use leptos::prelude::*;
use leptos_axum::extract;

use crate::Resources;
use crate::rows::Rows;
use crate::words::Words;

/// Where the page is; `router` asks for a sign-in there.
pub(crate) const PATH: &str = "/tokens";

/// Titles with tokens below them. Return a token from nothing that Leptos sends to the browser, such as a `Resource`
/// or a server function; this stays inside of the stream.
type Titled = Vec<(String, AccessToken)>;

/// What the app may show to its APIs and knows about the person's organizations.
#[component]
pub(crate) fn Tokens() -> impl IntoView {
    let words = Words::of_request();
    let resources = use_context::<Resources>().map(|resources| resources.0).unwrap_or_default();
    view! {
        <div class="person">
            <div>
                <h1>{words.tokens}</h1>
                <p>{words.tokens_note}</p>
            </div>
        </div>
        <Section words title=words.for_apis none=words.no_resources tokens=access_tokens(resources)/>
        <Section words title=words.for_organizations none=words.no_organizations tokens=organization_tokens()/>
        <p><a class="quiet" href="/">{words.home}</a></p>
    }
}

async fn access_tokens(resources: Vec<String>) -> Result<Titled, SessionError> {
    let session = session().await?;
    let mut tokens = Titled::new();
    for resource in resources {
        let token = session.access_token(&resource).await?;
        tokens.push((resource, token));
    }
    Ok(tokens)
}

async fn organization_tokens() -> Result<Titled, SessionError> {
    match session().await?.organization_tokens().await {
        Ok(tokens) => Ok(tokens.into_iter().collect()),
        // The app asks for no organizations.
        Err(SessionError::ScopeMissing(_)) => Ok(Titled::new()),
        Err(error) => Err(error),
    }
}

async fn session() -> Result<ReadOnlySession, SessionError> {
    extract().await.map_err(|_| SessionError::NotSignedIn)
}

#[component]
fn Section(
    words: &'static Words,
    title: &'static str,
    none: &'static str,
    tokens: impl Future<Output = Result<Titled, SessionError>> + Send + 'static,
) -> impl IntoView {
    view! {
        <section class="card">
            <h2>{title}</h2>
            <Suspense>
                {Suspend::new(async move {
                    match tokens.await {
                        Ok(tokens) if tokens.is_empty() => view! { <p class="empty">{none}</p> }.into_any(),
                        Ok(tokens) => view! { <Shown words tokens/> }.into_any(),
                        Err(error) => {
                            tracing::warn!(%error, "a token could not be fetched");
                            view! { <p class="empty">{words.unavailable}</p> }.into_any()
                        }
                    }
                })}
            </Suspense>
        </section>
    }
}

#[component]
fn Shown(words: &'static Words, tokens: Titled) -> impl IntoView {
    let shown = |(title, token): (String, AccessToken)| {
        view! {
            <p class="note"><code>{title}</code></p>
            {match token.unverified_claims() {
                Some(claims) => view! { <Rows claims/> }.into_any(),
                None => view! { <p class="empty">{words.opaque}</p> }.into_any(),
            }}
        }
    };
    tokens.into_iter().map(shown).collect_view()
}
