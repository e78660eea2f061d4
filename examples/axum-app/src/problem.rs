use askama::Template;
use genkan_sdk::SessionError;

use crate::words::Words;

/// Why something is not shown, in a sentence.
#[derive(Debug, Template)]
#[template(path = "parts/problem.html")]
pub(crate) struct Problem {
    text: &'static str,
    /// For whoever is asked for help.
    code: String,
}

impl Problem {
    /// The details go to the log.
    pub(crate) fn of(words: &'static Words, error: &SessionError) -> Self {
        tracing::warn!(%error, "a part of the page could not be fetched");
        let text = match error {
            SessionError::NotSignedIn | SessionError::Ended | SessionError::NoRefreshToken => words.stale,
            SessionError::Refused { .. } => words.refused,
            _ => words.unavailable,
        };
        Self { text, code: error.code().to_owned() }
    }
}
