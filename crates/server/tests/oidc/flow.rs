//! Walking through an authorization without the sign-in pages: their work is one recorded login.

use std::collections::BTreeMap;

use genkan::{
    applications::{ApplicationType, NewApplication},
    ids::{ClientId, InteractionUid},
    resources,
    roles::{self, RoleType},
    sign_in::interaction,
};
use http::Method;

use crate::support::{Browser, CODE_CHALLENGE, Page, TestApp, TestClient, TestUser};

/// The address of an authorization request with PKCE; `extra` replaces and adds, an empty value takes away.
pub fn auth_url(client: &TestClient, extra: &[(&str, &str)]) -> String {
    let standard = [
        ("client_id", client.id.as_str()),
        ("redirect_uri", client.redirect_uri.as_str()),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("state", "the-state"),
        ("code_challenge", CODE_CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(standard.iter().filter(|(name, _)| extra.iter().all(|(own, _)| own != name)));
    query.extend_pairs(extra.iter().filter(|(_, value)| !value.is_empty()));
    format!("/oidc/auth?{}", query.finish())
}

/// The first answer, not followed.
pub async fn ask(browser: &mut Browser, client: &TestClient, extra: &[(&str, &str)]) -> Page {
    browser.get(auth_url(client, extra)).await
}

/// The `Location` as sent.
pub fn location(page: &Page) -> &str {
    page.header("location")
}

/// The parameters of an answer that went to the client by query.
pub fn answer(page: &Page, client: &TestClient) -> BTreeMap<String, String> {
    assert_eq!(page.status, 303, "{page:?}");
    page.callback(client)
}

/// The `error` that went to the client.
pub fn error(page: &Page, client: &TestClient) -> String {
    let answer = answer(page, client);
    assert_eq!(answer.get("code"), None, "{answer:?}");
    answer.get("error").unwrap_or_else(|| panic!("no error: {answer:?}")).clone()
}

/// The browser's newest interaction.
pub fn interaction_uid(browser: &Browser) -> InteractionUid {
    InteractionUid::new(browser.cookies["_interaction_resume"].0.clone())
}

/// What the sign-in page does once it believes the person.
pub async fn record_login(app: &TestApp, browser: &Browser, user: &TestUser) {
    let mut tx = app.app.db.begin().await.unwrap();
    let uid = interaction_uid(browser);
    assert!(interaction::record_login(&mut tx, &uid, &user.id, &["pwd"], app.app.clock.now()).await.unwrap());
    tx.commit().await.unwrap();
}

/// Back from the pages, and on through what needs nobody.
pub async fn resume(browser: &mut Browser) -> Page {
    let page = browser.get(format!("/oidc/auth/{}", interaction_uid(browser))).await;
    browser.follow(page).await
}

/// The whole way, from the request to the answer.
pub async fn sign_in(
    app: &TestApp,
    browser: &mut Browser,
    client: &TestClient,
    user: &TestUser,
    extra: &[(&str, &str)],
) -> BTreeMap<String, String> {
    let page = ask(browser, client, extra).await;
    assert!(location(&page).starts_with("/sign-in?"), "{page:?}");
    record_login(app, browser, user).await;
    let page = resume(browser).await;
    let answer = answer(&page, client);
    assert!(answer.contains_key("code"), "{answer:?}");
    answer
}

/// A third-party web application that may ask for these scopes.
pub async fn third_party(app: &TestApp, scopes: &[&str]) -> TestClient {
    let mut new = NewApplication::new("Ledger", ApplicationType::Traditional);
    new.is_third_party = true;
    new.redirect_uris = vec!["https://ledger.example/callback".into()];
    new.consent_scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
    app.register(new).await
}

/// A resource with these scopes, all of them in one role that the user gets.
pub async fn resource(app: &TestApp, indicator: &str, scopes: &[&str], user: Option<&TestUser>) {
    let mut tx = app.app.db.begin().await.unwrap();
    let resource = resources::create(&app.app, &mut tx, indicator, indicator, 3600).await.unwrap();
    let role =
        roles::create(&app.app, &mut tx, indicator, "for the test", RoleType::User, false).await.unwrap();
    for scope in scopes {
        let scope = resources::create_scope(&app.app, &mut tx, &resource, scope, None).await.unwrap();
        roles::add_scope(&app.app, &mut tx, &role, &scope).await.unwrap();
    }
    if let Some(user) = user {
        roles::assign_to_user(&mut tx, &role, &user.id).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// The scope of the newest code of that client.
pub async fn code_scope(app: &TestApp, client: &ClientId) -> String {
    let mut conn = app.app.db.read().await.unwrap();
    let row: (String,) = conn
        .one(
            "SELECT scope FROM authorization_codes WHERE client_id = $1 ORDER BY issued_at DESC LIMIT 1",
            genkan_database::args![client],
        )
        .await
        .unwrap();
    row.0
}

/// A form post without the `Origin` of our pages.
pub async fn post_from(
    browser: &mut Browser,
    origin: Option<&str>,
    address: &str,
    fields: &[(&str, &str)],
) -> Page {
    let mut request = browser.request(Method::POST, address).form(fields);
    if let Some(origin) = origin {
        request = request.header("origin", origin);
    }
    browser.send(request).await
}

/// Like [`sign_in`] for a browser that may already be signed in: a login is recorded only where one is asked for.
pub async fn sign_in_again(
    app: &TestApp,
    browser: &mut Browser,
    client: &TestClient,
    user: &TestUser,
    extra: &[(&str, &str)],
) -> BTreeMap<String, String> {
    let mut page = ask(browser, client, extra).await;
    if location(&page).starts_with("/sign-in") {
        record_login(app, browser, user).await;
        page = resume(browser).await;
    }
    let page = browser.follow(page).await;
    let answer = answer(&page, client);
    assert!(answer.contains_key("code"), "{answer:?}");
    answer
}
