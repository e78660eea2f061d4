use std::collections::HashMap;

use genkan_database::{Conn, DbError, FromRow, Row, args};

use crate::ids::{ClientId, RoleId, UserId};

/// Who has a role: how many, and up to three of them.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    /// All users with the role.
    pub users: i64,
    /// The first by id.
    pub featured_users: Vec<FeaturedUser>,
    /// All applications with the role.
    pub applications: i64,
    /// The first by id.
    pub featured_applications: Vec<FeaturedApplication>,
}

/// A user, as much as a list of roles shows.
#[derive(Clone, Debug)]
pub struct FeaturedUser {
    /// Who.
    pub id: UserId,
    /// URL.
    pub avatar: Option<String>,
    /// Display name.
    pub name: Option<String>,
}

/// An application, as much as a list of roles shows.
#[derive(Clone, Debug)]
pub struct FeaturedApplication {
    /// Which.
    pub id: ClientId,
    /// Shown to people.
    pub name: String,
    /// Wire name of its type.
    pub application_type: String,
}

struct UserRow(RoleId, FeaturedUser);

impl FromRow for UserRow {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self(row.get(0)?, FeaturedUser { id: row.get(1)?, avatar: row.get(2)?, name: row.get(3)? }))
    }
}

struct ApplicationRow(RoleId, FeaturedApplication);

impl FromRow for ApplicationRow {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        let (id, name, application_type) = (row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(Self(row.get(0)?, FeaturedApplication { id, name, application_type }))
    }
}

/// Who has these roles, in three statements. The first three are found one after the other in the index, however many
/// there are.
///
/// # Errors
/// Storage.
pub async fn usages<'a>(
    conn: &mut Conn,
    roles: impl Iterator<Item = &'a RoleId>,
) -> Result<HashMap<RoleId, Usage>, DbError> {
    // `,a,b,`: one parameter for any number of roles.
    let roles = roles.fold(",".to_owned(), |list, role| list + role.as_str() + ",");
    let mut usages: HashMap<RoleId, Usage> = HashMap::new();
    let rows: Vec<(RoleId, i64, i64)> = conn
        .all(
            "SELECT r.id, (SELECT COUNT(*) FROM user_roles m WHERE m.role_id = r.id),
                 (SELECT COUNT(*) FROM application_roles m WHERE m.role_id = r.id)
             FROM roles r WHERE CAST($1 AS TEXT) LIKE '%,' || r.id || ',%'",
            args![roles],
        )
        .await?;
    for (role, users, applications) in rows {
        usages.insert(role, Usage { users, applications, ..Usage::default() });
    }
    let rows: Vec<UserRow> = conn
        .all(
            "SELECT third.id, u.id, u.avatar, u.name
             FROM (SELECT second.id, second.m1, second.m2,
                     (SELECT MIN(m.user_id) FROM user_roles m
                         WHERE m.role_id = second.id AND m.user_id > second.m2) AS m3
                 FROM (SELECT first.id, first.m1,
                         (SELECT MIN(m.user_id) FROM user_roles m
                             WHERE m.role_id = first.id AND m.user_id > first.m1) AS m2
                     FROM (SELECT r.id,
                             (SELECT MIN(m.user_id) FROM user_roles m WHERE m.role_id = r.id) AS m1
                         FROM roles r WHERE CAST($1 AS TEXT) LIKE '%,' || r.id || ',%') first) second) third
                 JOIN users u ON u.id IN (third.m1, third.m2, third.m3)
             ORDER BY third.id, u.id",
            args![roles],
        )
        .await?;
    for UserRow(role, user) in rows {
        usages.entry(role).or_default().featured_users.push(user);
    }
    let rows: Vec<ApplicationRow> = conn
        .all(
            "SELECT third.id, a.id, a.name, a.type
             FROM (SELECT second.id, second.m1, second.m2,
                     (SELECT MIN(m.application_id) FROM application_roles m
                         WHERE m.role_id = second.id AND m.application_id > second.m2) AS m3
                 FROM (SELECT first.id, first.m1,
                         (SELECT MIN(m.application_id) FROM application_roles m
                             WHERE m.role_id = first.id AND m.application_id > first.m1) AS m2
                     FROM (SELECT r.id,
                             (SELECT MIN(m.application_id) FROM application_roles m WHERE m.role_id = r.id) AS m1
                         FROM roles r WHERE CAST($1 AS TEXT) LIKE '%,' || r.id || ',%') first) second) third
                 JOIN applications a ON a.id IN (third.m1, third.m2, third.m3)
             ORDER BY third.id, a.id",
            args![roles],
        )
        .await?;
    for ApplicationRow(role, application) in rows {
        usages.entry(role).or_default().featured_applications.push(application);
    }
    Ok(usages)
}
