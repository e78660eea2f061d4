//! What people and machines may do: the scopes their roles give them, for a resource or in an organization, cut down
//! to what the application may ask for. One statement per question.

mod access_control;
mod application;
mod held;
mod organizations;
mod user;

pub use self::{
    access_control::check_access,
    application::{ApplicationPermissionCache, application_in_organization},
    held::Held,
    organizations::{Membership, organizations_of, template_scopes},
    user::{
        Within, in_any_organization, in_organization, of_resource, of_resource_in_organization, of_template,
    },
};
