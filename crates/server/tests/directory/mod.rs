//! The nouns: what may be registered, and how caches follow.

mod applications;
mod caches;
mod invitations;
mod organizations;
mod roles;
mod users;
