use regex::{Regex, RegexBuilder};

use super::{AnyField, InvalidSearch, invalid};

/// How a search text is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// SQL `LIKE`.
    Like,
    /// Equality, with any of several texts.
    Exact,
    /// SQL `SIMILAR TO`.
    SimilarTo,
    /// A regular expression anywhere in the value.
    Posix,
}

impl Mode {
    pub(super) fn parse(name: &str) -> Result<Self, InvalidSearch> {
        match name {
            "like" => Ok(Self::Like),
            "exact" => Ok(Self::Exact),
            "similar_to" => Ok(Self::SimilarTo),
            "posix" => Ok(Self::Posix),
            other => Err(InvalidSearch(format!(
                "`{other}` is not a search mode; the modes are like, exact, similar_to and posix."
            ))),
        }
    }
}

/// What a value is compared with.
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    /// Any of these, in lower case when `folded`.
    Exact { texts: Vec<String>, folded: bool },
    /// `LIKE` with wildcards. `literal`: the longest text between two of them, in lower case.
    Like { regex: Regex, inner: Option<Inner>, literal: String },
    /// The engine runs in linear time, whatever the expression.
    Regex(Regex),
}

impl Pattern {
    pub(super) fn new(mode: Mode, values: &[&str], case_sensitive: bool) -> Result<Self, InvalidSearch> {
        if mode == Mode::Exact {
            return Ok(Self::exact(values.iter().copied(), case_sensitive));
        }
        let [text] = values else {
            return Err(invalid("Several search texts for one field need the mode `exact`."));
        };
        match mode {
            Mode::Exact => Ok(Self::exact([*text], case_sensitive)),
            Mode::Like => Self::like(text, case_sensitive),
            Mode::SimilarTo if !case_sensitive => {
                Err(invalid("The mode `similar_to` needs `isCaseSensitive=true`."))
            }
            Mode::SimilarTo => compile(&similar_to(text), true).map(Self::Regex),
            Mode::Posix => compile(text, case_sensitive).map(Self::Regex),
        }
    }

    fn exact<'a>(texts: impl IntoIterator<Item = &'a str>, case_sensitive: bool) -> Self {
        let fold = |text: &str| if case_sensitive { text.to_owned() } else { text.to_lowercase() };
        Self::Exact { texts: texts.into_iter().map(fold).collect(), folded: !case_sensitive }
    }

    /// `%` is any text, `_` any character, a backslash takes the next character as it is.
    fn like(text: &str, case_sensitive: bool) -> Result<Self, InvalidSearch> {
        let (mut tokens, mut characters) = (Vec::new(), text.chars());
        while let Some(character) = characters.next() {
            tokens.push(match character {
                '%' => Token::AnyText,
                '_' => Token::AnyCharacter,
                '\\' => {
                    let next = characters.next();
                    Token::Literal(next.ok_or_else(|| invalid("The search text ends in a lone backslash."))?)
                }
                other => Token::Literal(other),
            });
        }
        if let Some(plain) = literal(&tokens) {
            return Ok(Self::exact([plain.as_str()], case_sensitive));
        }
        let mut expression = String::from(r"\A");
        for token in &tokens {
            match token {
                Token::AnyText => expression.push_str(".*"),
                Token::AnyCharacter => expression.push('.'),
                Token::Literal(literal) => {
                    expression.push_str(&regex::escape(literal.encode_utf8(&mut [0; 4])));
                }
            }
        }
        let regex = compile(&format!(r"{expression}\z"), case_sensitive)?;
        let inner = Inner::of(&tokens).filter(|_| !case_sensitive);
        Ok(Self::Like { regex, inner, literal: longest_literal(&tokens) })
    }

    /// What every value that matches contains, in lower case; empty when nothing is known.
    pub(super) fn literal(&self) -> &str {
        match self {
            Self::Like { literal, .. } => literal,
            Self::Exact { .. } | Self::Regex(_) => "",
        }
    }

    pub(super) fn matches(&self, value: &str) -> bool {
        match self {
            Self::Exact { texts, folded: false } => texts.iter().any(|text| text == value),
            Self::Exact { texts, folded: true } => {
                let value = value.to_lowercase();
                texts.contains(&value)
            }
            Self::Like { regex, .. } | Self::Regex(regex) => regex.is_match(value),
        }
    }

    pub(super) fn as_any_field(&self) -> Option<AnyField<'_>> {
        match self {
            Self::Exact { texts, folded: true } => match texts.as_slice() {
                [text] if text.is_ascii() => Some(AnyField::Equals(text)),
                [text] => Some(AnyField::Contains { text, at_start: true, at_end: true }),
                _ => None,
            },
            Self::Like { inner: Some(Inner { text, at_start, at_end }), .. } => {
                Some(AnyField::Contains { text, at_start: *at_start, at_end: *at_end })
            }
            _ => None,
        }
    }
}

fn longest_literal(tokens: &[Token]) -> String {
    let runs = tokens.split(|token| !matches!(token, Token::Literal(_)));
    let texts = runs.map(|run| {
        let text: String = run.iter().filter_map(|token| token.literal()).collect();
        text.to_lowercase()
    });
    texts.max_by_key(String::len).unwrap_or_default()
}

/// A piece of a `LIKE` pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    AnyText,
    AnyCharacter,
    Literal(char),
}

impl Token {
    fn literal(self) -> Option<char> {
        match self {
            Self::Literal(character) => Some(character),
            Self::AnyText | Self::AnyCharacter => None,
        }
    }
}

/// The text of tokens that are all literal.
fn literal(tokens: &[Token]) -> Option<String> {
    tokens.iter().map(|token| token.literal()).collect()
}

/// What is left of a pattern that has wildcards at its ends alone, in lower case.
#[derive(Clone, Debug)]
pub(super) struct Inner {
    text: String,
    at_start: bool,
    at_end: bool,
}

impl Inner {
    fn of(tokens: &[Token]) -> Option<Self> {
        let at_start = tokens.first() != Some(&Token::AnyText);
        let at_end = tokens.last() != Some(&Token::AnyText);
        let is_wildcard = |token: &&Token| **token == Token::AnyText;
        let first = tokens.iter().take_while(is_wildcard).count();
        let last = tokens.len() - tokens.iter().rev().take_while(is_wildcard).count();
        let text = literal(tokens.get(first..last)?)?.to_lowercase();
        (!text.is_empty()).then_some(Self { text, at_start, at_end })
    }
}

fn compile(expression: &str, case_sensitive: bool) -> Result<Regex, InvalidSearch> {
    RegexBuilder::new(expression)
        .case_insensitive(!case_sensitive)
        .dot_matches_new_line(true)
        .nest_limit(50)
        .size_limit(1 << 20)
        .dfa_size_limit(1 << 20)
        .build()
        .map_err(|_| invalid("The search text is not a regular expression that can be searched for."))
}

/// `SIMILAR TO` as a regular expression for the whole value: `%` and `_` as in `LIKE`; `|`, `*`, `+`, `?`, braces,
/// groups and brackets as usual; everything else stands for itself.
fn similar_to(text: &str) -> String {
    let mut expression = String::from(r"\A(?:");
    let (mut characters, mut in_brackets) = (text.chars(), false);
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                let literal = characters.next().unwrap_or('\\');
                expression.push_str(&regex::escape(literal.encode_utf8(&mut [0; 4])));
            }
            ']' => {
                in_brackets = false;
                expression.push(']');
            }
            '[' if !in_brackets => {
                in_brackets = true;
                expression.push('[');
            }
            other if in_brackets => {
                // The engine knows set operations inside brackets; SQL does not.
                if matches!(other, '[' | '&' | '~') {
                    expression.push('\\');
                }
                expression.push(other);
            }
            '%' => expression.push_str(".*"),
            '_' => expression.push('.'),
            '|' | '*' | '+' | '?' | '{' | '}' | '(' | ')' => expression.push(character),
            other => expression.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
        }
    }
    expression.push_str(r")\z");
    expression
}
