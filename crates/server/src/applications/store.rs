use genkan_database::{Conn, DbError, FromRow, Json, Row, Tx, args};

use super::{Application, ApplicationType, Client, StoredSecret};
use crate::{
    clock::Timestamp,
    ids::{ClientId, OrganizationScopeId, RoleId, ScopeId},
    secrets::Token,
};

impl FromRow for Application {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        let type_name: String = row.get(3)?;
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            description: row.get(2)?,
            application_type: ApplicationType::parse(&type_name)
                .ok_or_else(|| DbError::Decode(format!("unknown application type {type_name}")))?,
            is_third_party: row.get(4)?,
            redirect_uris: row.get::<Json<_>>(5)?.0,
            post_logout_redirect_uris: row.get::<Json<_>>(6)?.0,
            backchannel_logout_uri: row.get(7)?,
            backchannel_logout_session_required: row.get(8)?,
            logo_uri: row.get(9)?,
            metadata: row.get::<Json<_>>(10)?.0,
            created_at: row.get(11)?,
            access_control_enabled: row.get(12)?,
        })
    }
}

pub(super) async fn insert(tx: &mut Tx, application: &Application) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO applications (id, name, description, type, is_third_party, redirect_uris,
             post_logout_redirect_uris, backchannel_logout_uri, backchannel_logout_session_required, logo_uri,
             custom_client_metadata, custom_data, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '{}', $12)",
        args![
            application.id,
            application.name,
            application.description,
            application.application_type.as_str(),
            application.is_third_party,
            Json(&application.redirect_uris),
            Json(&application.post_logout_redirect_uris),
            application.backchannel_logout_uri,
            application.backchannel_logout_session_required,
            application.logo_uri,
            Json(&application.metadata),
            application.created_at
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn update_redirect_uris(
    tx: &mut Tx,
    id: &ClientId,
    redirect_uris: &[String],
    post_logout_redirect_uris: &[String],
) -> Result<bool, DbError> {
    let updated = tx
        .execute(
            "UPDATE applications SET redirect_uris = $2, post_logout_redirect_uris = $3 WHERE id = $1",
            args![id, Json(redirect_uris), Json(post_logout_redirect_uris)],
        )
        .await?;
    Ok(updated == 1)
}

pub(super) async fn insert_consent_scope(tx: &mut Tx, id: &ClientId, scope: &str) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO application_user_consent_scopes (application_id, scope) VALUES ($1, $2)
         ON CONFLICT (application_id, scope) DO NOTHING",
        args![id, scope],
    )
    .await?;
    Ok(())
}

pub(super) async fn insert_secret(
    tx: &mut Tx,
    id: &ClientId,
    name: &str,
    secret: &Token,
    sealed: Vec<u8>,
    now: Timestamp,
    expires_at: Option<Timestamp>,
) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO application_secrets (application_id, name, secret_hash, sealed_secret, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        args![id, name, secret.hash(), sealed, now, expires_at],
    )
    .await?;
    Ok(())
}

pub(super) async fn insert_role(tx: &mut Tx, id: &ClientId, role: &RoleId) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO application_roles (application_id, role_id) VALUES ($1, $2)
         ON CONFLICT (application_id, role_id) DO NOTHING",
        args![id, role],
    )
    .await?;
    Ok(())
}

pub(super) async fn list(conn: &mut Conn) -> Result<Vec<Application>, DbError> {
    conn.all(
        "SELECT id, name, description, type, is_third_party, redirect_uris, post_logout_redirect_uris,
             backchannel_logout_uri, backchannel_logout_session_required, logo_uri, custom_client_metadata, created_at,
             access_control_enabled
         FROM applications ORDER BY created_at, id",
        args![],
    )
    .await
}

pub(super) async fn find(conn: &mut Conn, id: &ClientId) -> Result<Option<Application>, DbError> {
    conn.optional(
        "SELECT id, name, description, type, is_third_party, redirect_uris, post_logout_redirect_uris,
             backchannel_logout_uri, backchannel_logout_session_required, logo_uri, custom_client_metadata, created_at,
             access_control_enabled
         FROM applications WHERE id = $1",
        args![id],
    )
    .await
}

pub(super) async fn find_client(conn: &mut Conn, id: &ClientId) -> Result<Option<Client>, DbError> {
    let Some(application) = find(conn, id).await? else { return Ok(None) };
    let secrets = conn
        .all::<(String, _, Option<Timestamp>)>(
            "SELECT name, secret_hash, expires_at FROM application_secrets WHERE application_id = $1",
            args![id],
        )
        .await?
        .into_iter()
        .map(|(name, hash, expires_at)| StoredSecret { name, hash, expires_at })
        .collect();
    let consent_scopes = conn
        .all::<(String,)>(
            "SELECT scope FROM application_user_consent_scopes WHERE application_id = $1",
            args![id],
        )
        .await?
        .into_iter()
        .map(|(scope,)| scope)
        .collect();
    let consent_resource_scopes = conn
        .all::<(ScopeId,)>(
            "SELECT scope_id FROM application_user_consent_resource_scopes WHERE application_id = $1",
            args![id],
        )
        .await?
        .into_iter()
        .map(|(scope,)| scope)
        .collect();
    let consent_organization_scopes = conn
        .all::<(OrganizationScopeId,)>(
            "SELECT organization_scope_id FROM application_user_consent_organization_scopes WHERE application_id = $1",
            args![id],
        )
        .await?
        .into_iter()
        .map(|(scope,)| scope)
        .collect();
    let consent_organization_resource_scopes = conn
        .all::<(ScopeId,)>(
            "SELECT scope_id FROM application_user_consent_organization_resource_scopes WHERE application_id = $1",
            args![id],
        )
        .await?
        .into_iter()
        .map(|(scope,)| scope)
        .collect();
    Ok(Some(Client {
        application,
        secrets,
        consent_scopes,
        consent_resource_scopes,
        consent_organization_scopes,
        consent_organization_resource_scopes,
    }))
}

pub(super) async fn newest_sealed_secret(
    conn: &mut Conn,
    id: &ClientId,
    now: Timestamp,
) -> Result<Option<Vec<u8>>, DbError> {
    let row: Option<(Vec<u8>,)> = conn
        .optional(
            "SELECT sealed_secret FROM application_secrets
             WHERE application_id = $1 AND (expires_at IS NULL OR expires_at > $2)
             ORDER BY created_at DESC, name LIMIT 1",
            args![id, now],
        )
        .await?;
    Ok(row.map(|(sealed,)| sealed))
}

pub(super) async fn delete(tx: &mut Tx, id: &ClientId) -> Result<bool, DbError> {
    Ok(tx.execute("DELETE FROM applications WHERE id = $1", args![id]).await? > 0)
}
