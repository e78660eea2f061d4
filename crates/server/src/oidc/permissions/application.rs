use std::sync::Arc;

use genkan_database::{Conn, DbError, args};

use crate::{
    app::App,
    cache::CachedMap,
    changes::Topic,
    ids::{ClientId, OrganizationId, ResourceId},
};

/// What an application may do in an organization it is associated with, by its roles there; kept until the
/// organizations' template or an application's place in an organization changes. An [`App`] part.
#[derive(Debug)]
pub struct ApplicationPermissionCache(CachedMap<Key, Vec<String>>);

type Key = (ClientId, OrganizationId, Option<ResourceId>);

impl Default for ApplicationPermissionCache {
    fn default() -> Self {
        Self(CachedMap::new(Topic::Organizations, 10_000))
    }
}

/// Names of the organization scopes, or of the scopes of `resource`, that the application's roles in `organization`
/// give it. `None`: it is not associated with it. From the cache.
///
/// # Errors
/// Storage.
pub async fn application_in_organization(
    app: &App,
    application: &ClientId,
    organization: &OrganizationId,
    resource: Option<&ResourceId>,
) -> Result<Option<Arc<Vec<String>>>, DbError> {
    let key = (application.clone(), organization.clone(), resource.cloned());
    let load = async |conn: &mut Conn| match resource {
        None => scopes(conn, application, organization).await,
        Some(resource) => resource_scopes(conn, application, organization, resource).await,
    };
    app.part::<ApplicationPermissionCache>().0.get(app, &key, load).await
}

async fn scopes(
    conn: &mut Conn,
    application: &ClientId,
    organization: &OrganizationId,
) -> Result<Option<Vec<String>>, DbError> {
    let rows: Vec<(Option<String>,)> = conn
        .all(
            "SELECT DISTINCT s.name FROM organization_applications a
                 LEFT JOIN organization_application_roles r
                     ON r.organization_id = a.organization_id AND r.application_id = a.application_id
                 LEFT JOIN organization_role_scopes rs ON rs.organization_role_id = r.organization_role_id
                 LEFT JOIN organization_scopes s ON s.id = rs.organization_scope_id
             WHERE a.organization_id = $1 AND a.application_id = $2",
            args![organization, application],
        )
        .await?;
    Ok(names(rows))
}

async fn resource_scopes(
    conn: &mut Conn,
    application: &ClientId,
    organization: &OrganizationId,
    resource: &ResourceId,
) -> Result<Option<Vec<String>>, DbError> {
    let rows: Vec<(Option<String>,)> = conn
        .all(
            "SELECT DISTINCT s.name FROM organization_applications a
                 LEFT JOIN organization_application_roles r
                     ON r.organization_id = a.organization_id AND r.application_id = a.application_id
                 LEFT JOIN organization_role_resource_scopes rs ON rs.organization_role_id = r.organization_role_id
                 LEFT JOIN scopes s ON s.id = rs.scope_id AND s.resource_id = $3
             WHERE a.organization_id = $1 AND a.application_id = $2",
            args![organization, application, resource],
        )
        .await?;
    Ok(names(rows))
}

/// No rows: no association. A role without scopes gives a row without a name.
fn names(rows: Vec<(Option<String>,)>) -> Option<Vec<String>> {
    (!rows.is_empty()).then(|| rows.into_iter().filter_map(|(name,)| name).collect())
}
