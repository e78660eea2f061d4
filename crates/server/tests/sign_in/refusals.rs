//! Forgeries, planted cookies, ended interactions, damaged input: the safe answer, never a 5xx.

use genkan::applications::ApplicationType;
use reqwest::Method;

use super::*;
use crate::support::PASSWORD;

const FORMS: [&str; 2] = ["/sign-in", "/register"];

on_both_engines! {
    async fn forms_without_this_interactions_token_are_refused(app: TestApp) {
        app.create_user("hana").await;
        let mut pending = Pending::begin(&app).await;
        let mut other = Pending::begin(&app).await;
        let foreign = other.open("/sign-in").await.form().1[0].1.clone();
        for form in FORMS {
            for token in ["", "x", "%", &"a".repeat(43), &foreign] {
                let url = pending.url(form);
                let fields = [("csrf", token), ("identifier", "hana"), ("password", PASSWORD)];
                let page = pending.browser.post_form(url, &fields).await;
                assert_eq!(page.status, 403, "{form} {token}");
                assert!(page.body.contains("value=\"hana\""), "the form comes back: {page:?}");
            }
        }
        assert_eq!(pending.stored(&app).await.login, None);
        // the form that came back carries the right one
        let page = pending.browser.post_form(pending.url("/sign-in"), &[("identifier", "hana")]).await;
        let page = pending.resubmit(&page, "hana", PASSWORD).await;
        assert!(pending.is_done(&page), "{page:?}");
    }

    async fn forms_from_other_sites_are_refused(app: TestApp) {
        app.create_user("hana").await;
        let mut pending = Pending::begin(&app).await;
        for form in FORMS {
            let token = pending.open(form).await.form().1[0].1.clone();
            let fields = [("csrf", token.as_str()), ("identifier", "hana"), ("password", PASSWORD)];
            for (name, value) in [
                ("origin", "https://evil.example"), ("origin", "null"), ("origin", ""), ("origin", "http://127.0.0.1"),
                ("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"),
            ] {
                let url = pending.url(form);
                let request = pending.browser.request(Method::POST, &url).header(name, value).form(&fields);
                let page = pending.browser.send(request).await;
                assert_eq!(page.status, 403, "{form} {name}: {value}");
            }
        }
        assert_eq!(pending.stored(&app).await.login, None);
    }

    async fn an_interaction_belongs_to_the_browser_that_began_it(app: TestApp) {
        app.create_user("hana").await;
        let mut attacker = Pending::begin(&app).await;
        let page = attacker.open("/sign-in").await;
        // The victim opens the attacker's link and even posts the attacker's form, without the attacker's cookie.
        let mut victim = app.browser();
        let opened = victim.get(attacker.url("/sign-in")).await;
        assert_eq!((opened.status, opened.header("location")), (302, "/unknown-session"));
        let (action, hidden) = page.form();
        let fields = [("csrf", hidden[0].1.as_str()), ("identifier", "hana"), ("password", PASSWORD)];
        let posted = victim.post_form(action, &fields).await;
        assert_eq!((posted.status, posted.header("location")), (303, "/unknown-session"));
        assert_eq!(attacker.stored(&app).await.login, None);
        // With a sign-in of the victim's own, the attacker's token is worth nothing.
        let mut victim = Pending::begin_with(&app, victim, attacker.client.clone(), "").await;
        let page = victim.resubmit(&page, "hana", PASSWORD).await;
        assert_eq!(page.status, 403);
    }

    async fn two_applications_in_one_browser_stay_apart(app: TestApp) {
        app.create_user("hana").await;
        let mut first = Pending::begin(&app).await;
        let client = app.create_app(ApplicationType::Traditional).await;
        let mut second = Pending::begin_with(&app, std::mem::replace(&mut first.browser, app.browser()), client, "").await;
        first.browser.cookies = second.browser.cookies.clone();
        let (one, two) = (first.open("/sign-in").await, second.open("/sign-in").await);
        // The form of one tab does not work in the other's place; each in its own does.
        let page = second.resubmit(&one, "hana", PASSWORD).await;
        assert!(first.is_done(&page), "it is the first application's form: {page:?}");
        assert_eq!(second.stored(&app).await.login, None);
        let page = second.resubmit(&two, "hana", PASSWORD).await;
        assert!(second.is_done(&page), "{page:?}");
        // Without a name it is the newest.
        let page = second.browser.get("/sign-in").await;
        let page = second.resubmit(&page, "hana", PASSWORD).await;
        assert!(second.is_done(&page), "{page:?}");
    }

    async fn two_tabs_of_one_application_each_go_on_with_their_own(app: TestApp) {
        app.create_user("hana").await;
        let mut tabs = Pending::begin(&app).await;
        let first = tabs.open("/sign-in").await;
        let second = create(&app.app, &tabs.client.id, Prompt::Login, "").await;
        tie(&app.app, &mut tabs.browser, &second);
        let page = tabs.open("/sign-in").await;
        // The first tab: a wrong password, over to the other form and back, then the right one.
        let refused = tabs.resubmit(&first, "hana", "wrong").await;
        assert_eq!(refused.status, 422, "{refused:?}");
        let register = tabs.browser.get(refused.link_to("/register")).await;
        let first = tabs.browser.get(register.link_to("/sign-in")).await;
        let done = tabs.resubmit(&first, "hana", PASSWORD).await;
        assert!(tabs.is_done(&done), "{done:?}");
        // The second tab was opened before and did not move since.
        let done = tabs.resubmit(&page, "hana", PASSWORD).await;
        assert_eq!((done.status, done.header("location")), (303, format!("/oidc/auth/{}", second.uid).as_str()));

        // A tab whose sign-in has ended goes on with the one that is left, and says that its form was too old.
        let mut tx = app.app.db.begin().await.unwrap();
        interaction::consume(&mut tx, &tabs.uid, app.app.clock.now()).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        let expired = tabs.resubmit(&first, "hana", PASSWORD).await;
        assert_eq!(expired.status, 403, "{expired:?}");
        let done = tabs.resubmit(&expired, "hana", PASSWORD).await;
        assert_eq!(done.header("location"), format!("/oidc/auth/{}", second.uid));
    }

    async fn naming_an_interaction_opens_nothing_without_its_cookie(app: TestApp) {
        app.create_user("hana").await;
        let attacker = Pending::begin(&app).await;
        for name in [interaction::label(&attacker.uid), attacker.uid.to_string()] {
            let named = format!("/sign-in?app_id={}&interaction={name}", attacker.client.id);
            let mut victim = app.browser();
            let page = victim.get(&named).await;
            assert_eq!((page.status, page.header("location")), (302, "/unknown-session"));
            let mut victim = Pending::begin_with(&app, victim, attacker.client.clone(), "").await;
            let page = victim.browser.get(&named).await;
            let page = victim.resubmit(&page, "hana", PASSWORD).await;
            assert!(victim.is_done(&page), "its own: {page:?}");
        }
        assert_eq!(attacker.stored(&app).await.login, None);
    }

    async fn ended_interactions_lead_to_a_page_that_says_so(app: TestApp) {
        app.create_user("hana").await;
        let mut pending = Pending::begin(&app).await;
        let page = pending.open("/sign-in").await;
        app.advance(3_601);
        let page = pending.resubmit(&page, "hana", PASSWORD).await;
        assert_eq!((page.status, page.header("location")), (303, "/unknown-session"));
        let page = pending.browser.follow(page).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("start again"), "{page:?}");

        let mut pending = Pending::begin(&app).await;
        let page = pending.open("/sign-in").await;
        let mut tx = app.app.db.begin().await.unwrap();
        interaction::consume(&mut tx, &pending.uid, app.app.clock.now()).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert_eq!(pending.resubmit(&page, "hana", PASSWORD).await.status, 303);
    }

    async fn the_database_does_not_hold_what_resumes_an_interaction(app: TestApp) {
        let pending = Pending::begin(&app).await;
        let mut conn = app.app.db.read().await.unwrap();
        let (stored,): (Vec<u8>,) =
            conn.one("SELECT uid_hash FROM interactions", genkan_database::args![]).await.unwrap();
        assert_eq!(stored.len(), 32);
        assert_ne!(stored, pending.uid.as_str().as_bytes());
    }

    async fn somebody_signed_in_already_goes_on_to_consent(app: TestApp) {
        let mut pending = Pending::begin(&app).await;
        let consent = create(&app.app, &pending.client.id, interaction::Prompt::Consent, "").await;
        tie(&app.app, &mut pending.browser, &consent);
        let page = pending.open("/sign-in").await;
        assert_eq!(page.status, 303);
        let ours = format!("{}&interaction={}", pending.url("/consent"), interaction::label(&consent.uid));
        assert_eq!(page.header("location"), ours);
    }

    async fn damaged_input_is_answered_with_a_page(app: TestApp) {
        let mut pending = Pending::begin(&app).await;
        let form = "application/x-www-form-urlencoded";
        let bodies: [(&str, Vec<u8>); 9] = [
            (form, format!("identifier=a&password={}", "x".repeat(1_000_000)).into_bytes()),
            (form, b"identifier=a&password=%00".to_vec()),
            (form, b"identifier=%ff&password=a".to_vec()),
            (form, b"identifier=\xff\xfe".to_vec()),
            (form, b"identifier=a&identifier=b".to_vec()),
            ("application/json", b"{".to_vec()),
            ("application/json", br#"{"identifier":{"a":1}}"#.to_vec()),
            ("multipart/form-data; boundary=x", b"--x--".to_vec()),
            ("text/plain", b"identifier=a".to_vec()),
        ];
        for path in FORMS {
            for (kind, body) in &bodies {
                let url = pending.url(path);
                let request = pending.browser.request(Method::POST, &url).header("content-type", *kind).body(body.clone());
                let page = pending.browser.send(request).await;
                assert_eq!(page.status, 400, "{path} {kind} {}", body.len());
                assert!(page.header("content-type").starts_with("text/html"), "{page:?}");
                assert!(page.body.contains("<h1>"), "{page:?}");
            }
            for query in ["?app_id=%ff", "?a=%00", &format!("?{}", "a=1&".repeat(400)), "?app_id=a&app_id=b", "?login_hint=%22%3E%3Cscript%3E"] {
                let page = pending.browser.get(format!("{path}{query}")).await;
                assert!(page.status < 500, "{path}{query}: {page:?}");
                assert!(!page.body.contains("<script>"), "{page:?}");
            }
        }
    }

    async fn garbage_cookies_are_no_interaction(app: TestApp) {
        let mut browser = app.browser();
        for value in ["%ff", "{}", "%7B%22_legacy%22%3A1%7D", "%7B%22_legacy%22%3A%22x%22%7D", &"x".repeat(4_000)] {
            browser.cookies.insert("_interaction".into(), (value.to_owned(), "/".into()));
            browser.cookies.insert("_known".into(), ("~.~a.b".into(), "/".into()));
            let page = browser.get("/sign-in").await;
            assert_eq!((page.status, page.header("location")), (302, "/unknown-session"), "{value}");
        }
    }
}
