//! What pages and programs may read without a token.

use serde_json::{Value, json};

use crate::support::{Management, Reply, TestApp};

async fn get(api: &Management<'_>, path: &str) -> Reply {
    Management::send(api.request("GET", path)).await
}

on_both_engines! {
    async fn the_experience_is_public_without_what_is_nobodys_business(app: TestApp) {
        let api = app.management().await;
        let (own, public) = (api.get("/sign-in-exp").await.expect(200), get(&api, "/.well-known/sign-in-exp").await);
        let public = public.expect(200);
        assert_eq!(get(&api, "/.well-known/experience").await.expect(200), public);
        for hidden in ["emailBlocklistPolicy", "forgotPasswordMethods"] {
            assert_eq!(public.get(hidden), None, "{hidden}");
        }
        for same in ["color", "branding", "signIn", "signUp", "languageInfo", "usernamePolicy", "id", "tenantId"] {
            assert_eq!(public[same], own[same], "{same}");
        }
        assert_eq!(public["forgotPassword"], json!({ "email": false, "phone": false }));
        assert_eq!(public["isDevelopmentTenant"], false);
        for list in ["socialConnectors", "ssoConnectors", "customProfileFields", "customProfileFieldCatalog"] {
            assert_eq!(public[list], json!([]), "{list}");
        }
        let unknown = get(&api, "/.well-known/sign-in-exp?appId=nope&organizationId=nope").await.expect(200);
        assert_eq!(unknown, public);
    }

    async fn phrases_come_in_the_language_asked_for(app: TestApp) {
        let api = app.management().await;
        let cases = [
            ("?lng=ja", "", "ja"), ("?lng=ja-JP", "", "ja"), ("?lng=xx%20ko-KR%20ja", "", "ko"), ("?lng=xx", "", "en"),
            ("", "ko;q=0.5,ja", "ja"), ("?lng=ko", "ja", "ko"), ("", "", "en"),
        ];
        for (query, accepted, language) in cases {
            let request = api.request("GET", &format!("/.well-known/phrases{query}"));
            let reply = Management::send(request.header("accept-language", accepted)).await;
            assert_eq!(reply.header("content-language"), language, "{query} {accepted}");
            let translation = reply.body["translation"].as_object().unwrap().clone();
            assert!(translation.len() > 90 && translation.values().all(Value::is_string));
        }
        let english = get(&api, "/.well-known/phrases").await;
        assert_eq!(english.body["translation"]["sign-in"], "Sign in");
        let request = api.request("GET", "/.well-known/phrases").header("if-none-match", english.header("etag"));
        assert_eq!(Management::send(request).await.status, 304);
        let fixed = json!({ "languageInfo": { "autoDetect": false, "fallbackLanguage": "ko" } });
        api.patch("/sign-in-exp", fixed).await.expect(200);
        let request = api.request("GET", "/.well-known/phrases").header("accept-language", "ja");
        assert_eq!(Management::send(request).await.header("content-language"), "ko");
    }

    async fn the_account_centre_is_off(app: TestApp) {
        let api = app.management().await;
        let row = get(&api, "/.well-known/account-center").await.expect(200);
        assert_eq!((&row["enabled"], &row["fields"]), (&json!(false), &json!({})));
    }

    async fn the_document_describes_this_api(app: TestApp) {
        let api = app.management().await;
        let document = get(&api, "/.well-known/management.openapi.json").await.expect(200);
        assert_eq!(get(&api, "/swagger.json").await.expect(200), document);
        assert_eq!(document["openapi"], "3.0.1");
        assert_eq!(document["servers"], json!([{ "url": app.url }]));
        let update = &document["paths"]["/api/sign-in-exp"]["patch"];
        assert_eq!(update["operationId"], "UpdateSignInExp");
        assert_eq!(document["paths"]["/api/status"]["get"]["security"], json!([]));
    }

    async fn an_organization_looks_like_itself(app: TestApp) {
        let api = app.management().await;
        let look = json!({
            "name": "Teahouse",
            "color": { "primaryColor": "#0a0" },
            "branding": { "logoUrl": "https://x.example/tea.svg" },
            "customCss": "p{margin:0}",
        });
        let id = api.post("/organizations", look).await.expect(201)["id"].as_str().unwrap().to_owned();
        api.patch("/sign-in-exp", json!({ "branding": { "favicon": "https://x.example/i.ico" } })).await.expect(200);
        let seen = get(&api, &format!("/.well-known/sign-in-exp?organizationId={id}")).await.expect(200);
        assert_eq!(seen["color"]["primaryColor"], "#0a0");
        assert_eq!(seen["color"]["darkPrimaryColor"], "#8fb8d4");
        let both = json!({ "logoUrl": "https://x.example/tea.svg", "favicon": "https://x.example/i.ico" });
        assert_eq!(seen["branding"], both);
        assert_eq!(seen["customCss"], "p{margin:0}");
    }

    async fn an_application_looks_like_itself_unless_it_is_a_third_partys(app: TestApp) {
        let api = app.management().await;
        for (third_party, color) in [(false, "#0a0"), (true, "#111")] {
            api.patch("/sign-in-exp", json!({
                "color": { "primaryColor": "#111", "isDarkModeEnabled": false, "darkPrimaryColor": "#222" },
            })).await.expect(200);
            let new = json!({ "name": "Tea", "type": "Traditional", "isThirdParty": third_party });
            let id = api.post("/applications", new).await.id(200);
            let look = json!({ "color": { "primaryColor": "#0a0" } });
            api.put(&format!("/applications/{id}/sign-in-experience"), look).await.expect(201);
            let seen = get(&api, &format!("/.well-known/sign-in-exp?appId={id}")).await.expect(200);
            assert_eq!(seen["color"]["primaryColor"], color);
            assert_eq!(seen["color"]["darkPrimaryColor"], "#222");
        }
    }
}
