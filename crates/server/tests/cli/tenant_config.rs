use serde_json::Value;

use super::process::{KEY, Place, stderr};

fn configured() -> Place {
    let place = Place::new();
    std::fs::write(place.path("secret.key"), KEY).unwrap();
    let config =
        "[server]\nendpoint = \"https://id.example.com\"\n[security]\nsecret_key_file = \"secret.key\"\n";
    std::fs::write(place.path("genkan.toml"), config).unwrap();
    place
}

const FILE: &str = r#"
[[roles]]
name = "Clerk"
description = "Handles orders"

[[applications]]
name = "Shop"
type = "Traditional"
redirectUris = ["https://shop.example.com/callback"]
secret = { file = "shop.secret" }

[session]
ttl = 3600
"#;

#[test]
fn a_plan_is_shown_before_it_is_applied_and_not_without_an_answer() {
    let place = configured();
    std::fs::write(place.path("tenant.toml"), FILE).unwrap();
    std::fs::write(place.path("shop.secret"), "0123456789abcdef0123456789abcdef\n").unwrap();
    let text = |arguments: &[&str], code: i32| {
        let output = place.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", stderr(&output));
        (String::from_utf8(output.stdout.clone()).unwrap(), stderr(&output).to_owned())
    };
    let (plan, _) = text(&["config", "diff", "tenant.toml"], 2);
    let expected = "  + role         Clerk
  + application  Shop
  ~ session
      ttl  1209600 → 3600

2 to create, 1 to change.
";
    assert_eq!(plan, expected);

    let (_, said) = text(&["config", "apply", "tenant.toml"], 1);
    assert!(said.contains("add --yes"), "{said}");
    assert_eq!(text(&["config", "diff", "tenant.toml"], 2).0, expected, "nothing was applied");

    let (done, _) = text(&["config", "apply", "tenant.toml", "--yes"], 0);
    assert_eq!(done, format!("{expected}Applied. Running servers notice within a second.\n"));
    let (again, _) = text(&["config", "apply", "tenant.toml", "--yes"], 0);
    assert_eq!(again, "Nothing to do: the tenant is as the file says.\n");

    let (pulled, _) = text(&["config", "pull"], 0);
    assert!(pulled.starts_with("# The configuration of a Genkan tenant."), "{pulled}");
    assert!(!pulled.contains("0123456789abcdef"), "{pulled}");
    std::fs::write(place.path("pulled.toml"), &pulled).unwrap();
    text(&["config", "diff", "pulled.toml", "--prune"], 0);

    std::fs::write(
        place.path("less.toml"),
        "[[roles]]\nname = \"Clerk\"\ndescription = \"Handles orders\"\n",
    )
    .unwrap();
    let (kept, _) = text(&["config", "diff", "less.toml"], 0);
    assert!(kept.contains("left as they are (--prune would delete them)"), "{kept}");
    assert!(kept.contains("    application  Shop"), "{kept}");
    let plan: Value = place.json(&["config", "apply", "less.toml", "--prune", "--yes", "--json"]);
    assert_eq!((&plan["deleted"], &plan["applied"]), (&1.into(), &true.into()), "{plan}");
    assert_eq!(plan["changes"][0]["name"], "Shop");
}

#[test]
fn what_is_wrong_with_a_file_names_its_line() {
    let place = configured();
    for (text, expected) in [
        (
            "[[roles]]\nname = \"x\"\ndescription = \"y\"\nscops = {}",
            "tenant.toml:4: scops is not a member here",
        ),
        (
            "[[applications]]\nname = \"x\"\ntype = \"SPA\"\nsecret = { env = \"NOT_SET_ANYWHERE\" }",
            "the variable NOT_SET_ANYWHERE is not set",
        ),
        (
            "[[applications]]\nname = \"x\"\ntype = \"SPA\"\nroles = [\"Nobody\"]",
            "names the role \"Nobody\", which does not exist",
        ),
        (
            "[[applications]]\nname = \"x\"\ntype = \"SPA\"\nredirectUris = [\"data:x\"]",
            "application \"x\": data:x",
        ),
    ] {
        std::fs::write(place.path("tenant.toml"), text).unwrap();
        let output = place.run(&["config", "apply", "tenant.toml", "--yes"]);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(stderr(&output).contains(expected), "{text}\n{}", stderr(&output));
    }
    let output = place.run(&["config", "diff", "nowhere.toml"]);
    assert!(stderr(&output).contains("nowhere.toml cannot be read"), "{}", stderr(&output));
}
