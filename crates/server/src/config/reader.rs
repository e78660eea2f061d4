use std::collections::BTreeSet;

use super::{
    error::{ConfigError, ConfigErrors},
    source::{Given, Raw, Sources},
};

/// Gives the sections their values and collects what is wrong, so that one start shows every mistake.
#[derive(Debug)]
pub(super) struct Reader {
    given: Sources,
    known: BTreeSet<&'static str>,
    errors: Vec<ConfigError>,
}

impl Reader {
    pub(super) fn new(given: Sources) -> Self {
        Self { given, known: BTreeSet::new(), errors: Vec::new() }
    }

    /// The value of `key`, if given and readable. `shape` completes "… must be".
    pub(super) fn read<T>(
        &mut self,
        key: &'static str,
        shape: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let given = self.take(key)?;
        match &given.value {
            Raw::Scalar(text) => {
                let parsed = parse(text.trim());
                if parsed.is_none() {
                    self.refuse(key, &given, shape, &shown(key, text));
                }
                parsed
            }
            Raw::List(_) => {
                self.refuse(key, &given, shape, "an array");
                None
            }
            Raw::Other(kind) => {
                self.refuse(key, &given, shape, &format!("of type {kind}"));
                None
            }
        }
    }

    /// A whole number within `range`.
    pub(super) fn number<T: TryFrom<i64>>(
        &mut self,
        key: &'static str,
        range: std::ops::RangeInclusive<i64>,
    ) -> Option<T> {
        let shape = format!("a whole number from {} to {}", range.start(), range.end());
        self.read(key, &shape, |text| {
            let number: i64 = text.replace('_', "").parse().ok()?;
            if range.contains(&number) { T::try_from(number).ok() } else { None }
        })
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, key: &'static str) -> Option<bool> {
        self.read(key, "true or false", |text| text.parse().ok())
    }

    /// Several values: an array of the file, or one text with commas.
    pub(super) fn list<T>(
        &mut self,
        key: &'static str,
        shape: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<Vec<T>> {
        let given = self.take(key)?;
        let items: Vec<String> = match &given.value {
            Raw::Scalar(text) => {
                text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
            }
            Raw::List(items) => items.clone(),
            Raw::Other(kind) => {
                self.refuse(key, &given, shape, &format!("of type {kind}"));
                return None;
            }
        };
        let mut parsed = Vec::new();
        for item in items {
            match parse(item.trim()) {
                Some(value) => parsed.push(value),
                None => self.refuse(key, &given, shape, &shown(key, &item)),
            }
        }
        Some(parsed)
    }

    /// Where `key` was given, without reading it.
    pub(super) fn place(&self, key: &str) -> Option<&str> {
        self.given.0.get(key).map(|given| given.place.as_str())
    }

    /// The keys asked for so far.
    #[cfg(test)]
    pub(super) fn known(&self) -> impl Iterator<Item = &'static str> {
        self.known.iter().copied()
    }

    /// Something wrong that only the section can see.
    pub(super) fn error(&mut self, place: Option<String>, message: impl Into<String>) {
        self.errors.push(ConfigError { place, message: message.into() });
    }

    /// Refuses what no section asked for, then says how it went.
    pub(super) fn finish(mut self) -> Result<(), ConfigErrors> {
        for (key, given) in &self.given.0 {
            if !self.known.contains(key.as_str()) {
                let nearest = self.known.iter().map(|known| (distance(key, known), known)).min();
                let hint = match nearest {
                    Some((distance, known)) if distance <= 3 => format!("; did you mean {known}?"),
                    _ => String::new(),
                };
                let message = format!("{key} is not a setting{hint}");
                self.errors.push(ConfigError { place: Some(given.place.clone()), message });
            }
        }
        if self.errors.is_empty() { Ok(()) } else { Err(ConfigErrors(self.errors)) }
    }

    fn take(&mut self, key: &'static str) -> Option<Given> {
        self.known.insert(key);
        self.given.0.get(key).cloned()
    }

    fn refuse(&mut self, key: &str, given: &Given, shape: &str, seen: &str) {
        let message = format!("{key} must be {shape}, but it is {seen}");
        self.errors.push(ConfigError { place: Some(given.place.clone()), message });
    }
}

/// A value in an error: never a secret, never long.
fn shown(key: &str, text: &str) -> String {
    if key.starts_with("security.secret") || key == "database.url" {
        format!("something else ({} characters, not shown)", text.chars().count())
    } else if text.is_empty() {
        "empty".into()
    } else {
        format!("{:?}", text.chars().take(60).collect::<String>())
    }
}

/// Levenshtein distance, for "did you mean".
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
