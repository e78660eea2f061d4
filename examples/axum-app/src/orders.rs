//! The demo API: orders, for whoever shows an access token with the scope `read:orders`.
//!
//! It knows nothing of sessions and cookies; any client of the provider may call it.

use axum::routing::get;
use axum::{Json, Router};
use genkan_sdk::{BearerToken, TokenError, TokenVerifier};
use serde::{Deserialize, Serialize};

/// Where it lives.
pub(crate) const PATH: &str = "/api/orders";
const SCOPE: &str = "read:orders";

/// What the API answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Orders {
    /// Who asked.
    pub(crate) subject: String,
    /// Whose orders they are, when not the person's own.
    pub(crate) organization_id: Option<String>,
    pub(crate) orders: Vec<Order>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) number: String,
    pub(crate) item: String,
    pub(crate) quantity: u32,
}

/// The API's routes, behind its verifier.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>(verifier: &TokenVerifier) -> Router<S> {
    Router::new().route(PATH, get(list)).layer(verifier.layer())
}

async fn list(token: BearerToken) -> Result<Json<Orders>, TokenError> {
    token.require_scope(SCOPE)?;
    let orders: &[(&str, &str, u32)] = match token.organization_id() {
        Some(_) => &[("T-31", "Shoe rack", 1), ("T-32", "Guest slippers", 12)],
        None => &[("1042", "Linen slippers", 2), ("1047", "Umbrella stand", 1), ("1051", "Door bell", 1)],
    };
    let order = |&(number, item, quantity): &(&str, &str, u32)| Order {
        number: number.to_owned(),
        item: item.to_owned(),
        quantity,
    };
    Ok(Json(Orders {
        subject: token.subject().to_owned(),
        organization_id: token.organization_id().map(str::to_owned),
        orders: orders.iter().map(order).collect(),
    }))
}
