use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::{TenantConfig, check};
use crate::config::{ConfigError, ConfigErrors};

/// Reads a file and checks what can be told from it alone. `path` only names it in errors.
///
/// # Errors
/// Every mistake with its line; of what is not TOML or has a wrong type, the first.
pub fn parse(text: &str, path: &Path) -> Result<TenantConfig, ConfigErrors> {
    let line = |at: usize| {
        let line = text.get(..at).unwrap_or(text).matches('\n').count() + 1;
        Some(format!("{}:{line}", path.display()))
    };
    let refuse = |error: &toml::de::Error| {
        let place = line(error.span().map_or(0, |span| span.start));
        ConfigErrors(vec![ConfigError { place, message: error.message().to_owned() }])
    };
    let deserializer = toml::Deserializer::parse(text).map_err(|error| refuse(&error))?;
    let mut unknown = Vec::new();
    let config: TenantConfig = serde_ignored::deserialize(deserializer, |path| unknown.push(segments(&path)))
        .map_err(|error| refuse(&error))?;
    let document = DeTable::parse(text).map_err(|error| refuse(&error))?;
    let mut problems: Vec<check::Problem> = unknown
        .into_iter()
        .map(|at| {
            let name = at.last().cloned().unwrap_or_default();
            let message =
                format!("{name} is not a member here; docs/CONFIGURATION-AS-CODE.md lists what there is");
            check::Problem { at, message }
        })
        .collect();
    check::check(&config, &mut problems);
    if problems.is_empty() {
        return Ok(config);
    }
    let mut errors: Vec<(usize, ConfigError)> = problems
        .into_iter()
        .map(|problem| {
            let at = offset(document.get_ref(), &problem.at);
            (at, ConfigError { place: line(at), message: problem.message })
        })
        .collect();
    errors.sort_by_key(|(at, _)| *at);
    Err(ConfigErrors(errors.into_iter().map(|(_, error)| error).collect()))
}

fn segments(path: &serde_ignored::Path<'_>) -> Vec<String> {
    use serde_ignored::Path as P;
    let (parent, own) = match path {
        P::Root => return Vec::new(),
        P::Seq { parent, index } => (parent, Some(index.to_string())),
        P::Map { parent, key } => (parent, Some(key.clone())),
        P::Some { parent } | P::NewtypeStruct { parent } | P::NewtypeVariant { parent } => (parent, None),
    };
    let mut segments = segments(parent);
    segments.extend(own);
    segments
}

/// Where the deepest part of `path` that is in the file begins.
fn offset(document: &DeTable<'_>, path: &[String]) -> usize {
    let Some((first, rest)) = path.split_first() else { return 0 };
    let Some((key, value)) = document.get_key_value(first.as_str()) else { return 0 };
    let (mut at, mut value) = (key.span().start, value);
    for segment in rest {
        let next = match value.get_ref() {
            DeValue::Table(table) => {
                table.get_key_value(segment.as_str()).map(|(key, value)| (key.span().start, value))
            }
            DeValue::Array(list) => segment
                .parse::<usize>()
                .ok()
                .and_then(|index| list.get(index))
                .map(|value| (value.span().start, value)),
            _ => None,
        };
        let Some((start, inner)) = next else { break };
        (at, value) = (start, inner);
    }
    at
}
