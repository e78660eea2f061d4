use genkan_database::{Conn, DbError, FromRow, Row, args};

use super::{Account, store::SEPARATOR};
use crate::{
    clock::Timestamp,
    ids::{OrganizationId, RoleId, UserId},
    search::{AnyField, Search},
};

/// What users are searched by, in the order of [`Search::matches`].
pub const SEARCH_FIELDS: [&str; 5] = ["id", "primary_email", "primary_phone", "username", "name"];

/// How many rows are looked at between two awaits when a search is too complicated for SQL.
const BATCH: i64 = 2_000;
/// From how many members on they are found by going through all users.
const MANY: i64 = 2_000;

/// Among whom.
#[derive(Clone, Copy, Debug)]
pub enum Among<'a> {
    /// All users.
    Everybody,
    /// Those who have the role.
    WithRole(&'a RoleId),
    /// Those who do not.
    WithoutRole(&'a RoleId),
    /// Those who are no members of the organization.
    OutsideOrganization(&'a OrganizationId),
}

/// The ids a statement narrows by; the empty id is nobody's, so it narrows nothing.
#[derive(Clone, Copy)]
struct Narrow<'a> {
    with_role: &'a str,
    without_role: &'a str,
    outside: &'a str,
}

impl<'a> From<Among<'a>> for Narrow<'a> {
    fn from(among: Among<'a>) -> Self {
        let everybody = Self { with_role: "", without_role: "", outside: "" };
        match among {
            Among::Everybody => everybody,
            Among::WithRole(role) => Self { with_role: role.as_str(), ..everybody },
            Among::WithoutRole(role) => Self { without_role: role.as_str(), ..everybody },
            Among::OutsideOrganization(organization) => Self { outside: organization.as_str(), ..everybody },
        }
    }
}

/// One page of users, the youngest first, and how many there are in all.
///
/// # Errors
/// Storage.
pub async fn list(
    conn: &mut Conn,
    among: Among<'_>,
    search: Option<&Search>,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Account>, i64), DbError> {
    let narrow = Narrow::from(among);
    match search {
        None => {
            let total = count(conn, among).await?;
            Ok((page(conn, among, total, limit, offset).await?, total))
        }
        Some(search) => match search.as_any_field() {
            Some(AnyField::Equals(text)) => equal(conn, narrow, text, limit, offset).await,
            Some(AnyField::Contains { text, at_start, at_end }) if !text.contains(SEPARATOR) => {
                let pattern = within_search_text(text, at_start, at_end);
                containing(conn, narrow, &pattern, limit, offset).await
            }
            Some(AnyField::Contains { .. }) => Ok((Vec::new(), 0)),
            None => tested(conn, narrow, search, limit, offset).await,
        },
    }
}

async fn page(
    conn: &mut Conn,
    among: Among<'_>,
    total: i64,
    limit: i64,
    offset: i64,
) -> Result<Vec<Account>, DbError> {
    match among {
        Among::Everybody => {
            conn.all(
                "SELECT id, username, primary_email, primary_phone, name, avatar, profile, custom_data, identities,
                     is_suspended, application_id, last_sign_in_at, created_at, updated_at, email_verified,
                     phone_verified, password_hash, password_algorithm, is_password_expired, logto_config
                 FROM users ORDER BY created_at DESC, id DESC LIMIT $1 OFFSET $2",
                args![limit, offset],
            )
            .await
        }
        // Many have it: going through the users by age soon finds a page of them.
        Among::WithRole(role) if total > MANY => {
            conn.all(
                "SELECT id, username, primary_email, primary_phone, name, avatar, profile, custom_data, identities,
                     is_suspended, application_id, last_sign_in_at, created_at, updated_at, email_verified,
                     phone_verified, password_hash, password_algorithm, is_password_expired, logto_config
                 FROM users
                 WHERE EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = users.id AND r.role_id = $3)
                 ORDER BY created_at DESC, id DESC LIMIT $1 OFFSET $2",
                args![limit, offset, role],
            )
            .await
        }
        Among::WithRole(role) => {
            conn.all(
                "SELECT u.id, u.username, u.primary_email, u.primary_phone, u.name, u.avatar, u.profile,
                     u.custom_data, u.identities, u.is_suspended, u.application_id, u.last_sign_in_at, u.created_at,
                     u.updated_at, u.email_verified, u.phone_verified, u.password_hash, u.password_algorithm,
                     u.is_password_expired, u.logto_config
                 FROM user_roles r JOIN users u ON u.id = r.user_id
                 WHERE r.role_id = $3 ORDER BY u.created_at DESC, u.id DESC LIMIT $1 OFFSET $2",
                args![limit, offset, role],
            )
            .await
        }
        Among::WithoutRole(_) | Among::OutsideOrganization(_) => {
            let Narrow { without_role, outside, .. } = among.into();
            conn.all(
                "SELECT id, username, primary_email, primary_phone, name, avatar, profile, custom_data, identities,
                     is_suspended, application_id, last_sign_in_at, created_at, updated_at, email_verified,
                     phone_verified, password_hash, password_algorithm, is_password_expired, logto_config
                 FROM users
                 WHERE NOT EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = users.id AND r.role_id = $3)
                     AND NOT EXISTS (SELECT 1 FROM organization_users o
                         WHERE o.organization_id = $4 AND o.user_id = users.id)
                 ORDER BY created_at DESC, id DESC LIMIT $1 OFFSET $2",
                args![limit, offset, without_role, outside],
            )
            .await
        }
    }
}

async fn count(conn: &mut Conn, among: Among<'_>) -> Result<i64, DbError> {
    let (total,): (i64,) = match among {
        Among::WithRole(role) => {
            conn.one("SELECT COUNT(*) FROM user_roles WHERE role_id = $1", args![role]).await?
        }
        Among::Everybody | Among::WithoutRole(_) | Among::OutsideOrganization(_) => {
            let Narrow { without_role, outside, .. } = among.into();
            conn.one(
                "SELECT (SELECT COUNT(*) FROM users)
                     - (SELECT COUNT(*) FROM user_roles WHERE role_id = $1)
                     - (SELECT COUNT(*) FROM organization_users WHERE organization_id = $2)",
                args![without_role, outside],
            )
            .await?
        }
    };
    Ok(total)
}

/// A field is `text`, in lower case: every condition has an index.
async fn equal(
    conn: &mut Conn,
    narrow: Narrow<'_>,
    text: &str,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Account>, i64), DbError> {
    let Narrow { with_role, without_role, outside } = narrow;
    let accounts = conn
        .all(
            "SELECT id, username, primary_email, primary_phone, name, avatar, profile, custom_data, identities,
                 is_suspended, application_id, last_sign_in_at, created_at, updated_at, email_verified,
                 phone_verified, password_hash, password_algorithm, is_password_expired, logto_config
             FROM users
             WHERE (id = $1 OR lower(username) = $1 OR lower(primary_email) = $1 OR primary_phone = $1
                     OR lower(name) = $1)
                 AND ($2 = '' OR EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = users.id AND r.role_id = $2))
                 AND NOT EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = users.id AND r.role_id = $3)
                 AND NOT EXISTS (SELECT 1 FROM organization_users o
                     WHERE o.organization_id = $4 AND o.user_id = users.id)
             ORDER BY created_at DESC, id DESC LIMIT $5 OFFSET $6",
            args![text, with_role, without_role, outside, limit, offset],
        )
        .await?;
    let (total,) = conn
        .one(
            "SELECT COUNT(*) FROM users
             WHERE (id = $1 OR lower(username) = $1 OR lower(primary_email) = $1 OR primary_phone = $1
                     OR lower(name) = $1)
                 AND ($2 = '' OR EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = users.id AND r.role_id = $2))
                 AND NOT EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = users.id AND r.role_id = $3)
                 AND NOT EXISTS (SELECT 1 FROM organization_users o
                     WHERE o.organization_id = $4 AND o.user_id = users.id)",
            args![text, with_role, without_role, outside],
        )
        .await?;
    Ok((accounts, total))
}

/// A `LIKE` pattern for the stored search text, in which a part begins and ends with a separator.
fn within_search_text(text: &str, at_start: bool, at_end: bool) -> String {
    let mut pattern = String::from("%");
    pattern.extend(at_start.then_some(SEPARATOR));
    for character in text.chars() {
        pattern.extend(matches!(character, '%' | '_' | '\\').then_some('\\'));
        pattern.push(character);
    }
    pattern.extend(at_end.then_some(SEPARATOR));
    pattern.push('%');
    pattern
}

/// The search text, which an index holds in the order of the list, is `LIKE` the pattern.
async fn containing(
    conn: &mut Conn,
    narrow: Narrow<'_>,
    pattern: &str,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Account>, i64), DbError> {
    let Narrow { with_role, without_role, outside } = narrow;
    let accounts: Vec<Account> = conn
        .all(
            "SELECT id, username, primary_email, primary_phone, name, avatar, profile, custom_data, identities,
                 is_suspended, application_id, last_sign_in_at, created_at, updated_at, email_verified,
                 phone_verified, password_hash, password_algorithm, is_password_expired, logto_config
             FROM users
             WHERE search_text LIKE $1 ESCAPE '\\'
                 AND ($2 = '' OR EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = users.id AND r.role_id = $2))
                 AND NOT EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = users.id AND r.role_id = $3)
                 AND NOT EXISTS (SELECT 1 FROM organization_users o
                     WHERE o.organization_id = $4 AND o.user_id = users.id)
             ORDER BY created_at DESC, id DESC LIMIT $5 OFFSET $6",
            args![pattern, with_role, without_role, outside, limit, offset],
        )
        .await?;
    let found = i64::try_from(accounts.len()).unwrap_or(i64::MAX);
    if found < limit && (found > 0 || offset == 0) {
        // That was the last page: the total is known.
        return Ok((accounts, offset.saturating_add(found)));
    }
    let (total,) = conn
        .one(
            "SELECT COUNT(*) FROM users
             WHERE search_text LIKE $1 ESCAPE '\\'
                 AND ($2 = '' OR EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = users.id AND r.role_id = $2))
                 AND NOT EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = users.id AND r.role_id = $3)
                 AND NOT EXISTS (SELECT 1 FROM organization_users o
                     WHERE o.organization_id = $4 AND o.user_id = users.id)",
            args![pattern, with_role, without_role, outside],
        )
        .await?;
    Ok((accounts, total))
}

/// A user as far as a search looks at it.
struct Candidate {
    created_at: Timestamp,
    id: String,
    /// E-mail address, phone number, username, name.
    others: [Option<String>; 4],
}

impl FromRow for Candidate {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            created_at: row.get(0)?,
            id: row.get(1)?,
            others: [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?],
        })
    }
}

impl Candidate {
    fn is_found_by(&self, search: &Search) -> bool {
        let [email, phone, username, name] = self.others.each_ref().map(Option::as_deref);
        search.matches(&[Some(&self.id), email, phone, username, name])
    }
}

/// Whatever the search says: all candidates are read, and asked one by one. Of a search with wildcards only those that
/// contain its longest piece of text.
async fn tested(
    conn: &mut Conn,
    narrow: Narrow<'_>,
    search: &Search,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Account>, i64), DbError> {
    let Narrow { with_role, without_role, outside } = narrow;
    let literal = Some(search.literal()).filter(|literal| !literal.contains(SEPARATOR)).unwrap_or_default();
    let pattern = within_search_text(literal, false, false);
    let (mut total, mut ids) = (0, Vec::new());
    let mut last = (Timestamp::from_millis(i64::MAX), String::new());
    loop {
        let candidates: Vec<Candidate> = conn
            .all(
                "SELECT created_at, id, primary_email, primary_phone, username, name FROM users
                 WHERE (created_at, id) < ($1, $2)
                     AND ($3 = '' OR EXISTS (SELECT 1 FROM user_roles r
                         WHERE r.user_id = users.id AND r.role_id = $3))
                     AND NOT EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = users.id AND r.role_id = $4)
                     AND NOT EXISTS (SELECT 1 FROM organization_users o
                         WHERE o.organization_id = $5 AND o.user_id = users.id)
                     AND search_text LIKE $7 ESCAPE '\\'
                 ORDER BY created_at DESC, id DESC LIMIT $6",
                args![last.0, last.1, with_role, without_role, outside, BATCH, pattern],
            )
            .await?;
        let Some(oldest) = candidates.last() else { break };
        last = (oldest.created_at, oldest.id.clone());
        for candidate in candidates.iter().filter(|candidate| candidate.is_found_by(search)) {
            if (offset..offset.saturating_add(limit)).contains(&total) {
                ids.push(UserId::new(candidate.id.clone()));
            }
            total += 1;
        }
        tokio::task::yield_now().await;
    }
    let mut accounts = Vec::with_capacity(ids.len());
    for id in ids {
        accounts.extend(super::find_account(conn, &id).await?);
    }
    Ok((accounts, total))
}
