use super::*;
use crate::support::TestApp;

/// Every digest below is of this, computed with Python's `hashlib` and with `crypt(3)`.
const IMPORTED: &str = "hunter2 ü";
/// Of the reference implementation of Argon2 (its `test.c`): `password` with the salt `somesalt`.
const ARGON2: [(&str, &str); 2] = [
    ("Argon2i", "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8"),
    ("Argon2id", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"),
];

async fn verify(api: &Management<'_>, id: &str, password: &str) -> String {
    api.post(&format!("/users/{id}/password/verify"), json!({"password": password})).await.refusal()
}

async fn import(api: &Management<'_>, algorithm: &str, digest: &str) -> String {
    api.post("/users", json!({"passwordAlgorithm": algorithm, "passwordDigest": digest})).await.id(200)
}

/// Digest and algorithm as the operator sees them.
async fn stored(api: &Management<'_>, id: &str) -> (String, String) {
    let user = api.get(&format!("/users/{id}?includePasswordHash=yes")).await.expect(200);
    let text = |name: &str| user[name].as_str().unwrap_or_default().to_owned();
    (text("passwordDigest"), text("passwordAlgorithm"))
}

on_both_engines! {
    async fn imported_passwords_work_and_are_hashed_anew(app: TestApp) {
        let api = app.management().await;
        let legacy = |algorithm: &str, arguments: &[&str], digest: &str| json!([algorithm, arguments, digest]).to_string();
        let imports = [
            ("MD5", "5e8724de1c4eb67fde516c542fe85822".to_owned()),
            ("SHA1", "52e6f46b2d7cc751fce9c325b3eacb2f6441b704".to_owned()),
            ("SHA256", "03dcbdc46618259b60d9e7fa27d67588836fefd78e3ac2544a98185582ecd192".to_owned()),
            ("Bcrypt", "$2b$04$abcdefghijklmnopqrstuuCBJa/uC5ueXv.2KAzTZ.UFHOMHOULj2".to_owned()),
            ("Bcrypt", "$2a$04$abcdefghijklmnopqrstuuCBJa/uC5ueXv.2KAzTZ.UFHOMHOULj2".to_owned()),
            ("Legacy", legacy("sha512", &["salt", "@", "pepper"], "eb50d6934def58aa40dddaf31186fa94dae9530b1168cf3cff2e0780069bfb37a66c6bc3efe32b68967904f735177d3daa52f54d0995efcda87c7c0653453f90")),
            ("Legacy", legacy("md5", &["na", "@"], "64d490ce1d9ddbafaabd420a743814ad")),
            ("Legacy", legacy("sha3-256", &["@", "x"], "5ade41f7e9d43922b438f019bf20e2eba8aeb2882ad1e4545a52d55e44851eab")),
            ("Legacy", legacy("pbkdf2", &["salty", "1000", "20", "sha512", "@"], "dcaf14df3f8a2163a9413d44061c8d978e708141")),
            ("Legacy", legacy("pbkdf2Sync", &["hex:00ff10", "500", "32", "sha256", "@"], "b972d437cba275e66b9ed9adfa870b4527c6044ff3213b988e5328d21add3859")),
        ];
        let argon2 = ARGON2.map(|(algorithm, digest)| (algorithm, digest.to_owned(), "password"));
        let all = imports.into_iter().map(|(algorithm, digest)| (algorithm, digest, IMPORTED)).chain(argon2);
        for (algorithm, digest, password) in all {
            let id = import(&api, algorithm, &digest).await;
            assert_eq!(stored(&api, &id).await, (digest.clone(), algorithm.to_owned()));
            assert_eq!(verify(&api, &id, "wrong").await, "422 session.invalid_credentials", "{digest}");
            assert_eq!(stored(&api, &id).await.0, digest, "a wrong password changes nothing");
            assert_eq!(verify(&api, &id, password).await, "204", "{algorithm} {digest}");
            let (new, algorithm) = stored(&api, &id).await;
            assert_eq!(algorithm, "Argon2id");
            assert!(new.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{new}");
            assert_eq!(verify(&api, &id, password).await, "204", "hashed anew: {digest}");
            assert_eq!(verify(&api, &id, "wrong").await, "422 session.invalid_credentials");
        }
    }

    async fn damaged_digests_never_match(app: TestApp) {
        let api = app.management().await;
        for (algorithm, digest) in [
            ("MD5", "5E8724DE1C4EB67FDE516C542FE85822"),
            ("MD5", "5e8724de1c4eb67f"),
            ("SHA1", "garbage"),
            ("SHA256", "52e6f46b2d7cc751fce9c325b3eacb2f6441b704"),
            ("Bcrypt", "$2b$04$abcdefghijklmnopqrstuuCBJa/uC5ueXv.2KAzTZ.UFHOMHOUL"),
            ("Bcrypt", "$2b$31$abcdefghijklmnopqrstuuCBJa/uC5ueXv.2KAzTZ.UFHOMHOULj2"),
            ("Bcrypt", "$2b$04$é"),
            ("Argon2i", "5e8724de1c4eb67fde516c542fe85822"),
            ("Argon2id", "$argon2id$v=19$m=4194304,t=9,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"),
            ("Argon2d", "x"),
        ] {
            let id = import(&api, algorithm, digest).await;
            assert_eq!(verify(&api, &id, IMPORTED).await, "422 session.invalid_credentials", "{algorithm} {digest}");
        }
    }

    async fn what_cannot_be_imported_is_refused(app: TestApp) {
        let api = app.management().await;
        let both = json!({"password": "x", "passwordDigest": "x", "passwordAlgorithm": "MD5"});
        assert_eq!(refused(&api, both).await, "400 user.password_and_digest");
        assert_eq!(refused(&api, json!({"passwordDigest": "x"})).await, "400 user.password_algorithm_required");
        assert_eq!(create(&api, json!({"passwordAlgorithm": "MD5"})).await["hasPassword"], false);
        assert_eq!(create(&api, json!({"passwordDigest": "", "passwordAlgorithm": "Legacy"})).await["hasPassword"], false);
        let format = "400 password.invalid_legacy_password_format";
        let unknown = "400 password.unsupported_legacy_hash_algorithm";
        for (digest, refusal) in [
            ("x", format), ("[]", format), (r#"["md5",["salt"],"00"]"#, format), (r#"["md5",["@"]]"#, format),
            (r#"["md5",["@"],"00",1]"#, format), (r#"{"md5":["@"]}"#, format), (r#"["md5",[1,"@"],"00"]"#, format),
            (r#"["pbkdf2",["@"],"00"]"#, format), (r#"["pbkdf2",["s","0","20","sha1","@"],"00"]"#, format),
            (r#"["pbkdf2",["s","99999999","20","sha1","@"],"00"]"#, format),
            (r#"["pbkdf2",["hex:0","1","20","sha1","@"],"00"]"#, format),
            (r#"["pbkdf2",["s","1","9999999","sha1","@"],"00"]"#, format),
            (r#"["whirlpool9",["@"],"00"]"#, unknown), (r#"["pbkdf2",["s","1","20","md2","@"],"00"]"#, unknown),
            (r#"["firebase-scrypt",["@"],"00"]"#, unknown),
        ] {
            let body = json!({"username": "ada", "passwordAlgorithm": "Legacy", "passwordDigest": digest});
            assert_eq!(refused(&api, body).await, refusal, "{digest}");
        }
        named(&api, "ada").await;
    }

    async fn a_password_is_set_and_verified(app: TestApp) {
        let api = app.management().await;
        let id = named(&api, "ada").await;
        let has = async || api.get(&format!("/users/{id}/has-password")).await.expect(200);
        assert_eq!(has().await, json!({"hasPassword": false}));
        assert_eq!(verify(&api, &id, "x").await, "422 session.invalid_credentials");
        let path = format!("/users/{id}/password");
        assert_eq!(api.patch(&path, json!({"password": ""})).await.refusal(), "400 guard.invalid_input");
        // no policy: one letter will do
        assert_eq!(api.patch(&path, json!({"password": "x"})).await.expect(200)["hasPassword"], true);
        assert_eq!(has().await, json!({"hasPassword": true}));
        assert_eq!(verify(&api, &id, "x").await, "204");
        assert_eq!(verify(&api, &id, "X").await, "422 session.invalid_credentials");
        assert_eq!(verify(&api, &id, "").await, "400 guard.invalid_input");
        for _ in 0..12 {
            assert_eq!(verify(&api, &id, "wrong").await, "422 session.invalid_credentials");
        }
        api.patch(&format!("/users/{id}/is-suspended"), json!({"isSuspended": true})).await.expect(200);
        assert_eq!(verify(&api, &id, "x").await, "204", "failures are not counted, suspension does not matter");
        let unknown = api.post("/users/nope/password/verify", json!({"password": "x"})).await;
        assert_eq!(unknown.refusal(), "404 entity.not_found");
        assert_eq!(api.patch("/users/nope/password", json!({"password": "x"})).await.refusal(), "404 entity.not_found");
    }

    async fn passwords_expire_only_where_they_may(app: TestApp) {
        let api = app.management().await;
        let path = format!("/users/{}/password/expiration", named(&api, "ada").await);
        assert_eq!(api.patch(&path, json!({"isExpired": true})).await.refusal(), "400 sign_in_experiences.password_expiration_not_enabled");
        assert_eq!(api.patch(&path, json!({"isExpired": false})).await.expect(200)["username"], "ada");
        assert_eq!(api.patch(&path, json!({})).await.refusal(), "400 guard.invalid_input");
        assert_eq!(api.patch("/users/nope/password/expiration", json!({"isExpired": false})).await.refusal(), "404 entity.not_found");
    }

    async fn hashes_are_shown_to_who_asks_for_them_only(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({"password": "secret"})).await["id"].as_str().unwrap().to_owned();
        for path in ["/users".to_owned(), format!("/users/{id}"), format!("/users/{id}?includePasswordHash=no"), format!("/users/{id}?includePasswordHash=")] {
            let reply = api.get(&path).await;
            assert!(!reply.body.to_string().contains("argon2"), "{path}");
            assert!(!reply.body.to_string().contains("passwordDigest"), "{path}");
        }
        for path in [format!("/users/{id}?includePasswordHash=TRUE"), "/users?includePasswordHash=1".to_owned()] {
            assert!(api.get(&path).await.body.to_string().contains("$argon2id$"), "{path}");
        }
        let without = create(&api, json!({})).await["id"].as_str().unwrap().to_owned();
        let user = api.get(&format!("/users/{without}?includePasswordHash=y&includeSsoIdentities=y")).await.expect(200);
        assert_eq!((&user["passwordDigest"], &user["passwordAlgorithm"], &user["ssoIdentities"]), (&json!(null), &json!(null), &json!([])));
        assert!(user.as_object().unwrap().contains_key("passwordDigest"));
    }
}
