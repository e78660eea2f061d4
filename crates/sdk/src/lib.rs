#![doc = include_str!("../README.md")]

mod claims;
mod clock;
mod config;
mod cookie;
mod genkan;
mod layer;
mod provider;
mod recent;
mod return_to;
mod routes;
mod scopes;
mod seal;
mod secret;
mod session;
mod store;
pub mod testing;
mod transaction;
#[cfg(test)]
mod vectors;
mod verifier;

pub use claims::{IdTokenClaims, UserInfo};
pub use clock::{Clock, Random, SystemClock, SystemRandom};
pub use config::{Config, ConfigBuilder, ConfigError, ConfigProblem, UnknownHost};
pub use genkan::Genkan;
pub use layer::{SessionLayer, SessionService};
pub use provider::ProviderUnavailable;
pub use routes::{CallbackError, SignInFinished, SignInOptions, SignInRedirect, SignOutRedirect};
pub use scopes::{ReservedResource, ReservedScope, UserScope};
pub use secret::Secret;
pub use session::{
    AccessToken, AccessTokenRequest, Context, LayerMissing, NotSignedIn, ReadOnlySession, Session,
    SessionError, SessionRejection, SessionTooLarge, SignedIn,
};
pub use store::{MemoryStore, SessionStore, StoreError, StoreUnavailable, StoredSession};
#[cfg(feature = "redis")]
pub use store::{RedisStore, RedisUnavailable};
pub use verifier::{
    BearerToken, TokenError, TokenVerifier, TokenVerifierBuilder, TokenVerifierLayer, TokenVerifierService,
};
