//! Where the browser is sent, and what it carries there.

use genkan::applications::ApplicationType as Type;

use super::flow::*;
use crate::support::TestApp;

on_both_engines! {
    async fn the_first_page_is_what_the_client_asked_for(app: TestApp) {
        let client = app.create_app(Type::Traditional).await;
        let mut browser = app.browser();
        let id = &client.id;
        let table: &[(&[(&str, &str)], String)] = &[
            (&[], format!("/sign-in?app_id={id}")),
            (&[("first_screen", "register")], format!("/register?app_id={id}")),
            (&[("interaction_mode", "signUp")], format!("/register?app_id={id}")),
            (
                &[("direct_sign_in", "social:google")],
                format!("/direct/social/google?app_id={id}&fallback=sign-in"),
            ),
            (
                &[("first_screen", "identifier:sign_in"), ("identifier", "email phone"), ("ui_locales", "ko"),
                  ("login_hint", "a@b.example"), ("organization_id", "org1")],
                format!(
                    "/identifier-sign-in?app_id={id}&organization_id=org1&ui_locales=ko&login_hint=a%40b.example\
                     &identifier=email+phone"
                ),
            ),
            (&[("first_screen", "nonsense"), ("login_hint", "a@b.example")], format!("/sign-in?app_id={id}")),
        ];
        for (extra, expected) in table {
            let page = ask(&mut browser, &client, extra).await;
            assert_eq!((page.status, location(&page)), (303, expected.as_str()), "{extra:?}");
            assert_eq!(page.header("cache-control"), "no-store");
        }
    }

    async fn the_browser_carries_the_interaction(app: TestApp) {
        let client = app.create_app(Type::Traditional).await;
        let page = ask(&mut app.browser(), &client, &[("ui_locales", "ja")]).await;
        let cookies: Vec<&str> =
            page.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
        let one = |name: &str| {
            let prefix = format!("{name}=");
            cookies.iter().copied().find(|cookie| cookie.starts_with(&prefix)).unwrap()
        };
        let resume = one("_interaction_resume");
        let uid = resume.split([';', '=']).nth(1).unwrap();
        assert_eq!(uid.len(), 43);
        assert!(resume.contains(&format!("; Path=/oidc/auth/{uid};")), "{resume}");
        for cookie in [resume, one("_interaction")] {
            for attribute in ["HttpOnly", "SameSite=Lax", "Max-Age=3600"] {
                assert!(cookie.contains(attribute), "{cookie}");
            }
        }
        let page_cookie = one("_logto");
        assert!(!page_cookie.contains("HttpOnly") && !page_cookie.contains("Max-Age"), "{page_cookie}");
        assert!(page_cookie.contains("%22uiLocales%22:%22ja%22"), "{page_cookie}");
        assert!(cookies.iter().all(|cookie| !cookie.starts_with("_session=")), "nobody has signed in");
    }

    async fn a_credential_from_one_tap_travels_in_a_cookie_of_seconds(app: TestApp) {
        let client = app.create_app(Type::Traditional).await;
        let mut browser = app.browser();
        let page = ask(&mut browser, &client, &[("google_one_tap_credential", "aa.bb.cc")]).await;
        assert!(location(&page).starts_with("/direct/social/google?"), "{page:?}");
        assert_eq!(browser.cookies["_logto_google_one_tap_credential"].0, "aa.bb.cc");
        let mut other = app.browser();
        ask(&mut other, &client, &[("google_one_tap_credential", "a; Domain=evil")]).await;
        assert!(!other.cookies.contains_key("_logto_google_one_tap_credential"));
    }
}
