use std::collections::BTreeSet;

use genkan_sdk::testing::TestSession;
use serde_json::json;

use crate::support::{App, NOWHERE, PAGE, PROGRAM};

#[tokio::test]
async fn visitors_see_one_thing_to_do_in_their_language() {
    let app = App::new(NOWHERE);
    for (language, lang, word) in
        [("en-US,en;q=0.9", "en", "Sign in"), ("ja", "ja", "ログイン"), ("fr, ko-KR;q=0.5", "ko", "로그인")]
    {
        let page = app.get("/", &[PAGE, ("accept-language", language)]).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains(&format!(r#"<html lang="{lang}">"#)), "{}", page.body);
        assert!(page.body.contains(r#"href="/sign-in""#) && page.body.contains(word), "{}", page.body);
        assert_eq!(page.headers["cache-control"], "private, no-store");
        assert_eq!(page.headers["referrer-policy"], "same-origin");
        assert!(page.body.len() < 30_000);
    }
}

#[tokio::test]
async fn only_the_scripts_of_leptos_itself_may_run() {
    let page = App::new(NOWHERE).get("/", &[PAGE]).await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    let nonce = policy.split_once("script-src 'nonce-").unwrap().1.split_once('\'').unwrap().0;
    assert!(nonce.len() >= 16 && policy.starts_with("default-src 'none'"), "{policy}");
    assert_eq!(
        page.body.matches("<script").count(),
        page.body.matches(&format!("nonce=\"{nonce}\"")).count()
    );
    let next = App::new(NOWHERE).get("/", &[PAGE]).await;
    assert!(!next.body.contains(nonce));
}

#[tokio::test]
async fn people_see_their_claims_escaped_even_when_the_server_is_away() {
    let app = App::new(NOWHERE);
    let cookie =
        app.cookie(TestSession::of(json!({"sub": "u1", "name": "<img src=x>", "picture": null}))).await;
    let page = app.get("/", &[PAGE, ("cookie", &cookie)]).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("&lt;img src=x&gt;") && !page.body.contains("<img"), "{}", page.body);
    assert!(page.body.contains("could not be fetched right now"));
    assert!(page.body.contains(r#"action="/sign-out""#) && page.body.contains(r#"action="/api/tokens""#));
    assert!(page.body.contains("</html>"));
}

#[tokio::test]
async fn a_personal_page_sends_visitors_to_sign_in_and_back() {
    let app = App::new(NOWHERE);
    let page = app.get("/tokens?a=1", &[PAGE]).await;
    assert_eq!(page.status, 303);
    assert_eq!(page.headers["location"], "/sign-in?returnTo=%2Ftokens%3Fa%3D1");
    assert!(page.body.is_empty());
    assert_eq!(app.get("/tokens", &[PROGRAM]).await.status, 401);
}

#[tokio::test]
async fn a_wrong_address_is_not_found() {
    let app = App::new(NOWHERE);
    for path in ["/nowhere", "/api/nothing", "/tokens/x"] {
        let page = app.get(path, &[PAGE]).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.body.contains("There is no such page"), "{path}: {}", page.body);
    }
}

/// The style sheet is the one of the other example; this notices when the two drift apart.
#[tokio::test]
async fn every_class_of_the_pages_has_a_style() {
    let app = App::new(NOWHERE);
    let cookie = app.cookie(TestSession::of(json!({"sub": "u1", "name": "Mio"}))).await;
    let style = app.get("/style.css", &[]).await;
    assert_eq!(style.headers["content-type"], "text/css; charset=utf-8");
    assert_eq!(style.headers["cache-control"], "public, max-age=300");
    let mut classes = BTreeSet::new();
    for path in ["/", "/tokens", "/nowhere"] {
        let page = app.get(path, &[PAGE, ("cookie", &cookie)]).await;
        for attribute in page.body.split(r#"class=""#).skip(1) {
            classes.extend(attribute.split('"').next().unwrap().split(' ').map(str::to_owned));
        }
    }
    assert!(classes.len() >= 8, "{classes:?}");
    for class in classes {
        let selector = format!(".{class}");
        let mut rules = style.body.split(&selector).skip(1);
        assert!(rules.any(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-')), "{class}");
    }
}
