//! The template's roles: what every organization can give its members or applications.

mod list;
mod role;
mod scopes;

pub(super) use self::role::refusal;
pub use self::{
    list::{ListedRole, ResourceScopeName, ScopeName, count, list},
    role::{OrganizationRole, RoleUpdate, create, delete, find, find_by_names, update},
    scopes::{
        ResourceScope, add_resource_scopes, add_scopes, count_resource_scopes, count_scopes,
        list_resource_scopes, list_scopes, remove_resource_scope, remove_scope, replace_resource_scopes,
        replace_scopes,
    },
};
