//! For the tests of apps and APIs: a signed-in browser without a sign-in, access tokens without a provider.

mod issuer;
mod session;

pub use issuer::TestIssuer;
pub use session::TestSession;
