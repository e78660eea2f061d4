//! Organizations: members, applications, the template of roles and scopes, just-in-time joining, invitations.
