use genkan_database::{DbError, Tx};

use crate::{
    app::App,
    ids::{RoleId, UserId},
    resources,
    roles::{self, RoleFilter, RoleType},
};

/// The demo API, which the sample app serves; its tokens' audience.
pub(super) const RESOURCE: &str = "https://api.example.com";
/// What its tokens can allow.
pub(super) const SCOPES: [(&str, &str); 2] =
    [("read:orders", "See your orders"), ("write:orders", "Place and change orders")];
const ROLE: &str = "Demo customer";

/// Registers the demo API, or what is missing of its permissions, and lets everybody use it.
pub(super) async fn prepare(app: &App, tx: &mut Tx, user: &UserId) -> Result<(), DbError> {
    let known = resources::load(tx).await?.find(RESOURCE).cloned();
    let is_there = |name: &str| known.iter().any(|api| api.scopes.iter().any(|scope| scope.name == name));
    let missing: Vec<_> = SCOPES.into_iter().filter(|(name, _)| !is_there(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let resource = match known {
        Some(resource) => resource.id,
        None => resources::create(app, tx, RESOURCE, "Orders API", 3600).await?,
    };
    let role = role(app, tx).await?;
    for (name, description) in missing {
        let scope = resources::create_scope(app, tx, &resource, name, Some(description)).await?;
        roles::add_scope(app, tx, &role, &scope).await?;
    }
    roles::assign_to_user(tx, &role, user).await
}

/// A default role: whoever registers on the page may use the demo API, too.
async fn role(app: &App, tx: &mut Tx) -> Result<RoleId, DbError> {
    let filter = RoleFilter { role_type: Some(RoleType::User), ..RoleFilter::default() };
    match roles::list(tx, &filter).await?.into_iter().find(|role| role.name == ROLE) {
        Some(role) => Ok(role.id),
        None => roles::create(app, tx, ROLE, "May use the demo API", RoleType::User, true).await,
    }
}
