//! PostgreSQL's words in SQLite's: types are replaced one by one, and every table becomes `STRICT`.

use crate::{
    DbError,
    lexer::{Token, tokens},
};

/// Words of PostgreSQL that SQLite would accept and silently treat differently, or that would break the group commit.
const REFUSED: [&str; 13] = [
    "DEFERRABLE",
    "DEFERRED",
    "SERIAL",
    "BIGSERIAL",
    "VARCHAR",
    "CHAR",
    "NUMERIC",
    "DECIMAL",
    "REAL",
    "TIMESTAMP",
    "TIMESTAMPTZ",
    "UUID",
    "JSON",
];

/// Derives the SQLite form of one statement of a migration.
pub(super) fn sqlite(statement: &str) -> Result<String, DbError> {
    let mut translated = String::with_capacity(statement.len() + 8);
    for token in tokens(statement) {
        match token {
            Token::Word(word) => translated.push_str(translate(word)?),
            other => translated.push_str(other.text()),
        }
    }
    if creates_table(statement) {
        translated.push_str(" STRICT");
    }
    Ok(translated)
}

fn translate(word: &str) -> Result<&str, DbError> {
    let upper = word.to_ascii_uppercase();
    if REFUSED.contains(&upper.as_str()) {
        return Err(DbError::Sql(format!("`{word}` is outside of the portable subset")));
    }
    // Only upper case is a type: `boolean` in lower case may be a name.
    Ok(match word {
        "BIGINT" | "SMALLINT" | "BOOLEAN" => "INTEGER",
        "JSONB" => "TEXT",
        "BYTEA" => "BLOB",
        _ => word,
    })
}

fn creates_table(statement: &str) -> bool {
    let mut words = tokens(statement).filter_map(|token| match token {
        Token::Word(word) => Some(word.to_ascii_uppercase()),
        _ => None,
    });
    words.next().as_deref() == Some("CREATE") && words.next().as_deref() == Some("TABLE")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn types_become_sqlites_and_tables_strict() {
        assert_eq!(
            sqlite("CREATE TABLE t (id TEXT PRIMARY KEY, at BIGINT NOT NULL, on_ BOOLEAN DEFAULT FALSE, j JSONB, b BYTEA)")
                .unwrap(),
            "CREATE TABLE t (id TEXT PRIMARY KEY, at INTEGER NOT NULL, on_ INTEGER DEFAULT FALSE, j TEXT, b BLOB) STRICT"
        );
    }

    #[test]
    fn strings_names_and_other_statements_stay() {
        for statement in [
            "CREATE UNIQUE INDEX i ON t (lower(email)) WHERE email IS NOT NULL",
            "INSERT INTO t (id) VALUES ('BIGINT JSONB')",
            "UPDATE \"BOOLEAN\" SET bigint = 1",
        ] {
            assert_eq!(sqlite(statement).unwrap(), statement);
        }
    }

    #[test]
    fn what_the_engines_do_not_share_is_refused() {
        for column in
            ["id BIGSERIAL", "at timestamptz", "parent TEXT REFERENCES t DEFERRABLE", "x VARCHAR(20)"]
        {
            assert!(sqlite(&format!("CREATE TABLE t ({column})")).is_err(), "{column}");
        }
    }
}
