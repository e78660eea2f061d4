//! For the tests of apps and APIs: a signed-in browser without a sign-in, access tokens without a provider, and the laws
//! of session stores.

mod issuer;
mod session;
mod store;

pub use issuer::TestIssuer;
pub use session::TestSession;
pub use store::{check_store, check_store_without_claims};
