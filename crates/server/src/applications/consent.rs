use genkan_database::{Conn, DbError, FromRow, Row, Tx, args};

use super::cache;
use crate::{
    app::Inner,
    ids::{ClientId, OrganizationScopeId, ResourceId, ScopeId},
};

/// What a third-party application may ask people for, by id (and user scopes by name).
#[derive(Clone, Debug, Default)]
pub struct ConsentScopes {
    /// Scopes of the organization template.
    pub organization_scopes: Vec<OrganizationScopeId>,
    /// Scopes of API resources.
    pub resource_scopes: Vec<ScopeId>,
    /// Scopes of API resources that come from roles in organizations.
    pub organization_resource_scopes: Vec<ScopeId>,
    /// OIDC scopes.
    pub user_scopes: Vec<String>,
}

/// Which of the ids in a [`ConsentScopes`] are unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InvalidConsentScopes {
    /// Of [`ConsentScopes::organization_scopes`].
    pub organization_scopes: Vec<OrganizationScopeId>,
    /// Of [`ConsentScopes::resource_scopes`].
    pub resource_scopes: Vec<ScopeId>,
    /// Of [`ConsentScopes::organization_resource_scopes`].
    pub organization_resource_scopes: Vec<ScopeId>,
}

impl InvalidConsentScopes {
    /// Whether all are known.
    pub fn is_empty(&self) -> bool {
        self.organization_scopes.is_empty()
            && self.resource_scopes.is_empty()
            && self.organization_resource_scopes.is_empty()
    }
}

/// An organization scope an application may ask for.
#[derive(Clone, Debug)]
pub struct OrganizationConsentScope {
    /// Its id.
    pub id: OrganizationScopeId,
    /// The scope token.
    pub name: String,
    /// Shown on consent pages.
    pub description: Option<String>,
}

/// A resource scope an application may ask for.
#[derive(Clone, Debug)]
pub struct ResourceConsentScope {
    /// Its id.
    pub id: ScopeId,
    /// The scope token.
    pub name: String,
    /// Shown on consent pages.
    pub description: Option<String>,
    /// Whose scope it is.
    pub resource_id: ResourceId,
    /// The resource's name.
    pub resource_name: String,
    /// The resource's indicator.
    pub resource_indicator: String,
}

impl FromRow for ResourceConsentScope {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            description: row.get(2)?,
            resource_id: row.get(3)?,
            resource_name: row.get(4)?,
            resource_indicator: row.get(5)?,
        })
    }
}

/// The settings of one application, with names.
#[derive(Clone, Debug, Default)]
pub struct NamedConsentScopes {
    /// See [`ConsentScopes::organization_scopes`].
    pub organization_scopes: Vec<OrganizationConsentScope>,
    /// See [`ConsentScopes::resource_scopes`]; scopes of one resource follow each other.
    pub resource_scopes: Vec<ResourceConsentScope>,
    /// See [`ConsentScopes::organization_resource_scopes`].
    pub organization_resource_scopes: Vec<ResourceConsentScope>,
    /// See [`ConsentScopes::user_scopes`].
    pub user_scopes: Vec<String>,
}

/// What an application may ask people for.
///
/// # Errors
/// Storage.
pub async fn consent_scopes(conn: &mut Conn, id: &ClientId) -> Result<NamedConsentScopes, DbError> {
    let organization_scopes: Vec<(OrganizationScopeId, String, Option<String>)> = conn
        .all(
            "SELECT s.id, s.name, s.description FROM application_user_consent_organization_scopes c
                 JOIN organization_scopes s ON s.id = c.organization_scope_id
             WHERE c.application_id = $1 ORDER BY s.created_at, s.id",
            args![id],
        )
        .await?;
    let resource_scopes = conn
        .all(
            "SELECT s.id, s.name, s.description, r.id, r.name, r.indicator
             FROM application_user_consent_resource_scopes c
                 JOIN scopes s ON s.id = c.scope_id JOIN resources r ON r.id = s.resource_id
             WHERE c.application_id = $1 ORDER BY r.created_at, r.id, s.created_at, s.id",
            args![id],
        )
        .await?;
    let organization_resource_scopes = conn
        .all(
            "SELECT s.id, s.name, s.description, r.id, r.name, r.indicator
             FROM application_user_consent_organization_resource_scopes c
                 JOIN scopes s ON s.id = c.scope_id JOIN resources r ON r.id = s.resource_id
             WHERE c.application_id = $1 ORDER BY r.created_at, r.id, s.created_at, s.id",
            args![id],
        )
        .await?;
    let user_scopes: Vec<(String,)> = conn
        .all(
            "SELECT scope FROM application_user_consent_scopes WHERE application_id = $1 ORDER BY scope",
            args![id],
        )
        .await?;
    Ok(NamedConsentScopes {
        organization_scopes: organization_scopes
            .into_iter()
            .map(|(id, name, description)| OrganizationConsentScope { id, name, description })
            .collect(),
        resource_scopes,
        organization_resource_scopes,
        user_scopes: user_scopes.into_iter().map(|(scope,)| scope).collect(),
    })
}

/// Lets an application ask for more. `Some`: ids that are unknown, and nothing was added.
///
/// # Errors
/// Storage.
pub async fn add_consent_scopes(
    app: &Inner,
    tx: &mut Tx,
    id: &ClientId,
    scopes: &ConsentScopes,
) -> Result<Option<InvalidConsentScopes>, DbError> {
    let unknown = unknown(tx, scopes).await?;
    if !unknown.is_empty() {
        return Ok(Some(unknown));
    }
    for scope in &scopes.organization_scopes {
        tx.execute(
            "INSERT INTO application_user_consent_organization_scopes (application_id, organization_scope_id)
             VALUES ($1, $2) ON CONFLICT (application_id, organization_scope_id) DO NOTHING",
            args![id, scope],
        )
        .await?;
    }
    for scope in &scopes.resource_scopes {
        tx.execute(
            "INSERT INTO application_user_consent_resource_scopes (application_id, scope_id)
             VALUES ($1, $2) ON CONFLICT (application_id, scope_id) DO NOTHING",
            args![id, scope],
        )
        .await?;
    }
    for scope in &scopes.organization_resource_scopes {
        tx.execute(
            "INSERT INTO application_user_consent_organization_resource_scopes (application_id, scope_id)
             VALUES ($1, $2) ON CONFLICT (application_id, scope_id) DO NOTHING",
            args![id, scope],
        )
        .await?;
    }
    for scope in &scopes.user_scopes {
        add_user_scope(tx, id, scope).await?;
    }
    cache::changed(app, tx).await?;
    Ok(None)
}

async fn unknown(tx: &mut Tx, scopes: &ConsentScopes) -> Result<InvalidConsentScopes, DbError> {
    let mut unknown = InvalidConsentScopes::default();
    for scope in &scopes.organization_scopes {
        let known: Option<(OrganizationScopeId,)> =
            tx.optional("SELECT id FROM organization_scopes WHERE id = $1", args![scope]).await?;
        if known.is_none() {
            unknown.organization_scopes.push(scope.clone());
        }
    }
    for (asked, missing) in [
        (&scopes.resource_scopes, &mut unknown.resource_scopes),
        (&scopes.organization_resource_scopes, &mut unknown.organization_resource_scopes),
    ] {
        for scope in asked {
            let known: Option<(ScopeId,)> =
                tx.optional("SELECT id FROM scopes WHERE id = $1", args![scope]).await?;
            if known.is_none() {
                missing.push(scope.clone());
            }
        }
    }
    Ok(unknown)
}

pub(super) async fn add_user_scope(tx: &mut Tx, id: &ClientId, scope: &str) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO application_user_consent_scopes (application_id, scope) VALUES ($1, $2)
         ON CONFLICT (application_id, scope) DO NOTHING",
        args![id, scope],
    )
    .await?;
    Ok(())
}

/// One thing an application may ask for.
#[derive(Clone, Debug)]
pub enum ConsentScope {
    /// Of the organization template.
    Organization(OrganizationScopeId),
    /// Of a resource.
    Resource(ScopeId),
    /// Of a resource, from roles in organizations.
    OrganizationResource(ScopeId),
    /// An OIDC scope.
    User(String),
}

/// Stops an application asking for something. False: it could not.
///
/// # Errors
/// Storage.
pub async fn remove_consent_scope(
    app: &Inner,
    tx: &mut Tx,
    id: &ClientId,
    scope: &ConsentScope,
) -> Result<bool, DbError> {
    let removed = match scope {
        ConsentScope::Organization(scope) => {
            tx.execute(
                "DELETE FROM application_user_consent_organization_scopes
                 WHERE application_id = $1 AND organization_scope_id = $2",
                args![id, scope],
            )
            .await?
        }
        ConsentScope::Resource(scope) => {
            tx.execute(
                "DELETE FROM application_user_consent_resource_scopes WHERE application_id = $1 AND scope_id = $2",
                args![id, scope],
            )
            .await?
        }
        ConsentScope::OrganizationResource(scope) => {
            tx.execute(
                "DELETE FROM application_user_consent_organization_resource_scopes
                 WHERE application_id = $1 AND scope_id = $2",
                args![id, scope],
            )
            .await?
        }
        ConsentScope::User(scope) => {
            tx.execute(
                "DELETE FROM application_user_consent_scopes WHERE application_id = $1 AND scope = $2",
                args![id, scope],
            )
            .await?
        }
    };
    cache::changed(app, tx).await?;
    Ok(removed > 0)
}
