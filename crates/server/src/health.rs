//! Whether this node can do its work: for load balancers, and for the field's tools.

use axum::{
    Json, Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use genkan_database::args;
use http::{StatusCode, header};
use serde_json::json;

use crate::app::App;

/// `GET /health`.
pub fn routes() -> Router<App> {
    Router::new().route("/health", get(health))
}

/// 200 when the database answers, else 503.
async fn health(State(app): State<App>) -> Response {
    let (status, word) = if database_answers(&app).await {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
    };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(json!({ "status": word, "database": word })))
        .into_response()
}

async fn database_answers(app: &App) -> bool {
    let ping = async {
        let (_one,): (i64,) = app.db.read().await?.one("SELECT count(*) FROM leases", args![]).await?;
        Ok::<_, genkan_database::DbError>(())
    };
    match ping.await {
        Ok(()) => true,
        Err(error) => {
            tracing::error!(%error, "health: the database does not answer");
            false
        }
    }
}
