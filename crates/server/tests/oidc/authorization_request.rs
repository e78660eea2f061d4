//! What the authorization endpoint makes of a request before anybody is asked anything.

use genkan::applications::{ApplicationType as Type, NewApplication};
use genkan_database::args;

use super::flow::*;
use crate::support::{Browser, TestApp, TestClient};

/// Not redirected: 400 JSON, whatever the browser accepts, with `state` and `iss`.
async fn refused(app: &TestApp, browser: &mut Browser, address: &str, code: &str) {
    let request = browser.request(http::Method::GET, address).header("accept", "text/html");
    let page = browser.send(request).await;
    assert_eq!((page.status, page.header("location")), (400, ""), "{page:?}");
    assert_eq!(page.header("cache-control"), "no-store");
    let body = page.json();
    assert_eq!(body["code"], format!("oidc.{code}"), "{body}");
    assert_eq!(body["error"], code, "{body}");
    assert!(body["message"].is_string() && body["error_description"].is_string(), "{body}");
    assert_eq!(body["iss"], format!("{}/oidc", app.url), "{body}");
}

on_both_engines! {
    async fn unknown_client_and_redirect_uri_are_not_redirected(app: TestApp) {
        let client = app.create_app(Type::Traditional).await;
        let mut browser = app.browser();
        refused(&app, &mut browser, "/oidc/auth", "invalid_request").await;
        refused(&app, &mut browser, "/oidc/auth?client_id=nobody&state=s", "invalid_client").await;
        let stranger = TestClient { id: "nobody".into(), ..client.clone() };
        refused(&app, &mut browser, &auth_url(&stranger, &[]), "invalid_client").await;
        // Checked even when something else is wrong as well.
        for extra in [&[][..], &[("response_type", "token")], &[("prompt", "nonsense")]] {
            let mut extra = extra.to_vec();
            extra.push(("redirect_uri", "https://app.example/other"));
            refused(&app, &mut browser, &auth_url(&client, &extra), "invalid_redirect_uri").await;
        }
        let page = browser.get(auth_url(&stranger, &[])).await;
        assert_eq!(page.json()["state"], "the-state");
    }

    async fn only_the_registered_uri_passes(app: TestApp) {
        let client = app.create_app(Type::Traditional).await;
        let mut browser = app.browser();
        let long = format!("https://app.example/callback/{}", "x".repeat(5_000));
        let table = [
            "https://app.example/Callback", "https://app.example/callback/", "https://app.example/callback/x",
            "https://app.example/x/../callback", "https://app.example/..;/callback",
            "https://app.example/%2e%2e/callback", "https://app.example/%252e%252e/callback",
            "https://app.example\\callback", "https://app.example//callback", "//app.example/callback",
            "https://app.example@evil.example/callback", "https://evil@app.example/callback",
            "https://app.example/callback#x", "https://app.example/callback?x=1", "http://app.example/callback",
            "https://app.example:8443/callback", "https://app.examplе/callback", "https://app.example/callback\0",
            "https://app.example/call\tback", "https://*.example/callback", "https://app.example/*",
            "https://app.example.evil/callback", "https://evil.example/https://app.example/callback",
            "javascript:alert(1)", "data:text/html,x", "vbscript:x", "callback", &long,
        ];
        for uri in table {
            let page = ask(&mut browser, &client, &[("redirect_uri", uri)]).await;
            assert_eq!((page.status, page.header("location")), (400, ""), "{uri}: {page:?}");
        }
        // The one the URL standard says is the same.
        let page = ask(&mut browser, &client, &[("redirect_uri", "https://APP.example:443/callback")]).await;
        assert_eq!(page.status, 303);
        // Omitted, it is the only one.
        let page = ask(&mut browser, &client, &[("redirect_uri", "")]).await;
        assert_eq!(page.status, 303);
    }

    async fn an_omitted_redirect_uri_needs_exactly_one(app: TestApp) {
        let mut new = NewApplication::new("Two", Type::Traditional);
        new.redirect_uris = vec!["https://a.example/cb".into(), "https://b.example/cb".into()];
        let client = app.register(new).await;
        let address = auth_url(&client, &[("redirect_uri", "")]);
        refused(&app, &mut app.browser(), &address, "invalid_request").await;
    }

    async fn loopback_ports_are_for_native_apps(app: TestApp) {
        let register = async |kind| {
            let mut new = NewApplication::new("App", kind);
            new.redirect_uris = vec!["http://127.0.0.1/cb".into()];
            app.register(new).await
        };
        let (native, traditional) = (register(Type::Native).await, register(Type::Traditional).await);
        let mut browser = app.browser();
        let other_port = [("redirect_uri", "http://127.0.0.1:53211/cb")];
        assert_eq!(ask(&mut browser, &native, &other_port).await.status, 303);
        assert_eq!(ask(&mut browser, &traditional, &other_port).await.status, 400);
        for evil in [
            "http://localhost.evil:1/cb", "http://127.0.0.1.nip.io/cb", "http://0x7f.1/cb", "http://127.0.0.1:1/other",
            "https://127.0.0.1:1/cb", "http://127.0.0.2:1/cb",
        ] {
            let page = ask(&mut browser, &native, &[("redirect_uri", evil)]).await;
            assert_eq!(page.status, 400, "{evil}");
        }
    }

    async fn wildcards_stand_for_one_label(app: TestApp) {
        let client = app.create_app(Type::Traditional).await;
        let mut tx = app.app.db.begin().await.unwrap();
        let registered = genkan_database::Json(["https://*.example.com/callback"]);
        tx.execute("UPDATE applications SET redirect_uris = $2 WHERE id = $1", args![client.id, registered])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut browser = app.browser();
        for (uri, status) in [
            ("https://pr-1.example.com/callback", 303),
            ("https://a.b.example.com/callback", 400),
            ("https://example.com/callback", 400),
            ("https://pr-1.example.com:8443/callback", 400),
            ("https://pr-1.example.com/callback?x=1", 400),
            ("https://*.example.com/callback", 400),
            ("", 400),
        ] {
            let page = ask(&mut browser, &client, &[("redirect_uri", uri)]).await;
            assert_eq!(page.status, status, "{uri}: {page:?}");
        }
    }

    async fn custom_schemes_work_for_every_kind(app: TestApp) {
        for kind in [Type::Native, Type::Spa, Type::Traditional] {
            let mut new = NewApplication::new("App", kind);
            new.redirect_uris = vec!["com.example.app://callback".into()];
            let client = app.register(new).await;
            let page = ask(&mut app.browser(), &client, &[("prompt", "none")]).await;
            assert!(location(&page).starts_with("com.example.app://callback?error=login_required"), "{page:?}");
        }
    }

    async fn pkce_is_required_of_public_clients(app: TestApp) {
        let mut browser = app.browser();
        let none = [("code_challenge", ""), ("code_challenge_method", "")];
        for kind in [Type::Spa, Type::Native] {
            let client = app.create_app(kind).await;
            let mut bad: Vec<Vec<(&str, &str)>> =
                vec![none.to_vec(), vec![("code_challenge_method", "plain")], vec![("code_challenge_method", "")]];
            let (short, long) = ("a".repeat(42), "a".repeat(129));
            bad.push(vec![("code_challenge", short.as_str())]);
            bad.push(vec![("code_challenge", long.as_str())]);
            bad.push(vec![("code_challenge", "")]);
            for extra in bad {
                let page = ask(&mut browser, &client, &extra).await;
                assert_eq!(error(&page, &client), "invalid_request", "{extra:?}");
            }
        }
        let confidential = app.create_app(Type::Traditional).await;
        let page = ask(&mut browser, &confidential, &none).await;
        assert!(location(&page).starts_with("/sign-in"), "{page:?}");
        let page = ask(&mut browser, &confidential, &[("code_challenge_method", "plain")]).await;
        assert_eq!(error(&page, &confidential), "invalid_request");
    }

    async fn bad_parameters_are_answered_to_the_client(app: TestApp) {
        let client = app.create_app(Type::Traditional).await;
        let mut browser = app.browser();
        let table: &[(&[(&str, &str)], &str)] = &[
            (&[("response_type", "id_token"), ("response_mode", "query")], "-invalid_request"),
            (&[("response_type", "none")], "invalid_request"),
            (&[("response_type", "")], "invalid_request"),
            (&[("response_type", "nonsense")], "unsupported_response_type"),
            (&[("response_mode", "web_message")], "unsupported_response_mode"),
            (&[("prompt", "none login")], "invalid_request"),
            (&[("prompt", "select_account")], "invalid_request"),
            (&[("prompt", "create")], "invalid_request"),
            (&[("max_age", "-1")], "invalid_request"),
            (&[("max_age", "1.5")], "invalid_request"),
            (&[("nonce", "n"), ("scope", "profile")], "invalid_request"),
            (&[("request", "e30.e30.")], "request_not_supported"),
            (&[("request_uri", "https://evil.example/r")], "request_uri_not_supported"),
            (&[("resource", "https://unknown.example")], "invalid_target"),
            (&[("resource", "/relative")], "invalid_target"),
            (&[("resource", "https://a.example/#x")], "invalid_target"),
            (&[("id_token_hint", "x.y.z")], "invalid_request"),
            (&[("prompt", "none")], "login_required"),
        ];
        for (extra, expected) in table {
            let page = ask(&mut browser, &client, extra).await;
            if let Some(expected) = expected.strip_prefix('-') {
                assert!(location(&page).contains(&format!("#error={expected}")), "{extra:?}: {page:?}");
                continue;
            }
            let answer = answer(&page, &client);
            assert_eq!(answer["error"], *expected, "{extra:?}");
            assert_eq!(answer["state"], "the-state", "{extra:?}");
            assert_eq!(answer["iss"], format!("{}/oidc", app.url), "{extra:?}");
        }
        let page = ask(&mut browser, &client, &[("state", ""), ("prompt", "none")]).await;
        let answer = answer(&page, &client);
        assert!(!answer.contains_key("state") && answer.contains_key("iss"), "{answer:?}");
    }

    async fn tokens_are_refused_in_the_fragment(app: TestApp) {
        let client = app.create_app(Type::Spa).await;
        let page = ask(&mut app.browser(), &client, &[("response_type", "token")]).await;
        let expected = format!("{}#error=unsupported_response_type", client.redirect_uri);
        assert!(page.status == 303 && location(&page).starts_with(&expected), "{page:?}");
    }

    async fn nothing_may_be_given_twice(app: TestApp) {
        let client = app.create_app(Type::Traditional).await;
        let mut browser = app.browser();
        for name in ["client_id", "redirect_uri"] {
            let address = format!("{}&{name}=x", auth_url(&client, &[]));
            refused(&app, &mut browser, &address, "invalid_request").await;
        }
        for name in ["scope", "response_type", "prompt", "nonce", "max_age", "code_challenge", "login_hint", "odd"] {
            let page = browser.get(format!("{}&{name}=x&{name}=x", auth_url(&client, &[]))).await;
            let answer = answer(&page, &client);
            assert_eq!((answer["error"].as_str(), answer["state"].as_str()), ("invalid_request", "the-state"));
            assert_eq!(answer["error_description"], format!("'{name}' parameter must not be provided twice"));
        }
        let page = browser.get(format!("{}&state=again", auth_url(&client, &[]))).await;
        let answer = answer(&page, &client);
        assert_eq!(answer["error"], "invalid_request");
        assert!(!answer.contains_key("state"), "which one?");
    }

    async fn a_posted_request_is_the_same(app: TestApp) {
        let client = app.create_app(Type::Traditional).await;
        let mut browser = app.browser();
        let url = auth_url(&client, &[("first_screen", "register")]);
        let pairs: Vec<(String, String)> =
            url::form_urlencoded::parse(url.split_once('?').unwrap().1.as_bytes()).into_owned().collect();
        let fields: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let page = post_from(&mut browser, Some("https://app.example"), "/oidc/auth", &fields).await;
        assert_eq!((page.status, location(&page)), (303, format!("/register?app_id={}", client.id).as_str()));
        let json = serde_json::Value::Object(pairs.into_iter().map(|(n, v)| (n, v.into())).collect());
        let request = browser.request(http::Method::POST, "/oidc/auth").json(&json);
        let page = browser.send(request).await;
        assert_eq!(page.status, 303, "{page:?}");
        // Named in the address as well, it is there twice.
        let page = browser.send(browser.request(http::Method::POST, "/oidc/auth?client_id=x").json(&json)).await;
        assert_eq!((page.status, page.header("location")), (400, ""), "{page:?}");
        let page = browser.send(browser.request(http::Method::POST, "/oidc/auth?state=x").json(&json)).await;
        assert!(location(&page).contains("error=invalid_request"), "{page:?}");
        let request = browser.request(http::Method::POST, "/oidc/auth").header("content-type", "text/plain");
        assert_eq!(browser.send(request.body("x")).await.status, 400);
    }

    async fn huge_values_are_bounded(app: TestApp) {
        let client = app.create_app(Type::Traditional).await;
        let mut browser = app.browser();
        let many: String = (0..5_000).map(|n| format!("s{n} ")).collect();
        let page = ask(&mut browser, &client, &[("scope", &many)]).await;
        assert_eq!(error(&page, &client), "invalid_request");
        let repeated = "openid ".repeat(2_000);
        let page = ask(&mut browser, &client, &[("scope", &repeated)]).await;
        assert!(location(&page).starts_with("/sign-in"), "{page:?}");
        for name in ["claims", "ui_locales", "acr_values", "login_hint", "display"] {
            let page = ask(&mut browser, &client, &[(name, &"x".repeat(30_000))]).await;
            assert_eq!(location(&page), format!("/sign-in?app_id={}", client.id), "{name}");
        }
        let body = format!("client_id={}&claims={}", client.id, "x".repeat(1_000_000));
        let request = browser.request(http::Method::POST, "/oidc/auth");
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        assert_eq!(browser.send(request).await.status, 400);
    }
}
