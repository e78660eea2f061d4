//! What the sign-in pages look like: structs with templates, nothing of the flow.

mod consent;
mod credentials;
mod notice;

pub use self::{
    consent::{ConsentPage, OrganizationChoice, ResourceScopes, ScopeGroup, ScopeLine},
    credentials::CredentialsPage,
    notice::NoticePage,
};
