//! Signing and cookie keys, session and ID token settings, the console's own flags.

use serde_json::{Value, json};

use crate::support::{Management, TestApp};

fn statuses(keys: &Value) -> Vec<&str> {
    keys.as_array().unwrap().iter().map(|key| key["status"].as_str().unwrap()).collect()
}

fn ids(keys: &Value) -> Vec<String> {
    keys.as_array().unwrap().iter().map(|key| key["id"].as_str().unwrap().to_owned()).collect()
}

async fn published(api: &Management<'_>) -> Vec<String> {
    let jwks = reqwest::get(format!("{}/oidc/jwks", api.server.url)).await.unwrap();
    let jwks: Value = jwks.json().await.unwrap();
    jwks["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

on_both_engines! {
    async fn sessions_last_as_long_as_configured(app: TestApp) {
        let api = app.management().await;
        let path = "/configs/oidc/session";
        assert_eq!(api.get(path).await.expect(200), json!({ "ttl": 1_209_600 }));
        for ttl in [json!(0), json!(31_536_001), json!(1.5), json!("60"), json!(null)] {
            assert_eq!(api.patch(path, json!({ "ttl": ttl })).await.refusal(), "400 guard.invalid_input", "{ttl}");
        }
        assert_eq!(api.patch(path, json!({})).await.expect(200), json!({ "ttl": 1_209_600 }));
        assert_eq!(api.patch(path, json!({ "ttl": 60 })).await.expect(200), json!({ "ttl": 60 }));
        assert_eq!(api.get(path).await.expect(200), json!({ "ttl": 60 }));
    }

    async fn id_tokens_carry_what_is_chosen(app: TestApp) {
        let api = app.management().await;
        let fresh = json!({ "enabledExtendedClaims": ["roles", "organizations", "organization_roles"] });
        assert_eq!(api.get("/configs/id-token").await.expect(200), fresh);
        let unknown = json!({ "enabledExtendedClaims": ["foo"] });
        assert_eq!(api.put("/configs/id-token", unknown).await.refusal(), "400 guard.invalid_input");
        let twice = json!({ "enabledExtendedClaims": ["roles", "custom_data", "roles"] });
        assert_eq!(api.put("/configs/id-token", twice.clone()).await.expect(200), twice);
        assert_eq!(api.get("/configs/id-token").await.expect(200), twice);
        let none = api.put("/configs/id-token", json!({})).await.expect(200);
        assert_eq!(none, json!({ "enabledExtendedClaims": [] }));
    }

    async fn the_console_keeps_its_flags(app: TestApp) {
        let api = app.management().await;
        let path = "/configs/admin-console";
        let fresh = json!({ "signInExperienceCustomized": false, "organizationCreated": false });
        assert_eq!(api.get(path).await.expect(200), fresh);
        assert_eq!(api.patch(path, json!({})).await.expect(200), fresh);
        let changes = json!({ "organizationCreated": true, "checkedChargeNotification": { "token": true }, "x": 1 });
        api.patch(path, changes).await.expect(200);
        let replaced = json!({ "checkedChargeNotification": { "apiResource": true } });
        let flags = api.patch(path, replaced).await.expect(200);
        assert_eq!(flags, json!({
            "signInExperienceCustomized": false,
            "organizationCreated": true,
            "checkedChargeNotification": { "apiResource": true },
        }));
        assert_eq!(api.patch(path, json!({ "organizationCreated": "yes" })).await.refusal(), "400 guard.invalid_input");
    }

    async fn cookie_keys_are_listed_rotated_and_deleted(app: TestApp) {
        let api = app.management().await;
        let path = "/configs/oidc/cookie-keys";
        let first = api.get(path).await.expect(200);
        assert_eq!(first.as_array().unwrap().len(), 1);
        assert_eq!(first[0]["createdAt"], app.app.clock.now().millis() / 1000);
        let graceful = api.post(&format!("{path}/rotate"), json!({ "rotationGracePeriod": 0 })).await;
        assert_eq!(graceful.refusal(), "422 oidc.invalid_request");
        for unknown in ["nope", &ids(&first)[0]] {
            assert_eq!(api.delete(&format!("{path}/{unknown}")).await.refusal(), "422 oidc.key_required");
        }
        app.advance(10);
        let second = api.post(&format!("{path}/rotate"), json!({})).await.expect(200);
        assert_eq!((second.as_array().unwrap().len(), &second[1]), (2, &first[0]));
        let third = api.post(&format!("{path}/rotate"), json!({})).await.expect(200);
        assert_eq!((third.as_array().unwrap().len(), &third[1]), (2, &second[0]));
        assert_eq!(api.get(path).await.expect(200), third);
        assert_eq!(api.delete(&format!("{path}/nope")).await.refusal(), "404 oidc.key_not_found");
        // Also the newest.
        api.delete(&format!("{path}/{}", ids(&third)[0])).await.expect(204);
        assert_eq!(api.get(path).await.expect(200), json!([third[1]]));
        assert_eq!(api.get("/configs/oidc/other-keys").await.refusal(), "400 guard.invalid_input");
    }

    async fn signing_keys_rotate_at_once_and_gently(app: TestApp) {
        let api = app.management().await;
        let path = "/configs/oidc/private-keys";
        let rotate = format!("{path}/rotate");
        let first = api.get(path).await.expect(200);
        assert_eq!(statuses(&first), ["Current"]);
        assert_eq!(first[0]["signingKeyAlgorithm"], "EC");
        assert_eq!(first[0]["createdAt"], app.app.clock.now().millis() / 1000);
        assert_eq!(first[0].as_object().unwrap().len(), 4, "{first}");
        for unknown in ["nope", &ids(&first)[0]] {
            assert_eq!(api.delete(&format!("{path}/{unknown}")).await.refusal(), "422 oidc.key_required");
        }

        let second = api.post(&rotate, json!({})).await.expect(200);
        assert_eq!(statuses(&second), ["Current", "Previous"]);
        assert_eq!(ids(&second)[1], ids(&first)[0]);
        assert_eq!(published(&api).await, ids(&second));
        let third = api.post(&rotate, json!({ "rotationGracePeriod": 600 })).await.expect(200);
        assert_eq!(statuses(&third), ["Next", "Current", "Previous"]);
        assert_eq!(third[0]["effectiveAt"], app.app.clock.now().plus_seconds(600).millis());
        assert_eq!(api.post(&rotate, json!({})).await.refusal(), "422 oidc.invalid_request");
        let replaced = api.post(&rotate, json!({ "rotationGracePeriod": 900 })).await.expect(200);
        assert_eq!(statuses(&replaced), ["Next", "Current", "Previous"]);
        assert_ne!(ids(&replaced)[0], ids(&third)[0]);
        assert_eq!(ids(&replaced)[1..], ids(&third)[1..]);

        // What the deleted key signed opens nothing any more: a token of the current key.
        let (old, api) = (api, app.management().await);
        let delete = async |id: &str| api.delete(&format!("{path}/{id}")).await;
        for not_previous in &ids(&replaced)[..2] {
            assert_eq!(delete(not_previous).await.refusal(), "422 oidc.only_previous_key_can_be_deleted");
        }
        assert_eq!(delete("nope").await.refusal(), "404 oidc.key_not_found");
        delete(&ids(&replaced)[2]).await.expect(204);
        assert_eq!(api.get(path).await.expect(200), json!([replaced[0], replaced[1]]));
        assert_eq!(old.get(path).await.refusal(), "401 auth.unauthorized");
        assert!(!published(&api).await.contains(&ids(&replaced)[2]));

        app.advance(900);
        let later = api.get(path).await.expect(200);
        assert_eq!(statuses(&later), ["Current", "Previous"]);
        assert_eq!(ids(&later), ids(&replaced)[..2]);
        assert_eq!(later[0].get("effectiveAt"), None);
    }

    async fn a_rotation_is_guarded_and_rsa_is_there(app: TestApp) {
        let api = app.management().await;
        let rotate = "/configs/oidc/private-keys/rotate";
        for body in [
            json!({ "signingKeyAlgorithm": "HS256" }),
            json!({ "rotationGracePeriod": -1 }),
            json!({ "rotationGracePeriod": 1.5 }),
            json!({ "rotationGracePeriod": 1e300 }),
        ] {
            assert_eq!(api.post(rotate, body.clone()).await.refusal(), "400 guard.invalid_input", "{body}");
        }
        // The body is looked at before the path.
        let reply = api.post("/configs/oidc/foo/rotate", json!({ "rotationGracePeriod": "x" })).await;
        assert!(reply.body["message"].as_str().unwrap().contains("body"), "{}", reply.body);
        assert_eq!(api.post("/configs/oidc/foo/rotate", json!({})).await.refusal(), "400 guard.invalid_input");
        let keys = api.post(rotate, json!({ "signingKeyAlgorithm": "RSA" })).await.expect(200);
        assert_eq!(keys[0]["signingKeyAlgorithm"], "RSA");
        assert_eq!(keys[1]["signingKeyAlgorithm"], "EC");
        // Tokens of the key before still open the door, and new ones are signed by the new key.
        api.get(rotate.trim_end_matches("/rotate")).await.expect(200);
        let fresh = app.management().await;
        fresh.get("/configs/oidc/session").await.expect(200);
    }

    async fn two_rotations_at_once_leave_two_cookie_keys(app: TestApp) {
        let api = app.management().await;
        let path = "/configs/oidc/cookie-keys";
        api.post(&format!("{path}/rotate"), json!({})).await.expect(200);
        let keys = ids(&api.get(path).await.expect(200));
        let (one, other) = (format!("{path}/{}", keys[0]), format!("{path}/{}", keys[1]));
        let (one, other) = tokio::join!(api.delete(&one), api.delete(&other));
        let mut answers = [one.refusal(), other.refusal()];
        answers.sort();
        assert_eq!(answers, ["204", "422 oidc.key_required"]);
        assert_eq!(api.get(path).await.expect(200).as_array().unwrap().len(), 1);
    }
}
