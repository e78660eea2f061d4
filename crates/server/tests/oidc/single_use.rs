//! Every value that opens something once is refused in every other slot, and again in its own.

use http::Method;

use serde_json::json;

use super::{device_flow, flow::*, token_exchange};
use crate::support::{Browser, Management, Page, TestApp, TestClient, exchange, token};

/// Where values are presented.
struct Place<'a> {
    app: &'a TestApp,
    /// A web application that may exchange tokens.
    client: TestClient,
    device: TestClient,
    api: Management<'a>,
}

async fn place(app: &TestApp) -> Place<'_> {
    let (client, device) = (token_exchange::exchanger(app).await, device_flow::device(app, false).await);
    Place { app, client, device, api: app.management().await }
}

/// Values that are looked up as they are; those of the token endpoint are bent in `misuse`.
const OPAQUE: [&str; 7] = [
    "session",
    "interaction",
    "request_uri",
    "device code",
    "subject token",
    "personal access token",
    "one-time token",
];
const EMAIL: &str = "hana@example.com";

/// One of each, all fresh and good for something.
async fn values(place: &Place<'_>) -> Vec<(&'static str, String)> {
    let Place { app, client, device, api } = place;
    let user = app.create_user("hana").await;
    let mut browser = app.browser();
    let offline = [("prompt", "consent"), ("scope", "openid profile offline_access")];
    let spent = sign_in(app, &mut browser, client, &user, &offline).await["code"].clone();
    let tokens = exchange(app, client, &spent).await.json();
    let page = ask(&mut browser, client, &[]).await;
    let code = answer(&page, client)["code"].clone();
    let session = browser.cookies["_session"].0.clone();
    ask(&mut browser, client, &[("prompt", "login")]).await;
    let interaction = interaction_uid(&browser).to_string();
    let page = browser.get(format!("/oidc/session/end?client_id={}", client.id)).await;
    let sign_out = page.form().1[0].1.clone();
    let request = browser.request(Method::POST, "/oidc/request").basic_auth(&client.id, Some(&client.secret));
    let pushed = browser.send(request.form(&[
        ("client_id", client.id.as_str()),
        ("response_type", "code"),
        ("scope", "openid"),
    ]));
    let reference = pushed.await.json()["request_uri"].as_str().unwrap().to_owned();
    let (device_code, _) = device_flow::allowed(app, device, &user, "openid").await;
    let (_, user_code) = device_flow::codes(app, device, "openid").await;
    let one_time = api.post("/one-time-tokens", json!({"email": EMAIL})).await.expect(201);
    vec![
        ("device code", device_code),
        ("user code", user_code),
        ("subject token", token_exchange::subject_token(app, &user).await),
        ("personal access token", token_exchange::personal_token(app, &user, "ci", None).await),
        ("one-time token", one_time["token"].as_str().unwrap().to_owned()),
        ("code", code),
        ("refresh token", tokens["refresh_token"].as_str().unwrap().to_owned()),
        ("access token", tokens["access_token"].as_str().unwrap().to_owned()),
        ("ID token", tokens["id_token"].as_str().unwrap().to_owned()),
        ("session", session),
        ("interaction", interaction),
        ("sign-out token", sign_out),
        ("request_uri", reference.rsplit(':').next().unwrap().to_owned()),
    ]
}

/// Presents `value` in the slot of `slot`; true: it was accepted.
async fn accepted(place: &Place<'_>, slot: &str, value: &str) -> bool {
    let Place { app, client, device, api } = place;
    let mut browser = app.browser();
    let page: Page = match slot {
        "code" => exchange(app, client, value).await,
        "device code" => device_flow::poll(app, device, value).await,
        "user code" => {
            return device_flow::open(&mut browser, value).await.body.contains("name=\"confirm\"");
        }
        "subject token" => {
            token_exchange::trade(app, client, (token_exchange::IMPERSONATION, value), &[]).await
        }
        "personal access token" => {
            token_exchange::trade(app, client, (token_exchange::PERSONAL, value), &[]).await
        }
        "one-time token" => {
            let body = json!({"token": value, "email": EMAIL});
            return api.post("/one-time-tokens/verify", body).await.status < 400;
        }
        "refresh token" => {
            token(app, client, &[("grant_type", "refresh_token"), ("refresh_token", value)]).await
        }
        "access token" => {
            let request = browser.request(Method::GET, "/oidc/me").bearer_auth(value);
            browser.send(request).await
        }
        "ID token" => {
            let page = ask(&mut browser, client, &[("id_token_hint", value)]).await;
            return location(&page).starts_with("/sign-in");
        }
        "session" => return has_session(&mut browser, client, value).await,
        "interaction" => {
            if value.bytes().any(|byte| byte == b'/' || byte == b'?') {
                return false;
            }
            let path = format!("/oidc/auth/{value}");
            browser.cookies.insert("_interaction_resume".into(), (value.to_owned(), path.clone()));
            browser.get(path).await
        }
        "sign-out token" => {
            browser.get(format!("/oidc/session/end?client_id={}", client.id)).await;
            browser.post_form("/oidc/session/end/confirm", &[("xsrf", value), ("logout", "yes")]).await
        }
        "request_uri" => {
            let uri = format!("urn:ietf:params:oauth:request_uri:{value}");
            browser.get(format!("/oidc/auth?client_id={}&request_uri={uri}", client.id)).await
        }
        other => panic!("no slot for {other}"),
    };
    assert!(page.status < 500, "{slot}: {page:?}");
    page.status < 400
}

async fn has_session(browser: &mut Browser, client: &TestClient, value: &str) -> bool {
    browser.cookies.insert("_session".into(), (value.to_owned(), "/".into()));
    let page = ask(browser, client, &[("prompt", "none")]).await;
    answer(&page, client).contains_key("code")
}

on_both_engines! {
    async fn a_value_fits_its_own_slot_alone(app: TestApp) {
        let place = place(&app).await;
        let values = values(&place).await;
        for (slot, _) in &values {
            for (name, value) in values.iter().filter(|(name, _)| name != slot) {
                assert!(!accepted(&place, slot, value).await, "{name} accepted as {slot}");
            }
        }
        // None was used up by that, and each still fits (the sign-out token only in the browser that asked).
        for (name, value) in values.iter().filter(|(name, _)| *name != "sign-out token") {
            assert!(accepted(&place, name, value).await, "{name} refused");
        }
        for name in ["code", "request_uri", "device code", "subject token", "one-time token"] {
            let value = &values.iter().find(|(own, _)| *own == name).unwrap().1;
            assert!(!accepted(&place, name, value).await, "{name} accepted twice");
        }
    }

    async fn bent_values_open_nothing(app: TestApp) {
        let place = place(&app).await;
        let values = values(&place).await;
        for (name, value) in values.iter().filter(|(name, _)| OPAQUE.contains(name)) {
            for at in 0..value.len() {
                let mut bent = value.clone().into_bytes();
                bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
                let bent = String::from_utf8(bent).unwrap();
                assert!(!accepted(&place, name, &bent).await, "{name}, byte {at}");
            }
            assert!(!accepted(&place, name, &value[1..]).await, "{name}, cut");
            assert!(!accepted(&place, name, &format!("{value}A")).await, "{name}, longer");
        }
    }
}
