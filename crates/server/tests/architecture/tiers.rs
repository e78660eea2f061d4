//! Who may import whom: every arrow points down, and modules of one tier form no cycle.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{SourceFile, files};

/// From the ground up. A module may import its own tier and those before.
const TIERS: [&[&str]; 7] = [
    &["app", "cache", "changes", "clock", "config", "ids", "outbound", "random", "search", "secrets"],
    &["http", "pages", "jobs"],
    &[
        "applications",
        "audit_log",
        "credentials",
        "grants",
        "mfa",
        "one_time_tokens",
        "organizations",
        "personal_access_tokens",
        "resources",
        "roles",
        "sessions",
        "settings",
        "signing_keys",
        "subject_tokens",
        "users",
        "vault",
        "webhooks",
    ],
    &["sign_in"],
    &["oidc"],
    &["api", "tenant_config"],
    &["cli", "health", "unmatched", "lib", "main"],
];

fn tier(module: &str) -> usize {
    TIERS
        .iter()
        .position(|tier| tier.contains(&module))
        .unwrap_or_else(|| panic!("{module} is in no tier: give it a place in tests/architecture/tiers.rs"))
}

/// The top modules a file names after `crate::`.
fn imports(file: &SourceFile) -> BTreeSet<String> {
    let code = file.code();
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => _ = found.insert(identifier(rest)),
            Some(list) => {
                let (mut depth, mut begins) = (0, true);
                for (offset, character) in list.char_indices() {
                    match character {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => begins = true,
                        c if begins && c.is_alphabetic() => {
                            found.insert(identifier(&list[offset..]));
                            begins = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    // Items of lib.rs itself (`crate::MIGRATIONS`, `crate::router`) belong to the top tier, which needs no check.
    let known = |name: &String| TIERS.iter().any(|tier| tier.contains(&name.as_str()));
    found.into_iter().filter(known).collect()
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn every_arrow_points_down() {
    let mut broken = Vec::new();
    for file in files() {
        let module = file.module();
        for import in imports(&file) {
            if tier(&import) > tier(&module) {
                broken.push(format!("{} imports {import}", file.path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn modules_form_no_cycle() {
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files() {
        let module = file.module();
        let mut imports = imports(&file);
        imports.remove(&module);
        if !["lib", "main"].contains(&module.as_str()) {
            graph.entry(module).or_default().extend(imports);
        }
    }
    // Whoever imports nothing that is left goes, until nobody can.
    while let Some(free) =
        graph.iter().find(|(_, imports)| imports.iter().all(|own| !graph.contains_key(own)))
    {
        let free = free.0.clone();
        graph.remove(&free);
    }
    assert!(graph.is_empty(), "these import each other in a circle: {graph:#?}");
}

#[test]
fn a_protocol_route_is_in_the_path_table() {
    for file in files() {
        if file.path.to_str() != Some("oidc/routes.rs") {
            assert!(!file.code().contains("route(\"/oidc"), "{} has a route of its own", file.path.display());
        }
    }
}

#[test]
fn files_stay_short() {
    for file in files() {
        let lines = file.text.lines().count();
        assert!(lines <= 400, "{} has {lines} lines: which two things has it become?", file.path.display());
    }
}

#[test]
fn imports_are_read_from_lists_and_paths() {
    let text =
        "use crate::{app::{App, Inner}, http::csrf};\nfn f() { crate::oidc::x() }\n// crate::cli".to_owned();
    let file = SourceFile { path: "x.rs".into(), text };
    assert_eq!(imports(&file), ["app", "http", "oidc"].map(str::to_owned).into());
}
