//! Configuration as code: what is configured about a tenant as one file, compared with what is, and applied.

mod check;
mod document;
mod item;
mod plan;
mod read;
mod secret_source;
mod secrets;
mod write;

#[cfg(test)]
mod tests;

pub use self::{
    document::{
        Application, ConsentScopes, Hook, OrganizationRole, OrganizationTemplate, Resource, Role, RoleType,
        ScopesByResource, TenantConfig,
    },
    item::{Key, Kind},
    plan::{Action, Change, Member, Plan},
    read::parse,
    secret_source::{HeaderValue, SecretSource},
    secrets::Secrets,
    write::write,
};
