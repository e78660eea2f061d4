//! Applications: settings and refusals. Secrets, permissions and so on have files of their own beside this one.

use genkan::applications::ApplicationType;
use serde_json::{Value, json};

use crate::{
    oidc::seed::{Asked, refresh, tokens},
    support::{Management, TestApp},
};

mod access_control;
mod consent;
mod permissions;
mod secrets;

pub(super) async fn create(api: &Management<'_>, body: Value) -> String {
    let mut all = json!({"name": "App", "type": "Traditional"});
    all.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    api.post("/applications", all).await.id(200)
}

on_both_engines! {
    async fn an_application_is_created_with_defaults_and_without_its_secret(app: TestApp) {
        let api = app.management().await;
        let sent = json!({
            "name": "Shop", "type": "SPA", "id": "mine", "secret": "mine", "createdAt": 1, "isAdmin": true,
            "appLevelAccessControlEnabled": true, "description": "",
        });
        let body = api.post("/applications", sent).await.expect(200);
        let id = body["id"].as_str().unwrap();
        assert_eq!(id.len(), 21);
        assert_eq!(body, json!({
            "tenantId": "default", "id": id, "name": "Shop", "description": null, "type": "SPA",
            "oidcClientMetadata": {"redirectUris": [], "postLogoutRedirectUris": []},
            "customClientMetadata": {}, "protectedAppMetadata": null, "customData": {}, "isThirdParty": false,
            "appLevelAccessControlEnabled": false, "createdAt": app.app.clock.now().millis(),
        }));
        let read = api.get(&format!("/applications/{id}")).await.expect(200);
        assert_eq!(read["isAdmin"], json!(false));
    }

    async fn what_was_registered_reads_back_member_for_member(app: TestApp) {
        let api = app.management().await;
        let oidc = json!({
            "redirectUris": ["https://*.b.com/cb", "com.example.app://callback"], "postLogoutRedirectUris": ["https://b.com/"],
            "backchannelLogoutUri": "https://b.com/out", "backchannelLogoutSessionRequired": true,
            "logoUri": "https://b.com/logo.svg",
        });
        let custom = json!({
            "corsAllowedOrigins": ["not an origin"], "idTokenTtl": 1.5, "refreshTokenTtl": -3, "tenantId": "x",
            "refreshTokenTtlInDays": 180, "alwaysIssueRefreshToken": false, "rotateRefreshToken": true,
            "allowTokenExchange": false, "isDeviceFlow": false, "maxAllowedGrants": 9_000_000_000_i64,
        });
        let data = json!({"a": {"b": [1, null]}});
        let id = create(&api, json!({
            "oidcClientMetadata": oidc, "customClientMetadata": custom, "customData": data,
            "description": "日本語", "isThirdParty": true,
        })).await;
        let read = api.get(&format!("/applications/{id}")).await.expect(200);
        assert_eq!((&read["oidcClientMetadata"], &read["customClientMetadata"]), (&oidc, &custom));
        assert_eq!((&read["customData"], &read["description"], &read["isThirdParty"]), (&data, &json!("日本語"), &json!(true)));
        // The odd numbers bend no token.
        let client = genkan::applications::find_client(&app.app, &id.as_str().into()).await.unwrap().unwrap();
        assert_eq!(client.application.metadata.id_token_lifetime(), 1);
        assert_eq!(client.application.metadata.max_allowed_grants, Some(u32::MAX));
    }

    async fn registration_refuses_what_cannot_be(app: TestApp) {
        let api = app.management().await;
        let protected = json!({"subDomain": "shop", "origin": "https://shop.example"});
        for (body, expected) in [
            (json!({"type": "SAML"}), "400 application.saml.use_saml_app_api"),
            (json!({"type": "Protected"}), "400 application.protected_app_metadata_is_required"),
            (json!({"type": "Protected", "protectedAppMetadata": {"subDomain": "a.b", "origin": "x"}}), "422 application.invalid_subdomain"),
            (json!({"type": "Protected", "protectedAppMetadata": protected}), "501 application.protected_app_not_configured"),
            (json!({"type": "MachineToMachine", "isThirdParty": true}), "400 application.invalid_third_party_application_type"),
            (
                json!({"type": "Traditional", "isThirdParty": true, "customClientMetadata": {"allowTokenExchange": true}}),
                "422 application.third_party_application_cannot_enable_token_exchange",
            ),
            (json!({"type": "SPA", "customClientMetadata": {"isDeviceFlow": true}}), "422 application.device_flow_native_only"),
            (json!({"type": "Robot"}), "400 guard.invalid_input"),
            (json!({"type": "SPA", "name": ""}), "400 guard.invalid_input"),
            (json!({"type": "SPA", "name": "x".repeat(257)}), "400 guard.invalid_input"),
            (json!({"type": "SPA", "customData": null}), "400 guard.invalid_input"),
            (json!({"type": "SPA", "customData": []}), "400 guard.invalid_input"),
            (json!({"type": "SPA", "customClientMetadata": {"corsAllowedOrigins": [""]}}), "400 guard.invalid_input"),
            (json!({"type": "SPA", "customClientMetadata": {"refreshTokenTtlInDays": 181}}), "400 guard.invalid_input"),
            (json!({"type": "SPA", "customClientMetadata": {"maxAllowedGrants": 0}}), "400 guard.invalid_input"),
            (json!({"type": "SPA", "oidcClientMetadata": {"redirectUris": []}}), "400 guard.invalid_input"),
        ] {
            let mut all = json!({"name": "App"});
            all.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
            assert_eq!(api.post("/applications", all).await.refusal(), expected, "{body}");
        }
        assert_eq!(api.get("/applications").await.expect(200).as_array().unwrap().len(), 1, "only the caller");
    }

    async fn redirect_uris_are_checked_one_by_one(app: TestApp) {
        let api = app.management().await;
        for (uri, fits) in [
            ("https://*.b.com/cb", true), ("http://localhost:3000/cb", true), ("com.example.app://cb", true),
            ("https://*/cb", false), ("https://a.com/../cb", false), ("https://u@a.com/cb", false),
            ("https://a.com:*/cb", false), ("not a uri", false), ("javascript:alert(1)", false), ("", false),
        ] {
            for member in ["redirectUris", "postLogoutRedirectUris"] {
                let mut oidc = json!({"redirectUris": [], "postLogoutRedirectUris": []});
                oidc[member] = json!([uri]);
                let reply = api.post("/applications", json!({"name": "App", "type": "Native", "oidcClientMetadata": oidc})).await;
                let expected = if fits { "200" } else { "400 guard.invalid_input" };
                assert_eq!(reply.refusal(), expected, "{uri} {}", reply.body);
                if !fits {
                    assert_eq!(reply.body["data"]["issues"][0]["path"], json!(["oidcClientMetadata", member, 0]));
                }
            }
        }
    }

    async fn an_update_replaces_members_whole_and_keeps_the_others(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({
            "oidcClientMetadata": {"redirectUris": ["https://a.com/cb"], "postLogoutRedirectUris": [], "logoUri": "https://a.com/l"},
            "customClientMetadata": {"idTokenTtl": 60, "rotateRefreshToken": false}, "customData": {"a": 1, "b": 2},
        })).await;
        let path = format!("/applications/{id}");
        let before = api.get(&path).await.expect(200);
        for nothing in [
            json!({}), json!({"type": "SPA"}), json!({"isThirdParty": true}), json!({"protectedAppMetadata": null}),
        ] {
            let same = api.patch(&path, nothing).await.expect(200);
            assert!(same.get("isAdmin").is_none());
            assert_eq!(api.get(&path).await.expect(200), before);
        }
        let changed = api.patch(&path, json!({
            "name": "New", "description": "Words.", "customData": {"c": 3}, "customClientMetadata": {"idTokenTtl": 5},
            "oidcClientMetadata": {"redirectUris": [], "postLogoutRedirectUris": ["https://a.com/bye"]},
        })).await.expect(200);
        assert_eq!(changed["customData"], json!({"c": 3}));
        assert_eq!(changed["customClientMetadata"], json!({"idTokenTtl": 5}));
        assert_eq!(changed["oidcClientMetadata"], json!({"redirectUris": [], "postLogoutRedirectUris": ["https://a.com/bye"]}));
        assert_eq!((&changed["name"], &changed["description"]), (&json!("New"), &json!("Words.")));
        assert_eq!(api.patch(&path, json!({"description": null})).await.expect(200)["description"], Value::Null);

        for (body, expected) in [
            (json!({"oidcClientMetadata": {"redirectUris": []}}), "400 guard.invalid_input"),
            (json!({"customData": null}), "400 guard.invalid_input"),
            (json!({"customClientMetadata": {"isDeviceFlow": true}}), "422 application.device_flow_not_changeable"),
            (json!({"appLevelAccessControlEnabled": true}), "422 request.invalid_input"),
            (json!({"protectedAppMetadata": {"origin": "https://a.com"}}), "400 application.protected_application_only"),
        ] {
            let refused = api.patch(&path, body.clone()).await;
            assert_eq!(refused.refusal(), expected, "{body}");
        }
        assert_eq!(api.patch("/applications/nope", json!({})).await.refusal(), "404 entity.not_exists_with_id");
    }

    async fn fixed_settings_stay_fixed(app: TestApp) {
        let api = app.management().await;
        let device = create(&api, json!({"type": "Native", "customClientMetadata": {"isDeviceFlow": true}})).await;
        let refused = api.patch(&format!("/applications/{device}"), json!({"customClientMetadata": {}})).await;
        assert_eq!(refused.refusal(), "422 application.device_flow_not_changeable");
        let guest = create(&api, json!({"isThirdParty": true})).await;
        let exchange = json!({"customClientMetadata": {"allowTokenExchange": true}});
        let refused = api.patch(&format!("/applications/{guest}"), exchange).await;
        assert_eq!(refused.refusal(), "422 application.third_party_application_cannot_enable_token_exchange");
    }

    async fn custom_data_is_merged_at_its_own_path(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({"customData": {"a": 1, "b": 2}})).await;
        let path = format!("/applications/{id}/custom-data");
        let merged = api.patch(&path, json!({"b": null, "c": {"d": 4}})).await.expect(200);
        assert_eq!(merged, json!({"a": 1, "b": null, "c": {"d": 4}}));
        assert_eq!(api.get(&format!("/applications/{id}")).await.expect(200)["customData"], merged);
        assert_eq!(api.patch(&path, json!([])).await.refusal(), "400 guard.invalid_input");
        assert_eq!(api.patch("/applications/nope/custom-data", json!({})).await.refusal(), "404 entity.not_exists");
        let writers = (0..8).map(|n| {
            let (api, path) = (&api, &path);
            async move { api.patch(path, json!({format!("w{n}"): n})).await.status }
        });
        let statuses = futures_util::future::join_all(writers).await;
        let written = statuses.iter().filter(|status| **status == 200).count();
        let data = api.get(&format!("/applications/{id}")).await.expect(200)["customData"].clone();
        assert_eq!(data.as_object().unwrap().len(), 3 + written, "nobody's member was lost");
    }

    async fn the_list_is_newest_first_and_filters(app: TestApp) {
        let api = app.management().await;
        app.advance(1);
        let spa = create(&api, json!({"name": "My shop", "type": "SPA", "description": "Sells."})).await;
        app.advance(1);
        let guest = create(&api, json!({"name": "Guest", "isThirdParty": true})).await;
        let ids = async |query: &str| -> Vec<String> {
            let list = api.get(&format!("/applications{query}")).await.expect(200);
            list.as_array().unwrap().iter().map(|own| own["id"].as_str().unwrap().to_owned()).collect()
        };
        let own = &api.client_id;
        assert_eq!(ids("").await, [guest.as_str(), spa.as_str(), own.as_str()]);
        assert_eq!(ids("?types=SPA").await, [spa.as_str()]);
        assert_eq!(ids("?types=SPA&types=MachineToMachine").await, [spa.as_str(), own.as_str()]);
        assert_eq!(ids("?isThirdParty=true").await, [guest.as_str()]);
        assert_eq!(ids("?isThirdParty=false").await, [spa.as_str(), own.as_str()]);
        assert_eq!(ids("?search=my%20SHOP").await, [spa.as_str()]);
        assert_eq!(ids("?search.description=sell%25").await, [spa.as_str()]);
        assert_eq!(ids(&format!("?search.id={guest}&mode=exact")).await, [guest.as_str()]);
        assert_eq!(ids("?page=2&page_size=1").await, [spa.as_str()]);
        assert_eq!(ids("?page=9").await, Vec::<String>::new());
        let role = api.post("/roles", json!({"name": "r", "description": "x", "type": "MachineToMachine"})).await.id(200);
        api.post(&format!("/applications/{own}/roles"), json!({"roleIds": [role]})).await.expect(201);
        assert_eq!(ids(&format!("?excludeRoleId={role}")).await, [guest.as_str(), spa.as_str()]);
        assert_eq!(ids("?excludeOrganizationId=nope").await.len(), 3);
        for (query, expected) in [
            ("?types=spa", "400 guard.invalid_input"), ("?isThirdParty=1", "400 guard.invalid_input"),
            ("?excludeRoleId=a&excludeOrganizationId=b", "400 request.invalid_input"),
            ("?search=", "400 request.invalid_input"), ("?search.type=x", "400 request.invalid_input"),
            ("?page=0", "400 guard.invalid_pagination"),
        ] {
            assert_eq!(api.get(&format!("/applications{query}")).await.refusal(), expected, "{query}");
        }
        let whole = api.get("/applications").await;
        assert!(whole.headers.get("total-number").is_none());
        let page = api.get("/applications?page=1&page_size=1").await;
        assert_eq!((page.header("total-number"), page.body[0]["id"].as_str()), ("3", Some(guest.as_str())));
    }

    async fn built_in_applications_answer_by_id_alone(app: TestApp) {
        let api = app.management().await;
        for id in ["demo-app", "device-demo-app", "account-center"] {
            let own = api.get(&format!("/applications/{id}")).await.expect(200);
            assert_eq!((&own["secret"], &own["createdAt"], &own["id"]), (&json!("N/A"), &json!(0), &json!(id)));
        }
        assert_eq!(api.get("/applications").await.expect(200).as_array().unwrap().len(), 1);
        for id in ["nope", "admin-console", "%20", "x%00y"] {
            assert_eq!(api.get(&format!("/applications/{id}")).await.refusal(), "404 entity.not_exists_with_id");
        }
    }

    async fn protected_and_saml_specifics_are_refused(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({})).await;
        let domains = format!("/applications/{id}/protected-app-metadata/custom-domains");
        let expected = "422 application.protected_application_only";
        assert_eq!(api.get(&domains).await.refusal(), expected);
        assert_eq!(api.post(&domains, json!({"domain": "a.com"})).await.refusal(), expected);
        assert_eq!(api.delete(&format!("{domains}/a.com")).await.refusal(), expected);
        let unknown = api.get("/applications/nope/protected-app-metadata/custom-domains").await;
        assert_eq!(unknown.refusal(), "404 entity.not_exists_with_id");

        let mut new = genkan::applications::NewApplication::new("SAML", genkan::applications::ApplicationType::Saml);
        new.redirect_uris = vec!["https://app.example/callback".into()];
        let saml = app.register(new).await.id;
        let path = format!("/applications/{saml}");
        let read = api.get(&path).await.expect(200);
        assert_eq!(read["oidcClientMetadata"]["redirectUris"], json!([]), "shown blank");
        for reply in [api.patch(&path, json!({"name": "x"})).await, api.delete(&path).await] {
            assert_eq!(reply.refusal(), "400 application.saml.use_saml_app_api");
        }
        assert_eq!(api.patch(&format!("{path}/custom-data"), json!({"a": 1})).await.status, 200);
        assert_eq!(api.get(&format!("{path}/access-control")).await.status, 200);
        assert_eq!(api.get(&format!("{path}/secrets")).await.status, 200);
    }

    async fn the_internal_role_makes_an_application_an_administrator(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({"type": "MachineToMachine"})).await;
        let path = format!("/applications/{id}");
        api.patch(&path, json!({"isAdmin": true})).await.expect(200);
        assert_eq!(api.get(&path).await.expect(200)["isAdmin"], json!(true));
        assert_eq!(api.get(&format!("{path}/roles")).await.expect(200), json!([]), "internal roles are not listed");
        api.patch(&path, json!({"isAdmin": false})).await.expect(200);
        assert_eq!(api.get(&path).await.expect(200)["isAdmin"], json!(false));
    }

    async fn a_look_of_its_own_is_created_then_changed(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({})).await;
        let path = format!("/applications/{id}/sign-in-experience");
        let missing = api.get(&path).await;
        assert_eq!(missing.refusal(), "404 entity.not_exists_with_id");
        let created = api.put(&path, json!({"displayName": "Shop", "color": {"primaryColor": "#abc"}, "termsOfUseUrl": ""})).await;
        assert_eq!(created.expect(201), json!({
            "tenantId": "default", "applicationId": id, "color": {"primaryColor": "#abc"}, "branding": {},
            "customCss": null, "termsOfUseUrl": null, "privacyPolicyUrl": null, "displayName": "Shop",
        }));
        let updated = api.put(&path, json!({"branding": {"logoUrl": "https://a.com/l"}, "privacyPolicyUrl": "https://a.com/p"})).await.expect(200);
        assert_eq!((&updated["displayName"], &updated["color"]), (&json!("Shop"), &json!({"primaryColor": "#abc"})), "unsent members stay");
        assert_eq!(api.put(&path, json!({})).await.refusal(), "422 entity.invalid_input");
        let cleared = api.put(&path, json!({"displayName": null, "privacyPolicyUrl": ""})).await.expect(200);
        assert_eq!((&cleared["displayName"], &cleared["privacyPolicyUrl"]), (&Value::Null, &Value::Null));
        for bad in [
            json!({"color": {"primaryColor": "red"}}), json!({"color": {"primaryColor": "#abcd"}}),
            json!({"branding": {"logoUrl": "not a url"}}), json!({"termsOfUseUrl": "nope"}),
            json!({"termsOfUseUrl": format!("https://a.com/{}", "x".repeat(2048))}), json!({"displayName": "x".repeat(257)}),
        ] {
            assert_eq!(api.put(&path, bad.clone()).await.refusal(), "400 guard.invalid_input", "{bad}");
        }
        let nope = "/applications/nope/sign-in-experience";
        assert_eq!(api.get(nope).await.refusal(), "404 entity.not_exists_with_id");
        assert_eq!(api.put(nope, json!({"displayName": "x"})).await.refusal(), "404 entity.not_exists_with_id");
    }

    async fn a_deleted_application_is_gone_with_all_it_had(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({"type": "MachineToMachine"})).await;
        let path = format!("/applications/{id}");
        let secret = api.get(&format!("{path}/secrets")).await.expect(200)[0]["value"].as_str().unwrap().to_owned();
        let role = api.post("/roles", json!({"name": "r", "description": "x", "type": "MachineToMachine"})).await.id(200);
        api.post(&format!("{path}/roles"), json!({"roleIds": [role]})).await.expect(201);
        api.put(&format!("{path}/sign-in-experience"), json!({"displayName": "x"})).await.expect(201);
        assert_eq!(api.delete(&path).await.status, 204);
        for below in ["", "/secrets", "/roles", "/access-control", "/user-consent-scopes", "/sign-in-experience"] {
            assert_eq!(api.get(&format!("{path}{below}")).await.refusal(), "404 entity.not_exists_with_id", "{below}");
        }
        assert_eq!(api.delete(&path).await.refusal(), "404 entity.not_exists_with_id");
        assert_eq!(api.get(&format!("/roles/{role}/applications")).await.expect(200), json!([]));
        assert_eq!(secrets::token(&app, &id, &secret).await["error"], "invalid_client");
    }

    async fn refresh_tokens_of_a_deleted_application_are_no_clients(app: TestApp) {
        let api = app.management().await;
        let (client, user) = (app.create_app(ApplicationType::Traditional).await, app.create_user("ada").await);
        let asked = Asked { scope: "openid offline_access", ..Asked::default() };
        let tokens = tokens(&app, &client, &user, &asked).await;
        let refresh_token = tokens["refresh_token"].as_str().unwrap();
        assert_eq!(api.delete(&format!("/applications/{}", client.id)).await.status, 204);
        let refused = refresh(&app, &client, refresh_token, &[]).await;
        assert_eq!(refused.json()["error"], "invalid_client");
    }
}
