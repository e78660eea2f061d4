//! Organizations, their template and who is where, by plain rows.

use genkan::{
    changes::Topic,
    ids::{ClientId, OrganizationId, UserId},
};
use genkan_database::{Value, args};

use crate::support::TestApp;

/// Runs one statement, as the owner of the table would: caches hear of it.
pub async fn write(app: &TestApp, sql: &'static str, values: &[Value<'_>]) {
    let mut tx = app.app.db.begin().await.unwrap();
    tx.execute(sql, values).await.unwrap();
    use Topic as T;
    for topic in [T::Applications, T::Resources, T::Organizations, T::Roles, T::Webhooks] {
        app.app.changes.bump(&mut tx, topic).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// An organization named by its id.
pub async fn organization(app: &TestApp, id: &str) -> OrganizationId {
    write(
        app,
        "INSERT INTO organizations (id, name, description, custom_data, color, branding, created_at)
         VALUES ($1, $1, 'An organization', '{}', '{}', '{}', 1)",
        args![id],
    )
    .await;
    OrganizationId::from(id)
}

/// A role of the template whose id is its name, with these organization scopes (which it creates).
pub async fn organization_role(app: &TestApp, name: &str, kind: &str, scopes: &[&str]) {
    write(
        app,
        "INSERT INTO organization_roles (id, name, type, created_at) VALUES ($1, $1, $2, 1)",
        args![name, kind],
    )
    .await;
    for scope in scopes {
        write(
            app,
            "INSERT INTO organization_scopes (id, name, created_at) VALUES ($1, $1, 1)
             ON CONFLICT (name) DO NOTHING",
            args![scope],
        )
        .await;
        write(
            app,
            "INSERT INTO organization_role_scopes (organization_role_id, organization_scope_id) VALUES ($1, $2)",
            args![name, scope],
        )
        .await;
    }
}

/// Gives a role of the template a scope of a resource.
pub async fn give_resource_scope(app: &TestApp, role: &str, indicator: &str, scope: &str) {
    write(
        app,
        "INSERT INTO organization_role_resource_scopes (organization_role_id, scope_id)
         SELECT $1, s.id FROM scopes s JOIN resources r ON r.id = s.resource_id
         WHERE r.indicator = $2 AND s.name = $3",
        args![role, indicator, scope],
    )
    .await;
}

pub async fn join(app: &TestApp, organization: &OrganizationId, user: &UserId, roles: &[&str]) {
    write(
        app,
        "INSERT INTO organization_users (organization_id, user_id) VALUES ($1, $2)",
        args![organization, user],
    )
    .await;
    for role in roles {
        write(
            app,
            "INSERT INTO organization_user_roles (organization_id, user_id, organization_role_id)
             VALUES ($1, $2, $3)",
            args![organization, user, role],
        )
        .await;
    }
}

pub async fn leave(app: &TestApp, organization: &OrganizationId, user: &UserId) {
    write(
        app,
        "DELETE FROM organization_users WHERE organization_id = $1 AND user_id = $2",
        args![organization, user],
    )
    .await;
}

pub async fn associate(app: &TestApp, organization: &OrganizationId, client: &ClientId, roles: &[&str]) {
    write(
        app,
        "INSERT INTO organization_applications (organization_id, application_id) VALUES ($1, $2)",
        args![organization, client],
    )
    .await;
    for role in roles {
        write(
            app,
            "INSERT INTO organization_application_roles (organization_id, application_id, organization_role_id)
             VALUES ($1, $2, $3)",
            args![organization, client, role],
        )
        .await;
    }
}
