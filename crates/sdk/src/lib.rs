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
mod seal;
mod secret;
mod session;
mod testing;
mod transaction;
#[cfg(test)]
mod vectors;

pub use claims::{IdTokenClaims, UserInfo};
pub use clock::{Clock, Random, SystemClock, SystemRandom};
pub use config::{Config, ConfigBuilder, ConfigError, ConfigProblem};
pub use genkan::Genkan;
pub use layer::{SessionLayer, SessionService};
pub use provider::ProviderUnavailable;
pub use routes::{CallbackError, SignInFinished, SignInOptions, SignInRedirect, SignOutRedirect};
pub use secret::Secret;
pub use session::{
    AccessToken, Context, LayerMissing, NotSignedIn, Session, SessionError, SessionTooLarge, SignedIn,
};
