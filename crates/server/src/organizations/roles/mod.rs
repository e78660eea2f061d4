//! The template's roles: what every organization can give its members or applications.

mod role;
mod scopes;

pub(super) use self::role::require_type;
pub use self::{
    role::{
        ListedRole, OrganizationRole, ResourceScopeName, RoleUpdate, ScopeName, count, create, delete, find,
        find_by_names, list, update,
    },
    scopes::{
        ResourceScope, add_resource_scopes, add_scopes, count_resource_scopes, count_scopes,
        list_resource_scopes, list_scopes, remove_resource_scope, remove_scope, replace_resource_scopes,
        replace_scopes,
    },
};
