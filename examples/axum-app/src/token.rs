use askama::Template;
use genkan_sdk::{AccessToken, Secret};

use crate::table::Table;
use crate::words::Words;

/// An access token: what it says, and itself for those who ask.
#[derive(Debug, Template)]
#[template(path = "parts/token.html")]
pub(crate) struct Token {
    words: &'static Words,
    /// `None`: it is opaque.
    claims: Option<Table>,
    secret: Secret,
}

impl Token {
    pub(crate) fn new(words: &'static Words, token: &AccessToken) -> Self {
        let claims = token.unverified_claims().map(|claims| Table::from(&claims));
        Self { words, claims, secret: Secret::new(token.secret()) }
    }
}
