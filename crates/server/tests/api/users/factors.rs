use futures_util::future::join_all;

use super::*;
use crate::support::TestApp;

async fn kinds(api: &Management<'_>, path: &str) -> Vec<String> {
    let list = api.get(path).await.expect(200);
    list.as_array().unwrap().iter().map(|factor| factor["type"].as_str().unwrap().to_owned()).collect()
}

on_both_engines! {
    async fn factors_are_made_listed_and_removed(app: TestApp) {
        let api = app.management().await;
        let path = format!("/users/{}/mfa-verifications", named(&api, "ada").await);
        assert_eq!(api.get(&path).await.expect(200), json!([]));
        let alone = api.post(&path, json!({"type": "BackupCode"})).await;
        assert_eq!(alone.refusal(), "422 session.mfa.backup_code_can_not_be_alone");

        let totp = api.post(&path, json!({"type": "Totp"})).await.expect(200);
        assert_eq!((totp["type"].as_str(), totp["secret"].as_str().unwrap().len()), (Some("Totp"), 32));
        assert!(totp["secretQrCode"].as_str().unwrap().starts_with("data:image/png;base64,"));
        assert_eq!(api.post(&path, json!({"type": "Totp"})).await.refusal(), "422 user.totp_already_in_use");
        app.advance(1);
        for codes in [json!(["x"]), json!([]), json!(vec!["0123456789"; 9]), json!(vec!["012345678G"; 10])] {
            let reply = api.post(&path, json!({"type": "BackupCode", "codes": codes})).await;
            assert_eq!(reply.refusal(), "422 user.wrong_backup_code_format", "{codes}");
        }
        let codes = api.post(&path, json!({"type": "BackupCode"})).await.expect(200);
        assert_eq!((codes["codes"].as_array().unwrap().len(), codes.get("secret")), (10, None));
        assert_eq!(api.post(&path, json!({"type": "BackupCode"})).await.refusal(), "422 user.backup_code_already_in_use");

        let list = api.get(&path).await.expect(200);
        assert_eq!(list[0]["createdAt"], "2026-01-01T00:00:00.000Z");
        assert_eq!((&list[1]["type"], &list[1]["remainCodes"]), (&json!("BackupCode"), &json!(10)));
        let shown = list.to_string();
        assert!(!shown.contains(totp["secret"].as_str().unwrap()) && !shown.contains(codes["codes"][0].as_str().unwrap()));

        let first = format!("{path}/{}", list[0]["id"].as_str().unwrap());
        let bob = named(&api, "bob").await;
        let foreign = format!("/users/{bob}/mfa-verifications/{}", list[0]["id"].as_str().unwrap());
        assert_eq!(api.delete(&foreign).await.refusal(), "404 entity.not_found");
        assert_eq!((api.delete(&first).await.status, api.delete(&first).await.refusal().as_str()), (204, "404 entity.not_found"));
        assert_eq!(kinds(&api, &path).await, ["BackupCode"], "codes may be left alone");
        assert_eq!(api.get("/users/nope/mfa-verifications").await.refusal(), "404 entity.not_found");
        assert_eq!(api.post("/users/nope/mfa-verifications", json!({"type": "Totp"})).await.refusal(), "404 entity.not_found");
    }

    async fn secrets_of_one_s_own_are_checked(app: TestApp) {
        let api = app.management().await;
        let path = format!("/users/{}/mfa-verifications", named(&api, "ada").await);
        for secret in ["bad!", "", "JBSWY3DP", "jbswy3dpehpk3pxp", &"A".repeat(40)] {
            let reply = api.post(&path, json!({"type": "Totp", "secret": secret})).await;
            assert_eq!(reply.refusal(), "422 user.totp_secret_invalid", "{secret}");
        }
        for body in [json!({"type": "WebAuthn"}), json!({}), json!({"type": "Totp", "secret": 1})] {
            assert_eq!(api.post(&path, body).await.refusal(), "400 guard.invalid_input");
        }
        let totp = api.post(&path, json!({"type": "Totp", "secret": "JBSWY3DPEHPK3PXP"})).await.expect(200);
        assert_eq!(totp["secret"], "JBSWY3DPEHPK3PXP");
        let codes: Vec<String> = (0..10).map(|n| format!("00000000{n:02x}")).collect();
        let reply = api.post(&path, json!({"type": "BackupCode", "codes": codes})).await.expect(200);
        assert_eq!(reply, json!({"type": "BackupCode", "codes": codes}));
    }

    async fn of_many_at_once_one_app_is_set_up(app: TestApp) {
        let api = app.management().await;
        let path = format!("/users/{}/mfa-verifications", named(&api, "ada").await);
        let replies = join_all((0..6).map(|_| api.post(&path, json!({"type": "Totp"})))).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        for reply in replies.iter().filter(|reply| reply.status != 200) {
            assert_eq!(reply.refusal(), "422 user.totp_already_in_use");
        }
        assert_eq!(kinds(&api, &path).await, ["Totp"]);
    }
}
