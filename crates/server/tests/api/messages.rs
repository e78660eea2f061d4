//! Every code that the source refuses with has a message, in every language, and the caller chooses the language.

use std::{collections::BTreeMap, fs, path::Path};

use genkan::api::shell::Language;
use serde_json::json;

use crate::{
    architecture::source::files,
    support::{Management, TestApp},
};

/// The codes in `ApiError::new(status, "code")` and the like: literals of the form `word.word`.
fn codes() -> Vec<String> {
    let mut codes = Vec::new();
    for file in files() {
        if !file.path.starts_with("api") {
            continue;
        }
        let code = file.code();
        for (at, call) in code.match_indices("ApiError::new(").chain(code.match_indices("Self::new(")) {
            let rest = &code[at + call.len()..];
            let Some((status, rest)) = rest.split_once(',') else { continue };
            let Some(rest) = rest.trim_start().strip_prefix('"') else { continue };
            if status.trim().parse::<u16>().is_ok() {
                codes.push(rest.split('"').next().unwrap().to_owned());
            }
        }
    }
    codes.sort();
    codes.dedup();
    codes
}

#[test]
fn every_code_has_a_message() {
    let codes = codes();
    assert!(codes.len() > 15, "{codes:?}");
    let english = Language::default();
    let without: Vec<&String> = codes.iter().filter(|code| !english.has(code)).collect();
    assert!(without.is_empty(), "no line in locales/api/en.ftl: {without:#?}");
}

/// Keys and the variables of their messages, sorted.
fn catalogue(tag: &str) -> BTreeMap<String, Vec<String>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/api").join(format!("{tag}.ftl"));
    let text = fs::read_to_string(&file).unwrap();
    let lines =
        text.lines().filter_map(|line| line.split_once(" = ")).filter(|(key, _)| !key.starts_with('#'));
    let variables = |text: &str| {
        let name = |rest: &str| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap().to_owned();
        let mut variables: Vec<String> = text.split('$').skip(1).map(name).collect();
        variables.sort();
        variables
    };
    lines.map(|(key, text)| (key.to_owned(), variables(text))).collect()
}

#[test]
fn every_language_says_the_same() {
    let english = catalogue("en");
    let languages: Vec<Language> = Language::all().collect();
    assert_eq!(languages.len(), 18);
    for language in languages {
        let own = catalogue(language.tag());
        let missing: Vec<&String> = english.keys().filter(|key| !own.contains_key(*key)).collect();
        assert!(missing.is_empty(), "locales/api/{}.ftl lacks {missing:#?}", language.tag());
        for (key, variables) in own {
            assert_eq!(english.get(&key), Some(&variables), "{}: {key}", language.tag());
        }
    }
}

on_both_engines! {
    async fn messages_come_in_the_language_asked_for(app: TestApp) {
        let api = app.management().await;
        let message = async |query: &str, accepted: &str| {
            let request = api.request("PATCH", &format!("/sign-in-exp{query}")).bearer_auth(&api.token);
            let reply = Management::send(request.header("accept-language", accepted).json(&json!({}))).await;
            assert_eq!(reply.refusal(), "422 entity.invalid_input");
            assert_eq!(reply.header("content-language"), "");
            reply.body["message"].as_str().unwrap().to_owned()
        };
        let (english, french) = (message("", "").await, message("", "fr").await);
        let (german, chinese) = (message("", "de").await, message("", "zh-CN").await);
        assert!(french.starts_with("Les données"), "{french}");
        assert!(![&french, &german, &chinese].contains(&&english));
        for (query, accepted, expected) in [
            ("?locale=fr", "de", &french),
            ("?locale=xx", "de", &german),
            ("", "ZH-cn", &chinese),
            ("", "de-DE,de;q=0.9", &german),
            ("", "fr;q=0.2, de;q=0.7", &german),
            ("", "pt", &english),
            ("", "zh", &english),
            ("", "es-MX", &english),
            ("", "fa", &english),
            ("", "*;q=x,,;", &english),
        ] {
            assert_eq!(message(query, accepted).await, *expected, "{query} {accepted}");
        }
    }
}
