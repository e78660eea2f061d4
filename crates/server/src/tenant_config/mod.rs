//! Configuration as code: what is configured about a tenant as one file, compared with what is, and applied.

mod apply;
mod check;
mod document;
mod error;
mod item;
mod plan;
mod present;
mod read;
mod secret_source;
mod secrets;
mod write;

#[cfg(test)]
mod tests;

pub use self::{
    apply::{apply, preview, pull},
    document::{
        Application, ConsentScopes, Hook, OrganizationRole, OrganizationTemplate, Resource, Role, RoleType,
        ScopesByResource, TenantConfig,
    },
    error::Error,
    item::{Key, Kind},
    plan::{Action, Change, Member, Plan},
    read::parse,
    secret_source::{HeaderValue, SecretSource},
    secrets::Secrets,
    write::write,
};
