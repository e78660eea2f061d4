//! No read answers a stored secret that it is not there to show.

use serde_json::{Value, json};

use super::routes::routes;
use crate::support::{Management, TestApp};

const PASSWORD: &str = "a long walk at dusk 41";

/// A secret that is stored, and the reads that are there to show it.
struct Secret {
    what: &'static str,
    value: String,
    shown_by: &'static [&'static str],
}

/// The things that paths name, by the segment before the name.
struct Things(Vec<(&'static str, String)>);

impl Things {
    fn id(&self, path: &str, parameter: &str) -> String {
        let before = path.split(&format!("/{{{parameter}}}")).next().unwrap();
        let group = before.rsplit('/').next().unwrap();
        let known = self.0.iter().find(|(own, _)| *own == group);
        known.map_or_else(|| "x".to_owned(), |(_, id)| id.clone())
    }
}

async fn made(api: &Management<'_>, path: &str, body: Value) -> Value {
    let reply = api.post(path, body).await;
    assert!((200..300).contains(&reply.status), "{path}: {reply:?}");
    reply.body
}

fn text(value: &Value, member: &str) -> String {
    value[member].as_str().unwrap_or_else(|| panic!("no {member} in {value}")).to_owned()
}

async fn fill(app: &TestApp, api: &Management<'_>) -> (Things, Vec<Secret>) {
    let user = made(api, "/users", json!({"username": "keeper", "password": PASSWORD})).await;
    let user = text(&user, "id");
    let application = made(api, "/applications", json!({"name": "Shop", "type": "Traditional"})).await;
    let id = text(&application, "id");
    let secret = made(api, &format!("/applications/{id}/secrets"), json!({"name": "second"})).await;
    let hook = made(
        api,
        "/hooks",
        json!({"name": "h", "events": ["User.Created"], "config": {"url": "https://x.example/hook"}}),
    )
    .await;
    let resource = made(api, "/resources", json!({"name": "r", "indicator": "urn:r"})).await;
    let role = made(api, "/roles", json!({"name": "r", "description": "r"})).await;
    let organization = made(api, "/organizations", json!({"name": "o"})).await;
    let organization_role = made(api, "/organization-roles", json!({"name": "o"})).await;
    let token = made(api, &format!("/users/{user}/personal-access-tokens"), json!({"name": "laptop"})).await;
    let once = made(api, "/one-time-tokens", json!({"email": "k@example.com"})).await;
    let subject = made(api, "/subject-tokens", json!({"userId": user})).await;
    let totp = made(api, &format!("/users/{user}/mfa-verifications"), json!({"type": "Totp"})).await;

    let (hash,): (String,) = app
        .app
        .db
        .read()
        .await
        .unwrap()
        .one("SELECT password_hash FROM users WHERE id = $1", genkan_database::args![user])
        .await
        .unwrap();
    let secret_of = |what, value, shown_by| Secret { what, value, shown_by };
    let secrets = vec![
        secret_of("the password's hash", hash, &[] as &[_]),
        secret_of("the password", PASSWORD.to_owned(), &[]),
        secret_of("an application's secret", text(&secret, "value"), &["/applications/{id}/secrets"]),
        secret_of("a signing key", text(&hook, "signingKey"), &["/hooks", "/hooks/{id}"]),
        secret_of(
            "a personal access token",
            text(&token, "value"),
            &["/users/{userId}/personal-access-tokens"],
        ),
        secret_of("a one-time token", text(&once, "token"), &["/one-time-tokens", "/one-time-tokens/{id}"]),
        secret_of("a subject token", text(&subject, "subjectToken"), &[]),
        secret_of("a TOTP secret", text(&totp, "secret"), &[]),
        secret_of("the caller's secret", api.secret.clone(), &["/applications"]),
        secret_of("the caller's token", api.token.clone(), &[]),
        secret_of("a private key", "PRIVATE KEY".into(), &[]),
    ];
    let things = Things(vec![
        ("users", user),
        ("applications", id),
        ("hooks", text(&hook, "id")),
        ("resources", text(&resource, "id")),
        ("roles", text(&role, "id")),
        ("organizations", text(&organization, "id")),
        ("organization-roles", text(&organization_role, "id")),
        ("one-time-tokens", text(&once, "id")),
        ("oidc", "private-keys".into()),
    ]);
    (things, secrets)
}

on_both_engines! {
    async fn reads_keep_what_is_not_theirs_to_show(app: TestApp) {
        let api = app.management().await;
        let (things, secrets) = fill(&app, &api).await;
        let (mut faults, mut answered) = (Vec::new(), 0);
        for route in routes().iter().filter(|route| route.method == "GET") {
            let path = route.filled(|name| things.id(&route.path, name));
            let reply = api.get(&path).await;
            answered += usize::from(reply.status == 200);
            let said = reply.body.to_string();
            for secret in secrets.iter().filter(|own| !own.shown_by.contains(&route.path.as_str())) {
                if said.contains(&secret.value) {
                    faults.push(format!("GET {path} shows {}: {said:.400}", secret.what));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        assert!(answered > 20, "only {answered} reads answered: the ids of this test are not right");
    }
}
