use std::fmt;

use genkan_database::{DbError, FromValue, ToValue, Value, ValueRef};

/// What a stored password was hashed with. New ones are always [`Argon2id`](Self::Argon2id); the others come from
/// elsewhere and are replaced at the first right password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the algorithms'")]
pub enum Algorithm {
    Argon2i,
    #[default]
    Argon2id,
    Argon2d,
    Sha1,
    Sha256,
    Md5,
    Bcrypt,
    /// A description of how another system called a digest; see [`check_import`](super::check_import).
    Legacy,
}

impl Algorithm {
    /// All wire names.
    pub const NAMES: [&'static str; 8] =
        ["Argon2i", "Argon2id", "Argon2d", "SHA1", "SHA256", "MD5", "Bcrypt", "Legacy"];
    const ALL: [Self; 8] = [
        Self::Argon2i,
        Self::Argon2id,
        Self::Argon2d,
        Self::Sha1,
        Self::Sha256,
        Self::Md5,
        Self::Bcrypt,
        Self::Legacy,
    ];

    /// The name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// By its wire name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }
}

impl ToValue for Algorithm {
    fn to_value(&self) -> Value<'_> {
        self.as_str().to_value()
    }
}

impl FromValue for Algorithm {
    fn from_value(value: ValueRef<'_>) -> Result<Self, DbError> {
        let name = String::from_value(value)?;
        Self::parse(&name).ok_or_else(|| DbError::Decode("an unknown password algorithm".into()))
    }
}

/// A password as the database keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredPassword {
    /// PHC string, hexadecimal digest or description, as the algorithm has it.
    pub digest: String,
    /// How to compare.
    pub algorithm: Algorithm,
}

impl StoredPassword {
    /// One of ours: an Argon2id PHC string.
    pub fn current(digest: impl Into<String>) -> Self {
        Self { digest: digest.into(), algorithm: Algorithm::Argon2id }
    }
}

impl fmt::Debug for StoredPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoredPassword({}, …)", self.algorithm.as_str())
    }
}
