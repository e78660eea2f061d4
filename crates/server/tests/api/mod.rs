//! The management API, over HTTP.

mod applications;
mod configs;
mod dashboard;
mod document;
mod every_operation;
mod hooks;
mod logs;
mod messages;
mod one_time_tokens;
mod organization_invitations;
mod organization_roles;
mod organization_scopes;
mod organizations;
mod personal_access_tokens;
mod resources;
mod roles;
mod secrets;
mod shell;
mod sign_in_exp;
mod status;
mod subject_tokens;
mod two_nodes;
mod users;
mod well_known;
