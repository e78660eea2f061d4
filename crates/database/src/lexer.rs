//! Just enough of SQL's lexical structure to rewrite words and parameters without touching strings and comments.

/// A piece of SQL. The texts of all pieces, put together, are the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A keyword, a type or an unquoted name.
    Word(&'a str),
    /// `$7`.
    Parameter(&'a str),
    /// `;`
    Semicolon,
    /// White space or a comment.
    Blank(&'a str),
    /// A string, a quoted name, a number, an operator, a bracket.
    Other(&'a str),
}

impl<'a> Token<'a> {
    pub(crate) fn text(self) -> &'a str {
        match self {
            Self::Word(text) | Self::Parameter(text) | Self::Blank(text) | Self::Other(text) => text,
            Self::Semicolon => ";",
        }
    }
}

/// Splits SQL into its pieces. An unterminated string or comment reaches to the end of the input.
pub(crate) fn tokens(sql: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = sql;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let length = match first {
            _ if first.is_whitespace() => rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len()),
            _ if rest.starts_with("--") => rest.find('\n').map_or(rest.len(), |end| end + 1),
            _ if rest.starts_with("/*") => after(rest, 2, "*/"),
            '\'' | '"' => quoted(rest, first),
            '$' => parameter(rest).or_else(|| dollar_quoted(rest)).unwrap_or(1),
            _ if is_word_start(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            // A number is one piece, so that the `e` of `1e5` is no word.
            _ if first.is_ascii_digit() => rest.find(|c| !is_word(c) && c != '.').unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (text, remaining) = rest.split_at(length);
        rest = remaining;
        Some(match first {
            ';' => Token::Semicolon,
            '$' if text.as_bytes().get(1).is_some_and(u8::is_ascii_digit) => Token::Parameter(text),
            _ if first.is_whitespace() || text.starts_with("--") || text.starts_with("/*") => {
                Token::Blank(text)
            }
            _ if is_word_start(first) => Token::Word(text),
            _ => Token::Other(text),
        })
    })
}

/// Rewrites `$7` to `?7`: rusqlite would bind `$7` by its order of appearance, not by its number.
pub(crate) fn numbered_parameters(sql: &str) -> String {
    let mut rewritten = String::with_capacity(sql.len());
    for token in tokens(sql) {
        match token {
            Token::Parameter(text) => {
                rewritten.push('?');
                rewritten.push_str(&text[1..]);
            }
            other => rewritten.push_str(other.text()),
        }
    }
    rewritten
}

/// Splits a script at its semicolons. Pieces of only white space and comments are left out.
pub(crate) fn statements(script: &str) -> Vec<String> {
    let mut statements = Vec::new();
    let mut current = String::new();
    let mut has_content = false;
    for token in tokens(script).chain(std::iter::once(Token::Semicolon)) {
        match token {
            Token::Semicolon => {
                if std::mem::take(&mut has_content) {
                    statements.push(current.trim().to_owned());
                }
                current.clear();
            }
            Token::Blank(text) if text.starts_with(['-', '/']) => current.push(' '),
            other => {
                has_content |= !matches!(other, Token::Blank(_));
                current.push_str(other.text());
            }
        }
    }
    statements
}

fn is_word_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length up to and including `end`, looked for behind the first `start` bytes.
fn after(text: &str, start: usize, end: &str) -> usize {
    text[start..].find(end).map_or(text.len(), |found| start + found + end.len())
}

/// A doubled quote inside the quotes stands for one, so it simply begins the next quoted piece.
fn quoted(text: &str, quote: char) -> usize {
    text[1..].find(quote).map_or(text.len(), |found| found + 2)
}

fn parameter(text: &str) -> Option<usize> {
    let digits = text[1..].bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0).then_some(digits + 1)
}

fn dollar_quoted(text: &str) -> Option<usize> {
    let tag = 2 + text[1..].find('$')?;
    text[1..tag - 1].chars().all(is_word).then(|| after(text, tag, &text[..tag]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parameters_keep_their_number() {
        assert_eq!(
            numbered_parameters("SELECT '$1', \"$2\", $12 -- $3\n/* $4 */ = $1;"),
            "SELECT '$1', \"$2\", ?12 -- $3\n/* $4 */ = ?1;"
        );
        assert_eq!(numbered_parameters("'it''s $1' || $1"), "'it''s $1' || ?1");
    }

    #[test]
    fn a_script_splits_only_at_real_semicolons() {
        let script = "-- a; b\nCREATE TABLE a (x TEXT DEFAULT ';');\n\n/* ; */;\nSELECT $f$ ; $f$; INSERT INTO a VALUES ('''; ')";
        assert_eq!(
            statements(script),
            ["CREATE TABLE a (x TEXT DEFAULT ';')", "SELECT $f$ ; $f$", "INSERT INTO a VALUES ('''; ')"]
        );
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_panics(sql in "[a-z$0-9'\";\\-/* \n\u{e9}_.]{0,60}") {
            let joined: String = tokens(&sql).map(Token::text).collect();
            prop_assert_eq!(joined, sql);
        }
    }
}
