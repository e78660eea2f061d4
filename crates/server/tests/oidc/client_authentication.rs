//! Every row of client authentication, at every endpoint that has it.

use genkan::applications::{self, ApplicationType, NewApplication};
use reqwest::Method;

use super::seed::assert_refused;
use crate::support::*;

const ENDPOINTS: [&str; 3] = ["/oidc/token", "/oidc/token/revocation", "/oidc/token/introspection"];

async fn call(app: &TestApp, path: &str, headers: &[(&str, &str)], body: &str) -> Page {
    let mut browser = app.browser();
    let mut request = browser.request(Method::POST, path);
    if !headers.iter().any(|(name, _)| *name == "content-type") {
        request = request.header("content-type", "application/x-www-form-urlencoded");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    browser.send(request.body(body.to_owned())).await
}

fn basic(user: &str, password: &str) -> String {
    use base64::{Engine, prelude::BASE64_STANDARD};
    format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")))
}

/// Authenticated: what is refused then is the grant or the token, not the client.
fn is_authenticated(page: &Page) -> bool {
    page.status == 200 || page.json()["error"] == "invalid_grant"
}

on_both_engines! {
    async fn ways_in(app: TestApp) {
        let web = app.create_app(ApplicationType::Traditional).await;
        let spa = app.create_app(ApplicationType::Spa).await;
        let (id, secret) = (web.id.as_str(), web.secret.as_str());
        let request = "grant_type=authorization_code&code=x&token=x&redirect_uri=https://app.example/callback";
        let encoded: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for path in ENDPOINTS {
            for (header, body) in [
                (Some(basic(id, secret)), String::new()),
                (Some(basic(id, secret)), format!("&client_id={id}")),
                (Some(basic(id, &encoded)), format!("&client_id={id}")),
                (None, format!("&client_id={id}&client_secret={secret}")),
                (None, format!("&client_id={}", spa.id)),
            ] {
                let headers: Vec<_> = header.iter().map(|value| ("authorization", value.as_str())).collect();
                let page = call(&app, path, &headers, &format!("{request}{body}")).await;
                assert!(is_authenticated(&page), "{path} {header:?} {body} {page:?}");
            }
            let json = format!(
                r#"{{"grant_type":"authorization_code","code":"x","token":"x","client_id":"{id}","client_secret":"{secret}","redirect_uri":"https://app.example/callback"}}"#
            );
            let page = call(&app, path, &[("content-type", "application/json")], &json).await;
            assert!(is_authenticated(&page), "{page:?}");
        }
    }

    async fn refusals(app: TestApp) {
        let web = app.create_app(ApplicationType::Traditional).await;
        let spa = app.create_app(ApplicationType::Spa).await;
        let (id, secret) = (web.id.as_str(), web.secret.as_str());
        let failed = "client authentication failed";
        let one = "client authentication must only be provided using one mechanism";
        let table = [
            (Some(basic(id, "wrong")), String::new(), 401, "invalid_client", failed),
            (None, format!("client_id={id}&client_secret=wrong"), 401, "invalid_client", failed),
            (None, format!("client_id={id}"), 401, "invalid_client", failed),
            (Some(basic(spa.id.as_str(), "x")), String::new(), 401, "invalid_client", failed),
            (None, format!("client_id={}&client_secret=x", spa.id), 401, "invalid_client", failed),
            (Some(basic(id, secret)), format!("client_id={id}&client_secret={secret}"), 400, "invalid_request", one),
            (Some(basic(id, secret)), "client_id=other".into(), 400, "invalid_request", "client_id mismatch"),
            (None, "client_id=nobody".into(), 400, "invalid_client", "invalid client nobody"),
            (None, String::new(), 400, "invalid_request", "no client authentication mechanism provided"),
            (Some("Bearer x".into()), format!("client_id={id}"), 400, "invalid_request",
                "invalid authorization header value format"),
        ];
        for path in ENDPOINTS {
            for (header, body, status, error, description) in &table {
                let headers: Vec<_> = header.iter().map(|value| ("authorization", value.as_str())).collect();
                let page = call(&app, path, &headers, &format!("grant_type=authorization_code&{body}")).await;
                assert_refused(&page, *status, error, description);
                let challenged = header.is_some() && *status == 401;
                let expected = format!("Basic realm=\"{}/oidc\", error=\"invalid_client\"", app.url);
                assert_eq!(page.header("www-authenticate").starts_with(&expected), challenged, "{page:?}");
            }
            let page = call(&app, path, &[("content-type", "text/plain")], &format!("client_id={id}")).await;
            assert_eq!(page.status, 400, "{page:?}");
            let page = call(&app, path, &[], &format!("client_id={id}&x=%00")).await;
            assert_eq!(page.status, 400, "{page:?}");
        }
        let query = call(&app, &format!("/oidc/token?client_id={id}&client_secret={secret}"), &[], "grant_type=x").await;
        assert_refused(&query, 400, "invalid_request", "no client authentication mechanism provided");
    }

    async fn secrets_expire_one_by_one(app: TestApp) {
        let web = app.create_app(ApplicationType::Traditional).await;
        let expires_at = app.app.clock.now().plus_seconds(10);
        let mut tx = app.app.db.begin().await.unwrap();
        let second = applications::add_secret(&app.app, &mut tx, &web.id, "second", Some(expires_at)).await.unwrap();
        tx.commit().await.unwrap();
        let request = "grant_type=refresh_token&refresh_token=x";
        let with = async |secret: &str| {
            call(&app, "/oidc/token", &[("authorization", &basic(web.id.as_str(), secret))], request).await
        };
        assert!(is_authenticated(&with(&web.secret).await));
        assert!(is_authenticated(&with(second.expose()).await));
        app.advance(10);
        assert!(is_authenticated(&with(&web.secret).await));
        assert_refused(&with(second.expose()).await, 400, "invalid_request", "client secret has expired");
    }

    async fn origins_belong_to_the_client(app: TestApp) {
        let mut new = NewApplication::new("SPA", ApplicationType::Spa);
        new.redirect_uris = vec!["https://app.example/callback".into(), "io.example://cb".into()];
        new.metadata.cors_allowed_origins = vec!["https://extra.example".into()];
        let spa = app.register(new).await;
        let body = format!("client_id={}&grant_type=refresh_token&refresh_token=x&token=x", spa.id);
        for path in ENDPOINTS {
            for origin in [app.url.as_str(), "https://app.example", "https://extra.example"] {
                let page = call(&app, path, &[("origin", origin)], &body).await;
                assert!(is_authenticated(&page), "{page:?}");
                assert_eq!(page.header("access-control-allow-origin"), origin);
                assert_eq!(page.header("access-control-expose-headers"), "WWW-Authenticate");
                assert_eq!(page.header("access-control-allow-credentials"), "");
            }
            for origin in ["null", "https://evil.example", "http://app.example", "https://app.example.evil", "\u{e9}"] {
                let page = call(&app, path, &[("origin", origin)], &body).await;
                assert_eq!((page.status, page.json()["error"].as_str()), (400, Some("invalid_request")), "{page:?}");
                assert!(page.json()["error_description"].as_str().unwrap().starts_with("origin "), "{page:?}");
                assert_eq!(page.header("access-control-allow-origin"), "");
            }
            let page = call(&app, path, &[("origin", "https://evil.example")], "client_id=nobody").await;
            assert_eq!(page.header("access-control-allow-origin"), "https://evil.example");
        }
    }

    async fn grant_types_are_known_and_allowed(app: TestApp) {
        let web = app.create_app(ApplicationType::Traditional).await;
        let machine = app.create_app(ApplicationType::MachineToMachine).await;
        let not_allowed = "requested grant type is not allowed for this client";
        for (client, grant_type, error, description) in [
            (&web, "password", "unsupported_grant_type", "unsupported grant_type requested"),
            (&web, "implicit", "unsupported_grant_type", "unsupported grant_type requested"),
            (&web, "client_credentials", "invalid_request", not_allowed),
            (&web, "urn:ietf:params:oauth:grant-type:token-exchange", "invalid_request", not_allowed),
            (&web, "urn:ietf:params:oauth:grant-type:device_code", "invalid_request", not_allowed),
            (&machine, "authorization_code", "invalid_request", not_allowed),
            (&machine, "refresh_token", "invalid_request", not_allowed),
        ] {
            let page = token(&app, client, &[("grant_type", grant_type), ("code", "x")]).await;
            assert_refused(&page, 400, error, description);
        }
    }
}
