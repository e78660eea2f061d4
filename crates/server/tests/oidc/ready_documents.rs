//! Discovery and JWKS have two roads: ready before routing, and through the router. Nobody may be able to tell.

use std::collections::BTreeMap;

use axum::body::{Body, to_bytes};
use tower::ServiceExt;

use crate::support::TestApp;

const PATHS: [&str; 3] =
    ["/oidc/.well-known/openid-configuration", "/oidc/.well-known/oauth-authorization-server", "/oidc/jwks"];

type Answer = (u16, BTreeMap<String, String>, Vec<u8>);

/// Status, headers (without the request's name, and the length that the connection adds) and body.
async fn taken_apart(response: axum::response::Response) -> Answer {
    let (parts, body) = response.into_parts();
    let headers = parts
        .headers
        .iter()
        .filter(|(name, _)| !name.as_str().ends_with("request-id") && name.as_str() != "content-length")
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    (parts.status.as_u16(), headers, to_bytes(body, usize::MAX).await.unwrap().to_vec())
}

on_both_engines! {
    async fn both_roads_give_the_same_answer(app: TestApp) {
        let router = genkan::router(app.app.clone());
        let etag = |path: &'static str| {
            let router = router.clone();
            async move {
                let request = http::Request::get(path).body(Body::empty()).unwrap();
                router.oneshot(request).await.unwrap().headers()["etag"].clone()
            }
        };
        for path in PATHS {
            let tag = etag(path).await.to_str().unwrap().to_owned();
            let cases: [&[(&str, &str)]; 4] = [
                &[],
                &[("origin", "https://elsewhere.example")],
                &[("if-none-match", &tag)],
                &[("if-none-match", "\"other\""), ("authorization", "Basic eDp5")],
            ];
            for headers in cases {
                let request = || {
                    let mut request = http::Request::get(path);
                    for (name, value) in headers {
                        request = request.header(*name, *value);
                    }
                    request.body(Body::empty()).unwrap()
                };
                let ready = genkan::oidc::ready::respond(&app.app, &request());
                let ready = taken_apart(ready.expect("the document lies ready")).await;
                let routed = taken_apart(router.clone().oneshot(request()).await.unwrap()).await;
                assert_eq!(ready, routed, "{path} {headers:?}");
            }
        }
    }

    async fn only_plain_gets_are_answered_ready(app: TestApp) {
        // The first request fills the cache.
        app.browser().get("/oidc/jwks").await;
        for (method, path) in
            [("POST", "/oidc/jwks"), ("OPTIONS", "/oidc/jwks"), ("HEAD", "/oidc/jwks"), ("GET", "/oidc/jwks/")]
        {
            let request = http::Request::builder().method(method).uri(path).body(()).unwrap();
            assert!(genkan::oidc::ready::respond(&app.app, &request).is_none(), "{method} {path}");
        }
    }

    async fn a_rotated_key_is_in_the_next_ready_answer(app: TestApp) {
        let before = app.browser().get("/oidc/jwks").await;
        let mut tx = app.app.db.begin().await.unwrap();
        let algorithm = genkan_oauth::jose::Algorithm::ES256;
        let kid = genkan::signing_keys::rotate(&app.app, &mut tx, algorithm, 0).await.unwrap();
        tx.commit().await.unwrap();
        let after = app.browser().get("/oidc/jwks").await;
        assert!(!before.body.contains(&kid) && after.body.contains(&kid));
        let metadata = app.browser().get("/oidc/.well-known/openid-configuration").await;
        assert!(metadata.body.contains("ES256"));
    }
}
