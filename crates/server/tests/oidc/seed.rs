//! Codes without the sign-in pages, resources and roles, and requests to the token endpoint's neighbours.

use std::collections::BTreeMap;

use genkan::{
    grants::{self, GrantTarget, codes},
    ids::{ResourceId, RoleId},
    resources,
    roles::{self, RoleType},
    sessions::{self, Session},
};
use genkan_oauth::{Scope, jose::jws, scope};
use reqwest::Method;
use serde_json::{Map, Value};

use crate::support::{CODE_CHALLENGE, Page, TestApp, TestClient, TestUser, exchange, token};

/// What a seeded authorization allows.
pub struct Asked<'a> {
    pub scope: &'a str,
    /// Indicator and granted scopes.
    pub resources: &'a [(&'a str, &'a str)],
    pub pkce: bool,
    pub nonce: Option<&'a str>,
    pub auth_time: Option<i64>,
    pub sid: Option<&'a str>,
}

impl Default for Asked<'_> {
    fn default() -> Self {
        let scope = "openid profile offline_access";
        Self { scope, resources: &[], pkce: true, nonce: None, auth_time: None, sid: None }
    }
}

/// What the authorization endpoint does once everybody agreed: session, grant, code.
pub async fn authorize(
    app: &TestApp,
    client: &TestClient,
    user: &TestUser,
    asked: &Asked<'_>,
) -> (String, Session) {
    authorize_in(app, client, user, asked, None).await
}

/// The same in a session that exists.
pub async fn authorize_in(
    app: &TestApp,
    client: &TestClient,
    user: &TestUser,
    asked: &Asked<'_>,
    previous: Option<&Session>,
) -> (String, Session) {
    let app = &app.app;
    let oidc = Scope::parse(asked.scope).unwrap();
    let resource_scopes: BTreeMap<String, Scope> = asked
        .resources
        .iter()
        .map(|(name, scope)| ((*name).to_owned(), Scope::parse(scope).unwrap()))
        .collect();
    let all = resource_scopes.values().fold(oidc.clone(), |all, more| all.union(more));
    let indicators: Vec<String> = asked.resources.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut tx = app.db.begin().await.unwrap();
    let session = match previous {
        Some(session) => session.clone(),
        None => {
            sessions::begin(app, &mut tx, &user.id, &["pwd".to_owned()], app.clock.now(), None)
                .await
                .unwrap()
                .0
        }
    };
    let target = GrantTarget { user_id: &user.id, client_id: &client.id, session_uid: &session.uid };
    let grant = grants::extend(app, &mut tx, target, &oidc, &resource_scopes).await.unwrap();
    let new = codes::NewCode {
        grant: &grant,
        redirect_uri: &client.redirect_uri,
        scope: &all,
        resources: &indicators,
        code_challenge: asked.pkce.then_some(CODE_CHALLENGE),
        nonce: asked.nonce,
        auth_time: asked.auth_time,
        sid: asked.sid,
        expires_with_session: !oidc.contains(scope::OFFLINE_ACCESS),
    };
    let code = codes::issue(app, &mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    (code.expose().to_owned(), session)
}

/// The tokens of a seeded sign-in.
pub async fn tokens(app: &TestApp, client: &TestClient, user: &TestUser, asked: &Asked<'_>) -> Value {
    let (code, _) = authorize(app, client, user, asked).await;
    let page = exchange(app, client, &code).await;
    assert_eq!(page.status, 200, "{page:?}");
    page.json()
}

/// A member of a JSON answer as text.
pub fn text(json: &Value, member: &str) -> String {
    json[member].as_str().unwrap_or_else(|| panic!("no {member} in {json}")).to_owned()
}

/// Redeems a refresh token, with parameters besides.
pub async fn refresh(app: &TestApp, client: &TestClient, refresh_token: &str, more: &[(&str, &str)]) -> Page {
    let mut fields = vec![("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
    fields.extend(more);
    token(app, client, &fields).await
}

/// The same, successful.
pub async fn refreshed(
    app: &TestApp,
    client: &TestClient,
    refresh_token: &str,
    more: &[(&str, &str)],
) -> Value {
    let page = refresh(app, client, refresh_token, more).await;
    assert_eq!(page.status, 200, "{page:?}");
    page.json()
}

/// `GET /oidc/me`.
pub async fn userinfo(app: &TestApp, access_token: &str) -> Page {
    let mut browser = app.browser();
    let request = browser.request(Method::GET, "/oidc/me").bearer_auth(access_token);
    browser.send(request).await
}

/// A form post with the client's authentication.
pub async fn post(app: &TestApp, path: &str, client: &TestClient, fields: &[(&str, &str)]) -> Page {
    let mut browser = app.browser();
    let mut fields = fields.to_vec();
    let mut request = browser.request(Method::POST, path);
    if client.secret.is_empty() {
        fields.push(("client_id", client.id.as_str()));
    } else {
        request = request.basic_auth(client.id.as_str(), Some(&client.secret));
    }
    browser.send(request.form(&fields)).await
}

pub async fn introspect(app: &TestApp, client: &TestClient, value: &str) -> Value {
    let page = post(app, "/oidc/token/introspection", client, &[("token", value)]).await;
    assert_eq!(page.status, 200, "{page:?}");
    page.json()
}

/// Header and payload of a JWT.
pub fn jwt(token: &str) -> (Map<String, Value>, Map<String, Value>) {
    let decoded = jws::decode(token).unwrap();
    (decoded.header, decoded.payload)
}

/// Asserts a refusal in its whole wire form.
pub fn assert_refused(page: &Page, status: u16, error: &str, description: &str) {
    let body = page.json();
    assert_eq!(
        (page.status, body["error"].as_str(), body["error_description"].as_str()),
        (status, Some(error), Some(description)),
        "{page:?}"
    );
    assert_eq!(body["code"], format!("oidc.{error}"), "{page:?}");
    assert!(body["message"].is_string(), "{page:?}");
    assert_eq!(page.header("cache-control"), "no-store");
}

pub fn assert_invalid_grant(page: &Page) {
    assert_refused(page, 400, "invalid_grant", "grant request is invalid");
}

/// A resource with scopes, and a role that has them all.
pub struct TestResource {
    pub id: ResourceId,
    pub indicator: String,
    pub role: RoleId,
}

pub async fn create_resource(
    app: &TestApp,
    indicator: &str,
    scopes: &[&str],
    kind: RoleType,
) -> TestResource {
    let app = &app.app;
    let mut tx = app.db.begin().await.unwrap();
    let id = resources::create(app, &mut tx, indicator, "Resource", 1800).await.unwrap();
    let role = roles::create(app, &mut tx, &format!("all of {indicator}"), "", kind, false).await.unwrap();
    for name in scopes {
        let scope = resources::create_scope(app, &mut tx, &id, name, None).await.unwrap();
        roles::add_scope(app, &mut tx, &role, &scope).await.unwrap();
    }
    tx.commit().await.unwrap();
    TestResource { id, indicator: indicator.to_owned(), role }
}

pub async fn give_role(app: &TestApp, role: &RoleId, user: &TestUser) {
    let mut tx = app.app.db.begin().await.unwrap();
    roles::assign_to_user(&mut tx, role, &user.id).await.unwrap();
    tx.commit().await.unwrap();
}

/// Turns the application's access control on, without a rule.
pub async fn close_to_everybody(app: &TestApp, client: &TestClient) {
    let mut tx = app.app.db.begin().await.unwrap();
    let close = "UPDATE applications SET access_control_enabled = TRUE WHERE id = $1";
    tx.execute(close, genkan_database::args![client.id]).await.unwrap();
    app.app.changes.bump(&mut tx, genkan::changes::Topic::Applications).await.unwrap();
    tx.commit().await.unwrap();
}
