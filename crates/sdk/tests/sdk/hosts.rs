//! One app under several names.

use genkan_sdk::{Config, Genkan};
use http::Method;

use crate::support::{App, Browser, COOKIE_SECRET};

async fn app() -> App {
    let mut app = App::start().await;
    let config = Config::builder()
        .endpoint(&app.provider.origin)
        .app_id("app")
        .allowed_host("app.example")
        .allowed_host("preview.app.example:8443")
        .cookie_secret(COOKIE_SECRET)
        .clock(std::sync::Arc::clone(&app.clock) as _);
    app.genkan = Genkan::new(config.build().unwrap()).unwrap();
    app
}

#[tokio::test]
async fn redirect_uris_follow_the_host_of_the_request() {
    let app = app().await;
    for (headers, origin) in [
        (&[("host", "app.example")][..], "https://app.example"),
        (&[("host", "preview.app.example:8443")], "https://preview.app.example:8443"),
        (&[("host", "10.1.2.3"), ("x-forwarded-host", "app.example")], "https://app.example"),
    ] {
        let mut browser = app.browser();
        let start = browser.send(Method::GET, "/sign-in?returnTo=/orders", headers).await;
        let callback = app.provider.authorize(start.location());
        assert_eq!(app.provider.knobs().last_authorization["redirect_uri"], [format!("{origin}/callback")],);
        let landed = browser.send(Method::GET, &callback, headers).await;
        assert_eq!(landed.location(), "/orders");
        assert!(
            browser.cookies.keys().all(|name| name.starts_with("__Host-genkan")),
            "{:?}",
            browser.cookies
        );
        let out: Vec<_> = headers.iter().copied().chain([("sec-fetch-site", "same-origin")]).collect();
        let out = browser.send(Method::POST, "/sign-out", &out).await;
        let escaped: String = url::form_urlencoded::byte_serialize(origin.as_bytes()).collect();
        assert!(out.location().contains(&escaped), "{}", out.location());
    }
}

#[tokio::test]
async fn another_host_is_told_which_header_named_it() {
    let app = app().await;
    for headers in [
        &[("host", "evil.example")][..],
        &[("host", "app.example"), ("x-forwarded-host", "evil.example")],
        &[("host", "app.example:8443")],
        &[],
    ] {
        let answer = app.browser().send(Method::GET, "/sign-in", headers).await;
        assert_eq!(answer.status, 400, "{headers:?}");
        assert!(answer.body.contains("unknown_host") && !answer.body.contains("evil"), "{}", answer.body);
        assert!(answer.set_cookies().is_empty());
    }
}

#[tokio::test]
async fn return_paths_stay_on_the_host_they_were_made_for() {
    let app = app().await;
    for wish in ["//preview.app.example:8443/", "https://preview.app.example:8443/", "/\\evil.example"] {
        let encoded: String = url::form_urlencoded::byte_serialize(wish.as_bytes()).collect();
        let mut browser = app.browser();
        let host = [("host", "app.example")];
        let start = browser.send(Method::GET, &format!("/sign-in?returnTo={encoded}"), &host).await;
        let callback = app.provider.authorize(start.location());
        assert_eq!(browser.send(Method::GET, &callback, &host).await.location(), "/");
    }
}

/// HTTP/2 has no `Host`: the host is in the target.
#[tokio::test]
async fn in_http_2_the_authority_is_the_host() {
    let app = app().await;
    let start = app.browser().send(Method::GET, "https://app.example/sign-in", &[]).await;
    assert_eq!(start.status, 303, "{}", start.body);
    app.provider.authorize(start.location());
    assert_eq!(app.provider.knobs().last_authorization["redirect_uri"], ["https://app.example/callback"]);
    assert_eq!(app.browser().send(Method::GET, "https://evil.example/sign-in", &[]).await.status, 400);
}

/// A proxy may or may not take the base URL's path away.
#[tokio::test]
async fn the_way_back_keeps_the_path_of_the_base_url() {
    let app = App::with(|config| config.base_url("http://localhost:3000/shop")).await;
    let nested = axum::Router::new().nest("/shop", app.router());
    for (router, path) in [(app.router(), "/orders?page=2"), (nested, "/shop/orders?page=2")] {
        let answer = Browser::new(router).get(path).await;
        assert_eq!(answer.location(), "/shop/sign-in?returnTo=%2Fshop%2Forders%3Fpage%3D2", "{path}");
    }
}
