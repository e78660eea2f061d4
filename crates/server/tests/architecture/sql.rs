//! The substitute for checked macros: every SQL literal is prepared on both engines, and only the owner of a table
//! writes it.

use super::source::{SourceFile, files};
use crate::support::TestApp;

/// Who may write which tables.
const OWNERS: &[(&str, &[&str])] = &[
    ("settings", &["settings"]),
    ("changes", &["changes"]),
    ("signing_keys", &["signing_keys"]),
    (
        "applications",
        &[
            "applications",
            "application_secrets",
            "application_user_consent_scopes",
            "application_user_consent_resource_scopes",
            "application_roles",
            "application_user_consent_organization_scopes",
            "application_user_consent_organization_resource_scopes",
            "application_user_consent_organizations",
            "application_access_users",
            "application_access_roles",
            "application_access_organizations",
            "application_access_organization_roles",
            "application_sign_in_experiences",
        ],
    ),
    ("audit_log", &["logs", "daily_active_users"]),
    ("mfa", &["mfa_verifications"]),
    ("one_time_tokens", &["one_time_tokens"]),
    (
        "organizations",
        &[
            "organizations",
            "organization_roles",
            "organization_scopes",
            "organization_role_scopes",
            "organization_role_resource_scopes",
            "organization_users",
            "organization_user_roles",
            "organization_applications",
            "organization_application_roles",
            "organization_jit_email_domains",
            "organization_jit_roles",
            "organization_invitations",
            "organization_invitation_roles",
        ],
    ),
    ("personal_access_tokens", &["personal_access_tokens"]),
    ("resources", &["resources", "scopes"]),
    ("subject_tokens", &["subject_tokens"]),
    ("users", &["users", "user_identities"]),
    ("vault", &["secrets"]),
    ("webhooks", &["hooks", "hook_deliveries"]),
    ("roles", &["roles", "role_scopes", "user_roles"]),
    ("sessions", &["sessions", "session_clients"]),
    ("grants", &["grants", "authorization_codes", "refresh_tokens", "access_tokens"]),
    ("credentials", &["sign_in_failures"]),
    ("jobs", &["leases"]),
];
/// Flows own the rows of what is under way.
const FLOW_OWNERS: [(&str, &[&str]); 2] =
    [("oidc", &["pushed_authorization_requests", "device_codes"]), ("sign_in", &["interactions"])];

fn statements(file: &SourceFile) -> Vec<String> {
    let begins = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];
    let is_sql = |text: &String| begins.iter().any(|word| text.trim_start().starts_with(word));
    file.literals().into_iter().filter(is_sql).collect()
}

fn words(sql: &str) -> Vec<&str> {
    sql.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
}

/// The tables a statement writes.
fn written(sql: &str) -> Vec<String> {
    let words = words(sql);
    let follows = |at: usize| words.get(at).map(|word| (*word).to_owned());
    (0..words.len())
        .filter_map(|at| match words[at..] {
            ["INSERT", "INTO", ..] | ["DELETE", "FROM", ..] => follows(at + 2),
            // `DO UPDATE SET` names no table; `FOR UPDATE` is forbidden below.
            ["UPDATE", next, ..] if next != "SET" => follows(at + 1),
            _ => None,
        })
        .collect()
}

on_both_engines! {
    async fn every_statement_prepares(app: TestApp) {
        let (mut count, mut broken) = (0, Vec::new());
        for file in files() {
            for statement in statements(&file) {
                count += 1;
                let mut tx = app.app.db.begin().await.unwrap();
                if let Err(error) = tx.prepare(&statement).await {
                    broken.push(format!("{}: {error}\n{statement}\n", file.path.display()));
                }
            }
        }
        assert!(broken.is_empty(), "{}", broken.join("\n"));
        assert!(count > 50, "only {count} statements were found");
    }
}

#[test]
fn only_the_owner_writes_a_table() {
    for file in files() {
        let module = file.module();
        let owners = OWNERS.iter().chain(&FLOW_OWNERS);
        let own: Vec<&str> = owners
            .filter(|(owner, _)| *owner == module)
            .flat_map(|(_, tables)| tables.iter().copied())
            .collect();
        for statement in statements(&file) {
            for table in written(&statement) {
                assert!(
                    own.contains(&table.as_str()),
                    "{} writes {table}, which is not {module}'s:\n{statement}",
                    file.path.display()
                );
            }
        }
    }
}

#[test]
fn statements_stay_in_the_portable_subset() {
    for file in files() {
        for statement in statements(&file) {
            let words = words(&statement).join(" ").to_ascii_uppercase();
            let spaced = format!(" {words} ");
            for forbidden in
                ["FOR UPDATE", "SKIP LOCKED", "ILIKE", "STRING_AGG", "NOW", "ANY", "CURRENT_TIMESTAMP"]
            {
                assert!(
                    !spaced.contains(&format!(" {forbidden} ")),
                    "{}: {forbidden} means different things or nothing on one engine:\n{statement}",
                    file.path.display()
                );
            }
            assert!(
                !statement.contains("::"),
                "{}: casts are PostgreSQL's alone:\n{statement}",
                file.path.display()
            );
            assert!(!statement.contains('?'), "{}: parameters are $1, $2:\n{statement}", file.path.display());
        }
    }
}

#[test]
fn statements_are_never_put_together_at_run_time() {
    for file in files() {
        let code = file.code();
        for call in ["execute", "optional", "one", "all"] {
            for built in ["&format!(", "&sql", "sql.as_str()", "Box::leak"] {
                let tail = format!(".{call}({built}");
                assert!(!code.contains(&tail), "{}: {tail}", file.path.display());
            }
        }
    }
}

#[test]
fn writes_are_found_wherever_they_stand() {
    assert_eq!(written("WITH x AS (DELETE FROM a RETURNING id) INSERT INTO b SELECT id FROM x"), ["a", "b"]);
    assert_eq!(written("INSERT INTO a (x) VALUES ($1) ON CONFLICT (x) DO UPDATE SET x = excluded.x"), ["a"]);
    assert_eq!(written("UPDATE a SET x = $1"), ["a"]);
}
