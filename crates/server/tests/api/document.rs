//! The published document against the operations of the API this one is compatible with (`spec/management-api.json`).
//! What is missing or different is listed in `docs/MANAGEMENT-API.md`, which shows in every change.

use std::{collections::BTreeMap, fmt::Write, path::Path};

use genkan::api;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Known {
    id: String,
    method: String,
    path: String,
    query: Vec<String>,
    #[serde(default)]
    body: Option<Vec<String>>,
    #[serde(default)]
    required: Vec<String>,
    /// Members of the JSON by status; none for other answers.
    answers: BTreeMap<String, Vec<String>>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().parent().unwrap()
}

fn ours() -> Value {
    api::document("https://id.example")
}

fn known() -> Vec<Known> {
    serde_json::from_str(&std::fs::read_to_string(root().join("spec/management-api.json")).unwrap()).unwrap()
}

/// Paths with every parameter called the same.
fn shape(path: &str) -> String {
    path.split('/').map(|own| if own.starts_with('{') { "{}" } else { own }).collect::<Vec<_>>().join("/")
}

fn members(schema: &Value) -> Vec<String> {
    if let Some(properties) = schema["properties"].as_object() {
        return properties.keys().cloned().collect();
    }
    if schema["items"].is_object() {
        return members(&schema["items"]);
    }
    let one_of = schema["oneOf"].as_array().into_iter().flatten().flat_map(members);
    one_of.collect()
}

/// `lacks a, b; has c besides`, or nothing.
fn compare(what: &str, theirs: &[String], ours: &[String], extra_counts: bool) -> Option<String> {
    // Written nowhere, read nowhere: dropped on the way in.
    let ignored = |name: &String| what == "body" && name == "tenantId";
    let lacks: Vec<&str> =
        theirs.iter().filter(|own| !ours.contains(own) && !ignored(own)).map(String::as_str).collect();
    let besides: Vec<&str> = ours.iter().filter(|own| !theirs.contains(own)).map(String::as_str).collect();
    let mut text = String::new();
    if !lacks.is_empty() {
        write!(text, "{what} lacks {}", lacks.join(", ")).unwrap();
    }
    if extra_counts && !besides.is_empty() {
        let joint = if text.is_empty() { "" } else { "; " };
        write!(text, "{joint}{what} has {} besides", besides.join(", ")).unwrap();
    }
    (!text.is_empty()).then_some(text)
}

fn differences(theirs: &Known, ours: &Value) -> Vec<String> {
    let mut found = Vec::new();
    if ours["operationId"] != theirs.id.as_str() {
        found.push(format!("is called {}", ours["operationId"]));
    }
    let parameters: Vec<String> = ours["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|own| own["in"] == "query")
        .map(|own| own["name"].as_str().unwrap().to_owned())
        .collect();
    found.extend(compare("query", &theirs.query, &parameters, true));
    let schema = &ours["requestBody"]["content"]["application/json"]["schema"];
    match (&theirs.body, schema.is_object()) {
        (Some(body), true) if body.iter().all(|own| own != "*") => {
            found.extend(compare("body", body, &members(schema), true));
            let required: Vec<String> = schema["required"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|own| own.as_str().unwrap().to_owned())
                .collect();
            found.extend(compare("required", &theirs.required, &required, true));
        }
        (Some(body), false) if !body.is_empty() => found.push("takes no body".to_owned()),
        (None, true) => found.push("takes a body".to_owned()),
        _ => {}
    }
    for (status, names) in &theirs.answers {
        let answer = &ours["responses"][status];
        if answer.is_null() {
            found.push(format!("does not answer {status}"));
        } else if !names.is_empty() && names.iter().all(|own| own != "*") {
            let schema = &answer["content"]["application/json"]["schema"];
            found.extend(compare(&format!("answer {status}"), names, &members(schema), true));
        }
    }
    for status in ours["responses"].as_object().unwrap().keys() {
        if status.starts_with('2') && !theirs.answers.contains_key(status) {
            found.push(format!("answers {status} besides"));
        }
    }
    found
}

/// The generated part of the page.
fn report() -> String {
    let ours = ours();
    let mut by_shape = BTreeMap::new();
    for (path, operations) in ours["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let path = path.strip_prefix("/api").unwrap();
            by_shape.insert((shape(path), method.to_ascii_uppercase()), operation.clone());
        }
    }
    let mut groups: BTreeMap<String, (usize, usize, usize)> = BTreeMap::new();
    let (mut missing, mut different) = (Vec::new(), Vec::new());
    for theirs in known() {
        let group = groups.entry(theirs.path.split('/').nth(1).unwrap().to_owned()).or_default();
        group.0 += 1;
        let line = format!("`{} {}` {}", theirs.method, theirs.path, theirs.id);
        match by_shape.remove(&(shape(&theirs.path), theirs.method.clone())) {
            None => missing.push(format!("- {line}")),
            Some(operation) => {
                group.1 += 1;
                let found = differences(&theirs, &operation);
                if !found.is_empty() {
                    group.2 += 1;
                    different.push(format!("- {line}: {}", found.join("; ")));
                }
            }
        }
    }
    let besides: Vec<String> = by_shape
        .iter()
        .map(|((path, method), own)| format!("- `{method} {path}` {}", own["operationId"].as_str().unwrap()))
        .collect();
    let mut text = String::from("| group | operations | here | different in form |\n|---|---:|---:|---:|\n");
    for (group, (all, here, differ)) in &groups {
        writeln!(text, "| {group} | {all} | {here} | {differ} |").unwrap();
    }
    for (title, lines) in [("Different in form", different), ("Missing", missing), ("Only here", besides)] {
        if !lines.is_empty() {
            write!(text, "\n## {title}\n\n{}\n", lines.join("\n")).unwrap();
        }
    }
    text
}

/// Rewrites the page with `UPDATE_DOCS=1`.
#[test]
fn the_page_lists_exactly_what_is_missing_or_different() {
    const MARK: &str = "<!-- generated from here -->\n\n";
    let path = root().join("docs/MANAGEMENT-API.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (head, listed) = page.split_once(MARK).unwrap();
    let report = report();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{head}{MARK}{report}")).unwrap();
        return;
    }
    assert!(
        listed == report,
        "docs/MANAGEMENT-API.md is out of date: run this test with UPDATE_DOCS=1 and look at the change"
    );
}

#[test]
fn operation_ids_are_unique() {
    let mut ids: Vec<&str> = Vec::new();
    let document = ours();
    for operations in document["paths"].as_object().unwrap().values() {
        ids.extend(operations.as_object().unwrap().values().map(|own| own["operationId"].as_str().unwrap()));
    }
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}
