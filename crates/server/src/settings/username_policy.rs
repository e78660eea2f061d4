//! Which usernames may be chosen, and which accounts stand in the way of telling no case apart.

use genkan_database::{Conn, DbError, args};
use serde::{Deserialize, Serialize};

use crate::ids::UserId;

/// Which usernames may be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UsernamePolicy {
    /// `Ada` and `ada` are two people.
    pub case_sensitive: bool,
    /// Characters, from 1.
    pub min_length: u32,
    /// Characters, to 128.
    pub max_length: u32,
    /// Kinds of characters.
    pub allowed_chars: AllowedChars,
}

/// Kinds of characters a username may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct AllowedChars {
    pub lowercase: bool,
    pub uppercase: bool,
    pub numbers: bool,
    pub underscore: bool,
}

impl Default for UsernamePolicy {
    fn default() -> Self {
        let allowed_chars =
            AllowedChars { lowercase: true, uppercase: true, numbers: true, underscore: true };
        Self { case_sensitive: true, min_length: 1, max_length: 128, allowed_chars }
    }
}

impl UsernamePolicy {
    /// Whether somebody may choose it. It is a username already: ASCII letters, digits, underscores.
    pub fn allows(&self, username: &str) -> bool {
        let allowed = self.allowed_chars;
        (self.min_length as usize..=self.max_length as usize).contains(&username.len())
            && username.bytes().all(|byte| match byte {
                b'a'..=b'z' => allowed.lowercase,
                b'A'..=b'Z' => allowed.uppercase,
                b'0'..=b'9' => allowed.numbers,
                _ => allowed.underscore,
            })
    }
}

/// Usernames that differ in nothing but case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseConflicts {
    /// How many names.
    pub total_conflicts: i64,
    /// The first of them.
    pub samples: Vec<CaseConflict>,
}

/// One name several people have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseConflict {
    /// In lower case.
    pub username_lower: String,
    /// Who has it.
    pub user_ids: Vec<UserId>,
}

/// Counts the names that differ only by case and shows the first `limit` of them in alphabetical order.
///
/// # Errors
/// Storage.
pub async fn case_conflicts(conn: &mut Conn, limit: i64) -> Result<CaseConflicts, DbError> {
    let (total_conflicts,): (i64,) = conn
        .one(
            "SELECT COUNT(*) FROM (
                 SELECT lower(username) AS name FROM users WHERE username IS NOT NULL
                 GROUP BY lower(username) HAVING COUNT(*) > 1
             ) AS conflicts",
            args![],
        )
        .await?;
    let rows: Vec<(String, UserId)> = conn
        .all(
            "SELECT conflicts.name, users.id FROM (
                 SELECT lower(username) AS name FROM users WHERE username IS NOT NULL
                 GROUP BY lower(username) HAVING COUNT(*) > 1 ORDER BY lower(username) LIMIT $1
             ) AS conflicts
             JOIN users ON lower(users.username) = conflicts.name
             ORDER BY conflicts.name, users.created_at, users.id",
            args![limit],
        )
        .await?;
    let mut samples: Vec<CaseConflict> = Vec::new();
    for (name, id) in rows {
        match samples.last_mut() {
            Some(last) if last.username_lower == name => last.user_ids.push(id),
            _ => samples.push(CaseConflict { username_lower: name, user_ids: vec![id] }),
        }
    }
    Ok(CaseConflicts { total_conflicts, samples })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_the_length_and_the_characters_that_are_allowed() {
        let policy = UsernamePolicy::default();
        assert!(policy.allows("Ada_99") && !policy.allows(""));
        let chars = AllowedChars { lowercase: true, uppercase: false, numbers: false, underscore: false };
        let policy = UsernamePolicy { min_length: 3, max_length: 5, allowed_chars: chars, ..policy };
        for (name, allowed) in
            [("ada", true), ("ad", false), ("adadad", false), ("Ada", false), ("ad4", false), ("a_a", false)]
        {
            assert_eq!(policy.allows(name), allowed, "{name}");
        }
    }
}
