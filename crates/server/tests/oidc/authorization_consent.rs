//! Third-party applications ask, and the person decides.

use genkan::applications::ApplicationType as Type;
use genkan_database::args;

use super::flow::*;
use crate::support::{Browser, Page, TestApp, TestClient, TestUser};

/// A browser of `user` at the consent page of `client`.
async fn at_consent(
    app: &TestApp,
    client: &TestClient,
    user: &TestUser,
    extra: &[(&str, &str)],
) -> (Browser, Page) {
    let mut browser = app.browser();
    ask(&mut browser, client, extra).await;
    record_login(app, &browser, user).await;
    let page = resume(&mut browser).await;
    assert_eq!((page.status, page.url.path()), (200, "/consent"), "{page:?}");
    (browser, page)
}

async fn decide(browser: &mut Browser, page: &Page, decision: &str) -> Page {
    browser.submit(page, &[("decision", decision)]).await
}

on_both_engines! {
    async fn a_third_party_asks_for_what_is_new(app: TestApp) {
        let (client, user) = (third_party(&app, &["profile", "email"]).await, app.create_user("hana").await);
        let (mut browser, page) = at_consent(&app, &client, &user, &[]).await;
        assert!(page.body.contains("Ledger") && page.body.contains("hana the tester"), "{page:?}");
        assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
        let page = decide(&mut browser, &page, "allow").await;
        assert!(answer(&page, &client).contains_key("code"));
        assert_eq!(code_scope(&app, &client.id).await, "openid profile");
        // Allowed once, it passes silently; one more scope does not.
        let page = ask(&mut browser, &client, &[("prompt", "none")]).await;
        assert!(answer(&page, &client).contains_key("code"));
        let page = ask(&mut browser, &client, &[("scope", "openid email"), ("prompt", "none")]).await;
        assert_eq!(error(&page, &client), "consent_required");
        let page = ask(&mut browser, &client, &[("scope", "openid email")]).await;
        let page = browser.follow(page).await;
        assert_eq!(page.url.path(), "/consent", "{page:?}");
    }

    async fn denying_is_an_answer(app: TestApp) {
        let (client, user) = (third_party(&app, &["profile"]).await, app.create_user("hana").await);
        let (mut browser, page) = at_consent(&app, &client, &user, &[]).await;
        let page = decide(&mut browser, &page, "deny").await;
        let answer = answer(&page, &client);
        assert_eq!((answer["error"].as_str(), answer["state"].as_str()), ("access_denied", "the-state"));
        let page = ask(&mut browser, &client, &[("prompt", "none")]).await;
        assert_eq!(error(&page, &client), "consent_required", "nothing was granted");
    }

    async fn scopes_beyond_its_list_are_refused(app: TestApp) {
        let client = third_party(&app, &["profile"]).await;
        let page = ask(&mut app.browser(), &client, &[("scope", "openid email")]).await;
        let answer = answer(&page, &client);
        assert_eq!((answer["error"].as_str(), answer["scope"].as_str()), ("invalid_scope", "email"));
        // Unknown names are nobody's list's business.
        let page = ask(&mut app.browser(), &client, &[("scope", "openid nonsense")]).await;
        assert!(location(&page).starts_with("/sign-in"), "{page:?}");
    }

    async fn resource_scopes_beyond_its_configuration_are_dropped(app: TestApp) {
        let (client, user) = (third_party(&app, &[]).await, app.create_user("hana").await);
        resource(&app, "https://api.example", &["read", "write"], Some(&user)).await;
        let mut tx = app.app.db.begin().await.unwrap();
        tx.execute(
            "INSERT INTO application_user_consent_resource_scopes (application_id, scope_id)
             SELECT $1, id FROM scopes WHERE name = 'read'",
            args![client.id],
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let extra = [("scope", "openid read write"), ("resource", "https://api.example")];
        let (mut browser, page) = at_consent(&app, &client, &user, &extra).await;
        assert!(page.body.contains("read") && !page.body.contains("write"), "{page:?}");
        decide(&mut browser, &page, "allow").await;
        assert_eq!(code_scope(&app, &client.id).await, "openid read");
    }

    async fn only_our_own_form_counts(app: TestApp) {
        let (client, user) = (third_party(&app, &["profile"]).await, app.create_user("hana").await);
        let (mut browser, page) = at_consent(&app, &client, &user, &[]).await;
        let (_, other_page) = at_consent(&app, &client, &app.create_user("mallory").await, &[]).await;
        let token = |page: &Page| page.form().1.iter().find(|(name, _)| name == "csrf").unwrap().1.clone();
        let (own, foreign) = (token(&page), token(&other_page));
        let address = format!("/consent?app_id={}", client.id);
        let ours = app.url.as_str();
        for (origin, csrf, decision) in [
            (Some(ours), "", "allow"),
            (Some(ours), foreign.as_str(), "allow"),
            (Some(ours), &own[1..], "allow"),
            (Some("https://evil.example"), own.as_str(), "allow"),
            (Some("null"), own.as_str(), "allow"),
            (Some(ours), own.as_str(), ""),
            (Some(ours), own.as_str(), "maybe"),
        ] {
            let page = post_from(&mut browser, origin, &address, &[("csrf", csrf), ("decision", decision)]).await;
            assert_eq!(page.status, 422, "{origin:?} {decision}");
        }
        let page = browser.get(format!("/oidc/auth/{}", interaction_uid(&browser))).await;
        assert!(location(&page).starts_with("/consent?"), "nothing was allowed: {page:?}");
    }

    async fn without_an_interaction_there_is_nothing_to_ask(app: TestApp) {
        let client = third_party(&app, &["profile"]).await;
        let mut browser = app.browser();
        for address in ["/consent", "/consent?app_id=nobody", "/consent?app_id=%ff"] {
            let page = browser.get(address).await;
            assert!(page.status == 302 && location(&page) == "/unknown-session" || page.status == 400, "{page:?}");
        }
        // One that waits for a sign-in is not one that waits for consent.
        ask(&mut browser, &client, &[]).await;
        let page = browser.get("/consent").await;
        assert_eq!((page.status, location(&page)), (302, "/unknown-session"));
        let page = browser.post_form("/consent", &[("decision", "allow")]).await;
        assert_eq!((page.status, location(&page)), (302, "/unknown-session"));
    }

    async fn a_first_party_app_is_never_a_page(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let mut browser = app.browser();
        let extra = [("prompt", "login consent"), ("scope", "openid offline_access email")];
        let answer = sign_in(&app, &mut browser, &client, &user, &extra).await;
        assert!(answer.contains_key("code"));
    }
}
