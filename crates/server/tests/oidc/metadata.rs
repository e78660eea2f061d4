//! Discovery, keys, and what is no endpoint.

use genkan::signing_keys;
use genkan_oauth::jose::{Algorithm, Jwk, JwkSet};
use reqwest::Method;

use super::seed::{Asked, assert_refused, jwt, text, tokens};
use crate::support::*;

const DISCOVERY: &str = "/oidc/.well-known/openid-configuration";

async fn get(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Page {
    let mut browser = app.browser();
    let mut request = browser.request(Method::GET, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    browser.send(request).await
}

async fn kids(app: &TestApp) -> Vec<String> {
    let set: JwkSet = serde_json::from_str(&get(app, "/oidc/jwks", &[]).await.body).unwrap();
    set.keys.into_iter().filter_map(|key| key.kid).collect()
}

async fn rotate(app: &TestApp, algorithm: Algorithm, grace: u32) -> String {
    let mut tx = app.app.db.begin().await.unwrap();
    let kid = signing_keys::rotate(&app.app, &mut tx, algorithm, grace).await.unwrap();
    tx.commit().await.unwrap();
    kid
}

on_both_engines! {
    async fn both_documents_are_equal_and_name_our_issuer(app: TestApp) {
        let page = get(&app, DISCOVERY, &[("authorization", "Basic eDp5")]).await;
        assert_eq!(page.status, 200);
        let document = page.json();
        let issuer = format!("{}/oidc", app.url);
        assert_eq!(document["issuer"], issuer);
        for (member, path) in [
            ("authorization_endpoint", "/auth"), ("token_endpoint", "/token"), ("userinfo_endpoint", "/me"),
            ("jwks_uri", "/jwks"), ("revocation_endpoint", "/token/revocation"),
            ("introspection_endpoint", "/token/introspection"), ("end_session_endpoint", "/session/end"),
            ("device_authorization_endpoint", "/device/auth"), ("pushed_authorization_request_endpoint", "/request"),
        ] {
            assert_eq!(document[member], format!("{issuer}{path}"));
        }
        assert_eq!(document["authorization_response_iss_parameter_supported"], true);
        assert_eq!(document["id_token_signing_alg_values_supported"], serde_json::json!(["ES384"]));
        let other = get(&app, "/oidc/.well-known/oauth-authorization-server", &[("host", "evil.example")]).await;
        assert_eq!(other.body, page.body);
        assert_eq!(page.header("access-control-allow-origin"), "*");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        let again = get(&app, DISCOVERY, &[("if-none-match", page.header("etag")), ("origin", "https://x.example")]).await;
        assert_eq!((again.status, again.body.as_str()), (304, ""));
        assert_eq!(again.header("access-control-allow-origin"), "https://x.example");
    }

    async fn jwks_are_public_and_revalidated(app: TestApp) {
        let page = get(&app, "/oidc/jwks", &[]).await;
        assert!(page.header("content-type").starts_with("application/jwk-set+json"));
        assert_eq!(page.header("cache-control"), "no-cache, max-age=0, must-revalidate");
        for key in page.json()["keys"].as_array().unwrap() {
            let members: Vec<&str> = key.as_object().unwrap().keys().map(String::as_str).collect();
            assert!(members.iter().all(|name| ["kty", "use", "kid", "alg", "crv", "x", "y"].contains(name)), "{key}");
            let key: Jwk = serde_json::from_value(key.clone()).unwrap();
            assert_eq!(key.kid, key.thumbprint());
        }
        assert_eq!(get(&app, "/oidc/jwks", &[("if-none-match", page.header("etag"))]).await.status, 304);
    }

    async fn a_new_key_signs_at_once_or_after_its_grace(app: TestApp) {
        let client = app.create_app(genkan::applications::ApplicationType::Traditional).await;
        let user = app.create_user("kagi").await;
        let signed_by = async || {
            let id_token = text(&tokens(&app, &client, &user, &Asked::default()).await, "id_token");
            let header = jwt(&id_token).0;
            (header["kid"].as_str().unwrap().to_owned(), header["alg"].as_str().unwrap().to_owned())
        };
        let first = kids(&app).await;
        assert_eq!(signed_by().await, (first[0].clone(), "ES384".to_owned()));

        let second = rotate(&app, Algorithm::EdDSA, 0).await;
        assert_eq!(kids(&app).await, [second.clone(), first[0].clone()]);
        assert_eq!(signed_by().await, (second.clone(), "EdDSA".to_owned()));
        let document = get(&app, DISCOVERY, &[]).await.json();
        assert_eq!(document["id_token_signing_alg_values_supported"], serde_json::json!(["EdDSA", "ES384"]));

        let third = rotate(&app, Algorithm::ES256, 60).await;
        assert_eq!(kids(&app).await, [second.clone(), third.clone(), first[0].clone()]);
        assert_eq!(signed_by().await.0, second);
        app.advance(60);
        assert_eq!(signed_by().await, (third.clone(), "ES256".to_owned()));
        assert_eq!(kids(&app).await, [third, second.clone()]);

        let mut tx = app.app.db.begin().await.unwrap();
        assert!(signing_keys::retire(&app.app, &mut tx, &second).await.unwrap());
        tx.commit().await.unwrap();
        assert!(!kids(&app).await.contains(&second));
    }

    async fn what_is_no_endpoint_answers_in_json(app: TestApp) {
        for (method, path) in [
            (Method::GET, "/oidc/token"), (Method::GET, "/oidc/nope"), (Method::PUT, "/oidc/me"),
            (Method::POST, "/oidc/jwks"), (Method::POST, "/oidc/reg"), (Method::GET, "/oidc/token/introspection"),
        ] {
            let mut browser = app.browser();
            let request = browser.request(method.clone(), path);
            let page = browser.send(request).await;
            let shown = path.strip_prefix("/oidc").unwrap();
            let description = format!("unrecognized route or not allowed method ({method} on {shown})");
            assert_refused(&page, 404, "invalid_request", &description);
        }
    }

    async fn preflights_pass_for_everybody(app: TestApp) {
        for (path, methods) in [
            ("/oidc/token", "POST"), ("/oidc/token/revocation", "POST"), ("/oidc/token/introspection", "POST"),
            ("/oidc/me", "GET,POST"), ("/oidc/jwks", "GET"), (DISCOVERY, "GET"),
        ] {
            let mut browser = app.browser();
            let request = browser.request(Method::OPTIONS, path)
                .header("origin", "https://anybody.example")
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "x-custom");
            let page = browser.send(request).await;
            assert_eq!(page.status, 204, "{page:?}");
            for (name, value) in [
                ("access-control-allow-origin", "https://anybody.example"),
                ("access-control-allow-methods", methods),
                ("access-control-allow-headers", "x-custom"),
                ("access-control-max-age", "3600"),
                ("access-control-allow-credentials", ""),
            ] {
                assert_eq!(page.header(name), value, "{path} {name}");
            }
        }
    }
}
