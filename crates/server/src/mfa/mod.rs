//! Second factors of users, as the management API lists and registers them.
