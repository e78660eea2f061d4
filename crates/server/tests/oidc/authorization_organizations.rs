//! Organizations at the authorization endpoint: scopes, access rules, and which of them a third party may act in.

use genkan::{
    applications::ApplicationType as Type,
    ids::{ClientId, UserId},
};
use genkan_database::args;
use serde_json::json;

use super::{flow::*, organizations::*, seed};
use crate::support::*;

const ORGANIZATIONS: &str = "urn:logto:resource:organizations";
const THIRD_PARTY_SCOPES: &[&str] = &["urn:logto:scope:organizations", "urn:logto:scope:organization_roles"];
const SCOPE: &str = "openid offline_access urn:logto:scope:organizations brew hire";

/// A person in `kissaten` (as a barista, who may brew) and in `farm`.
async fn hana(app: &TestApp) -> TestUser {
    let user = app.create_user("hana").await;
    organization_role(app, "barista", "User", &["brew"]).await;
    organization_role(app, "owner", "User", &["hire"]).await;
    for (id, role) in [("kissaten", "barista"), ("farm", "owner")] {
        let organization = organization(app, id).await;
        join(app, &organization, &user.id, &[role]).await;
    }
    user
}

/// A third-party application that may ask for `brew` in organizations.
async fn ledger(app: &TestApp) -> TestClient {
    let client = third_party(app, THIRD_PARTY_SCOPES).await;
    write(
        app,
        "INSERT INTO application_user_consent_organization_scopes (application_id, organization_scope_id)
         VALUES ($1, 'brew')",
        args![client.id],
    )
    .await;
    client
}

async fn at_consent(app: &TestApp, client: &TestClient, user: &TestUser) -> (Browser, Page) {
    let mut browser = app.browser();
    let extra = [("scope", SCOPE), ("resource", ORGANIZATIONS), ("prompt", "consent")];
    ask(&mut browser, client, &extra).await;
    record_login(app, &browser, user).await;
    let page = resume(&mut browser).await;
    assert_eq!((page.status, page.url.path()), (200, "/consent"), "{page:?}");
    (browser, page)
}

async fn open_to(app: &TestApp, client: &ClientId, user: &UserId) -> Vec<String> {
    let mut conn = app.app.db.read().await.unwrap();
    let rows: Vec<(String,)> = conn
        .all(
            "SELECT organization_id FROM application_user_consent_organizations
             WHERE application_id = $1 AND user_id = $2 ORDER BY organization_id",
            args![client, user],
        )
        .await
        .unwrap();
    rows.into_iter().map(|(id,)| id).collect()
}

async fn redeem(app: &TestApp, client: &TestClient, page: &Page) -> serde_json::Value {
    let answer = answer(page, client);
    let page = exchange(app, client, &answer["code"]).await;
    assert_eq!(page.status, 200, "{page:?}");
    page.json()
}

on_both_engines! {
    async fn organization_scopes_enter_the_grant_by_the_organizations_resource(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, hana(&app).await);
        let mut browser = app.browser();
        let scope = format!("{SCOPE} unknown");
        // Whatever the person's roles: who has which scope where is asked when a token is.
        sign_in(&app, &mut browser, &client, &user, &[("scope", &scope), ("resource", ORGANIZATIONS), ("prompt", "consent")]).await;
        assert_eq!(code_scope(&app, &client.id).await, SCOPE);
        // Without the resource they are unknown names.
        app.advance(1);
        sign_in_again(&app, &mut browser, &client, &user, &[("scope", &scope)]).await;
        assert_eq!(code_scope(&app, &client.id).await, "openid urn:logto:scope:organizations");
    }

    async fn roles_in_organizations_count_for_resources(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, hana(&app).await);
        resource(&app, "https://api.example", &["read", "write", "delete"], None).await;
        give_resource_scope(&app, "barista", "https://api.example", "read").await;
        give_resource_scope(&app, "owner", "https://api.example", "write").await;
        let mut browser = app.browser();
        let extra = [("scope", "openid read write delete"), ("resource", "https://api.example")];
        sign_in(&app, &mut browser, &client, &user, &extra).await;
        assert_eq!(code_scope(&app, &client.id).await, "openid read write");
        // Asked for one organization, the roles in the others do not count.
        app.advance(1);
        let other = app.create_app(Type::Traditional).await;
        let narrowed = [extra[0], extra[1], ("organization_id", "kissaten")];
        sign_in_again(&app, &mut browser, &other, &user, &narrowed).await;
        assert_eq!(code_scope(&app, &other.id).await, "openid read");
    }

    async fn access_rules_are_told_to_the_client(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, hana(&app).await);
        let mut browser = app.browser();
        sign_in(&app, &mut browser, &client, &user, &[]).await;
        write(&app, "UPDATE applications SET access_control_enabled = TRUE", args![]).await;
        for prompt in ["", "none", "consent"] {
            let refused = answer(&ask(&mut browser, &client, &[("prompt", prompt)]).await, &client);
            assert_eq!((refused["error"].as_str(), refused["error_description"].as_str()), ("access_denied", "Access denied."));
            assert!(!refused.contains_key("code"));
        }
        // Nobody learns of the rules before signing in.
        let mut stranger = app.browser();
        let page = ask(&mut stranger, &client, &[]).await;
        assert!(location(&page).starts_with("/sign-in"), "{page:?}");
        record_login(&app, &stranger, &user).await;
        assert_eq!(error(&resume(&mut stranger).await, &client), "access_denied");
        write(&app, "INSERT INTO application_access_organizations (application_id, organization_id) VALUES ($1, 'farm')", args![client.id]).await;
        assert!(answer(&ask(&mut browser, &client, &[]).await, &client).contains_key("code"));
    }

    async fn a_third_party_acts_only_where_the_person_lets_it(app: TestApp) {
        let (user, client) = (hana(&app).await, ledger(&app).await);
        let (mut browser, page) = at_consent(&app, &client, &user).await;
        for shown in ["value=\"kissaten\"", "value=\"farm\"", "brew"] {
            assert!(page.body.contains(shown), "{shown}: {page:?}");
        }
        assert!(!page.body.contains("hire") && !page.body.contains("checked"), "{page:?}");
        let page = browser.submit(&page, &[("organization", "kissaten"), ("decision", "allow")]).await;
        assert_eq!(open_to(&app, &client.id, &user.id).await, ["kissaten"]);
        let tokens = redeem(&app, &client, &page).await;
        assert_eq!(code_scope(&app, &client.id).await, "openid offline_access urn:logto:scope:organizations brew");
        // What it is told is what is open to it.
        let (_, claims) = seed::jwt(tokens["id_token"].as_str().unwrap());
        assert_eq!(claims["organizations"], json!(["kissaten"]));
        let refresh_token = tokens["refresh_token"].as_str().unwrap();
        let body = seed::refreshed(&app, &client, refresh_token, &[("organization_id", "kissaten")]).await;
        assert_eq!(body["scope"], "brew");
        let page = seed::refresh(&app, &client, refresh_token, &[("organization_id", "farm")]).await;
        seed::assert_refused(&page, 403, "access_denied", "organization access is not granted to the application");
        // A scope taken from its configuration is gone at once, and so is an organization that was closed.
        write(&app, "DELETE FROM application_user_consent_organization_scopes", args![]).await;
        let body = seed::refreshed(&app, &client, refresh_token, &[("organization_id", "kissaten")]).await;
        assert_eq!(body["scope"], "");
        write(&app, "DELETE FROM application_user_consent_organizations", args![]).await;
        let page = seed::refresh(&app, &client, refresh_token, &[("organization_id", "kissaten")]).await;
        seed::assert_refused(&page, 403, "access_denied", "organization access is not granted to the application");
    }

    async fn the_choice_is_among_ones_own_and_can_be_changed(app: TestApp) {
        let (user, client) = (hana(&app).await, ledger(&app).await);
        let (mut browser, page) = at_consent(&app, &client, &user).await;
        let other = organization(&app, "other").await;
        for foreign in [other.as_str(), "unknown"] {
            let again = browser.submit(&page, &[("organization", foreign), ("decision", "allow")]).await;
            assert_eq!((again.status, again.url.path()), (422, "/consent"), "{foreign}");
        }
        assert!(open_to(&app, &client.id, &user.id).await.is_empty());
        let both = [("organization", "kissaten"), ("organization", "farm"), ("decision", "allow")];
        let done = browser.submit(&page, &both).await;
        assert!(answer(&done, &client).contains_key("code"));
        assert_eq!(open_to(&app, &client.id, &user.id).await, ["farm", "kissaten"]);
        // Asked again, the page shows what is open; what is unchecked is closed.
        let (mut browser, page) = at_consent(&app, &client, &user).await;
        assert_eq!(page.body.matches("checked").count(), 2);
        browser.submit(&page, &[("organization", "farm"), ("decision", "allow")]).await;
        assert_eq!(open_to(&app, &client.id, &user.id).await, ["farm"]);
        // Leaving takes the consent along, and a page that is still open cannot bring it back.
        let (mut browser, page) = at_consent(&app, &client, &user).await;
        leave(&app, &"farm".into(), &user.id).await;
        let again = browser.submit(&page, &[("organization", "farm"), ("decision", "allow")]).await;
        assert_eq!(again.status, 422);
        assert!(open_to(&app, &client.id, &user.id).await.is_empty());
    }

    async fn denying_changes_nothing(app: TestApp) {
        let (user, client) = (hana(&app).await, ledger(&app).await);
        let (mut browser, page) = at_consent(&app, &client, &user).await;
        let page = browser.submit(&page, &[("organization", "farm"), ("decision", "deny")]).await;
        assert_eq!(error(&page, &client), "access_denied");
        assert!(open_to(&app, &client.id, &user.id).await.is_empty());
    }

    async fn somebody_else_can_sign_in_instead(app: TestApp) {
        let (user, client) = (hana(&app).await, ledger(&app).await);
        let other = app.create_user("ume").await;
        let (mut browser, page) = at_consent(&app, &client, &user).await;
        let link = format!("/switch-account?app_id={}", client.id);
        assert!(page.body.contains(&link), "{page:?}");
        let page = browser.get(&link).await;
        assert!(location(&page).starts_with("/sign-in?"), "{page:?}");
        record_login(&app, &browser, &other).await;
        let page = resume(&mut browser).await;
        assert!(page.url.path() == "/consent" && page.body.contains("ume the tester"), "{page:?}");
        let page = browser.submit(&page, &[("decision", "allow")]).await;
        let (_, claims) = seed::jwt(redeem(&app, &client, &page).await["id_token"].as_str().unwrap());
        assert_eq!(claims["sub"], other.id.as_str());
        let page = app.browser().get("/switch-account").await;
        assert_eq!((page.status, location(&page)), (302, "/unknown-session"));
    }

    async fn roles_in_organizations_that_are_closed_to_a_third_party_give_it_nothing(app: TestApp) {
        let (user, client) = (hana(&app).await, ledger(&app).await);
        resource(&app, "https://api.example", &["read", "write"], None).await;
        give_resource_scope(&app, "barista", "https://api.example", "read").await;
        give_resource_scope(&app, "owner", "https://api.example", "write").await;
        write(
            &app,
            "INSERT INTO application_user_consent_organization_resource_scopes (application_id, scope_id)
             SELECT $1, id FROM scopes",
            args![client.id],
        )
        .await;
        let mut browser = app.browser();
        let extra = [
            ("scope", "openid offline_access urn:logto:scope:organizations read write"),
            ("resource", "https://api.example"),
            ("prompt", "consent"),
        ];
        ask(&mut browser, &client, &extra).await;
        record_login(&app, &browser, &user).await;
        let page = resume(&mut browser).await;
        let page = browser.submit(&page, &[("organization", "kissaten"), ("decision", "allow")]).await;
        let tokens = redeem(&app, &client, &page).await;
        let refresh_token = tokens["refresh_token"].as_str().unwrap();
        let for_api = ("resource", "https://api.example");
        let body = seed::refreshed(&app, &client, refresh_token, &[for_api]).await;
        assert_eq!(body["scope"], "read");
        let body = seed::refreshed(&app, &client, refresh_token, &[for_api, ("organization_id", "kissaten")]).await;
        assert_eq!(body["scope"], "read");
        let page = seed::refresh(&app, &client, refresh_token, &[for_api, ("organization_id", "farm")]).await;
        seed::assert_refused(&page, 403, "access_denied", "organization access is not granted to the application");
        write(&app, "DELETE FROM application_user_consent_organization_resource_scopes", args![]).await;
        let body = seed::refreshed(&app, &client, refresh_token, &[for_api]).await;
        assert_eq!(body["scope"], "", "its configuration counts at once");
    }
}
