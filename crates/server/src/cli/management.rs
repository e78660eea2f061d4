use genkan_database::{DbError, Tx};

use crate::{
    app::App,
    applications,
    ids::{ClientId, ScopeId},
    resources,
    roles::{self, RoleFilter, RoleType},
};

/// The role that gives machine-to-machine applications the management API.
const ROLE: &str = "Management API access";

/// Lets an application use the management API, by a role that is made the first time.
///
/// # Errors
/// Storage.
pub(super) async fn allow(app: &App, tx: &mut Tx, application: &ClientId) -> Result<(), DbError> {
    let filter = RoleFilter { role_type: Some(RoleType::MachineToMachine), ..RoleFilter::default() };
    let known = roles::list(tx, &filter).await?.into_iter().find(|role| role.name == ROLE);
    let role = match known {
        Some(role) => role.id,
        None => {
            let description = "Everything the management API can do";
            roles::create(app, tx, ROLE, description, RoleType::MachineToMachine, false).await?
        }
    };
    roles::add_scope(app, tx, &role, &ScopeId::from(resources::MANAGEMENT_SCOPE_ID)).await?;
    applications::assign_role(app, tx, application, &role).await
}
