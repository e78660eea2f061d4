use super::*;
use crate::support::TestApp;

/// alice, bob and carol, a second apart, in that order.
async fn three(app: &TestApp, api: &Management<'_>) {
    for body in [
        json!({"username": "alice", "primaryEmail": "Alice@Example.com", "name": "Alice A"}),
        json!({"username": "bob", "primaryPhone": "61412345678"}),
        json!({"username": "carol", "name": "Älice"}),
    ] {
        create(api, body).await;
        app.advance(1);
    }
}

on_both_engines! {
    async fn users_are_paged_the_youngest_first(app: TestApp) {
        let api = app.management().await;
        three(&app, &api).await;
        let all = api.get("/users").await;
        assert_eq!(usernames(&all), ["carol", "bob", "alice"]);
        assert_eq!(all.header("total-number"), "3");
        let second = api.get("/users?page=2&page_size=2").await;
        assert_eq!((usernames(&second), second.header("total-number")), (vec!["alice"], "3"));
        for n in 0..20 {
            named(&api, &format!("u{n}")).await;
        }
        assert_eq!(api.get("/users").await.body.as_array().unwrap().len(), 20);
        assert_eq!(api.get("/users?page=99").await.body, json!([]));
        assert_eq!(api.get("/users?page=0").await.refusal(), "400 guard.invalid_pagination");
    }

    async fn searches_find_what_the_grammar_says(app: TestApp) {
        let api = app.management().await;
        three(&app, &api).await;
        for (query, found) in [
            ("search=ALICE", vec!["alice"]),
            ("search=alice@example.com", vec!["alice"]),
            ("search=61412345678", vec!["bob"]),
            ("search=alic", vec![]),
            ("search=ali%25", vec!["alice"]),
            ("search=%25LICE%25", vec!["carol", "alice"]),
            ("search=%25o%25", vec!["carol", "bob", "alice"]),
            ("search=_ob", vec!["bob"]),
            ("search=b_b", vec!["bob"]),
            ("search=B%25_", vec!["bob"]),
            ("search=b__b", vec![]),
            (r"search=\_ob", vec![]),
            ("search=%25l%25i%25c%25e%25a%25", vec!["alice"]),
            ("search=älice", vec!["carol"]),
            ("search=%C3%84lice&isCaseSensitive=true", vec!["carol"]),
            ("search=Alice&isCaseSensitive=1", vec![]),
            ("search=alice&search=bob&mode=exact", vec!["bob", "alice"]),
            ("search=^ali&mode=posix", vec!["alice"]),
            ("search=(alice|bob)&mode=similar_to&isCaseSensitive=true", vec!["bob", "alice"]),
            ("search.primary_email=%25example.com", vec!["alice"]),
            ("search.primaryEmail=%25example.com&search.username=bob", vec!["bob", "alice"]),
            ("search.name=%25lice%25&search.username=c%25&joint=and", vec!["carol"]),
            ("mode=exact", vec!["carol", "bob", "alice"]),
        ] {
            let reply = api.get(&format!("/users?{query}")).await;
            assert_eq!(reply.status, 200, "{query}: {}", reply.body);
            assert_eq!(usernames(&reply), found, "{query}");
            assert_eq!(reply.header("total-number"), found.len().to_string(), "{query}");
            if let [_, second, ..] = found.as_slice() {
                let reply = api.get(&format!("/users?{query}&page=2&page_size=1")).await;
                assert_eq!(usernames(&reply), [*second], "{query}");
                assert_eq!(reply.header("total-number"), found.len().to_string(), "{query}");
            }
        }
        let bob = api.get("/users?search=bob").await.expect(200);
        let by_id = api.get(&format!("/users?search={}", bob[0]["id"].as_str().unwrap())).await;
        assert_eq!(usernames(&by_id), ["bob"]);
    }

    async fn searches_that_cannot_be_are_refused(app: TestApp) {
        let api = app.management().await;
        for query in [
            "search=", "search=a&search=b", "search.userName=x", "search=x&mode=similar_to", "search.a.b=x",
            "search.username=a&joint=foo", "search=x&mode=foo", "search=(&mode=posix", "search=x\\", "search.nope=x",
        ] {
            let reply = api.get(&format!("/users?{query}")).await;
            assert_eq!(reply.refusal(), "400 request.invalid_input", "{query}");
            assert_eq!(reply.body["data"], json!({}), "{query}");
        }
        assert_eq!(api.get("/users?search=a&search=b&mode=exact").await.status, 200);
        assert_eq!(api.get("/users?search.primary_email=x").await.status, 200);
        assert_eq!(api.get("/users?search=x&mode=similar_to&isCaseSensitive=true").await.status, 200);
        let nul = api.get("/users?search=a%00b").await;
        assert_eq!((nul.status, nul.body), (200, json!([])));
    }

    async fn members_can_be_left_out(app: TestApp) {
        let api = app.management().await;
        three(&app, &api).await;
        let bob = api.get("/users?search=bob").await.body[0]["id"].as_str().unwrap().to_owned();
        let role = {
            let mut tx = app.app.db.begin().await.unwrap();
            let user = genkan::roles::RoleType::User;
            let role = genkan::roles::create(&app.app, &mut tx, "tester", "d", user, false).await.unwrap();
            tx.commit().await.unwrap();
            role
        };
        api.post(&format!("/users/{bob}/roles"), json!({"roleIds": [role]})).await.expect(201);
        for (query, found) in [
            (format!("excludeRoleId={role}"), vec!["carol", "alice"]),
            (format!("excludeRoleId={role}&search=%25o%25"), vec!["carol", "alice"]),
            (format!("excludeRoleId={role}&search=bob"), vec![]),
            (format!("excludeRoleId={role}&search=o&mode=posix"), vec!["carol", "alice"]),
            ("excludeRoleId=nope".to_owned(), vec!["carol", "bob", "alice"]),
            ("excludeOrganizationId=nope".to_owned(), vec!["carol", "bob", "alice"]),
            ("excludeRoleId=&excludeOrganizationId=nope".to_owned(), vec!["carol", "bob", "alice"]),
        ] {
            let reply = api.get(&format!("/users?{query}")).await;
            assert_eq!(usernames(&reply), found, "{query}");
            assert_eq!(reply.header("total-number"), found.len().to_string(), "{query}");
        }
        let both = api.get("/users?excludeRoleId=a&excludeOrganizationId=b").await;
        assert_eq!((both.refusal().as_str(), both.body.get("data")), ("400 request.invalid_input", None));
    }
}
