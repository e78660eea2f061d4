//! Every code that the source refuses with has a message.

use genkan::api::shell::Language;

use crate::architecture::source::files;

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
