//! What every operation shares: routes, tokens, bodies, pages, entity tags, languages. `/roles` stands for all; what
//! must hold for each operation is in `every_operation`.

use genkan::ids::ClientId;
use genkan_database::retry;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{Management, Reply, TestApp};

async fn role(management: &Management<'_>, name: &str) -> Reply {
    management.post("/roles", json!({"name": name, "description": "d"})).await
}

on_both_engines! {
    async fn a_token_for_the_management_api_with_its_scope_is_needed(app: TestApp) {
        let api = app.management().await;
        assert_eq!(api.get("/roles").await.status, 200);

        let without = Management::send(api.request("GET", "/roles")).await;
        assert_eq!(without.refusal(), "401 auth.authorization_header_missing");
        assert!(without.body.get("data").is_none());
        assert_eq!(without.header("www-authenticate"), "Bearer");
        let with = async |value: &str| {
            Management::send(api.request("GET", "/roles").header("authorization", value)).await
        };
        let basic = with("Basic x").await;
        assert_eq!(basic.refusal(), "401 auth.authorization_token_type_not_supported");
        assert_eq!(basic.body["data"], json!({"supportedTypes": ["Bearer"]}));
        let lower = with(&format!("bearer {}", api.token)).await;
        assert_eq!(lower.refusal(), "401 auth.authorization_token_type_not_supported");
        for bad in ["Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Bearer é"] {
            assert_eq!(with(bad).await.refusal(), "401 auth.unauthorized", "{bad}");
        }
        let flipped = format!("Bearer {}A", &api.token[..api.token.len() - 2]);
        assert_eq!(with(&flipped).await.status, 401);

        let no_scope = token(&app, &api, "").await;
        assert_eq!(with(&format!("Bearer {no_scope}")).await.refusal(), "403 auth.forbidden");

        app.advance(3601);
        let expired = api.get("/roles").await;
        assert_eq!(expired.refusal(), "401 auth.unauthorized");
        assert_eq!(expired.body["data"]["code"], "ERR_JWT_EXPIRED");
        let fresh = api.fresh_token().await;
        assert_eq!(with(&format!("Bearer {fresh}")).await.status, 200);

        let gone = retry(async || {
            let mut tx = app.app.db.begin().await?;
            genkan::applications::delete(&app.app, &mut tx, &ClientId::new(api.client_id.as_str())).await?;
            tx.commit().await
        });
        gone.await.unwrap();
        assert_eq!(with(&format!("Bearer {fresh}")).await.refusal(), "401 auth.unauthorized");
    }

    async fn a_token_for_another_resource_is_refused(app: TestApp) {
        let api = app.management().await;
        let resource = json!({"name": "Other", "indicator": "https://other.example"});
        let id = api.post("/resources", resource).await.id(201);
        let scope = api.post(&format!("/resources/{id}/scopes"), json!({"name": "all"})).await.id(201);
        let role = json!({"name": "Other", "description": "d", "type": "MachineToMachine", "scopeIds": [scope]});
        let role = api.post("/roles", role).await.id(200);
        let body = json!({"roleIds": [role]});
        api.post(&format!("/applications/{}/roles", api.client_id), body).await.expect(201);
        let token = token_for(&app, &api, "https://other.example", "all").await;
        let reply = Management::send(api.request("GET", "/roles").bearer_auth(token)).await;
        assert_eq!(reply.refusal(), "401 auth.unauthorized");
        assert_eq!(reply.body["data"]["claim"], "aud");
    }

    async fn paths_and_methods_come_first(app: TestApp) {
        let api = app.management().await;
        for path in ["/nope", "//roles", "/roles//", "/roles;x", "", "/", "/roles/x/y/z"] {
            for request in [api.request("GET", path), api.request("GET", path).bearer_auth(&api.token)] {
                let reply = Management::send(request).await;
                assert_eq!((reply.status, reply.body), (404, json!("Not Found")), "{path}");
                assert!(reply.headers["content-type"].to_str().unwrap().starts_with("text/plain"), "{path}");
            }
        }
        assert_eq!(api.get("/Roles/").await.status, 200);
        let put = Management::send(api.request("PUT", "/roles")).await;
        assert_eq!((put.status, put.header("allow")), (405, "HEAD, GET, POST"));
        assert_eq!(put.body, json!("Method Not Allowed"));
        let put = Management::send(api.request("PUT", "/status")).await;
        assert_eq!((put.status, put.header("allow"), put.body.clone()), (405, "HEAD, GET", json!("Method Not Allowed")));
        let options = Management::send(api.request("OPTIONS", "/roles")).await;
        assert_eq!((options.status, options.header("allow")), (200, "HEAD, GET, POST"));
        assert_eq!(options.body, json!(""));
        assert_eq!(Management::send(api.request("OPTIONS", "/nope")).await.status, 404);
        assert_eq!(api.call("HEAD", "/subject-tokens", None).await.status, 405);
        assert_eq!(api.get("/users/%00").await.refusal(), "404 entity.not_found");
        assert_eq!(api.get("/applications/nope/roles?page=0").await.refusal(), "400 guard.invalid_pagination");
    }

    async fn only_our_own_pages_may_read_from_a_browser(app: TestApp) {
        let api = app.management().await;
        let preflight = async |origin: &str| {
            let request = api.request("OPTIONS", "/roles").header("origin", origin);
            let request = request.header("access-control-request-method", "POST");
            Management::send(request.header("access-control-request-headers", "authorization")).await
        };
        let ours = preflight(&app.url).await;
        assert_eq!(ours.status, 204);
        assert_eq!(ours.header("access-control-allow-origin"), app.url);
        assert_eq!(ours.header("access-control-allow-methods"), "GET,HEAD,PUT,POST,DELETE,PATCH");
        assert_eq!(ours.header("access-control-allow-headers"), "authorization");
        let foreign = preflight("http://evil.example").await;
        assert_eq!((foreign.status, foreign.header("access-control-allow-origin")), (200, ""));
        for (origin, allowed) in [(app.url.as_str(), app.url.as_str()), ("http://evil.example", "")] {
            let request = api.request("GET", "/roles").bearer_auth(&api.token).header("origin", origin);
            let reply = Management::send(request).await;
            assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, allowed));
            assert_eq!(reply.header("access-control-allow-credentials"), "");
        }
    }

    async fn bodies_are_read_and_guarded(app: TestApp) {
        let api = app.management().await;
        let send = async |kind: &str, body: String| {
            let request = api.request("POST", "/roles").bearer_auth(&api.token);
            Management::send(request.header("content-type", kind).body(body)).await
        };
        let cut = send("application/json", "{\"name\":".into()).await;
        assert_eq!(cut.status, 400);
        assert!(cut.body["message"].is_string());
        let scalar = send("application/json", "\"x\"".into()).await;
        assert_eq!(scalar.status, 400);
        assert_eq!(scalar.body["message"], "invalid JSON, only supports object and array");
        let list = send("application/json", "[]".into()).await;
        assert_eq!(list.refusal(), "400 guard.invalid_input");
        assert_eq!(
            list.body["details"],
            "Error in key path \"\": (invalid_type) Expected object but received array."
        );
        let nothing = send("application/json", String::new()).await;
        assert_eq!(nothing.refusal(), "400 guard.invalid_input");
        assert_eq!(nothing.body["data"]["name"], "ZodError");
        assert_eq!(nothing.body["data"]["issues"].as_array().unwrap().len(), 2);
        assert_eq!(
            nothing.body["details"],
            "Error in key path \"name\": (invalid_type) Expected string but received undefined.\n\
             Error in key path \"description\": (invalid_type) Expected string but received undefined."
        );
        let members: Vec<&String> = nothing.body.as_object().unwrap().keys().collect();
        assert_eq!(members.len(), 4, "{members:?}");
        let frame = json!({"name": "Big", "description": "d", "x": ""}).to_string().len();
        let exactly = json!({"name": "Big", "description": "d", "x": "x".repeat((1 << 20) - frame)}).to_string();
        assert_eq!(exactly.len(), 1 << 20);
        assert_eq!(send("application/json", exactly.clone()).await.status, 200);
        let more = send("application/json", exactly + " ").await;
        assert_eq!(more.refusal(), "413 request.body_too_large");
        let form = send("application/x-www-form-urlencoded", "name=Form&description=a+b".into()).await;
        assert_eq!(form.expect(200)["description"], "a b");
        let text = send("text/plain", "x".into()).await;
        assert_eq!(text.refusal(), "400 guard.invalid_input");
        let again = api.get("/roles/nope").await;
        assert_eq!(again.refusal(), "404 entity.not_exists_with_id");
    }

    async fn packed_bodies_and_endless_ones_are_refused_unread(app: TestApp) {
        let api = app.management().await;
        for (coding, status) in [("gzip", 415), ("br", 415), ("identity", 200)] {
            let body = json!({ "name": format!("Coded {coding}"), "description": "d" });
            let request = api.request("POST", "/roles").bearer_auth(&api.token).header("content-encoding", coding);
            assert_eq!(Management::send(request.json(&body)).await.status, status, "{coding}");
        }
        let host = app.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).await.unwrap();
        let head = format!(
            "POST /api/roles HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Content-Length: 99999999999\r\n\r\n",
            api.token
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut line = [0; 12];
        stream.read_exact(&mut line).await.unwrap();
        assert_eq!(&line, b"HTTP/1.1 413");
    }

    async fn lists_come_in_pages(app: TestApp) {
        let api = app.management().await;
        for bad in ["page=0", "page=-1", "page=abc", "page_size=0", "page_size=101", "page=1&page=2"] {
            assert_eq!(api.get(&format!("/roles?{bad}")).await.refusal(), "400 guard.invalid_pagination", "{bad}");
        }
        assert_eq!(api.get("/roles?page_size=1.5").await.refusal(), "422 entity.invalid_input");
        for name in ["One", "Two"] {
            role(&api, name).await.expect(200);
        }
        let all = api.get("/roles").await;
        let total: usize = all.header("total-number").parse().unwrap();
        assert_eq!(all.body.as_array().unwrap().len(), total);
        let second = api.get("/roles?page=2&page_size=1").await;
        assert_eq!(second.body.as_array().unwrap().len(), 1);
        let links: Vec<&str> = second.headers.get_all("link").iter().map(|link| link.to_str().unwrap()).collect();
        let link = |page: usize, relation: &str| {
            format!("<{}/roles?page={page}&page_size=1>; rel=\"{relation}\"", app.url)
        };
        let mut expected = vec![link(1, "first"), link(1, "prev"), link(total, "last")];
        expected.extend((total > 2).then(|| link(3, "next")));
        assert_eq!(links, expected);
        let beyond = api.get("/roles?page=99&page_size=1").await;
        assert_eq!((beyond.status, &beyond.body), (200, &json!([])));
        assert!(beyond.headers.get_all("link").iter().any(|own| own.to_str().unwrap() == link(98, "prev")));

        assert_eq!(api.get("/applications").await.header("total-number"), "");
        assert_ne!(api.get("/applications?page=1").await.header("total-number"), "");
        assert_ne!(api.get("/users").await.header("total-number"), "");
        let head = api.call("HEAD", "/roles?page=1", None).await;
        assert_eq!((head.status, head.body), (200, json!("")));
        assert_eq!(head.headers["total-number"], total.to_string());
        assert!(head.headers.contains_key("link") && !head.headers.contains_key("etag"));
    }

    async fn what_is_known_is_not_sent_again(app: TestApp) {
        let api = app.management().await;
        let first = api.get("/roles").await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"'), "{tag}");
        for known in [tag.clone(), format!("W/{tag}"), "*".into(), format!("\"x\", {tag}")] {
            let request = api.request("GET", "/roles").bearer_auth(&api.token).header("if-none-match", &known);
            let reply = Management::send(request).await;
            assert_eq!((reply.status, reply.body), (304, json!("")), "{known}");
            assert!(reply.headers.contains_key("total-number"));
        }
        role(&api, "Another").await.expect(200);
        let request = api.request("GET", "/roles").bearer_auth(&api.token).header("if-none-match", &tag);
        assert_eq!(Management::send(request).await.status, 200);
        assert_eq!(first.header("cache-control"), "private, no-store");
        assert_eq!(first.header("x-content-type-options"), "nosniff");
        assert!(!first.header("logto-core-request-id").is_empty());
    }
}

async fn token(app: &TestApp, api: &Management<'_>, scope: &str) -> String {
    token_for(app, api, &app.app.config.management.resource, scope).await
}

async fn token_for(app: &TestApp, api: &Management<'_>, resource: &str, scope: &str) -> String {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &api.client_id),
        ("client_secret", &api.secret),
        ("resource", resource),
        ("scope", scope),
    ];
    let page = app.browser().post_form("/oidc/token", &form).await;
    page.json()["access_token"].as_str().unwrap().to_owned()
}
