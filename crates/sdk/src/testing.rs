//! For the tests of apps: a signed-in browser without a sign-in.

mod session;

pub use session::TestSession;
