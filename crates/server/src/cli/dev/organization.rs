use genkan_database::{DbError, Tx};

use crate::{
    app::App,
    ids::{OrganizationId, OrganizationRoleId, OrganizationScopeId, UserId},
    organizations::{self, NewOrganization, members, roles, scopes},
    roles::RoleType,
};

/// The name of the demo organization.
pub(super) const NAME: &str = "Demo Team";
/// What its members may do: a permission of the organization template.
pub(super) const SCOPE: (&str, &str) = ("read:members", "See who is in the organization");
const ROLE: &str = "Demo member";
/// How many permissions whose names contain that one are looked through.
const PAGE: i64 = 100;

/// The organization the person is in; when it is gone a new one, with a role and a permission.
pub(super) async fn prepare(
    app: &App,
    tx: &mut Tx,
    kept: Option<&OrganizationId>,
    user: &UserId,
) -> Result<OrganizationId, DbError> {
    if let Some(id) = kept
        && organizations::find(tx, id).await?.is_some()
    {
        return Ok(id.clone());
    }
    let own = organizations::list_of_user(tx, user).await?;
    if let Some(known) = own.into_iter().find(|own| own.organization.name == NAME) {
        return Ok(known.organization.id);
    }
    let new = NewOrganization {
        name: NAME.to_owned(),
        description: Some("Shows tokens on behalf of an organization".to_owned()),
        ..NewOrganization::default()
    };
    let id = organizations::create(app, tx, new).await?.id;
    let role = role(app, tx).await?;
    let user = std::slice::from_ref(user);
    members::add(tx, &id, user).await?;
    members::add_roles(tx, &id, user, &[role]).await?;
    Ok(id)
}

async fn role(app: &App, tx: &mut Tx) -> Result<OrganizationRoleId, DbError> {
    let role = match roles::find_by_names(tx, &[ROLE.to_owned()]).await? {
        Ok(found) => found.into_iter().next(),
        Err(_missing) => None,
    };
    let role = match role {
        Some(role) => role,
        None => {
            let description = Some("Belongs to the demo organization");
            roles::create(app, tx, ROLE, description, RoleType::User).await?.id
        }
    };
    let scope = scope(app, tx).await?;
    roles::add_scopes(app, tx, &role, &[scope]).await?;
    Ok(role)
}

async fn scope(app: &App, tx: &mut Tx) -> Result<OrganizationScopeId, DbError> {
    let (name, description) = SCOPE;
    let known = scopes::list(tx, Some(name), PAGE, 0).await?;
    match known.into_iter().find(|scope| scope.name == name) {
        Some(scope) => Ok(scope.id),
        None => Ok(scopes::create(app, tx, name, Some(description)).await?.id),
    }
}
