//! Just-in-time joining: whoever proves an e-mail address of a listed domain becomes a member by signing in.

mod email_domains;
mod join;
mod roles;

pub use self::{
    email_domains::{
        add_email_domain, count_email_domains, list_email_domains, remove_email_domain, replace_email_domains,
    },
    join::join_by_email_domain,
    roles::{add_roles, count_roles, list_roles, remove_role, replace_roles},
};
