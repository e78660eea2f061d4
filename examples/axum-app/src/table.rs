use askama::Template;
use genkan_sdk::IdTokenClaims;
use serde_json::{Map, Value};

use crate::rows::{Row, rows};

/// Claims, one per line.
#[derive(Debug, Template)]
#[template(path = "parts/table.html")]
pub(crate) struct Table {
    rows: Vec<Row>,
}

impl From<&Map<String, Value>> for Table {
    fn from(claims: &Map<String, Value>) -> Self {
        Self { rows: rows(claims) }
    }
}

impl From<&IdTokenClaims> for Table {
    fn from(claims: &IdTokenClaims) -> Self {
        claims.raw().into()
    }
}
