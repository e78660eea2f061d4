use genkan_sdk::{IdTokenClaims, ReadOnlySession};
use leptos::prelude::*;
use leptos_axum::extract;

use crate::rows::Rows;
use crate::server_functions::FetchTokens;
use crate::words::Words;

/// The first page: who is signed in, and below it, as soon as the identity server answers, what it says about them.
#[component]
pub(crate) fn Home() -> impl IntoView {
    let words = Words::of_request();
    view! {
        <Suspense>
            {Suspend::new(async move {
                // The layer in `router` has opened the session already: this waits for nothing.
                let session = extract::<ReadOnlySession>().await.ok();
                match session.and_then(|session| Some((session.claims()?, session))) {
                    Some((claims, session)) => view! { <Person words claims session/> }.into_any(),
                    None => view! { <Visitor words/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Visitor(words: &'static Words) -> impl IntoView {
    view! {
        <section class="card greeting">
            <h1>{words.welcome}</h1>
            <p>{words.invitation}</p>
            <p><a class="primary" href="/sign-in" rel="external">{words.sign_in}</a></p>
        </section>
    }
}

#[component]
fn Person(words: &'static Words, claims: IdTokenClaims, session: ReadOnlySession) -> impl IntoView {
    let name = claims.display_name().to_owned();
    let initial: String = name.chars().take(1).flat_map(char::to_uppercase).collect();
    // After a form that failed Leptos brings the fault back in the address, where anybody can write: no word of it
    // is shown.
    let tokens = ServerAction::<FetchTokens>::new();
    let failed = tokens.value().get_untracked().is_some_and(|outcome| outcome.is_err());
    view! {
        <div class="person">
            <span class="initial" aria-hidden="true">{initial}</span>
            <div>
                <h1>{words.hello.0}{name}{words.hello.1}</h1>
                <p>{words.signed_in_as}</p>
            </div>
        </div>
        <div class="person">
            <ActionForm action=tokens>
                <button class="primary" type="submit">{words.show_tokens}</button>
            </ActionForm>
            <form method="post" action="/sign-out">
                <button class="quiet" type="submit">{words.sign_out}</button>
            </form>
        </div>
        {failed.then(|| view! { <p class="card" role="alert">{words.unavailable}</p> })}
        <section class="card" aria-labelledby="id-token">
            <h2 id="id-token">{words.id_token}</h2>
            <p class="note">{words.id_token_note}</p>
            <Rows claims=claims.raw().clone()/>
        </section>
        <section class="card" aria-labelledby="user-info">
            <h2 id="user-info">{words.user_info}</h2>
            <p class="note">{words.user_info_note}</p>
            <Suspense>
                {
                    let session = session.clone();
                    Suspend::new(async move {
                        match session.user_info().await {
                            Ok(info) => view! { <Rows claims=info.raw().clone()/> }.into_any(),
                            Err(error) => {
                                tracing::warn!(%error, "the user info could not be fetched");
                                view! { <p class="empty">{words.unavailable}</p> }.into_any()
                            }
                        }
                    })
                }
            </Suspense>
        </section>
    }
}
