use std::collections::HashMap;

use genkan_database::{Conn, DbError, FromRow, Row, args};
use serde::Serialize;

use super::pattern::contains;
use crate::ids::{OrganizationId, UserId};

/// How many members an organization has, and some of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Membership {
    /// All.
    pub users_count: i64,
    /// Up to three, by id.
    pub featured_users: Vec<FeaturedUser>,
}

/// One of the members that stand for all of them in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FeaturedUser {
    /// `sub`.
    pub id: UserId,
    /// URL.
    pub avatar: Option<String>,
    /// Display name.
    pub name: Option<String>,
}

/// One of the featured users; none for an organization without members.
struct MembershipRow {
    organization: OrganizationId,
    users_count: i64,
    user: Option<FeaturedUser>,
}

impl FromRow for MembershipRow {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        let (avatar, name) = (row.get(3)?, row.get(4)?);
        let user = row.get::<Option<UserId>>(2)?.map(|id| FeaturedUser { id, avatar, name });
        Ok(Self { organization: row.get(0)?, users_count: row.get(1)?, user })
    }
}

/// The memberships of the organizations that [`list`](super::list) finds with the same arguments. The first three
/// members are found one after the other in the index, however many there are.
///
/// # Errors
/// Storage.
pub async fn memberships(
    conn: &mut Conn,
    q: Option<&str>,
    limit: i64,
    offset: i64,
) -> Result<HashMap<OrganizationId, Membership>, DbError> {
    let rows: Vec<MembershipRow> = conn
        .all(
            "SELECT third.id, third.users, u.id, u.avatar, u.name
             FROM (SELECT second.id, second.users, second.m1, second.m2,
                     (SELECT MIN(m.user_id) FROM organization_users m
                         WHERE m.organization_id = second.id AND m.user_id > second.m2) AS m3
                 FROM (SELECT first.id, first.users, first.m1,
                         (SELECT MIN(m.user_id) FROM organization_users m
                             WHERE m.organization_id = first.id AND m.user_id > first.m1) AS m2
                     FROM (SELECT page.id,
                             (SELECT COUNT(*) FROM organization_users m WHERE m.organization_id = page.id) AS users,
                             (SELECT MIN(m.user_id) FROM organization_users m
                                 WHERE m.organization_id = page.id) AS m1
                         FROM (SELECT id FROM organizations
                                 WHERE CAST($1 AS TEXT) IS NULL OR lower(id) LIKE lower($1) ESCAPE '\\'
                                     OR lower(name) LIKE lower($1) ESCAPE '\\'
                                 ORDER BY created_at, id LIMIT $2 OFFSET $3) page) first) second) third
                 LEFT JOIN users u ON u.id IN (third.m1, third.m2, third.m3)
             ORDER BY third.id, u.id",
            args![contains(q), limit, offset],
        )
        .await?;
    let mut memberships: HashMap<OrganizationId, Membership> = HashMap::new();
    for row in rows {
        let membership = memberships.entry(row.organization).or_default();
        membership.users_count = row.users_count;
        membership.featured_users.extend(row.user);
    }
    Ok(memberships)
}
