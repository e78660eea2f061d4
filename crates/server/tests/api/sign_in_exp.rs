//! The sign-in experience.

use serde_json::{Value, json};

use crate::support::{Management, PASSWORD, TestApp};

const PATH: &str = "/sign-in-exp";

/// What a change is refused with.
async fn refusal(api: &Management<'_>, changes: Value) -> String {
    let before = api.get(PATH).await.expect(200);
    let refusal = api.patch(PATH, changes).await.refusal();
    assert_eq!(api.get(PATH).await.expect(200), before, "a refused change changes nothing");
    refusal
}

fn sign_up(identifiers: Value, verify: bool) -> Value {
    json!({ "signUp": { "identifiers": identifiers, "password": true, "verify": verify } })
}

fn code_method(identifier: &str) -> Value {
    json!({ "signIn": { "methods": [
        { "identifier": identifier, "password": true, "verificationCode": true, "isPasswordPrimary": true },
    ] } })
}

on_both_engines! {
    async fn a_fresh_tenant_shows_everything_it_decides(app: TestApp) {
        let api = app.management().await;
        let shown = api.get(PATH).await.expect(200);
        assert_eq!((&shown["id"], &shown["tenantId"]), (&json!("default"), &json!("default")));
        assert_eq!(shown.as_object().unwrap().len(), 34, "{shown}");
        assert_eq!(shown["signInMode"], "SignInAndRegister");
        assert_eq!(shown["languageInfo"], json!({ "autoDetect": true, "fallbackLanguage": "en" }));
        assert_eq!(shown["mfa"], json!({ "factors": [], "policy": "UserControlled" }));
        assert_eq!(shown["usernamePolicy"], json!({
            "caseSensitive": true, "minLength": 1, "maxLength": 128,
            "allowedChars": { "lowercase": true, "uppercase": true, "numbers": true, "underscore": true },
        }));
        for empty in ["passwordPolicy", "adaptiveMfa", "captchaPolicy", "sentinelPolicy", "emailBlocklistPolicy",
            "verificationCodePolicy", "passkeySignIn", "passwordExpiration", "customUiCsp", "customContent", "socialSignIn"] {
            assert_eq!(shown[empty], json!({}), "{empty}");
        }
        assert_eq!(shown.get("trustedDevice"), None);
        // What was read can be sent back.
        let mut all = shown.clone();
        all.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        assert_eq!(api.patch(PATH, all).await.expect(200), shown);
    }

    async fn a_change_replaces_what_was_sent(app: TestApp) {
        let api = app.management().await;
        let color = json!({ "primaryColor": "#ABC", "isDarkModeEnabled": false, "darkPrimaryColor": "#112233" });
        let changed = api.patch(PATH, json!({
            "color": color,
            "branding": { "logoUrl": "https://x.example/logo.svg", "favicon": "https://x.example/i.ico" },
            "termsOfUseUrl": "https://x.example/terms", "supportEmail": "help@x.example", "customCss": "a{}",
            "passwordPolicy": { "length": { "min": 4 } }, "id": "dropped", "unknown": 1,
        })).await.expect(200);
        assert_eq!(changed["color"], color);
        assert_eq!(changed["passwordPolicy"], json!({ "length": { "min": 4, "max": 256 } }));
        let changed = api.patch(PATH, json!({
            "branding": { "logoUrl": "https://x.example/2.svg" },
            "termsOfUseUrl": "", "supportEmail": null, "customCss": "", "socialSignInConnectorTargets": ["nope"],
            "signUpProfileFields": [{ "name": "nope" }], "tenantId": "default",
        })).await.expect(200);
        assert_eq!(changed["branding"], json!({ "logoUrl": "https://x.example/2.svg" }));
        assert_eq!(changed["color"], color);
        for none in ["termsOfUseUrl", "supportEmail", "customCss"] {
            assert_eq!(changed[none], Value::Null, "{none}");
        }
        assert_eq!(changed["socialSignInConnectorTargets"], json!([]));
        assert_eq!(changed["signUpProfileFields"], json!([]));
        assert_eq!(api.get(PATH).await.expect(200), changed);
    }

    async fn nothing_to_change_is_refused(app: TestApp) {
        let api = app.management().await;
        for nothing in [json!({}), json!({ "id": "x" }), json!({ "unknown": 1 })] {
            assert_eq!(refusal(&api, nothing).await, "422 entity.invalid_input");
        }
        assert_eq!(refusal(&api, json!({ "tenantId": "zz" })).await, "400 request.invalid_input");
    }

    async fn shapes_are_guarded(app: TestApp) {
        let api = app.management().await;
        for wrong in [
            json!({ "color": { "primaryColor": "#fff" } }),
            json!({ "color": { "primaryColor": "red", "isDarkModeEnabled": true, "darkPrimaryColor": "#000" } }),
            json!({ "branding": { "logoUrl": "" } }),
            json!({ "languageInfo": { "autoDetect": true, "fallbackLanguage": "tlh" } }),
            json!({ "termsOfUseUrl": "nowhere" }),
            json!({ "supportEmail": "nobody" }),
            json!({ "customUiCsp": { "frameSrc": [] } }),
            json!({ "passwordExpiration": { "enabled": true } }),
            json!({ "passwordExpiration": { "enabled": true, "validPeriodDays": 0 } }),
            json!({ "verificationCodePolicy": { "expirationDuration": 59 } }),
            json!({ "verificationCodePolicy": { "maxRetryAttempts": 101 } }),
            json!({ "usernamePolicy": { "caseSensitive": true } }),
            json!({ "mfa": { "factors": ["Sms"], "policy": "UserControlled" } }),
            json!({ "signIn": {} }),
            json!({ "sentinelPolicy": { "maxAttempts": "5" } }),
        ] {
            assert_eq!(refusal(&api, wrong.clone()).await, "400 guard.invalid_input", "{wrong}");
        }
        let backwards = json!({ "usernamePolicy": {
            "caseSensitive": true, "minLength": 9, "maxLength": 8,
            "allowedChars": { "lowercase": true, "uppercase": true, "numbers": true, "underscore": true },
        } });
        let reply = api.patch(PATH, backwards).await;
        assert_eq!(reply.body["data"]["issues"][0]["path"], json!(["usernamePolicy", "maxLength"]), "{}", reply.body);
        assert_eq!(reply.body["data"]["issues"][0]["code"], "custom");
    }

    async fn identifiers_and_factors_must_go_together(app: TestApp) {
        let api = app.management().await;
        let code = |code: &str| format!("400 sign_in_experiences.{code}");
        assert_eq!(refusal(&api, sign_up(json!(["email"]), false)).await, code("passwordless_requires_verify"));
        assert_eq!(refusal(&api, sign_up(json!(["email"]), true)).await, code("enabled_connector_not_found"));
        assert_eq!(refusal(&api, sign_up(json!(["email", "email"]), true)).await, code("duplicated_sign_up_identifiers"));
        let secondary = json!({ "signUp": {
            "identifiers": [], "password": true, "verify": true,
            "secondaryIdentifiers": [{ "identifier": "email", "verify": true }],
        } });
        assert_eq!(refusal(&api, secondary).await, code("missing_sign_up_identifiers"));
        for identifier in ["email", "phone"] {
            assert_eq!(refusal(&api, code_method(identifier)).await, code("enabled_connector_not_found"));
        }
        let factorless = json!({ "signIn": { "methods": [
            { "identifier": "username", "password": false, "verificationCode": false, "isPasswordPrimary": true },
        ] } });
        assert_eq!(refusal(&api, factorless).await, code("at_least_one_authentication_factor"));
        let factors = |list: Value| json!({ "mfa": { "factors": list, "policy": "UserControlled" } });
        assert_eq!(refusal(&api, factors(json!(["BackupCode"]))).await, code("backup_code_cannot_be_enabled_alone"));
        assert_eq!(refusal(&api, factors(json!(["Totp", "Totp"]))).await, code("duplicated_mfa_factors"));
        let adaptive = json!({ "adaptiveMfa": { "enabled": true } });
        assert_eq!(refusal(&api, adaptive.clone()).await, "422 sign_in_experiences.adaptive_mfa_requires_mfa");
        api.patch(PATH, factors(json!(["Totp"]))).await.expect(200);
        let skippable = "422 sign_in_experiences.adaptive_mfa_requires_non_skippable_policy";
        assert_eq!(refusal(&api, adaptive).await, skippable);
        let mandatory = json!({ "mfa": { "factors": ["Totp"], "policy": "PromptOnlyAtSignInMandatory" } });
        let needs_adaptive = "422 sign_in_experiences.non_adaptive_mfa_requires_skippable_policy";
        assert_eq!(refusal(&api, mandatory.clone()).await, needs_adaptive);
        let mut both = mandatory;
        both["adaptiveMfa"] = json!({ "enabled": true });
        api.patch(PATH, both).await.expect(200);
        let cleared = api.patch(PATH, factors(json!([]))).await.expect(200);
        assert_eq!(cleared["adaptiveMfa"], json!({ "enabled": false }));
        api.patch(PATH, json!({ "signIn": { "methods": [] } })).await.expect(200);
    }

    async fn what_this_server_cannot_do_is_refused(app: TestApp) {
        let api = app.management().await;
        let invalid = "400 request.invalid_input";
        assert_eq!(refusal(&api, json!({ "hideLogtoBranding": true })).await, invalid);
        assert_eq!(refusal(&api, json!({ "customUiCsp": { "scriptSrc": ["https://x.example"] } })).await, invalid);
        let reply = api.patch(PATH, json!({ "customUiCsp": { "connectSrc": ["a b"] }, "hideLogtoBranding": true })).await;
        assert_eq!(reply.refusal(), invalid);
        assert_eq!(reply.body["data"]["directive"], "connectSrc", "malformed sources are found first");
        assert_eq!(refusal(&api, json!({ "emailBlocklistPolicy": { "blockDisposableAddresses": true } })).await, invalid);
        let malformed = json!({ "emailBlocklistPolicy": { "customBlocklist": ["x"] } });
        assert_eq!(refusal(&api, malformed).await, "400 sign_in_experiences.invalid_custom_email_blocklist_format");
        let fields = json!({ "signUpProfileFields": [{ "name": "a" }, { "name": "a" }] });
        let reply = api.patch(PATH, fields).await;
        assert_eq!(reply.refusal(), invalid);
        assert_eq!(reply.body["data"], json!({ "duplicateNames": ["a"] }));
        let expiration = json!({ "passwordExpiration": { "enabled": true, "validPeriodDays": 30 } });
        let needs_reset = "422 sign_in_experiences.password_expiration_requires_forgot_password";
        assert_eq!(refusal(&api, expiration).await, needs_reset);
        let methods = json!({ "forgotPasswordMethods": ["EmailVerificationCode"] });
        let needs_connector = "400 sign_in_experiences.forgot_password_method_requires_connector";
        assert_eq!(refusal(&api, methods).await, needs_connector);
        api.patch(PATH, json!({ "forgotPasswordMethods": [] })).await.expect(200);
        api.patch(PATH, json!({ "forgotPasswordMethods": null })).await.expect(200);
        let language = json!({ "languageInfo": { "autoDetect": true, "fallbackLanguage": "cy-GB" } });
        assert_eq!(refusal(&api, language).await, "400 sign_in_experiences.unsupported_default_language");
        let upload = api.post("/sign-in-exp/default/custom-ui-assets", json!({})).await;
        assert_eq!(upload.refusal(), "400 storage.not_configured");
    }

    async fn usernames_that_differ_by_case_are_found(app: TestApp) {
        let api = app.management().await;
        let path = "/sign-in-exp/username-policy/case-sensitivity-conflicts";
        let policy = |case_sensitive: bool| json!({ "usernamePolicy": {
            "caseSensitive": case_sensitive, "minLength": 1, "maxLength": 128,
            "allowedChars": { "lowercase": true, "uppercase": true, "numbers": true, "underscore": true },
        } });
        assert_eq!(api.get(path).await.expect(200), json!({ "totalConflicts": 0, "samples": [] }));
        api.patch(PATH, policy(false)).await.expect(200);
        api.patch(PATH, policy(true)).await.expect(200);
        let mut ids = Vec::new();
        for name in ["hana", "Hana", "kim", "KIM", "ada"] {
            ids.push(app.create_user(name).await.id.to_string());
            app.advance(1);
        }
        let found = api.get(path).await.expect(200);
        assert_eq!(found, json!({ "totalConflicts": 2, "samples": [
            { "usernameLower": "hana", "userIds": ids[..2] }, { "usernameLower": "kim", "userIds": ids[2..4] },
        ] }));
        let limited = api.get(&format!("{path}?limit=1")).await.expect(200);
        assert_eq!((&limited["totalConflicts"], limited["samples"].as_array().unwrap().len()), (&json!(2), 1));
        for limit in ["0", "101", "x", "1.5", "-1"] {
            assert_eq!(api.get(&format!("{path}?limit={limit}")).await.refusal(), "400 guard.invalid_input", "{limit}");
        }
        let reply = api.patch(PATH, policy(false)).await;
        assert_eq!(reply.refusal(), "409 sign_in_experiences.username_policy_case_conflicts_exist");
        assert_eq!(reply.body["data"], found);
    }

    async fn a_password_is_checked_for_a_user(app: TestApp) {
        let api = app.management().await;
        let user = app.create_user("hanamori").await;
        let path = "/sign-in-exp/default/check-password";
        let check = async |body: Value| api.post(path, body).await;
        let strong = check(json!({ "password": PASSWORD, "userId": user.id })).await;
        assert_eq!(strong.expect(200), json!({ "result": true }));
        let weak = check(json!({ "password": "hanamori", "userId": user.id })).await;
        assert_eq!(weak.body, json!({ "result": false, "issues": [{ "code": "password_rejected.restricted.user_info" }] }));
        assert_eq!(weak.status, 400);
        let short = check(json!({ "password": "k7#mQ2v", "userId": user.id })).await.expect(400);
        let too_short = json!({ "code": "password_rejected.too_short", "interpolation": { "min": 8 } });
        assert_eq!(short["issues"], json!([too_short]));
        assert_eq!(check(json!({ "password": PASSWORD })).await.refusal(), "400 request.invalid_input");
        assert_eq!(check(json!({ "password": PASSWORD, "userId": "nope" })).await.refusal(), "404 entity.not_found");
        assert_eq!(check(json!({ "password": 5 })).await.refusal(), "400 guard.invalid_input");
        api.patch(PATH, json!({ "passwordPolicy": { "rejects": { "userInfo": false } } })).await.expect(200);
        assert_eq!(check(json!({ "password": PASSWORD })).await.expect(200), json!({ "result": true }));
    }

    async fn two_changes_at_once_are_both_kept(app: TestApp) {
        let api = app.management().await;
        for round in 0..5 {
            let (css, email) = (format!("/* {round} */"), format!("help{round}@x.example"));
            let (one, other) = tokio::join!(
                api.patch(PATH, json!({ "customCss": css })),
                api.patch(PATH, json!({ "supportEmail": email })),
            );
            assert_eq!((one.status, other.status), (200, 200));
            let after = api.get(PATH).await.expect(200);
            assert_eq!((&after["customCss"], &after["supportEmail"]), (&json!(css), &json!(email)));
        }
    }
}
