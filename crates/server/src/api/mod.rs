//! The management API under `/api`: a folder per group, a file per operation, over the shell they share. It stands
//! above all slices because an answer combines several of them (`docs/decisions/0012-management-api-shell.md`).

mod applications;
mod configs;
mod dashboard;
mod hooks;
mod logs;
mod one_time_tokens;
mod organization_invitations;
mod organization_roles;
mod organization_scopes;
mod organizations;
mod resources;
mod roles;
mod secrets;
pub mod shell;
mod sign_in_exp;
mod status;
mod subject_tokens;
mod users;
mod well_known;

use axum::{Router, routing::any};

use self::shell::{Operation, Table};
use crate::app::App;

/// Every operation, group by group.
pub fn operations() -> Vec<Operation> {
    let groups = [
        applications::operations(),
        configs::operations(),
        dashboard::operations(),
        hooks::operations(),
        logs::operations(),
        one_time_tokens::operations(),
        organization_invitations::operations(),
        organization_roles::operations(),
        organization_scopes::operations(),
        organizations::operations(),
        resources::operations(),
        roles::operations(),
        secrets::operations(),
        sign_in_exp::operations(),
        status::operations(),
        subject_tokens::operations(),
        users::operations(),
        well_known::operations(),
    ];
    groups.into_iter().flatten().collect()
}

/// The API's own description (OpenAPI 3.0.1) for a server at `origin`.
pub fn document(origin: &str) -> serde_json::Value {
    shell::document(operations().iter(), origin)
}

/// The path table. An [`App`] part.
pub fn table() -> Table {
    Table::new(operations())
}

/// `/api` and everything under it.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api", any(shell::dispatch))
        .route("/api/", any(shell::dispatch))
        .route("/api/{*path}", any(shell::dispatch))
}
