use genkan_database::{Conn, DbError, FromRow, Json, Row, Tx, args};

use serde_json::{Map, Value};

use super::{Application, ApplicationType, Client, CustomClientMetadata, StoredSecret};
use crate::{
    clock::Timestamp,
    ids::{ClientId, OrganizationScopeId, ScopeId},
};

impl FromRow for Application {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        let type_name: String = row.get(3)?;
        let Json(custom_client_metadata): Json<Map<String, Value>> = row.get(10)?;
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
            metadata: CustomClientMetadata::read(&custom_client_metadata).map_err(|error| {
                DbError::Decode(format!("custom_client_metadata: {:?}", error.classify()))
            })?,
            custom_client_metadata,
            created_at: row.get(11)?,
            access_control_enabled: row.get(12)?,
            custom_data: row.get::<Json<_>>(13)?.0,
        })
    }
}

pub(super) async fn insert(tx: &mut Tx, application: &Application) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO applications (id, name, description, type, is_third_party, redirect_uris,
             post_logout_redirect_uris, backchannel_logout_uri, backchannel_logout_session_required, logo_uri,
             custom_client_metadata, custom_data, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
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
            Json(&application.custom_client_metadata),
            Json(&application.custom_data),
            application.created_at
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn find(conn: &mut Conn, id: &ClientId) -> Result<Option<Application>, DbError> {
    conn.optional(
        "SELECT id, name, description, type, is_third_party, redirect_uris, post_logout_redirect_uris,
             backchannel_logout_uri, backchannel_logout_session_required, logo_uri, custom_client_metadata, created_at,
             access_control_enabled, custom_data
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

pub(super) async fn delete(tx: &mut Tx, id: &ClientId) -> Result<bool, DbError> {
    Ok(tx.execute("DELETE FROM applications WHERE id = $1", args![id]).await? > 0)
}

/// Reads an application so that no other transaction changes it, or what hangs on it, before this one ends: rules
/// that look at several rows hold when two write at once.
pub(super) async fn lock(tx: &mut Tx, id: &ClientId) -> Result<Option<Application>, DbError> {
    tx.optional(
        "UPDATE applications SET name = name WHERE id = $1
         RETURNING id, name, description, type, is_third_party, redirect_uris, post_logout_redirect_uris,
             backchannel_logout_uri, backchannel_logout_session_required, logo_uri, custom_client_metadata, created_at,
             access_control_enabled, custom_data",
        args![id],
    )
    .await
}

/// Writes everything that can change.
pub(super) async fn update(tx: &mut Tx, application: &Application) -> Result<(), DbError> {
    tx.execute(
        "UPDATE applications SET name = $2, description = $3, redirect_uris = $4, post_logout_redirect_uris = $5,
             backchannel_logout_uri = $6, backchannel_logout_session_required = $7, logo_uri = $8,
             custom_client_metadata = $9, custom_data = $10, access_control_enabled = $11
         WHERE id = $1",
        args![
            application.id,
            application.name,
            application.description,
            Json(&application.redirect_uris),
            Json(&application.post_logout_redirect_uris),
            application.backchannel_logout_uri,
            application.backchannel_logout_session_required,
            application.logo_uri,
            Json(&application.custom_client_metadata),
            Json(&application.custom_data),
            application.access_control_enabled
        ],
    )
    .await?;
    Ok(())
}
