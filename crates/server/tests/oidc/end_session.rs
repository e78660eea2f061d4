//! Signing out: what the browser sees, what ends, who is told.

use std::{sync::Arc, time::Duration};

use axum::{Router, extract::State, response::Redirect, routing::post};
use genkan::applications::{ApplicationType as Type, NewApplication};
use genkan_oauth::{
    claims::{ExpectedLogoutToken, LogoutTokenClaims, validate_logout_token},
    jose::jws::{self, ExpectedType},
};
use tokio::sync::mpsc;

use super::flow::*;
use crate::support::{Browser, Page, TestApp, TestClient};

fn end_url(client: &TestClient, extra: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("client_id", client.id.as_str());
    query.extend_pairs(extra.iter());
    format!("/oidc/session/end?{}", query.finish())
}

const BACK: (&str, &str) = ("post_logout_redirect_uri", "https://app.example/");

async fn confirm(browser: &mut Browser, page: &Page) -> Page {
    let (action, fields) = page.form();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    browser.post_form(action, &fields).await
}

fn sends_itself(page: &Page) -> bool {
    assert_eq!(page.status, 200, "{page:?}");
    page.body.contains("data-auto-submit")
}

on_both_engines! {
    async fn a_client_that_names_itself_needs_no_question(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let mut browser = app.browser();
        sign_in(&app, &mut browser, &client, &user, &[]).await;
        let page = browser.get(end_url(&client, &[BACK, ("state", "x y")])).await;
        assert!(sends_itself(&page));
        assert_eq!(page.form().0, "/oidc/session/end/confirm");
        assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert!(browser.cookies.contains_key("_session"), "asking ends nothing");
        let page = confirm(&mut browser, &page).await;
        assert_eq!((page.status, location(&page)), (303, "https://app.example/?state=x+y"));
        assert!(!browser.cookies.contains_key("_session"));
        let page = ask(&mut browser, &client, &[("prompt", "none")]).await;
        assert_eq!(error(&page, &client), "login_required");
    }

    async fn the_session_ends_and_not_only_the_cookie(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let mut browser = app.browser();
        sign_in(&app, &mut browser, &client, &user, &[]).await;
        let kept = browser.cookies["_session"].clone();
        let page = browser.get(end_url(&client, &[])).await;
        let page = confirm(&mut browser, &page).await;
        assert_eq!((page.status, location(&page)), (303, "/oidc/session/end/success"));
        assert_eq!(browser.follow(page).await.status, 200);
        browser.cookies.insert("_session".into(), kept);
        let page = ask(&mut browser, &client, &[("prompt", "none")]).await;
        assert_eq!(error(&page, &client), "login_required");
    }

    async fn without_a_session_it_is_the_same(app: TestApp) {
        let client = app.create_app(Type::Traditional).await;
        let mut browser = app.browser();
        let page = browser.get(end_url(&client, &[BACK, ("state", "s")])).await;
        assert!(sends_itself(&page));
        let page = confirm(&mut browser, &page).await;
        assert_eq!((page.status, location(&page)), (303, "https://app.example/?state=s"));
    }

    async fn a_posted_request_is_the_same(app: TestApp) {
        let client = app.create_app(Type::Traditional).await;
        let mut browser = app.browser();
        let fields = [("client_id", client.id.as_str()), BACK];
        let page = post_from(&mut browser, Some("https://app.example"), "/oidc/session/end", &fields).await;
        assert!(sends_itself(&page));
    }

    async fn whoever_names_nobody_makes_the_person_decide(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let mut browser = app.browser();
        sign_in(&app, &mut browser, &client, &user, &[]).await;
        // A URI without a client is ignored.
        let page = browser.get("/oidc/session/end?post_logout_redirect_uri=https://evil.example/").await;
        assert!(!sends_itself(&page));
        let page = confirm(&mut browser, &page).await;
        assert_eq!(location(&page), "/oidc/session/end/success");
        // Inside another page it is a question, too, whoever it names.
        let mut browser = app.browser();
        sign_in(&app, &mut browser, &client, &user, &[]).await;
        let request = browser.request(http::Method::GET, &end_url(&client, &[])).header("sec-fetch-dest", "iframe");
        assert!(!sends_itself(&browser.send(request).await));
    }

    async fn staying_signed_in_is_possible(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let mut browser = app.browser();
        sign_in(&app, &mut browser, &client, &user, &[]).await;
        let page = browser.get(end_url(&client, &[BACK])).await;
        let token = page.form().1[0].clone();
        let page = browser.post_form("/oidc/session/end/confirm", &[(&token.0, &token.1)]).await;
        assert_eq!(location(&page), "https://app.example/");
        let page = ask(&mut browser, &client, &[("prompt", "none")]).await;
        assert!(answer(&page, &client).contains_key("code"));
    }

    async fn what_is_wrong_is_said(app: TestApp) {
        let (client, other) = (app.create_app(Type::Traditional).await, app.create_app(Type::Spa).await);
        let user = app.create_user("hana").await;
        let mut browser = app.browser();
        let hint = id_token(&app, &client, &user.id).await;
        let table = [
            (end_url(&client, &[("post_logout_redirect_uri", "https://evil.example/")]), "oidc.invalid_request"),
            (end_url(&client, &[("post_logout_redirect_uri", "https://app.example/x")]), "oidc.invalid_request"),
            (end_url(&client, &[("post_logout_redirect_uri", "javascript:alert(1)")]), "oidc.invalid_request"),
            ("/oidc/session/end?client_id=nobody".to_owned(), "oidc.invalid_client"),
            (end_url(&client, &[("id_token_hint", "x.y.z")]), "oidc.invalid_request"),
            (end_url(&other, &[("id_token_hint", &hint)]), "oidc.invalid_request"),
            (format!("{}&client_id=x", end_url(&client, &[])), "oidc.invalid_request"),
            ("/oidc/session/end?client_id=%ff".to_owned(), "oidc.invalid_request"),
        ];
        for (address, code) in table {
            let page = browser.get(&address).await;
            assert_eq!((page.status, page.json()["code"].as_str()), (400, Some(code)), "{address}");
        }
        let page = browser.get(format!("/oidc/session/end?id_token_hint={hint}")).await;
        assert!(sends_itself(&page), "the hint names the client");
    }

    async fn only_our_own_form_signs_out(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let (mut browser, mut attacker) = (app.browser(), app.browser());
        sign_in(&app, &mut browser, &client, &user, &[]).await;
        let foreign = attacker.get(end_url(&client, &[BACK])).await.form().1[0].1.clone();
        let ours = app.url.clone();
        let address = "/oidc/session/end/confirm";
        // Without having asked, and with nothing or somebody else's token.
        let fields = [("xsrf", foreign.as_str()), ("logout", "yes")];
        let page = post_from(&mut browser, Some(&ours), address, &fields).await;
        assert_eq!((page.status, page.json()["error_description"].as_str()), (400, Some("could not find logout details")));
        let own = browser.get(end_url(&client, &[BACK])).await.form().1[0].1.clone();
        let (body, tag) = own.split_once('.').unwrap();
        let elsewhere = genkan_oauth::secret::base64url(r#"{"post_logout_redirect_uri":"https://evil.example/"}"#);
        for (origin, token) in [
            (ours.as_str(), ""),
            (&ours, &foreign),
            (&ours, body),
            (&ours, &format!("{elsewhere}.{tag}")),
            (&ours, &format!("{body}.{}", &tag[1..])),
            ("https://evil.example", &own),
            ("null", &own),
        ] {
            let page = post_from(&mut browser, Some(origin), address, &[("xsrf", token), ("logout", "yes")]).await;
            assert_eq!(
                (page.status, page.json()["error_description"].as_str()),
                (400, Some("xsrf token invalid")),
                "{origin} {token}"
            );
        }
        let page = ask(&mut browser, &client, &[("prompt", "none")]).await;
        assert!(answer(&page, &client).contains_key("code"), "still signed in");
    }

    async fn applications_are_told(app: TestApp) {
        let (address, mut received) = listener().await;
        let user = app.create_user("hana").await;
        let register = async |name: &str, session_required| {
            let mut new = NewApplication::new(name, Type::Traditional);
            new.redirect_uris = vec!["https://app.example/callback".into()];
            new.backchannel_logout_uri = Some(format!("{address}/{name}"));
            new.backchannel_logout_session_required = session_required;
            app.register(new).await
        };
        let (with_sid, without) = (register("with", true).await, register("without", false).await);
        let silent = app.create_app(Type::Traditional).await;
        let mut browser = app.browser();
        sign_in(&app, &mut browser, &with_sid, &user, &[]).await;
        sign_in_again(&app, &mut browser, &without, &user, &[]).await;
        sign_in_again(&app, &mut browser, &silent, &user, &[]).await;
        let page = browser.get(end_url(&silent, &[])).await;
        confirm(&mut browser, &page).await;
        for _ in 0..2 {
            let (name, token) = within(received.recv()).await.unwrap();
            let ring = genkan::signing_keys::ring(&app.app).await.unwrap();
            let token = jws::verify::<LogoutTokenClaims>(
                &token, ring.verification(), ring.algorithms(), ExpectedType::Exactly("logout+jwt"),
            )
            .unwrap();
            let client = if name == "with" { &with_sid } else { &without };
            let expected = ExpectedLogoutToken {
                issuer: app.app.issuer(),
                client_id: client.id.as_str(),
                now: app.app.clock.now().seconds(),
                leeway: 0,
                max_age: 0,
            };
            validate_logout_token(&token.claims, &expected).unwrap();
            assert_eq!(token.claims.sub.as_deref(), Some(user.id.as_str()));
            assert_eq!(token.claims.sid.is_some(), name == "with");
            assert_eq!(token.claims.exp.unwrap().seconds(), app.app.clock.now().seconds() + 120);
        }
        assert!(received.try_recv().is_err());
    }

    async fn a_logout_token_is_not_sent_on(app: TestApp) {
        let (address, mut received) = listener().await;
        let user = app.create_user("hana").await;
        let mut new = NewApplication::new("Redirecting", Type::Traditional);
        new.redirect_uris = vec!["https://app.example/callback".into()];
        new.backchannel_logout_uri = Some(format!("{address}/redirecting"));
        let client = app.register(new).await;
        // The second session's token arrives after whatever the first one's redirect would have caused.
        for _ in 0..2 {
            let mut browser = app.browser();
            sign_in(&app, &mut browser, &client, &user, &[]).await;
            let page = browser.get(end_url(&client, &[])).await;
            confirm(&mut browser, &page).await;
            assert_eq!(within(received.recv()).await.unwrap().0, "redirecting");
        }
    }
}

/// A web application's logout endpoint. `/redirecting` sends the token on, which must not happen.
async fn listener() -> (String, mpsc::Receiver<(String, String)>) {
    let (sender, receiver) = mpsc::channel(10);
    let receive = async |State(sender): State<Arc<mpsc::Sender<(String, String)>>>,
                         axum::extract::Path(name): axum::extract::Path<String>,
                         body: String| {
        let token = body.strip_prefix("logout_token=").unwrap().to_owned();
        let answer = if name == "redirecting" { Err(Redirect::temporary("/elsewhere")) } else { Ok(()) };
        sender.send((name, token)).await.unwrap();
        answer
    };
    let router = Router::new().route("/{name}", post(receive)).with_state(Arc::new(sender));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (address, receiver)
}

async fn within<T>(event: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), event).await.unwrap()
}

async fn id_token(app: &TestApp, client: &TestClient, user: &genkan::ids::UserId) -> String {
    let ring = genkan::signing_keys::ring(&app.app).await.unwrap();
    let claims =
        serde_json::json!({ "iss": app.app.issuer(), "sub": user, "aud": client.id, "iat": 1, "exp": 2 });
    jws::encode(ring.current(), &jws::Header::ID_TOKEN, &claims).unwrap()
}
