//! An interaction completes only in the browser that began it, once, for the application that asked.

use genkan::applications::ApplicationType as Type;
use genkan_database::args;

use super::flow::*;
use crate::support::{Page, TestApp};

fn is_lost(page: &Page) {
    assert_eq!(page.status, 400, "{page:?}");
    assert_eq!(page.json()["code"], "session.not_found", "{page:?}");
    assert_eq!(page.json()["error"], "invalid_request");
}

on_both_engines! {
    async fn nobody_else_can_finish_it(app: TestApp) {
        let (client, attacker) = (app.create_app(Type::Traditional).await, app.create_user("mallory").await);
        let (mut own, mut victim) = (app.browser(), app.browser());
        ask(&mut own, &client, &[]).await;
        record_login(&app, &own, &attacker).await;
        let address = format!("/oidc/auth/{}", interaction_uid(&own));
        is_lost(&victim.get(&address).await);
        // Not even with an interaction of one's own.
        ask(&mut victim, &client, &[]).await;
        is_lost(&victim.get(&address).await);
        assert!(!victim.cookies.contains_key("_session"));
        for odd in ["/oidc/auth/x", "/oidc/auth/%00", "/oidc/auth/%ff", "/oidc/auth/é"] {
            is_lost(&victim.get(odd).await);
        }
        let page = resume(&mut own).await;
        assert!(answer(&page, &client).contains_key("code"), "its own browser finishes it");
    }

    async fn it_ends_after_an_hour(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let mut browser = app.browser();
        ask(&mut browser, &client, &[]).await;
        record_login(&app, &browser, &user).await;
        app.advance(3600);
        is_lost(&browser.get(format!("/oidc/auth/{}", interaction_uid(&browser))).await);
    }

    async fn a_session_gets_a_new_id_at_every_step(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let mut browser = app.browser();
        // Planted by somebody who knows it.
        let planted = "p".repeat(43);
        browser.cookies.insert("_session".into(), (planted.clone(), "/".into()));
        ask(&mut browser, &client, &[]).await;
        record_login(&app, &browser, &user).await;
        let page = browser.get(format!("/oidc/auth/{}", interaction_uid(&browser))).await;
        let after_login = browser.cookies["_session"].0.clone();
        assert!(after_login != planted && after_login.len() == 43);
        browser.follow(page).await;
        assert_ne!(browser.cookies["_session"].0, after_login, "consent renews it as well");
    }

    async fn the_back_button_begins_anew(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let mut browser = app.browser();
        ask(&mut browser, &client, &[("prompt", "login")]).await;
        let (uid, path) = browser.cookies["_interaction_resume"].clone();
        record_login(&app, &browser, &user).await;
        let page = resume(&mut browser).await;
        assert!(answer(&page, &client).contains_key("code"));
        // The same address again: the login it once held does not count twice.
        browser.cookies.insert("_interaction_resume".into(), (uid, path.clone()));
        let page = browser.get(path).await;
        assert!(location(&page).starts_with("/sign-in?"), "{page:?}");
    }

    async fn many_at_once_take_it_once(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let mut browser = app.browser();
        ask(&mut browser, &client, &[]).await;
        record_login(&app, &browser, &user).await;
        let address = format!("/oidc/auth/{}", interaction_uid(&browser));
        let racers = (0..8).map(|_| {
            let mut own = browser.clone_cookies();
            let address = address.clone();
            async move { own.get(address).await }
        });
        let pages = futures_util::future::join_all(racers).await;
        let signed_in = pages.iter().filter(|page| {
            page.headers.get_all("set-cookie").iter().any(|cookie| cookie.as_bytes().starts_with(b"_session="))
        });
        assert_eq!(signed_in.count(), 1);
        for page in &pages {
            assert_eq!(page.status, 303, "{page:?}");
        }
    }

    async fn signing_out_meanwhile_is_no_accident(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        for round in 0..5 {
            let mut browser = app.browser();
            sign_in(&app, &mut browser, &client, &user, &[]).await;
            let page = browser.get(format!("/oidc/session/end?client_id={}", client.id)).await;
            let asking = (0..6).map(|_| {
                let (mut tab, client) = (browser.clone_cookies(), client.clone());
                async move { ask(&mut tab, &client, &[]).await }
            });
            let mut leaving = browser.clone_cookies();
            let (asked, left) =
                tokio::join!(futures_util::future::join_all(asking), leaving.submit(&page, &[]));
            assert_eq!(left.status, 200, "{left:?}");
            for page in asked {
                assert_eq!(page.status, 303, "round {round}: {page:?}");
            }
            let page = ask(&mut browser, &client, &[("prompt", "none")]).await;
            assert_eq!(error(&page, &client), "login_required");
        }
    }

    async fn two_applications_sign_in_side_by_side(app: TestApp) {
        let (a, b) = (app.create_app(Type::Traditional).await, app.create_app(Type::Spa).await);
        let user = app.create_user("hana").await;
        let mut browser = app.browser();
        ask(&mut browser, &a, &[("state", "for-a")]).await;
        let of_a = browser.cookies["_interaction_resume"].clone();
        ask(&mut browser, &b, &[("state", "for-b")]).await;
        let of_b = browser.cookies["_interaction_resume"].clone();
        // Each by its own cookie path, the newer one first.
        for (own, client, state) in [(of_b, &b, "for-b"), (of_a, &a, "for-a")] {
            browser.cookies.insert("_interaction_resume".into(), own);
            record_login(&app, &browser, &user).await;
            let page = resume(&mut browser).await;
            let answer = answer(&page, client);
            assert!(answer.contains_key("code") && answer["state"] == state, "{answer:?}");
        }
    }

    async fn another_user_ends_the_old_session(app: TestApp) {
        let (client, other) = (app.create_app(Type::Traditional).await, app.create_app(Type::Traditional).await);
        let (hana, haru) = (app.create_user("hana").await, app.create_user("haru").await);
        let mut browser = app.browser();
        sign_in(&app, &mut browser, &client, &hana, &[]).await;
        sign_in_again(&app, &mut browser, &other, &hana, &[("prompt", "consent"), ("scope", "openid offline_access")])
            .await;
        let old = browser.cookies["_session"].clone();
        sign_in_again(&app, &mut browser, &client, &haru, &[("prompt", "login")]).await;
        let mut conn = app.app.db.read().await.unwrap();
        let sessions: Vec<(String,)> = conn.all("SELECT user_id FROM sessions", args![]).await.unwrap();
        assert_eq!(sessions, [(haru.id.to_string(),)]);
        // What was granted for the session is gone; what was granted for longer stays.
        let grants: Vec<(String, String)> = conn
            .all("SELECT user_id, scope FROM grants ORDER BY created_at, user_id, scope", args![])
            .await
            .unwrap();
        assert!(grants.contains(&(hana.id.to_string(), "openid offline_access".into())), "{grants:?}");
        assert!(!grants.contains(&(hana.id.to_string(), "openid profile".into())), "{grants:?}");
        browser.cookies.insert("_session".into(), old);
        let page = ask(&mut browser, &client, &[("prompt", "none")]).await;
        assert_eq!(error(&page, &client), "login_required", "the old cookie opens nothing");
    }

    async fn a_consent_given_in_one_session_does_not_count_in_another(app: TestApp) {
        let client = third_party(&app, &["profile"]).await;
        let (hana, haru) = (app.create_user("hana").await, app.create_user("haru").await);
        let first = app.create_app(Type::Traditional).await;
        let mut browser = app.browser();
        sign_in(&app, &mut browser, &first, &hana, &[]).await;
        let page = ask(&mut browser, &client, &[]).await;
        let page = browser.follow(page).await;
        let of_hana = browser.cookies["_interaction_resume"].clone();
        let (action, mut fields) = page.form();
        fields.push(("decision".into(), "allow".into()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let page = browser.post_form(&action, &fields).await;
        assert_eq!(page.status, 303, "{page:?}");
        // Before the browser comes back, somebody else signs in there.
        let mut tab = browser.clone_cookies();
        sign_in_again(&app, &mut tab, &first, &haru, &[("prompt", "login")]).await;
        tab.cookies.insert("_interaction_resume".into(), of_hana);
        let page = tab.get(location(&page)).await;
        assert!(location(&page).starts_with("/consent?"), "{page:?}");
        let mut conn = app.app.db.read().await.unwrap();
        let granted: Vec<(String,)> =
            conn.all("SELECT id FROM grants WHERE client_id = $1", args![client.id]).await.unwrap();
        assert_eq!(granted.len(), 0);
    }
}
