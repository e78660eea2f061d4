//! The search grammar of lists: `search`, `search.<field>`, `mode`, `mode.<field>`, `joint`, `isCaseSensitive`.
//!
//! Parsing is pure. SQL is never built from it: a slice either knows a fixed statement for what [`Search::as_any_field`]
//! answers, or reads candidates and asks [`Search::matches`].

mod pattern;

use self::pattern::{Mode, Pattern};

/// Longest search text, in bytes: what a person types, with room.
const MAX_LENGTH: usize = 1024;
/// Most `search` parameters in one request.
const MAX_TERMS: usize = 32;

/// A search that cannot be, in a sentence for the person who asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidSearch(pub String);

/// A parsed search over the fields of one kind of entity.
#[derive(Clone, Debug)]
pub struct Search {
    terms: Vec<Term>,
    all_terms: bool,
}

#[derive(Clone, Debug)]
struct Term {
    /// Index into the fields; `None`: any of them.
    field: Option<usize>,
    pattern: Pattern,
}

/// A search over all fields regardless of case that fixed SQL can answer; texts in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnyField<'a> {
    /// A field equals the text, which is ASCII.
    Equals(&'a str),
    /// A field contains the text.
    Contains {
        /// No wildcard inside.
        text: &'a str,
        /// Only where the field begins.
        at_start: bool,
        /// Only where the field ends.
        at_end: bool,
    },
}

impl Search {
    /// Reads the search of a query. `fields`: the entity's searchable columns in snake_case, in the order in which
    /// [`matches`](Self::matches) gets their values. `None`: the query does not search.
    ///
    /// # Errors
    /// [`InvalidSearch`]: unknown field, mode or joint, empty or too long text, several texts where one is meant, or
    /// a pattern that is none.
    pub fn parse<'a>(
        query: impl IntoIterator<Item = (&'a str, &'a str)>,
        fields: &[&str],
    ) -> Result<Option<Self>, InvalidSearch> {
        let mut asked = Asked::default();
        for (name, value) in query {
            asked.take(name, value);
        }
        if asked.searches.is_empty() {
            return Ok(None);
        }
        if asked.searches.len() > MAX_TERMS {
            return Err(invalid("There are too many search parameters."));
        }
        let all_terms = match asked.joint {
            None | Some("or") => false,
            Some("and") => true,
            Some(other) => {
                return Err(InvalidSearch(format!("`{other}` is not a joint mode; use `or` or `and`.")));
            }
        };
        let terms = asked.searches.iter().map(|(name, values)| asked.term(name, values, fields));
        Ok(Some(Self { terms: terms.collect::<Result<_, _>>()?, all_terms }))
    }

    /// Whether an entity is found. `values` stand in the order of the fields given to [`parse`](Self::parse);
    /// absent ones match nothing.
    pub fn matches(&self, values: &[Option<&str>]) -> bool {
        let matches = |term: &Term| match term.field {
            Some(field) => {
                values.get(field).copied().flatten().is_some_and(|value| term.pattern.matches(value))
            }
            None => values.iter().flatten().any(|value| term.pattern.matches(value)),
        };
        if self.all_terms { self.terms.iter().all(matches) } else { self.terms.iter().any(matches) }
    }

    /// The search as one that fixed SQL can answer, if it is so simple.
    pub fn as_any_field(&self) -> Option<AnyField<'_>> {
        match self.terms.as_slice() {
            [Term { field: None, pattern }] => pattern.as_any_field(),
            _ => None,
        }
    }

    /// What some field of every entity that is found contains, in lower case; empty when nothing is known. A fixed
    /// statement can leave out the others before they are asked one by one.
    pub fn literal(&self) -> &str {
        match self.terms.as_slice() {
            [Term { pattern, .. }] => pattern.literal(),
            _ => "",
        }
    }
}

/// The search parameters of a query, not yet understood.
#[derive(Default)]
struct Asked<'a> {
    /// By parameter name, in order of appearance.
    searches: Vec<(&'a str, Vec<&'a str>)>,
    modes: Vec<(&'a str, &'a str)>,
    joint: Option<&'a str>,
    case_sensitive: bool,
}

impl<'a> Asked<'a> {
    fn take(&mut self, name: &'a str, value: &'a str) {
        if name.starts_with("search") {
            match self.searches.iter_mut().find(|(known, _)| *known == name) {
                Some((_, values)) => values.push(value),
                None => self.searches.push((name, vec![value])),
            }
        } else if name.starts_with("mode") {
            self.modes.push((name, value));
        } else if name == "joint" || name == "jointMode" {
            self.joint.get_or_insert(value);
        } else if name == "isCaseSensitive" {
            self.case_sensitive |= is_yes(value);
        }
    }

    fn term(&self, name: &str, values: &[&str], fields: &[&str]) -> Result<Term, InvalidSearch> {
        let field = field_of(name)?;
        let index = match &field {
            None => None,
            Some(field) => Some(fields.iter().position(|known| known == field).ok_or_else(|| {
                InvalidSearch(format!(
                    "There is no search field `{field}`; the fields are {}.",
                    fields.join(", ")
                ))
            })?),
        };
        if values.iter().any(|value| value.is_empty()) {
            return Err(invalid("The search text must not be empty."));
        }
        if values.iter().any(|value| value.len() > MAX_LENGTH) {
            return Err(invalid("The search text is too long."));
        }
        let pattern = Pattern::new(self.mode(field.as_deref())?, values, self.case_sensitive)?;
        Ok(Term { field: index, pattern })
    }

    /// The field's own mode, else the general one.
    fn mode(&self, field: Option<&str>) -> Result<Mode, InvalidSearch> {
        let mut general = None;
        for (name, value) in &self.modes {
            match field_of(name)? {
                None => general = general.or(Some(*value)),
                Some(own) if Some(own.as_str()) == field => return Mode::parse(value),
                Some(_) => {}
            }
        }
        general.map_or(Ok(Mode::Like), Mode::parse)
    }
}

/// The field of `search.field` or `mode.field` in snake_case; none for the bare word or nothing after the dot.
fn field_of(name: &str) -> Result<Option<String>, InvalidSearch> {
    let Some((_, field)) = name.split_once('.') else { return Ok(None) };
    if field.contains('.') {
        return Err(InvalidSearch(format!("Nested search fields are not supported: `{field}`.")));
    }
    if field.is_empty() {
        return Ok(None);
    }
    let mut snake = String::with_capacity(field.len() + 2);
    for character in field.chars() {
        if character.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    Ok(Some(snake))
}

/// What the API takes for "yes" in a query: `1`, `true`, `y`, `yes`, `yep`, `yeah` in any case.
pub fn is_yes(value: &str) -> bool {
    ["1", "true", "y", "yes", "yep", "yeah"].iter().any(|yes| value.eq_ignore_ascii_case(yes))
}

fn invalid(sentence: &str) -> InvalidSearch {
    InvalidSearch(sentence.to_owned())
}

#[cfg(test)]
mod tests;
