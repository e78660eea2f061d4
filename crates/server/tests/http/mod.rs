mod edge;
mod full_disk;
mod garbage;
mod outage;

use crate::support::TestApp;

on_both_engines! {
    async fn health_says_that_the_database_answers(app: TestApp) {
        let page = app.browser().get("/health").await;
        assert_eq!(page.status, 200);
        assert_eq!(page.json()["status"], "ok");
        assert_eq!(page.header("genkan-request-id").len(), 16);
        assert_eq!(page.header("genkan-request-id"), page.header("logto-core-request-id"));
    }
}

on_both_engines! {
    async fn what_no_route_answers_is_a_404_in_the_surface_s_own_form(app: TestApp) {
        let mut browser = app.browser();
        for (method, path) in [("GET", "/oidc/nope"), ("GET", "/oidc/token"), ("DELETE", "/oidc/jwks"), ("GET", "/oidc")] {
            let request = browser.request(method.parse().unwrap(), path);
            let answer = browser.send(request).await;
            assert_eq!(answer.status, 404, "{method} {path}");
            let body = answer.json();
            assert_eq!((&body["code"], &body["error"]), (&"oidc.invalid_request".into(), &"invalid_request".into()));
            let shown = path.strip_prefix("/oidc").unwrap();
            let description = format!("unrecognized route or not allowed method ({method} on {shown})");
            if !shown.is_empty() {
                assert_eq!(body["error_description"], description);
            }
        }
        let page = browser.get("/no-such-page").await;
        assert_eq!(page.status, 404);
        assert!(page.header("content-type").starts_with("text/html"), "{page:?}");
        assert!(page.body.contains(page.header("genkan-request-id")), "the page shows its request id");
        for path in ["//oidc/jwks", "/oidc%2fjwks", "/OIDC/jwks", "/oidc/./jwks", "/oidc/jwks;x", "/health/", "/x/../health"] {
            let answer = garbage::raw(&app, format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).await;
            assert!(answer.starts_with("HTTP/1.1 404"), "{path} is another name of a route: {answer}");
        }
    }
}
