#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use serde_json::json;

use super::{
    check::{Names, unknown_names},
    item::items,
    plan::plan,
    *,
};

const FILE: &str = r#"
[[resources]]
indicator = "https://api.example.com"
name = "Notes"
accessTokenTtl = 600

[resources.scopes]
"read:notes" = "Read notes"
"write:notes" = ""

[[roles]]
name = "Writer"
description = "Writes"
scopes = { "https://api.example.com" = ["write:notes", "read:notes"] }

[[roles]]
name = "Robot"
description = "Reads"
type = "MachineToMachine"

[organizationTemplate.scopes]
invite = "Invite people"

[[organizationTemplate.roles]]
name = "admin"
scopes = ["invite"]
resourceScopes = { "https://api.example.com" = ["read:notes"] }

[[applications]]
name = "Shop"
type = "Traditional"
redirectUris = ["https://shop.example.com/callback"]
secret = { env = "SHOP_SECRET" }
customClientMetadata = { refreshTokenTtlInDays = 30 }
customData = { team = "blue", numbers = [1, 2.5, true] }

[[hooks]]
name = "Search index"
events = ["User.Created", "PostSignIn"]
url = "https://search.example.com/hook"

[signInExperience]
signInMode = "SignIn"

[session]
ttl = 86400
"#;

fn read(text: &str) -> TenantConfig {
    parse(text, Path::new("c.toml")).unwrap()
}

#[test]
fn what_is_written_is_read_again() {
    let config = read(FILE);
    assert_eq!(config.resources[0].scopes["read:notes"], "Read notes");
    assert_eq!(config.applications[0].custom_client_metadata.refresh_token_ttl_in_days, Some(30));
    let text = write(&config).unwrap();
    assert_eq!(read(&text), config, "{text}");
    assert_eq!(write(&read(&text)).unwrap(), text);
    assert!(plan(&items(&config), &items(&read(&text)), true).is_empty());
    assert_eq!(read(&write(&TenantConfig::default()).unwrap()), TenantConfig::default());
}

#[test]
fn every_mistake_names_its_line() {
    for (text, expected) in [
        ("[[roles]\n", "c.toml:1: "),
        ("x = 1", "c.toml:1: x is not a member here"),
        ("[[roles]]\nname = \"a\"\ndescription = \"b\"\nscope = {}", "c.toml:4: scope is not a member here"),
        ("[session]\nttl = \"long\"", "c.toml:2: invalid type: string \"long\", expected i64"),
        ("[[roles]]\n\nname = 7", "c.toml:3: invalid type: integer `7`, expected a string"),
        ("[[roles]]\nname = \"a\"", "c.toml:1: missing field `description`"),
        (
            "[[roles]]\nname = \"a\"\ndescription = \"b\"\ntype = \"Robot\"",
            "c.toml:4: unknown variant `Robot`, expected `User` or `MachineToMachine`",
        ),
        (
            "[[roles]]\nname = \"a\"\ndescription = \"b\"\n[[roles]]\ndescription = \"c\"\nname = \"a\"",
            "c.toml:6: there are two entries for role \"a\"; keep one",
        ),
        ("[[roles]]\nname = \"\"\ndescription = \"b\"", "c.toml:2: the name of role has 1 to 128 characters"),
        (
            "[[resources]]\nindicator = \"urn:x\"\nname = \"x\"\n[resources.scopes]\n\"a b\" = \"\"",
            "c.toml:5: the name of a scope has",
        ),
        (
            "[[applications]]\nname = \"a\"\ntype = \"SPA\"\nsecret = {}",
            "c.toml:4: a secret does not belong in this file",
        ),
        ("[[applications]]\nname = \"a\"\ntype = \"SPA\"\nsecret = \"hunter2\"", "c.toml:4: "),
        (
            "[[hooks]]\nname = \"h\"\nurl = \"https://x.example\"\nevents = [\n\"User.Created\",\n\"User.Gone\"]",
            "c.toml:6: \"User.Gone\" is no event",
        ),
        (
            "[[hooks]]\nname = \"h\"\nurl = \"ftp://x.example\"\nevents = [\"PostSignIn\"]",
            "c.toml:3: a webhook's url",
        ),
        ("[signInExperience]\nsignInMood = \"x\"", "c.toml:2: signInMood is not a member here"),
    ] {
        let error = parse(text, Path::new("c.toml")).expect_err(text).to_string();
        assert!(error.contains(expected), "{text:?} said\n{error}\nnot\n{expected}");
        assert!(!error.contains("hunter2"), "a secret is not repeated: {error}");
    }
}

#[test]
fn all_mistakes_are_shown_in_the_order_of_the_file() {
    let text = "[[hooks]]\nname = \"\"\nurl = \"x\"\nevents = []\n[session]\nttl = 1\nx = 1\n";
    let error = parse(text, Path::new("c.toml")).unwrap_err();
    let places: Vec<_> = error.0.iter().map(|error| error.place.clone().unwrap()).collect();
    assert_eq!(places, ["c.toml:2", "c.toml:3", "c.toml:4", "c.toml:7"]);
}

#[test]
fn a_plan_says_what_is_made_changed_deleted_and_kept() {
    let wanted = read(FILE);
    let mut current = wanted.clone();
    current.resources[0].scopes.remove("write:notes");
    current.resources[0].access_token_ttl = 3600;
    current.resources[0].scopes.insert("old".into(), "Old".into());
    current.applications[0].custom_client_metadata.refresh_token_ttl_in_days = None;
    current.applications[0].custom_client_metadata.id_token_ttl = Some(60);
    current.roles.push(Role { name: "Gone".into(), ..current.roles[0].clone() });
    // Another order of a set is no change.
    current.roles[0].scopes.get_mut("https://api.example.com").unwrap().reverse();
    current.session = None;
    current.id_token = Some(crate::settings::IdTokenSettings::default());

    let planned = plan(&items(&current), &items(&wanted), true);
    let lines: Vec<_> = planned
        .changes
        .iter()
        .map(|change| (change.action, change.key.kind, change.key.name.as_str()))
        .collect();
    assert_eq!(
        lines,
        [
            (Action::Update, Kind::Resource, "https://api.example.com"),
            (Action::Create, Kind::Scope, "write:notes"),
            (Action::Update, Kind::Application, "Shop"),
            (Action::Create, Kind::Session, ""),
            (Action::Delete, Kind::Role, "Gone"),
            (Action::Delete, Kind::Scope, "old"),
        ]
    );
    let members = &planned.changes[2].members;
    assert_eq!(members[0].path, "customClientMetadata.idTokenTtl");
    assert_eq!((members[0].from.clone(), members[0].to.clone()), (Some(json!(60)), None));
    assert_eq!(members[1].path, "customClientMetadata.refreshTokenTtlInDays");
    assert_eq!((members[1].from.clone(), members[1].to.clone()), (None, Some(json!(30))));

    let careful = plan(&items(&current), &items(&wanted), false);
    assert_eq!(careful.count(Action::Delete), 0);
    assert_eq!(careful.changes.len(), planned.changes.len() - 2);
    let kept: Vec<_> = careful.kept.iter().map(|key| key.name.as_str()).collect();
    assert_eq!(kept, ["old", "Gone"], "the ID token settings are not named and not looked at");
}

#[test]
fn names_that_lead_nowhere_are_all_told() {
    let mut config = read(FILE);
    assert!(unknown_names(&config, &Names::of(&config)).is_empty());
    config.roles[0].scopes.insert("https://other".into(), vec!["x".into()]);
    config.organization_template.roles[0].scopes.push("fly".into());
    config.applications[0].roles.push("Pilot".into());
    let found = unknown_names(&config, &Names::of(&config)).join("\n");
    for expected in
        ["role \"Writer\" names the scope x of https://other", "organization scope fly", "role \"Pilot\""]
    {
        assert!(found.contains(expected), "{found}");
    }
}

#[test]
fn secrets_come_from_their_places_and_are_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("key"), "0123456789abcdef0123456789abcdef\n").unwrap();
    let mut config = read(FILE);
    config.hooks[0].signing_key = Some(SecretSource { env: None, file: Some("key".into()) });
    let secret = |value: &'static str| move |name: &str| (name == "SHOP_SECRET").then(|| value.to_owned());
    let secrets =
        Secrets::resolve(&config, secret("abcdefghijklmnopqrstuvwxyz012345"), folder.path()).unwrap();
    assert_eq!(secrets.applications["Shop"].expose(), "abcdefghijklmnopqrstuvwxyz012345");
    assert_eq!(secrets.signing_keys["Search index"].expose(), "0123456789abcdef0123456789abcdef");

    for weak in ["hunter2", "with a space in it but long enough to pass", ""] {
        let error = Secrets::resolve(&config, secret(weak), folder.path()).unwrap_err().to_string();
        assert!(error.contains("the secret of application \"Shop\": it must be 32"), "{error}");
        assert!(weak.is_empty() || !error.contains(weak), "{error}");
    }
    config.hooks[0].signing_key = Some(SecretSource { env: None, file: Some("nowhere".into()) });
    let error = Secrets::resolve(&config, |_| None, folder.path()).unwrap_err().to_string();
    assert!(error.contains("SHOP_SECRET is not set") && error.contains("nowhere cannot be read"), "{error}");
}
