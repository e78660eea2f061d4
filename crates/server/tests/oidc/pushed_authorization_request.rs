//! Pushed authorization requests.

use genkan::applications::ApplicationType as Type;
use http::Method;

use super::flow::*;
use crate::support::{CODE_CHALLENGE, Page, TestApp, TestClient};

/// Pushes the standard request with the client's own authentication; `extra` replaces and adds.
async fn push(app: &TestApp, client: &TestClient, extra: &[(&str, &str)]) -> Page {
    let mut fields = vec![
        ("client_id", client.id.as_str()),
        ("redirect_uri", client.redirect_uri.as_str()),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("state", "pushed-state"),
        ("code_challenge", CODE_CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    fields.retain(|(name, _)| extra.iter().all(|(own, _)| own != name));
    fields.extend(extra.iter().filter(|(_, value)| !value.is_empty()));
    let mut browser = app.browser();
    let mut request = browser.request(Method::POST, "/oidc/request").form(&fields);
    if !client.secret.is_empty() {
        request = request.basic_auth(&client.id, Some(&client.secret));
    }
    browser.send(request).await
}

fn reference(page: &Page) -> String {
    assert_eq!((page.status, page.json()["expires_in"].as_i64()), (201, Some(60)), "{page:?}");
    assert_eq!(page.header("cache-control"), "no-store");
    let uri = page.json()["request_uri"].as_str().unwrap().to_owned();
    assert!(uri.starts_with("urn:ietf:params:oauth:request_uri:"), "{uri}");
    uri
}

fn by_reference(client: &TestClient, uri: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("client_id", client.id.as_str()), ("request_uri", uri)])
        .finish();
    format!("/oidc/auth?{query}")
}

/// Who pushes, what is different, and the error.
type Refusal<'a> = (&'a TestClient, &'a [(&'a str, &'a str)], &'a str);

on_both_engines! {
    async fn a_reference_works_once(app: TestApp) {
        let user = app.create_user("hana").await;
        for kind in [Type::Traditional, Type::Spa, Type::Native] {
            let client = app.create_app(kind).await;
            let address = by_reference(&client, &reference(&push(&app, &client, &[]).await));
            let mut browser = app.browser();
            let page = browser.get(&address).await;
            assert!(location(&page).starts_with("/sign-in"), "{page:?}");
            record_login(&app, &browser, &user).await;
            let page = resume(&mut browser).await;
            let answer = answer(&page, &client);
            assert!(answer.contains_key("code") && answer["state"] == "pushed-state", "{answer:?}");
            let page = browser.get(&address).await;
            assert_eq!((page.status, page.json()["error"].as_str()), (400, Some("invalid_request_uri")));
        }
    }

    async fn what_stands_beside_a_reference_does_not_count(app: TestApp) {
        let client = app.create_app(Type::Traditional).await;
        let uri = reference(&push(&app, &client, &[("first_screen", "register")]).await);
        let address = format!("{}&redirect_uri=https://evil.example/&prompt=none&first_screen=sign_in", by_reference(&client, &uri));
        let page = app.browser().get(address).await;
        assert!(location(&page).starts_with("/register?"), "{page:?}");
    }

    async fn only_its_own_client_and_only_for_a_minute(app: TestApp) {
        let (client, other) = (app.create_app(Type::Traditional).await, app.create_app(Type::Traditional).await);
        let uri = reference(&push(&app, &client, &[]).await);
        let mut browser = app.browser();
        let page = browser.get(by_reference(&other, &uri)).await;
        assert_eq!((page.status, page.header("location")), (400, ""), "{page:?}");
        let page = browser.get(by_reference(&client, &uri)).await;
        assert_eq!(page.status, 303, "somebody else's attempt does not use it up");
        let uri = reference(&push(&app, &client, &[]).await);
        app.advance(60);
        assert_eq!(browser.get(by_reference(&client, &uri)).await.status, 400);
        for odd in ["urn:ietf:params:oauth:request_uri:", "urn:ietf:params:oauth:request_uri:x", "urn:other"] {
            let page = browser.get(by_reference(&client, odd)).await;
            let refused = page.status == 400 || error(&page, &client) == "request_uri_not_supported";
            assert!(refused, "{odd}: {page:?}");
        }
    }

    async fn many_at_once_use_it_once(app: TestApp) {
        let client = app.create_app(Type::Traditional).await;
        let address = by_reference(&client, &reference(&push(&app, &client, &[]).await));
        let racers = (0..10).map(|_| {
            let (mut browser, address) = (app.browser(), address.clone());
            async move { browser.get(address).await.status }
        });
        let mut statuses = futures_util::future::join_all(racers).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [&[303][..], &[400; 9]].concat());
    }

    async fn it_is_refused_what_the_endpoint_would_refuse(app: TestApp) {
        let (client, spa) = (app.create_app(Type::Traditional).await, app.create_app(Type::Spa).await);
        let table: &[Refusal<'_>] = &[
            (&client, &[("redirect_uri", "https://evil.example/")], "invalid_redirect_uri"),
            (&client, &[("response_type", "token")], "unsupported_response_type"),
            (&client, &[("prompt", "none login")], "invalid_request"),
            (&client, &[("resource", "https://unknown.example")], "invalid_target"),
            (&client, &[("request", "x")], "request_not_supported"),
            (&client, &[("request_uri", "urn:ietf:params:oauth:request_uri:x")], "invalid_request"),
            (&client, &[("client_id", "")], "invalid_request"),
            (&client, &[("client_id", spa.id.as_str())], "invalid_request"),
            (&spa, &[("code_challenge", ""), ("code_challenge_method", "")], "invalid_request"),
        ];
        for (client, extra, expected) in table {
            let page = push(&app, client, extra).await;
            assert_eq!((page.status, page.json()["error"].as_str()), (400, Some(*expected)), "{extra:?}");
        }
        let impostor = TestClient { secret: "x".repeat(32), ..client.clone() };
        let page = push(&app, &impostor, &[]).await;
        assert_eq!((page.status, page.json()["error"].as_str()), (401, Some("invalid_client")));
    }
}

#[tokio::test]
async fn what_anybody_can_push_is_limited_per_address() {
    let app = TestApp::with(genkan_database::Engine::Sqlite, |config| {
        config.limits.authorization_requests_per_minute = 2;
    })
    .await;
    let (public, web) = (app.create_app(Type::Spa).await, app.create_app(Type::Traditional).await);
    let mut statuses = Vec::new();
    for client in [&public, &public, &public, &web, &web, &web] {
        statuses.push(push(&app, client, &[]).await.status);
    }
    assert_eq!(statuses, [201, 201, 429, 201, 201, 201]);
}
