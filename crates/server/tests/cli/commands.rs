use std::{io::Write, process::Stdio};

use serde_json::json;

use super::process::{self, KEY, Place, stderr};

fn configured() -> Place {
    let place = Place::new();
    std::fs::write(place.path("secret.key"), KEY).unwrap();
    let config =
        "[server]\nendpoint = \"https://id.example.com\"\n[security]\nsecret_key_file = \"secret.key\"\n";
    std::fs::write(place.path("genkan.toml"), config).unwrap();
    place
}

#[test]
fn every_kind_of_application_can_be_registered() {
    let place = configured();
    for (kind, name, has_secret) in [
        ("traditional", "Traditional", true),
        ("spa", "SPA", false),
        ("native", "Native", false),
        ("machine-to-machine", "MachineToMachine", true),
        ("MachineToMachine", "MachineToMachine", true),
        ("protected", "Protected", true),
        ("saml", "SAML", true),
    ] {
        let created = place.json(&["app", "create", kind, "--type", kind, "--json"]);
        assert_eq!(created["type"], name);
        assert_eq!(created.get("secret").is_some(), has_secret, "{kind}");
    }
    let created = place.json(&[
        "app",
        "create",
        "Partner",
        "--third-party",
        "--scope",
        "profile",
        "--scope",
        "email",
        "--redirect-uri",
        "https://a.example/cb",
        "--redirect-uri",
        "https://b.example/cb",
        "--post-logout-redirect-uri",
        "https://a.example/",
        "--backchannel-logout-uri",
        "https://a.example/bcl",
        "--always-issue-refresh-token",
        "--no-rotation",
        "--refresh-token-days",
        "30",
        "--json",
    ]);
    assert_eq!(created["redirectUris"], json!(["https://a.example/cb", "https://b.example/cb"]));
    assert_eq!(created["isThirdParty"], true);
    assert_eq!(
        created["customClientMetadata"],
        json!({ "alwaysIssueRefreshToken": true, "rotateRefreshToken": false, "refreshTokenTtlInDays": 30 })
    );
    assert_eq!(place.json(&["app", "list", "--json"]).as_array().unwrap().len(), 8);
}

#[test]
fn what_breaks_a_rule_says_which() {
    let place = configured();
    for (arguments, word) in [
        (&["app", "create", "x", "--redirect-uri", "javascript:alert(1)"][..], "javascript:alert(1)"),
        (&["app", "create", "x", "--type", "m2m", "--third-party"], "third-party"),
        (&["app", "create", ""], "1 to 256 characters"),
        (&["user", "create", "--username", "two words"], "letters, digits"),
        (&["user", "create", "--email", "nobody"], "name@example.com"),
    ] {
        let output = place.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(stderr(&output).contains(word), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn a_wildcard_is_warned_about() {
    let place = configured();
    let output = place.run(&["app", "create", "x", "--redirect-uri", "https://*.example.com/cb", "--json"]);
    assert!(stderr(&output).contains("https://*.example.com/cb has a wildcard"), "{}", stderr(&output));
    process::json(&output);
}

#[test]
fn users_get_a_generated_password_or_one_from_standard_input() {
    let place = configured();
    let created = place.json(&["user", "create", "--username", "ada", "--name", "Ada", "--json"]);
    assert_eq!((&created["username"], created["id"].as_str().unwrap().len()), (&"ada".into(), 12));
    assert!(created["password"].as_str().unwrap().len() >= 16);

    let from_stdin = |password: &str, name: &str| {
        let mut command =
            place.command(&["user", "create", "--username", name, "--password-stdin", "--json"]);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let created = process::json(&from_stdin("a long and winding road\n", "grace"));
    assert!(created["password"].is_null());
    for (password, code) in [("short", "too_short"), ("password", "pwned")] {
        let refused = from_stdin(password, "alan");
        assert!(stderr(&refused).contains(code), "{password}: {}", stderr(&refused));
        assert!(!stderr(&refused).contains("hunter2"));
    }
    let again = place.run(&["user", "create", "--username", "ada"]);
    assert!(stderr(&again).contains("already in use"), "{}", stderr(&again));
}

#[test]
fn keys_rotate_at_once_or_after_a_grace_period() {
    let place = configured();
    let statuses = || {
        let listed = place.json(&["keys", "list", "--json"]);
        let mut statuses: Vec<String> = listed
            .as_array()
            .unwrap()
            .iter()
            .map(|key| format!("{} {}", key["algorithm"].as_str().unwrap(), key["status"].as_str().unwrap()))
            .collect();
        statuses.sort();
        statuses
    };
    assert_eq!(statuses(), ["ES384 current"]);
    place.json(&["keys", "rotate", "--algorithm", "es256", "--json"]);
    assert_eq!(statuses(), ["ES256 current", "ES384 previous"]);
    place.json(&["keys", "rotate", "--algorithm", "EdDSA", "--grace", "3600", "--json"]);
    assert_eq!(statuses(), ["ES256 current", "ES384 previous", "EdDSA next"]);
    let kid_of = |status: &str| {
        let listed = place.json(&["keys", "list", "--json"]);
        let key = listed.as_array().unwrap().iter().find(|key| key["status"] == status).unwrap();
        key["kid"].as_str().unwrap().to_owned()
    };
    let previous = kid_of("previous");
    assert_eq!(place.json(&["keys", "retire", &previous, "--json"])["status"], "retired");
    assert_eq!(statuses(), ["ES256 current", "ES384 retired", "EdDSA next"]);
    for kid in [previous, kid_of("current"), "unknown".to_owned()] {
        let refused = place.run(&["keys", "retire", &kid]);
        assert!(!refused.status.success(), "{kid}");
        assert!(stderr(&refused).contains("No key was retired"), "{}", stderr(&refused));
    }
    let wrong = place.run(&["keys", "rotate", "--algorithm", "HS256"]);
    assert!(stderr(&wrong).contains("ES256, ES384"), "{}", stderr(&wrong));
}

#[test]
fn migrate_says_the_version_and_can_be_repeated() {
    let place = configured();
    let version = place.json(&["migrate", "--json"]);
    assert!(version["version"].as_i64().unwrap() >= 1);
    assert_eq!(place.json(&["migrate", "--json"]), version);
}

#[test]
fn doctor_finds_what_is_wrong_and_changes_nothing() {
    let place = configured();
    let examine = || {
        let output = place.run(&["doctor", "--json"]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["healthy"], output.status.success());
        let finding = move |check: &str, word: &str| {
            let found = report["checks"].as_array().unwrap().iter().any(|finding| {
                finding["check"] == check && finding["message"].as_str().unwrap().contains(word)
            });
            assert!(found, "{check}: {word} is not in {report:#}");
        };
        (output.status.success(), finding)
    };
    let (_, finding) = examine();
    finding("endpoint", "id.example.com");
    finding("secret key", "chmod 600");
    finding("database", "does not exist yet");
    assert!(!place.path("genkan-data").exists(), "looking makes nothing");

    place.json(&["app", "create", "Odd", "--redirect-uri", "https://Upper.example/cb", "--json"]);
    place.json(&["app", "create", "None", "--json"]);
    let (_, finding) = examine();
    finding("database", "takes writes");
    finding("signing keys", "ES384 signs");
    finding("redirect URIs", "can never match");
    finding("redirect URIs", "nobody can sign in");

    std::fs::write(place.path("secret.key"), KEY.replace("AAEC", "BBEC")).unwrap();
    let (healthy, finding) = examine();
    assert!(!healthy);
    finding("signing keys", "Is this the secret key");
}
