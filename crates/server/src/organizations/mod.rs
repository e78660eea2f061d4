//! Organizations: members, applications, the template of roles and scopes, just-in-time joining, invitations.
//!
//! Who is a member is asked of the database every time. The template and what applications have in organizations may
//! be cached: whoever changes them bumps [`Topic::Organizations`](crate::changes::Topic::Organizations).

pub mod applications;
pub mod invitations;
pub mod jit;
pub mod members;
mod membership;
mod opened;
mod organization;
mod pattern;
mod relation;
pub mod roles;
pub mod scopes;
mod update;

use self::organization::lock;
pub use self::{
    membership::{FeaturedUser, Membership, memberships},
    opened::list_opened,
    organization::{
        NewOrganization, Organization, OrganizationWithRoles, RoleName, count, create, delete, find, list,
        list_of_application, list_of_user,
    },
    update::{OrganizationUpdate, update},
};
