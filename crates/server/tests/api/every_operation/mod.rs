//! What every operation of the published document does with what it should never get: a refusal with a code and a
//! message, whoever added the operation.

mod routes;
mod sample;
mod stored_secrets;
mod tokens;

use genkan_database::Engine;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use self::{
    routes::{Route, routes},
    sample::{deep, mutations, sample, text_members},
};
use crate::support::{Management, Reply, TestApp, includes};

/// What is wrong with an answer that must be a refusal: `None` is fine.
fn fault(reply: &Reply) -> Option<String> {
    let text = |member: &str| reply.body[member].as_str().is_some_and(|text| !text.is_empty());
    let is_refusal = (400..500).contains(&reply.status) && text("code") && text("message");
    // No such path, or no such method: told before anything is an operation.
    let is_route = matches!(reply.status, 404 | 405) && reply.body.is_string();
    // Three operations of the contract answer a refusal in a shape of their own.
    let is_result = (400..500).contains(&reply.status) && reply.body["result"] == false;
    (!is_refusal && !is_route && !is_result)
        .then(|| format!("{} {:.300}", reply.status, reply.body.to_string()))
}

/// Collects what went wrong, so that one run shows all of it.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn refused(&mut self, route: &Route, what: &str, reply: &Reply) {
        if let Some(fault) = fault(reply) {
            self.0.push(format!("{} {} with {what}: {fault}", route.method, route.path));
        }
    }

    /// A read may find nothing instead of refusing.
    fn unfound(&mut self, route: &Route, what: &str, reply: &Reply) {
        let is_empty = route.method == "GET" && (200..300).contains(&reply.status);
        if !is_empty {
            self.refused(route, what, reply);
        }
    }

    /// What it does not look at does no harm; nothing may break.
    fn harmless(&mut self, route: &Route, what: &str, reply: &Reply) {
        if !(200..300).contains(&reply.status) {
            self.refused(route, what, reply);
        }
    }

    #[track_caller]
    fn none(self) {
        assert!(self.0.is_empty(), "{} faults:\n{}", self.0.len(), self.0.join("\n"));
    }
}

async fn send(api: &Management<'_>, route: &Route, path: &str, body: Option<String>) -> Reply {
    let mut request = api.request(&route.method, path).bearer_auth(&api.token);
    if let Some(body) = body {
        request = request.header("content-type", "application/json").body(body);
    }
    Management::send(request).await
}

on_both_engines! {
    async fn bodies_that_cannot_be_read(app: TestApp) {
        let (api, mut faults) = (app.management().await, Faults::default());
        for route in routes().iter().filter(|route| route.body.is_some()) {
            let nested = deep(10_000);
            let large = format!("{{\"name\":\"{}\"}}", "x".repeat(2 << 20));
            for (what, body) in [
                ("broken JSON", "{\"name\":"),
                ("a text", "\"x\""),
                ("a number", "7"),
                ("null", "null"),
                ("a lone bracket", "]"),
                ("a forbidden member", "{\"__proto__\":{}}"),
                ("depth", &nested),
                ("size", &large),
            ] {
                let reply = send(&api, route, &route.with_ids("x"), Some(body.to_owned())).await;
                faults.refused(route, what, &reply);
            }
        }
        faults.none();
    }

    async fn members_of_another_type(app: TestApp) {
        let (api, mut faults) = (app.management().await, Faults::default());
        for route in routes() {
            let Some(schema) = &route.body else { continue };
            for (what, body) in mutations(schema) {
                let reply = send(&api, &route, &route.with_ids("x"), Some(body.to_string())).await;
                faults.refused(&route, &format!("{what}: {body:.200}", body = body.to_string()), &reply);
            }
        }
        faults.none();
    }

    async fn nul_bytes(app: TestApp) {
        let (api, mut faults) = (app.management().await, Faults::default());
        for route in routes() {
            if let Some(schema) = &route.body {
                for body in text_members(schema, "a\0b") {
                    let reply = send(&api, &route, &route.with_ids("x"), Some(body.to_string())).await;
                    faults.refused(&route, &format!("NUL in {body:.200}", body = body.to_string()), &reply);
                }
            }
            for (name, query) in route.queries("a%00b") {
                let reply = send(&api, &route, &query, route.some_body()).await;
                faults.harmless(&route, &format!("NUL in {name}"), &reply);
            }
        }
        faults.none();
    }

    async fn ids_of_others(app: TestApp) {
        let (api, mut faults) = (app.management().await, Faults::default());
        let user = app.create_user("somebody").await.id.to_string();
        let own_id = api.client_id.clone();
        let long = "x".repeat(4_000);
        for route in routes().iter().filter(|route| route.has_ids()) {
            for (what, id) in [
                ("nobody's id", "nobody"),
                ("a user's id", user.as_str()),
                ("an application's id", own_id.as_str()),
                ("a long id", long.as_str()),
                ("a traversal", "..%2f..%2fusers"),
                ("NUL", "a%00b"),
                ("no UTF-8", "%ff%fe"),
                ("half an escape", "%zz"),
                ("a quote", "%27%20OR%201=1--"),
                ("a wildcard", "%25"),
            ] {
                if route.is_about(what) {
                    continue;
                }
                let reply = send(&api, route, &route.with_ids(id), route.some_body()).await;
                faults.unfound(route, what, &reply);
            }
        }
        faults.none();
    }

    async fn forged_pages(app: TestApp) {
        let (api, mut faults) = (app.management().await, Faults::default());
        for route in routes().iter().filter(|route| route.is_paged()) {
            for page in
                ["page=0", "page=-1", "page=x", "page=1.5", "page=1e999", "page_size=101", "page_size=0", "page=1&page=2"]
            {
                let reply = send(&api, route, &format!("{}?{page}", route.with_ids("x")), None).await;
                faults.refused(route, page, &reply);
            }
            let far = send(&api, route, &format!("{}?page=40000000000000&page_size=100", route.with_ids("x")), None).await;
            faults.harmless(route, "a page beyond all", &far);
        }
        faults.none();
    }

    async fn queries_that_are_too_much(app: TestApp) {
        let (api, mut faults) = (app.management().await, Faults::default());
        let long = "%25".repeat(2_000);
        for route in routes() {
            for value in [long.as_str(), "(a%2B)%2B%24", "%5B%5B", "%00", "%ff", "-1", "99999999999999999999"] {
                for (name, query) in route.queries(value) {
                    let reply = send(&api, &route, &query, route.some_body()).await;
                    faults.harmless(&route, &format!("{name}={value:.20}"), &reply);
                }
            }
            let search = "search=a&search.name=b&mode=posix&mode.name=like&joint=and&isCaseSensitive=maybe";
            let path = format!("{}?{search}", route.with_ids("x"));
            let reply = send(&api, &route, &path, route.some_body()).await;
            faults.harmless(&route, "contradicting search", &reply);
        }
        faults.none();
    }
}

/// Sends the path as it stands, where a client's library would tidy it.
async fn send_raw(api: &Management<'_>, route: &Route, path: &str) -> Reply {
    let address = api.server.url.strip_prefix("http://").unwrap();
    let (method, token, body) = (&route.method, &api.token, route.some_body().unwrap_or_default());
    let length = body.len();
    let request = format!(
        "{method} /api{path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|digits| digits.parse().ok()).unwrap_or(0);
    let body = serde_json::from_str(body).unwrap_or_else(|_| json!(body));
    Reply { status, headers: http::HeaderMap::new(), body }
}

#[tokio::test]
async fn ways_around_the_path_table() {
    if !includes(Engine::Sqlite) {
        return;
    }
    let app = TestApp::sqlite().await;
    let (api, mut faults) = (app.management().await, Faults::default());
    for route in routes() {
        let path = route.with_ids("x");
        for odd in [
            format!("/{path}"),
            format!("{path}//"),
            format!("{path};a=b"),
            format!("{path}/%2e%2e/{}", "y".repeat(10)),
            format!("/x%2f..{path}"),
            format!("{path}%00"),
            format!("{path}%20"),
            format!("{path}/.%2e"),
        ] {
            let reply = send_raw(&api, &route, &odd).await;
            faults.unfound(&route, &odd, &reply);
        }
        for method in ["PROPFIND", "BREW"] {
            let other = Route { method: method.into(), ..route.clone() };
            let reply = send(&api, &other, &path, None).await;
            let answered = matches!(reply.status, 404 | 405 | 501);
            if !answered {
                faults.0.push(format!("{method} {path}: {}", reply.status));
            }
        }
    }
    faults.none();
}

#[tokio::test]
async fn there_is_something_to_try() {
    let routes = routes();
    assert!(!routes.is_empty());
    let body = routes.iter().find_map(|route| route.body.as_ref()).map(sample);
    assert!(body.is_none_or(|body: Value| body != json!(null)));
}
