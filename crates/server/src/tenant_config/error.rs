use std::fmt;

use genkan_database::{DbError, Retryable};

use crate::applications;

/// Why a configuration cannot be read, compared or applied.
#[derive(Debug)]
pub enum Error {
    /// Things that their names do not tell apart, a sentence each.
    Unclear(Vec<String>),
    /// Names in the file that lead nowhere, a sentence each.
    Unknown(Vec<String>),
    /// A rule refuses something.
    Refused {
        /// `application "Shop"`.
        what: String,
        /// The rule.
        why: String,
    },
    /// What is there is no longer what the plan began with.
    Changed,
    /// Storage.
    Db(DbError),
}

impl Error {
    pub(super) fn refused(what: &super::Key, why: impl fmt::Display) -> Self {
        Self::Refused { what: what.to_string(), why: why.to_string() }
    }

    /// What refuses `what`; storage errors stay themselves.
    pub(super) fn of_application(what: &super::Key, error: applications::Error) -> Self {
        match error {
            applications::Error::Db(error) => Self::Db(error),
            error => Self::refused(what, error),
        }
    }
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl Retryable for Error {
    fn is_retryable(&self) -> bool {
        matches!(self, Self::Db(error) if error.is_retryable())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unclear(sentences) | Self::Unknown(sentences) => f.write_str(&sentences.join("\n")),
            Self::Refused { what, why } => write!(f, "{what}: {why}"),
            Self::Changed => f.write_str(
                "somebody changed the tenant since the plan was shown; nothing was applied. Run it again.",
            ),
            Self::Db(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}
