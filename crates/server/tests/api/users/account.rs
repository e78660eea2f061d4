use futures_util::future::join_all;

use super::*;
use crate::support::TestApp;

const MEMBERS: [&str; 16] = [
    "applicationId",
    "avatar",
    "cimdClientId",
    "createdAt",
    "customData",
    "hasPassword",
    "id",
    "identities",
    "isSuspended",
    "lastSignInAt",
    "name",
    "primaryEmail",
    "primaryPhone",
    "profile",
    "updatedAt",
    "username",
];

on_both_engines! {
    async fn an_empty_body_is_a_user(app: TestApp) {
        let api = app.management().await;
        let user = create(&api, json!({})).await;
        let mut members = names(&user);
        members.sort_unstable();
        assert_eq!(members, MEMBERS);
        let id = user["id"].as_str().unwrap();
        assert_eq!(id.len(), 12);
        for (member, value) in [("username", json!(null)), ("customData", json!({})), ("profile", json!({})), ("hasPassword", json!(false)), ("isSuspended", json!(false))] {
            assert_eq!(user[member], value, "{member}");
        }
        assert_eq!(read(&api, id).await, user);
        assert_eq!(api.get("/users/nope").await.refusal(), "404 entity.not_found");
    }

    async fn a_full_body_reads_back(app: TestApp) {
        let api = app.management().await;
        let body = json!({
            "username": "ada_l", "primaryEmail": "Ada@Example.com", "primaryPhone": "610412345679",
            "name": "Ada 🎓", "avatar": "https://example.com/a.png", "customData": {"a": {"b": [1, null]}},
            "profile": {"familyName": "L", "address": {"locality": "東京", "planet": "x"}, "unknown": "x"},
            "password": "x",
            // not writable
            "id": "mine", "isSuspended": true, "identities": {"g": {"userId": "x"}}, "createdAt": 7, "tenantId": "x",
        });
        let user = create(&api, body).await;
        assert_eq!(user["primaryEmail"], "Ada@Example.com");
        assert_eq!(user["primaryPhone"], "61412345679");
        assert_eq!(user["name"], "Ada 🎓");
        assert_eq!(user["customData"], json!({"a": {"b": [1, null]}}));
        assert_eq!(user["profile"], json!({"familyName": "L", "address": {"locality": "東京"}}));
        assert_eq!((&user["hasPassword"], &user["isSuspended"]), (&json!(true), &json!(false)));
        assert_eq!((&user["identities"], user["id"].as_str().unwrap().len()), (&json!({}), 12));
        assert_ne!(user["createdAt"], 7);
        // empty text is no text
        let user = create(&api, json!({"name": "", "avatar": ""})).await;
        assert_eq!((&user["name"], &user["avatar"]), (&json!(null), &json!(null)));
        assert_eq!(create(&api, json!({"avatar": null})).await["avatar"], json!(null));
    }

    async fn what_cannot_be_is_refused(app: TestApp) {
        let api = app.management().await;
        let guard = "400 guard.invalid_input";
        for body in [
            json!({"username": "1a"}), json!({"username": ""}), json!({"username": "a-b"}), json!({"username": "аda"}),
            json!({"username": null}), json!({"username": "a\u{0}"}), json!({"primaryEmail": "a@b"}),
            json!({"primaryEmail": "a b@c.de"}), json!({"primaryEmail": "@c.de"}), json!({"primaryEmail": "a@.d"}),
            json!({"primaryPhone": "+61412345678"}), json!({"primaryPhone": ""}), json!({"name": null}), json!({"name": 1}),
            json!({"avatar": "no url"}), json!({"customData": []}), json!({"profile": {"nickname": null}}),
            json!({"password": ""}), json!({"passwordDigest": "a".repeat(257), "passwordAlgorithm": "MD5"}),
            json!({"passwordDigest": "a", "passwordAlgorithm": "ROT13"}),
        ] {
            assert_eq!(refused(&api, body.clone()).await, guard, "{body}");
        }
        for body in [
            json!({"username": "a".repeat(129)}), json!({"name": "ü".repeat(129)}),
            json!({"primaryEmail": format!("{}@b.cd", "a".repeat(124))}),
            json!({"avatar": format!("https://a.b/{}", "c".repeat(2048))}),
        ] {
            let reply = api.post("/users", body).await;
            assert_eq!(reply.refusal(), "422 entity.value_too_long");
            assert!(reply.body["data"]["message"].as_str().unwrap().contains("character varying("));
        }
        create(&api, json!({"name": "ü".repeat(128)})).await;
        for phone in ["12", "0", "99999999999", "12345678901234567890"] {
            let reply = api.post("/users", json!({"primaryPhone": phone})).await;
            assert_eq!(reply.refusal(), "422 user.invalid_phone", "{phone}");
            assert_eq!(reply.body["data"]["name"], "ParseError");
        }
        assert_eq!(create(&api, json!({"primaryPhone": "123"})).await["primaryPhone"], "123");
    }

    async fn identifiers_belong_to_one_user(app: TestApp) {
        let api = app.management().await;
        let owner = create(&api, json!({"username": "mct_x", "primaryEmail": "a@b.cd", "primaryPhone": "61412345678"})).await;
        for (body, code) in [
            (json!({"username": "mct_x", "primaryEmail": "A@b.cd"}), "username"),
            (json!({"primaryEmail": "A@B.cd", "primaryPhone": "61412345678"}), "email"),
            (json!({"primaryPhone": "610412345678"}), "phone"),
            (json!({"primaryPhone": "61412345678", "passwordDigest": "x", "passwordAlgorithm": "Legacy"}), "phone"),
        ] {
            assert_eq!(refused(&api, body.clone()).await, format!("422 user.{code}_already_in_use"), "{body}");
            let other = api.post("/users", json!({})).await.id(200);
            let mut body = body;
            body.as_object_mut().unwrap().retain(|name, _| !name.starts_with("password"));
            let reply = api.patch(&format!("/users/{other}"), body).await;
            assert_eq!(reply.refusal(), format!("422 user.{code}_already_in_use"));
        }
        create(&api, json!({"username": "MCT_x"})).await;
        // the user itself is nobody else
        let id = owner["id"].as_str().unwrap();
        let same = json!({"username": "mct_x", "primaryEmail": "A@B.cd", "primaryPhone": "610412345678"});
        let updated = api.patch(&format!("/users/{id}"), same).await.expect(200);
        assert_eq!((&updated["primaryEmail"], &updated["primaryPhone"]), (&json!("A@B.cd"), &json!("61412345678")));
    }

    async fn case_may_not_matter(app: TestApp) {
        let api = app.management().await;
        named(&api, "Ada").await;
        let policy = json!({"usernamePolicy": {"caseSensitive": false, "minLength": 1, "maxLength": 128,
            "allowedChars": {"lowercase": true, "uppercase": true, "numbers": true, "underscore": true}}});
        api.patch("/sign-in-exp", policy).await.expect(200);
        assert_eq!(refused(&api, json!({"username": "ada"})).await, "422 user.username_already_in_use");
        let bob = named(&api, "Bob").await;
        let reply = api.patch(&format!("/users/{bob}"), json!({"username": "ADA"})).await;
        assert_eq!(reply.refusal(), "422 user.username_already_in_use");
        let own = api.patch(&format!("/users/{bob}"), json!({"username": "BOB"})).await.expect(200);
        assert_eq!(own["username"], "BOB");
        let many = join_all((0..6).map(|n| api.post("/users", json!({"username": if n % 2 == 0 { "eve" } else { "EVE" }})))).await;
        assert_eq!(many.iter().filter(|reply| reply.status == 200).count(), 1);
        let typed = genkan::users::Identifier::parse("aDa").unwrap().ignoring_case();
        let mut conn = app.app.db.read().await.unwrap();
        let found = genkan::users::find_with_password(&mut conn, &typed).await.unwrap().unwrap();
        assert_eq!(found.0.username.as_deref(), Some("Ada"));
    }

    async fn of_many_at_once_one_gets_the_address(app: TestApp) {
        let api = app.management().await;
        let attempts = (0..8).map(|n| api.post("/users", json!({"primaryEmail": if n % 2 == 0 { "a@b.cd" } else { "A@B.CD" }})));
        let replies = join_all(attempts).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        for reply in replies.iter().filter(|reply| reply.status != 200) {
            assert_eq!(reply.refusal(), "422 user.email_already_in_use");
        }
    }

    async fn an_update_changes_what_it_names(app: TestApp) {
        let api = app.management().await;
        let user = create(&api, json!({
            "username": "ada", "primaryEmail": "a@b.cd", "name": "Ada", "avatar": "https://a.b/c", "primaryPhone": "123",
            "customData": {"a": 1, "b": 2}, "profile": {"nickname": "n", "locale": "ja"},
        })).await;
        let path = format!("/users/{}", user["id"].as_str().unwrap());
        assert_eq!(api.patch(&path, json!({})).await.refusal(), "422 entity.invalid_input");
        assert_eq!(api.patch(&path, json!({"isSuspended": true})).await.refusal(), "422 entity.invalid_input");
        assert_eq!(api.patch("/users/nope", json!({})).await.refusal(), "404 entity.not_found");
        assert_eq!(api.patch("/users/nope", json!({"name": 1})).await.refusal(), "400 guard.invalid_input");
        app.advance(5);
        let updated = api.patch(&path, json!({"customData": {"c": 3}, "profile": {"gender": ""}})).await.expect(200);
        assert_eq!((&updated["customData"], &updated["profile"]), (&json!({"c": 3}), &json!({"gender": ""})));
        assert_eq!((&updated["username"], &updated["name"]), (&json!("ada"), &json!("Ada")));
        assert_eq!(updated["updatedAt"].as_i64(), user["updatedAt"].as_i64().map(|at| at + 5_000));
        for member in ["username", "primaryEmail", "primaryPhone", "name", "avatar"] {
            let nothing = if member == "name" { json!(null) } else { json!("") };
            let updated = api.patch(&path, json!({member: nothing})).await.expect(200);
            assert_eq!(updated[member], json!(null), "{member}");
        }
        for bad in [json!({"username": "1a"}), json!({"customData": null}), json!({"profile": []}), json!({"avatar": "x"})] {
            assert_eq!(api.patch(&path, bad).await.refusal(), "400 guard.invalid_input");
        }
        assert_eq!(api.patch(&path, json!({"primaryPhone": "12"})).await.refusal(), "422 user.invalid_phone");
    }

    async fn nothing_else_of_a_user_can_be_written(app: TestApp) {
        let api = app.management().await;
        let id = named(&api, "ada").await;
        let before = read(&api, &id).await;
        let everything = json!({
            "id": "x", "isSuspended": true, "identities": {"g": {"userId": "x"}}, "lastSignInAt": 1, "createdAt": 1,
            "updatedAt": 1, "applicationId": "x", "cimdClientId": "x", "hasPassword": true, "passwordDigest": "x",
            "passwordAlgorithm": "MD5", "passwordEncrypted": "x", "tenantId": "x", "emailVerified": true, "roles": ["x"],
            "roleIds": ["x"], "logtoConfig": {"mfa": {"skipped": true}}, "isPasswordExpired": true, "ssoIdentities": [],
        });
        let mut body = everything.clone();
        body["name"] = json!("Ada");
        let after = api.patch(&format!("/users/{id}"), body.clone()).await.expect(200);
        for member in MEMBERS.iter().filter(|member| **member != "name") {
            assert_eq!(after[member], before[member], "{member}");
        }
        body["customData"] = json!({"a": 1});
        assert_eq!(api.patch(&format!("/users/{id}/custom-data"), body).await.expect(200), json!({"a": 1}));
        let body = json!({"profile": everything.clone()});
        assert_eq!(api.patch(&format!("/users/{id}/profile"), body).await.expect(200), json!({}));
        let suspension = json!({"isSuspended": false, "username": "eve", "password": "x"});
        let user = api.patch(&format!("/users/{id}/is-suspended"), suspension).await.expect(200);
        assert_eq!((&user["username"], &user["hasPassword"]), (&json!("ada"), &json!(false)));
        let body = json!({"mfa": {"skipped": true, "x": 1}, "isSuspended": true});
        api.patch(&format!("/users/{id}/logto-configs"), body).await.expect(200);
        let after = read(&api, &id).await;
        assert_eq!((&after["isSuspended"], &after["username"], &after["identities"]), (&json!(false), &json!("ada"), &json!({})));
    }

    async fn custom_data_and_profile_merge(app: TestApp) {
        let api = app.management().await;
        let id = named(&api, "ada").await;
        let path = format!("/users/{id}/custom-data");
        assert_eq!(api.patch(&path, json!({"a": 1})).await.refusal(), "400 guard.invalid_input");
        api.patch(&path, json!({"customData": {"a": 1, "b": {"c": 1}}})).await.expect(200);
        let merged = api.patch(&path, json!({"customData": {"b": {"d": 2}, "e": null}})).await.expect(200);
        assert_eq!(merged, json!({"a": 1, "b": {"d": 2}, "e": null}));
        assert_eq!(api.get(&path).await.expect(200), merged);
        let path = format!("/users/{id}/profile");
        assert_eq!(api.patch(&path, json!({"nickname": "x"})).await.refusal(), "400 guard.invalid_input");
        let address = json!({"locality": "Tokyo", "country": "JP"});
        api.patch(&path, json!({"profile": {"nickname": "n", "address": address}})).await.expect(200);
        let merged = api.patch(&path, json!({"profile": {"gender": "", "address": {"region": "X"}}})).await.expect(200);
        assert_eq!(merged, json!({"nickname": "n", "gender": "", "address": {"region": "X"}}));
        assert_eq!(read(&api, &id).await["profile"], merged);
        for path in ["/users/nope/custom-data", "/users/nope/logto-configs", "/users/nope/has-password"] {
            assert_eq!(api.get(path).await.refusal(), "404 entity.not_found", "{path}");
        }
        assert_eq!(api.patch("/users/nope/profile", json!({"profile": {}})).await.refusal(), "404 entity.not_found");
    }

    async fn two_merges_at_once_lose_nothing(app: TestApp) {
        let api = app.management().await;
        let path = format!("/users/{}/custom-data", named(&api, "ada").await);
        let writes = (0..8).map(|n| api.patch(&path, json!({"customData": {format!("k{n}"): n}})));
        for reply in join_all(writes).await {
            reply.expect(200);
        }
        assert_eq!(api.get(&path).await.expect(200).as_object().unwrap().len(), 8);
    }

    async fn preferences_merge_deeply(app: TestApp) {
        let api = app.management().await;
        let path = format!("/users/{}/logto-configs", named(&api, "ada").await);
        let defaults = json!({"mfa": {"skipped": false, "skipMfaOnSignIn": false}, "passkeySignIn": {"skipped": false}});
        assert_eq!(api.get(&path).await.expect(200), defaults);
        api.patch(&path, json!({"mfa": {"enabled": true}})).await.expect(200);
        let now = api.patch(&path, json!({"mfa": {"skipMfaOnSignIn": true}, "passkeySignIn": {"skipped": true}})).await;
        let expected = json!({"mfa": {"enabled": true, "skipped": false, "skipMfaOnSignIn": true}, "passkeySignIn": {"skipped": true}});
        assert_eq!(now.expect(200), expected);
        assert_eq!(api.get(&path).await.expect(200), expected);
        assert_eq!(api.patch(&path, json!({"mfa": {"enabled": 1}})).await.refusal(), "400 guard.invalid_input");
        assert_eq!(api.patch(&path, json!({})).await.expect(200), expected);
    }

    async fn a_deleted_user_is_gone(app: TestApp) {
        let api = app.management().await;
        let id = named(&api, "ada").await;
        assert_eq!(api.delete(&format!("/users/{id}")).await.status, 204);
        assert_eq!(api.get(&format!("/users/{id}")).await.refusal(), "404 entity.not_found");
        assert_eq!(api.delete(&format!("/users/{id}")).await.refusal(), "404 entity.not_found");
        // the token speaks for the application, whose id stands for itself
        let own = format!("/users/{}", api.client_id);
        assert_eq!(api.delete(&own).await.refusal(), "400 user.cannot_delete_self");
        named(&api, "ada").await;
    }
}
