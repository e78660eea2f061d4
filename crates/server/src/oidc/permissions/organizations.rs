use genkan_database::{Conn, DbError, args};

use crate::ids::{ClientId, OrganizationId, UserId};

/// An organization the user is in, as a third-party client's consent page needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Which.
    pub id: OrganizationId,
    /// Shown to people.
    pub name: String,
    /// The user opened it to the client.
    pub is_open: bool,
}

/// The organizations the user is in, and which of them are open to `client`; by name.
///
/// # Errors
/// Storage.
pub async fn organizations_of(
    conn: &mut Conn,
    client: &ClientId,
    user: &UserId,
) -> Result<Vec<Membership>, DbError> {
    let rows: Vec<(OrganizationId, String, bool)> = conn
        .all(
            "SELECT o.id, o.name, EXISTS (SELECT 1 FROM application_user_consent_organizations c
                 WHERE c.application_id = $1 AND c.user_id = m.user_id AND c.organization_id = m.organization_id)
             FROM organization_users m JOIN organizations o ON o.id = m.organization_id
             WHERE m.user_id = $2",
            args![client, user],
        )
        .await?;
    let mut all: Vec<Membership> =
        rows.into_iter().map(|(id, name, is_open)| Membership { id, name, is_open }).collect();
    // Sorted here: databases collate text differently.
    all.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(all)
}

/// Name and description of every organization scope.
///
/// # Errors
/// Storage.
pub async fn template_scopes(conn: &mut Conn) -> Result<Vec<(String, Option<String>)>, DbError> {
    conn.all("SELECT name, description FROM organization_scopes ORDER BY created_at, id", args![]).await
}
