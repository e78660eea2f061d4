use genkan_database::{DbError, retry};

use super::{scopes, store};
use crate::{app::Inner, changes::Topic, ids::ScopeId, roles};

/// The id of the management API's own resource.
pub const MANAGEMENT_API: &str = "management-api";
/// The id of its only scope.
pub const MANAGEMENT_SCOPE_ID: &str = "management-api-all";
/// The name of that scope: what a management token must carry.
pub const MANAGEMENT_SCOPE: &str = "all";

/// Makes sure that the management API is a resource with its scope, and that there is an internal role which gives
/// it. The indicator follows the configuration.
///
/// # Errors
/// Storage; [`DbError::Unique`] when another resource has the configured indicator.
pub async fn ensure_management_api(app: &Inner) -> Result<(), DbError> {
    retry(async || {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        let indicator = &app.config.management.resource;
        let resource = store::ensure(&mut tx, MANAGEMENT_API, indicator, "Management API", now).await?;
        let description = "Everything the management API can do.";
        let scope =
            scopes::ensure(&mut tx, MANAGEMENT_SCOPE_ID, MANAGEMENT_API, MANAGEMENT_SCOPE, description, now)
                .await?;
        roles::ensure_internal_admin(app, &mut tx, &ScopeId::from(MANAGEMENT_SCOPE_ID)).await?;
        if resource || scope {
            app.changes.bump(&mut tx, Topic::Resources).await?;
        }
        tx.commit().await
    })
    .await
}
