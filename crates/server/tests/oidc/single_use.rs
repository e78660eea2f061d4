//! Every value that opens something once is refused in every other slot, and again in its own.

use genkan::applications::ApplicationType as Type;
use http::Method;

use super::flow::*;
use crate::support::{Browser, Page, TestApp, TestClient, exchange, token};

/// One of each, all fresh and good for something.
async fn values(app: &TestApp, client: &TestClient) -> Vec<(&'static str, String)> {
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
    vec![
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
async fn accepted(app: &TestApp, client: &TestClient, slot: &str, value: &str) -> bool {
    let mut browser = app.browser();
    let page: Page = match slot {
        "code" => exchange(app, client, value).await,
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
        let client = app.create_app(Type::Traditional).await;
        let values = values(&app, &client).await;
        for (slot, _) in &values {
            for (name, value) in values.iter().filter(|(name, _)| name != slot) {
                assert!(!accepted(&app, &client, slot, value).await, "{name} accepted as {slot}");
            }
        }
        // None was used up by that, and each still fits (the sign-out token only in the browser that asked).
        for (name, value) in values.iter().filter(|(name, _)| *name != "sign-out token") {
            assert!(accepted(&app, &client, name, value).await, "{name} refused");
        }
        for name in ["code", "request_uri"] {
            let value = &values.iter().find(|(own, _)| *own == name).unwrap().1;
            assert!(!accepted(&app, &client, name, value).await, "{name} accepted twice");
        }
    }

    async fn bent_values_open_nothing(app: TestApp) {
        let client = app.create_app(Type::Traditional).await;
        let values = values(&app, &client).await;
        for (name, value) in values.iter().filter(|(name, _)| matches!(*name, "session" | "interaction" | "request_uri")) {
            for at in 0..value.len() {
                let mut bent = value.clone().into_bytes();
                bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
                let bent = String::from_utf8(bent).unwrap();
                assert!(!accepted(&app, &client, name, &bent).await, "{name}, byte {at}");
            }
            assert!(!accepted(&app, &client, name, &value[1..]).await, "{name}, cut");
            assert!(!accepted(&app, &client, name, &format!("{value}A")).await, "{name}, longer");
        }
    }
}
