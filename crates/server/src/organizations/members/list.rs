use genkan_database::{Conn, DbError, FromRow, Json, Row, args};
use serde::Serialize;
use serde_json::{Map, Value};

use super::search;
use crate::{
    clock::Timestamp,
    ids::{ClientId, OrganizationId, OrganizationRoleId, UserId},
    organizations::{RoleName, pattern::contains},
};

/// A member as the management API shows it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as in users::User")]
pub struct Member {
    pub id: UserId,
    pub username: Option<String>,
    pub primary_email: Option<String>,
    pub primary_phone: Option<String>,
    pub name: Option<String>,
    pub avatar: Option<String>,
    pub custom_data: Map<String, Value>,
    pub identities: Map<String, Value>,
    pub last_sign_in_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub profile: Map<String, Value>,
    pub application_id: Option<ClientId>,
    pub is_suspended: bool,
    /// Its roles in the organization, by name.
    pub organization_roles: Vec<RoleName>,
}

pub(super) struct WithRole(Member, Option<OrganizationRoleId>, Option<String>);

impl FromRow for WithRole {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        let member = Member {
            id: row.get(0)?,
            username: row.get(1)?,
            primary_email: row.get(2)?,
            primary_phone: row.get(3)?,
            name: row.get(4)?,
            avatar: row.get(5)?,
            custom_data: row.get::<Json<_>>(6)?.0,
            identities: row.get::<Json<_>>(7)?.0,
            last_sign_in_at: row.get(8)?,
            created_at: row.get(9)?,
            updated_at: row.get(10)?,
            profile: row.get::<Json<_>>(11)?.0,
            application_id: row.get(12)?,
            is_suspended: row.get(13)?,
            organization_roles: Vec::new(),
        };
        Ok(Self(member, row.get(14)?, row.get(15)?))
    }
}

/// Which members a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct MemberFilter<'a> {
    /// Part of id, e-mail address, phone number, username or name.
    pub q: Option<&'a str>,
    /// Those who have this role.
    pub role: Option<&'a OrganizationRoleId>,
}

/// Members by user id. An unknown organization has none.
///
/// Several statements, so that those without a search walk one index and stay fast in an organization of many.
///
/// # Errors
/// Storage.
pub async fn list(
    conn: &mut Conn,
    organization: &OrganizationId,
    filter: MemberFilter<'_>,
    limit: i64,
    offset: i64,
) -> Result<Vec<Member>, DbError> {
    let rows: Vec<WithRole> = match (contains(filter.q), filter.role) {
        (None, None) => {
            conn.all(
                "SELECT u.id, u.username, u.primary_email, u.primary_phone, u.name, u.avatar, u.custom_data,
                     u.identities, u.last_sign_in_at, u.created_at, u.updated_at, u.profile, u.application_id,
                     u.is_suspended, r.id, r.name
                 FROM (SELECT user_id FROM organization_users
                         WHERE organization_id = $1 ORDER BY user_id LIMIT $2 OFFSET $3) page
                     JOIN users u ON u.id = page.user_id
                     LEFT JOIN organization_user_roles a ON a.organization_id = $1 AND a.user_id = page.user_id
                     LEFT JOIN organization_roles r ON r.id = a.organization_role_id
                 ORDER BY u.id, r.name",
                args![organization, limit, offset],
            )
            .await?
        }
        (None, Some(role)) => {
            conn.all(
                "SELECT u.id, u.username, u.primary_email, u.primary_phone, u.name, u.avatar, u.custom_data,
                     u.identities, u.last_sign_in_at, u.created_at, u.updated_at, u.profile, u.application_id,
                     u.is_suspended, r.id, r.name
                 FROM (SELECT user_id FROM organization_user_roles
                         WHERE organization_role_id = $4 AND organization_id = $1
                         ORDER BY user_id LIMIT $2 OFFSET $3) page
                     JOIN users u ON u.id = page.user_id
                     LEFT JOIN organization_user_roles a ON a.organization_id = $1 AND a.user_id = page.user_id
                     LEFT JOIN organization_roles r ON r.id = a.organization_role_id
                 ORDER BY u.id, r.name",
                args![organization, limit, offset, role],
            )
            .await?
        }
        (Some(pattern), role) => {
            return Ok(search::search(conn, organization, &pattern, role, limit, offset).await?.0);
        }
    };
    Ok(fold(rows))
}

/// One entry per member; the rows of one stand together.
pub(super) fn fold(rows: Vec<WithRole>) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for WithRole(member, role, name) in rows {
        let role = role.zip(name).map(|(id, name)| RoleName { id, name });
        if members.last().is_none_or(|last| last.id != member.id) {
            members.push(member);
        }
        if let Some(last) = members.last_mut() {
            last.organization_roles.extend(role);
        }
    }
    members
}

/// A page of [`list`], and how many members the whole list has.
///
/// # Errors
/// Storage.
pub async fn page(
    conn: &mut Conn,
    organization: &OrganizationId,
    filter: MemberFilter<'_>,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Member>, i64), DbError> {
    if let Some(pattern) = contains(filter.q) {
        let (members, total) =
            search::search(conn, organization, &pattern, filter.role, limit, offset).await?;
        // A page past the end does not know.
        if !members.is_empty() || offset == 0 {
            return Ok((members, total));
        }
    }
    let total = count(conn, organization, filter).await?;
    Ok((list(conn, organization, filter, limit, offset).await?, total))
}

/// How many members [`list`] finds.
///
/// # Errors
/// Storage.
pub async fn count(
    conn: &mut Conn,
    organization: &OrganizationId,
    filter: MemberFilter<'_>,
) -> Result<i64, DbError> {
    let (count,): (i64,) = match (contains(filter.q), filter.role) {
        (None, None) => {
            conn.one(
                "SELECT COUNT(*) FROM organization_users WHERE organization_id = $1",
                args![organization],
            )
            .await?
        }
        (None, Some(role)) => {
            conn.one(
                "SELECT COUNT(*) FROM organization_user_roles
                 WHERE organization_role_id = $2 AND organization_id = $1",
                args![organization, role],
            )
            .await?
        }
        (Some(pattern), role) => {
            conn.one(
                "SELECT COUNT(*) FROM organization_users m JOIN users p ON p.id = m.user_id
                 WHERE m.organization_id = $1
                     AND (CAST($2 AS TEXT) IS NULL OR EXISTS (
                         SELECT 1 FROM organization_user_roles h WHERE h.organization_id = $1
                             AND h.user_id = m.user_id AND h.organization_role_id = $2))
                     AND (lower(p.id) LIKE lower($3) ESCAPE '\\'
                         OR lower(p.primary_email) LIKE lower($3) ESCAPE '\\'
                         OR p.primary_phone LIKE lower($3) ESCAPE '\\'
                         OR lower(p.username) LIKE lower($3) ESCAPE '\\'
                         OR lower(p.name) LIKE lower($3) ESCAPE '\\')",
                args![organization, role, pattern],
            )
            .await?
        }
    };
    Ok(count)
}
