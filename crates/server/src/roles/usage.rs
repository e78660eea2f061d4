use genkan_database::{Conn, DbError, args};

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

/// Who has the role.
///
/// # Errors
/// Storage.
pub async fn usage(conn: &mut Conn, role: &RoleId) -> Result<Usage, DbError> {
    let (users, applications): (i64, i64) = conn
        .one(
            "SELECT (SELECT COUNT(*) FROM user_roles WHERE role_id = $1),
                 (SELECT COUNT(*) FROM application_roles WHERE role_id = $1)",
            args![role],
        )
        .await?;
    let mut usage = Usage { users, applications, ..Usage::default() };
    if users > 0 {
        let rows: Vec<(UserId, Option<String>, Option<String>)> = conn
            .all(
                "SELECT u.id, u.avatar, u.name FROM user_roles r JOIN users u ON u.id = r.user_id
                 WHERE r.role_id = $1 ORDER BY r.user_id LIMIT 3",
                args![role],
            )
            .await?;
        usage.featured_users =
            rows.into_iter().map(|(id, avatar, name)| FeaturedUser { id, avatar, name }).collect();
    }
    if applications > 0 {
        let rows: Vec<(ClientId, String, String)> = conn
            .all(
                "SELECT a.id, a.name, a.type FROM application_roles r JOIN applications a ON a.id = r.application_id
                 WHERE r.role_id = $1 ORDER BY r.application_id LIMIT 3",
                args![role],
            )
            .await?;
        usage.featured_applications = rows
            .into_iter()
            .map(|(id, name, application_type)| FeaturedApplication { id, name, application_type })
            .collect();
    }
    Ok(usage)
}
