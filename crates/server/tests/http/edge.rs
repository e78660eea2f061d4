use axum::{Router, middleware, routing::get};
use genkan_database::Engine;
use http::Request;
use tower::ServiceExt;

use crate::support::TestApp;

#[tokio::test]
async fn a_handler_that_panics_is_a_500_with_a_request_id_and_no_details() {
    let app = TestApp::on(Engine::Sqlite).await;
    let router: Router = Router::new()
        .route("/boom", get(async || -> &'static str { panic!("the secret of the panic") }))
        .layer(middleware::from_fn_with_state(app.app.clone(), genkan::http::edge::edge));
    let answer =
        router.oneshot(Request::get("/boom").body(axum::body::Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), 500);
    assert_eq!(answer.headers()["genkan-request-id"].len(), 16);
    let body = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["code"], "oidc.server_error");
    assert!(!body.to_string().contains("secret of the panic"));
    assert_eq!(app.browser().get("/health").await.status, 200);
}

#[tokio::test]
async fn security_headers_are_on_pages_and_protocol_answers() {
    let app = TestApp::with(Engine::Sqlite, |config| {
        config.server =
            genkan::config::ServerSection::new("https://id.example".parse().unwrap(), config.server.listen);
    })
    .await;
    let mut browser = app.browser();
    for (path, frame) in
        [("/no-such-page", "DENY"), ("/unknown-session", "DENY"), ("/oidc/jwks", "SAMEORIGIN")]
    {
        let page = browser.get(path).await;
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("x-frame-options"), frame, "{path}");
        assert_eq!(page.header("referrer-policy"), "strict-origin-when-cross-origin", "{path}");
        assert!(page.header("strict-transport-security").contains("max-age=31536000"), "{path}");
        assert_eq!(
            page.header("cross-origin-opener-policy"),
            "",
            "{path}: an application may open us in a popup"
        );
        let policy = page.header("content-security-policy");
        assert_eq!(policy.is_empty(), frame == "SAMEORIGIN", "{path}: {policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
    }
}
