//! What `{:?}` and logs may show.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use genkan_sdk::{MemoryStore, ReadOnlySession, Session};

use crate::support::{App, Browser};

async fn shown(session: Session, reader: ReadOnlySession) -> String {
    format!("{session:?} {reader:?} {:?}", session.provider_token())
}

#[tokio::test]
async fn a_session_shows_neither_its_id_nor_its_cookie() {
    let mut app = App::start().await;
    let store = MemoryStore::with_clock(Arc::clone(&app.clock) as _);
    app.restart(|config| config.session_store(store));
    let page = Router::new().route("/shown", get(shown)).layer(app.genkan.layer());
    let mut browser = Browser::new(page.merge(app.router()));
    app.sign_in(&mut browser, "/sign-in").await;
    browser.get("/token/api").await;
    // Old enough for the cookie to be set anew.
    app.clock.advance(86_400);
    let id = browser.cookies["genkan.app"].clone();
    let text = format!("{} {:?}", browser.get("/shown").await.body, app.genkan);
    assert!(text.contains("signed_in: true"), "{text}");
    assert!(!text.contains(&id) && !text.contains("Mio"), "{text}");
}
