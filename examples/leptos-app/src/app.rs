use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

use crate::home::Home;
use crate::page_headers::set_page_headers;
use crate::tokens::Tokens;
use crate::words::Words;

/// The document. Pages stream in order, so that they are whole without a script.
pub(crate) fn shell() -> impl IntoView {
    set_page_headers();
    let words = Words::of_request();
    view! {
        <!DOCTYPE html>
        <html lang=words.lang>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{words.app}</title>
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href="/style.css"/>
            </head>
            <body>
                <Router>
                    <header class="bar">
                        <a class="mark" href="/">{words.app}</a>
                    </header>
                    <main>
                        <FlatRoutes fallback=NotFound>
                            <Route path=path!("/") view=Home ssr=SsrMode::InOrder/>
                            <Route path=path!("/tokens") view=Tokens ssr=SsrMode::InOrder/>
                        </FlatRoutes>
                    </main>
                </Router>
                <footer class="foot">{words.foot}</footer>
            </body>
        </html>
    }
}

#[component]
fn NotFound() -> impl IntoView {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::NOT_FOUND);
    }
    let words = Words::of_request();
    view! {
        <section class="card greeting">
            <h1>{words.not_found}</h1>
            <p><a class="primary" href="/">{words.home}</a></p>
        </section>
    }
}
