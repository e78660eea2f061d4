use std::{
    net::TcpListener,
    os::unix::fs::{MetadataExt, PermissionsExt},
};

use super::process::{Place, free_port, stderr};
use crate::support::Browser;

fn ports() -> (String, String) {
    (free_port().to_string(), free_port().to_string())
}

#[tokio::test]
async fn dev_says_where_to_go_and_who_can_sign_in_and_a_second_start_says_the_same() {
    let place = Place::new();
    let (port, app_port) = ports();
    let arguments = ["--port", &port, "--app-port", &app_port];
    let (mut running, first) = place.dev(&arguments);
    assert_eq!(first["endpoint"], format!("http://localhost:{port}"));
    assert_eq!(first["app"]["url"], format!("http://localhost:{app_port}"));
    assert_eq!(first["app"]["redirectUri"], format!("http://localhost:{app_port}/callback"));
    assert_eq!(first["app"]["id"].as_str().unwrap().len(), 21);
    assert_eq!(first["app"]["secret"].as_str().unwrap().len(), 32);
    assert_eq!(first["user"]["identifier"], "demo");
    assert_eq!(first["resource"]["indicator"], "https://api.example.com");
    assert_eq!(first["resource"]["scopes"][0], "read:orders");
    assert_eq!(first["organization"]["name"], "Demo Team");
    let endpoint = first["endpoint"].as_str().unwrap();
    assert_eq!(Browser::new(endpoint).get("/health").await.status, 200);
    assert_eq!(Browser::new(first["app"]["url"].as_str().unwrap()).get("/").await.status, 200);
    for address in ["127.0.0.1", "[::1]"] {
        assert_eq!(
            Browser::new(&format!("http://{address}:{port}")).get("/health").await.status,
            200,
            "{address}"
        );
    }
    running.signal("INT");
    assert!(running.wait().success(), "Ctrl-C ends it well");

    let (_running, second) = place.dev(&arguments);
    assert_eq!(first, second);
}

#[tokio::test]
async fn the_demo_user_signs_in_to_the_sample_app_and_out_again() {
    let place = Place::new();
    let (port, app_port) = ports();
    let (_running, ready) = place.dev(&["--port", &port, "--app-port", &app_port]);
    let text = |pointer: &str| ready.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    let (mut site, mut server) = (Browser::new(&text("/app/url")), Browser::new(&text("/endpoint")));

    let leaving = site.get("/sign-in").await;
    let page = server.get(leaving.location().unwrap()).await;
    let page = server.follow(page).await;
    let credentials = [("identifier", text("/user/identifier")), ("password", text("/user/password"))];
    let credentials = credentials.each_ref().map(|(name, value)| (*name, value.as_str()));
    let back = server.submit(&page, &credentials).await;
    assert!(back.location().unwrap().as_str().starts_with(&text("/app/redirectUri")), "{back:?}");
    let home = site.get(back.location().unwrap()).await;
    let home = site.follow(home).await;
    assert_eq!(home.status, 200, "{home:?}");
    assert!(home.body.contains("Demo User"), "{home:?}");
    assert!(
        home.body.contains(&text("/resource/indicator")),
        "an access token for the API is shown: {home:?}"
    );
    assert!(home.body.contains("read:orders") && home.body.contains("Linen slippers"), "{home:?}");

    let organization = site.get(&format!("/organizations/{}", text("/organization/id"))).await;
    assert_eq!(organization.status, 200, "{organization:?}");
    for shown in ["Demo Team", "read:members", "Guest slippers"] {
        assert!(organization.body.contains(shown), "{shown}: {organization:?}");
    }
    let streamed = site.get("/stream").await;
    assert!(streamed.body.contains("Demo User") && streamed.body.contains("Linen slippers"), "{streamed:?}");
    the_demo_api_answers_to_its_tokens_alone(&text("/app/url"), &home.body, &organization.body).await;

    let leaving = site.post_form("/sign-out", &[]).await;
    let page = server.get(leaving.location().unwrap()).await;
    let page = server.follow(page).await;
    // A browser with scripts submits this form by itself.
    let back = server.submit(&page, &[]).await;
    assert_eq!(back.location().unwrap().as_str(), format!("{}/", text("/app/url")), "{back:?}");
    assert!(!site.get("/").await.body.contains("Demo User"));
}

/// Takes the tokens from where the pages show them.
async fn the_demo_api_answers_to_its_tokens_alone(site: &str, home: &str, organization: &str) {
    let shown = |page: &str| -> Vec<String> {
        let parts = page.split("<code class=\"token\">").skip(1);
        parts.map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
    };
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let call = async |token: &str| {
        let answer = http.get(format!("{site}/api/orders")).bearer_auth(token).send().await.unwrap();
        (answer.status().as_u16(), answer.json::<serde_json::Value>().await.unwrap())
    };
    let [own] = &shown(home)[..] else { panic!("{home}") };
    let [organization_token, in_organization] = &shown(organization)[..] else { panic!("{organization}") };
    let (status, answer) = call(own).await;
    assert_eq!((status, &answer["organizationId"]), (200, &serde_json::Value::Null), "{answer}");
    let (status, answer) = call(in_organization).await;
    assert_eq!(status, 200, "{answer}");
    assert!(answer["organizationId"].is_string(), "{answer}");
    for refused in [organization_token.as_str(), "x", &format!("{own}x")] {
        assert_eq!(call(refused).await.0, 401, "{refused}");
    }
}

/// What the management API of a running `dev` answers to its own client.
async fn managed(ready: &serde_json::Value, method: reqwest::Method, path: &str) -> serde_json::Value {
    let (endpoint, client) = (ready["endpoint"].as_str().unwrap(), &ready["management"]);
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", client["id"].as_str().unwrap()),
        ("client_secret", client["secret"].as_str().unwrap()),
        ("resource", client["resource"].as_str().unwrap()),
        ("scope", "all"),
    ];
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = http.post(format!("{endpoint}/oidc/token")).form(&form).send().await.unwrap();
    let token: serde_json::Value = answer.json().await.unwrap();
    let call = http.request(method, format!("{endpoint}/api/{path}"));
    let answer = call.bearer_auth(token["access_token"].as_str().unwrap()).send().await.unwrap();
    assert!(answer.status().is_success(), "{path}: {answer:?}");
    serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default()
}

#[tokio::test]
async fn the_demo_organization_is_made_once_and_anew_when_it_is_gone() {
    let place = Place::new();
    let (port, _) = ports();
    let arguments = ["--port", &port, "--no-app", "--data", "d"];
    let (mut running, first) = place.dev(&arguments);
    let id = |ready: &serde_json::Value| ready["organization"]["id"].as_str().unwrap().to_owned();
    let organization = id(&first);
    let members = managed(&first, reqwest::Method::GET, &format!("organizations/{organization}/users")).await;
    assert_eq!(members[0]["organizationRoles"][0]["name"], "Demo member", "{members}");
    running.signal("INT");
    running.wait();

    // Even when nothing is remembered of it.
    std::fs::remove_file(place.path("d/demo.json")).unwrap();
    let (mut running, second) = place.dev(&arguments);
    assert_eq!(id(&second), organization);
    managed(&second, reqwest::Method::DELETE, &format!("organizations/{organization}")).await;
    running.signal("INT");
    running.wait();

    let (_running, third) = place.dev(&arguments);
    assert_ne!(id(&third), organization);
    for (path, count) in [
        ("organizations".to_owned(), 1),
        (format!("organizations/{}/users", id(&third)), 1),
        ("organization-roles".to_owned(), 1),
        ("organization-scopes".to_owned(), 1),
        ("roles?type=User".to_owned(), 1),
        // The management API itself is one.
        ("resources".to_owned(), 2),
    ] {
        let listed = managed(&third, reqwest::Method::GET, &path).await;
        assert_eq!(listed.as_array().unwrap().len(), count, "{path}: {listed}");
    }
}

#[tokio::test]
async fn the_management_client_and_a_registered_one_get_a_token_for_everything() {
    let place = Place::new();
    let (port, app_port) = ports();
    let (_running, ready) =
        place.dev(&["--port", &port, "--app-port", &app_port, "--no-app", "--data", "data"]);
    let created = place.json(&[
        "app",
        "create",
        "Robot",
        "--type",
        "machine-to-machine",
        "--management",
        "--data",
        "data",
        "--json",
    ]);
    assert_eq!(created["resource"], ready["management"]["resource"]);
    let endpoint = ready["endpoint"].as_str().unwrap();
    for client in [&ready["management"], &created] {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", client["id"].as_str().unwrap()),
            ("client_secret", client["secret"].as_str().unwrap()),
            ("resource", client["resource"].as_str().unwrap()),
            ("scope", "all"),
        ];
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = http.post(format!("{endpoint}/oidc/token")).form(&form).send().await.unwrap();
        let token: serde_json::Value = answer.json().await.unwrap();
        assert_eq!(token["scope"], "all", "{token}");
    }
    let refused = place.run(&["app", "create", "x", "--management", "--data", "data"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("--type machine-to-machine --management"), "{}", stderr(&refused));
}

#[test]
fn the_data_is_its_owner_s_alone() {
    let place = Place::new();
    let (port, app_port) = ports();
    let (_running, _) = place.dev(&["--port", &port, "--app-port", &app_port, "--data", "elsewhere"]);
    assert_eq!(place.path("elsewhere").metadata().unwrap().permissions().mode() & 0o777, 0o700);
    for name in ["secret.key", "demo.json", "genkan.db"] {
        let metadata = place.path("elsewhere").join(name).metadata().unwrap();
        assert_eq!(metadata.mode() & 0o777, 0o600, "{name}");
    }
    assert!(!place.path("genkan-data").exists());
}

#[test]
fn other_commands_work_on_the_data_of_a_running_dev() {
    let place = Place::new();
    let (port, _) = ports();
    let (_running, ready) = place.dev(&["--port", &port, "--no-app", "--data", "d"]);
    let created = place.json(&[
        "app",
        "create",
        "Mine",
        "--redirect-uri",
        "http://localhost:5/cb",
        "--json",
        "--data",
        "d",
    ]);
    assert_eq!(created["secret"].as_str().unwrap().len(), 32);
    let listed = place.json(&["app", "list", "--json", "--data", "d"]);
    let ids: Vec<_> = listed.as_array().unwrap().iter().map(|own| own["id"].clone()).collect();
    // Those of one moment come in the order of their ids.
    for expected in [&ready["app"]["id"], &ready["management"]["id"]] {
        assert!(ids[..2].contains(expected), "{listed}");
    }
    assert_eq!(ids[2..], [created["id"].clone()]);
    assert!(listed.to_string().find("secret").is_none(), "a list tells no secrets");
}

#[tokio::test]
async fn without_the_app_its_port_stays_free() {
    let place = Place::new();
    let (port, app_port) = ports();
    let (_running, _) = place.dev(&["--port", &port, "--app-port", &app_port, "--no-app"]);
    assert!(TcpListener::bind(format!("127.0.0.1:{app_port}")).is_ok());
}

#[test]
fn a_taken_port_is_a_plain_sentence() {
    let (taken, place) = (TcpListener::bind("127.0.0.1:0").unwrap(), Place::new());
    let taken = taken.local_addr().unwrap().port().to_string();
    let free = free_port().to_string();
    for (arguments, flag) in [
        (["dev", "--port", taken.as_str(), "--app-port", free.as_str()], "--port"),
        (["dev", "--port", free.as_str(), "--app-port", taken.as_str()], "--app-port"),
    ] {
        let output = place.run(&arguments);
        assert_eq!(output.status.code(), Some(1));
        let expected = format!(
            "genkan: Port {taken} is already in use. Stop what listens there, or choose another with {flag}.\n"
        );
        assert_eq!(stderr(&output), expected);
    }
}

#[test]
fn unusable_data_is_a_plain_sentence() {
    let place = Place::new();
    let port = free_port().to_string();
    std::fs::write(place.path("file"), "x").unwrap();
    std::fs::create_dir(place.path("damaged")).unwrap();
    std::fs::write(place.path("damaged/genkan.db"), "this is no database".repeat(100)).unwrap();
    std::fs::create_dir(place.path("demo")).unwrap();
    std::fs::write(place.path("demo/demo.json"), "{").unwrap();
    for (data, word) in [
        ("file", "file"),
        ("a/b/c", "a/b/c cannot be used"),
        ("damaged", "the data in damaged cannot be used"),
        ("demo", "Delete it to get a new demo user"),
    ] {
        let output = place.run(&["dev", "--port", &port, "--no-app", "--data", data]);
        assert_eq!(output.status.code(), Some(1), "{data}");
        let said = stderr(&output);
        assert!(said.starts_with("genkan: ") && said.contains(word), "{data}: {said}");
        assert!(!said.contains("panicked"), "{said}");
    }
}
