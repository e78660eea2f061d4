use genkan::applications::{ApplicationType, NewApplication};

use super::*;

on_both_engines! {
    async fn guarded_pages_without_a_sign_in_lead_away(app: TestApp) {
        let mut browser = app.browser();
        for path in ["/", "/sign-in", "/register", "/single-sign-on", "/identifier-sign-in", "/identifier-register"] {
            let page = browser.get(path).await;
            assert_eq!((page.status, page.header("location")), (302, "/unknown-session"), "{path}");
        }
        for path in ["/unknown-session", "/account-suspended", "/forgot-password", "/reset-password"] {
            let page = browser.get(path).await;
            assert_eq!(page.status, 200, "{path}");
        }
        configure(&app, |experience| {
            experience.unknown_session_redirect_url = Some("https://app.example/start".into());
        })
        .await;
        assert_eq!(browser.get("/sign-in").await.header("location"), "https://app.example/start");
    }

    async fn pages_are_framed_by_nobody_and_kept_by_nobody(app: TestApp) {
        let mut pending = Pending::begin(&app).await;
        for path in ["/sign-in", "/register", "/single-sign-on", "/forgot-password", "/unknown-session", "/account-suspended"] {
            let page = pending.open(path).await;
            assert_eq!(page.status, 200, "{path}");
            let policy = page.header("content-security-policy");
            assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
            assert!(!policy.contains("unsafe"), "{path}");
            assert_eq!(page.header("cache-control"), "no-store", "{path}");
            assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
            assert!(!page.body.contains(pending.uid.as_str()), "{path}: the interaction's name stays in the cookie");
        }
    }

    async fn the_language_is_asked_for_chosen_or_the_browsers(app: TestApp) {
        let client = app.create_app(ApplicationType::Traditional).await;
        let mut pending = Pending::begin_with(&app, app.browser(), client, "&ui_locales=ko").await;
        assert!(pending.open("/sign-in").await.body.contains("<html lang=\"ko\">"), "the request's");
        let page = pending.browser.get(format!("{}&ui_locales=ja", pending.url("/sign-in"))).await;
        assert!(page.body.contains("<html lang=\"ja\">"), "the address's");
        // the switch: a link, a cookie, and back to the same page
        let link = page.body.split("href=\"").map(|rest| rest.split('"').next().unwrap()).find(|href| href.starts_with("/language/en")).unwrap();
        let back = pending.browser.get(link).await;
        assert_eq!((back.status, back.location().unwrap().path()), (303, "/sign-in"));
        let page = pending.browser.follow(back).await;
        assert!(page.body.contains("<html lang=\"en\">"), "the person's choice outranks both: {page:?}");
        assert!(page.body.contains("ui_locales=ja"), "the flow keeps its parameters");

        let mut browser = app.browser();
        let request = browser.request(reqwest::Method::GET, "/unknown-session").header("accept-language", "fr, ja;q=0.8");
        assert!(browser.send(request).await.body.contains("<html lang=\"ja\">"));
        configure(&app, |experience| {
            experience.language_info.auto_detect = false;
            experience.language_info.fallback_language = "ko".into();
        })
        .await;
        let request = browser.request(reqwest::Method::GET, "/unknown-session").header("accept-language", "ja");
        assert!(browser.send(request).await.body.contains("<html lang=\"ko\">"));
    }

    async fn the_language_switch_leads_nowhere_else(app: TestApp) {
        let mut browser = app.browser();
        for to in ["//evil.example", "https://evil.example", "/%5Cevil.example", "%2F%2Fevil", "", "%ff"] {
            let page = browser.get(format!("/language/ja?to={to}")).await;
            assert_eq!((page.status, page.header("location")), (303, "/"), "{to}");
        }
        assert_eq!(browser.get("/language/%ff").await.status / 100, 4);
    }

    async fn hints_fill_in_the_form(app: TestApp) {
        let client = app.create_app(ApplicationType::Traditional).await;
        let mut pending = Pending::begin_with(&app, app.browser(), client, "&login_hint=hana%40example.com").await;
        let page = pending.open("/sign-in").await;
        assert!(page.body.contains("value=\"hana@example.com\""), "{page:?}");
        let page = pending.browser.get(format!("{}&login_hint=%22kim", pending.url("/sign-in"))).await;
        assert!(page.body.contains("value=\"&#34;kim\""), "{page:?}");
    }

    async fn filters_narrow_the_identifiers(app: TestApp) {
        let mut pending = Pending::begin(&app).await;
        for (path, all) in [("/identifier-sign-in", "/sign-in"), ("/identifier-register", "/register")] {
            let page = pending.browser.get(format!("{}&identifier=email+phone", pending.url(path))).await;
            assert_eq!(page.status, 200);
            assert!(page.body.contains("type=\"email\"") && page.body.contains(&pending.url(all)), "{page:?}");
            let posted = pending.resubmit(&page, "hana", "whatever it is").await;
            assert_eq!(posted.status, 422, "the filter holds for the post: {posted:?}");
            let none = pending.browser.get(format!("{}&identifier=phone", pending.url(path))).await;
            assert_eq!(none.location().unwrap().path(), all);
        }
    }

    async fn connectors_that_are_not_there_fall_back(app: TestApp) {
        let mut browser = app.browser();
        for (path, to) in [
            ("/direct/social/google?app_id=a&fallback=register", "/register?app_id=a"),
            ("/direct/sso/x?fallback=//evil.example", "/sign-in"),
            ("/direct/social?fallback=sign-in&ui_locales=ja", "/sign-in?ui_locales=ja"),
        ] {
            let page = browser.get(path).await;
            assert_eq!((page.status, page.header("location")), (302, to), "{path}");
        }
    }

    async fn the_application_is_the_host_and_its_name_is_text(app: TestApp) {
        let mut new = NewApplication::new("<b>Tea & \"house\"</b>", ApplicationType::Traditional);
        new.redirect_uris = vec!["https://app.example/callback".into()];
        new.logo_uri = Some("https://app.example/logo.png".into());
        let client = app.register(new).await;
        let mut pending = Pending::begin_with(&app, app.browser(), client, "").await;
        let page = pending.open("/sign-in").await;
        assert!(page.body.contains("&#60;b&#62;Tea &#38; &#34;house&#34;"), "{page:?}");
        assert!(!page.body.contains("<b>"));
        assert!(page.body.contains("src=\"https://app.example/logo.png\""));
    }

    async fn assets_may_be_kept_for_ever(app: TestApp) {
        let mut browser = app.browser();
        let page = browser.get("/unknown-session").await;
        for kind in ["css", "js", "svg"] {
            let address = page.body.split('"').find(|part| part.starts_with("/assets/") && part.ends_with(kind)).unwrap();
            let asset = browser.get(address).await;
            assert_eq!(asset.status, 200);
            assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable");
            assert!(asset.body.len() < 16 * 1024);
        }
        for path in ["/assets/genkan.css", "/assets/..%2fgenkan.css", "/assets/x"] {
            assert_eq!(browser.get(path).await.status, 404, "{path}");
        }
    }

    async fn operators_bring_a_stylesheet_of_their_own(app: TestApp) {
        let mut pending = Pending::begin(&app).await;
        assert!(!pending.open("/sign-in").await.body.contains("/theme/"));
        configure(&app, |experience| experience.custom_css = Some(":root { --accent: #7a3b2e }".into())).await;
        let page = pending.open("/sign-in").await;
        let address = page.body.split('"').find(|part| part.starts_with("/theme/")).unwrap();
        assert!(page.body.find("/assets/genkan.").unwrap() < page.body.find(address).unwrap(), "after ours");
        let theme = pending.browser.get(address).await;
        assert_eq!((theme.status, theme.body.as_str()), (200, ":root { --accent: #7a3b2e }"));
        assert!(theme.header("content-type").starts_with("text/css"));
        configure(&app, |experience| experience.custom_css = Some(":root { --accent: #123456 }".into())).await;
        assert_eq!(pending.browser.get(address).await.status, 404, "another theme, another address");
    }

    async fn colours_and_logo_are_the_operator_s(app: TestApp) {
        let mut pending = Pending::begin(&app).await;
        configure(&app, |experience| {
            experience.color.primary_color = "#6139F6".into();
            experience.branding.logo_url = Some("https://x.example/logo.svg".into());
        })
        .await;
        let page = pending.open("/sign-in").await;
        assert!(page.body.contains("src=\"https://x.example/logo.svg\""), "{page:?}");
        let address = page.body.split('"').find(|part| part.starts_with("/theme/")).unwrap();
        let theme = pending.browser.get(address).await;
        assert!(theme.body.starts_with(":root{--accent:#6139F6;"), "{theme:?}");
        assert!(theme.body.contains("@media (prefers-color-scheme:dark)"));
    }

    async fn an_application_looks_like_itself(app: TestApp) {
        let api = app.management().await;
        let mut pending = Pending::begin(&app).await;
        let own = serde_json::json!({
            "color": { "primaryColor": "#aa0000" },
            "branding": { "logoUrl": "https://x.example/own.svg" },
            "customCss": "p{margin:0}",
        });
        let path = format!("/applications/{}/sign-in-experience", pending.client.id);
        let reply = api.put(&path, own).await;
        assert!([200, 201].contains(&reply.status), "{reply:?}");
        let page = pending.open("/sign-in").await;
        assert!(page.body.contains("src=\"https://x.example/own.svg\""), "{page:?}");
        let address = page.body.split('"').find(|part| part.starts_with("/theme/")).unwrap().replace("&amp;", "&");
        let theme = pending.browser.get(&address).await;
        assert!(theme.body.starts_with(":root{--accent:#aa0000;") && theme.body.ends_with("p{margin:0}"), "{theme:?}");
        let elsewhere = address.replace(pending.client.id.as_str(), "other");
        assert_eq!(pending.browser.get(&elsewhere).await.status, 404);
        // The same to programs.
        let seen = api.get(&format!("/.well-known/sign-in-exp?appId={}", pending.client.id)).await.expect(200);
        assert_eq!((&seen["color"]["primaryColor"], &seen["customCss"]), (&"#aa0000".into(), &"p{margin:0}".into()));
        assert_eq!(seen["color"]["isDarkModeEnabled"], true, "what it does not say is the tenant's");
        let tenant = api.get("/.well-known/sign-in-exp").await.expect(200);
        assert_eq!((&tenant["color"]["primaryColor"], &tenant["customCss"]), (&"#27506e".into(), &().into()));
    }
}
