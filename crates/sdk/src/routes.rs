//! The ready routes and what they are made of.

mod backchannel_logout;
mod callback;
mod callback_error;
mod error_page;
mod prefetch;
mod sign_in;
mod sign_out;

pub use callback::SignInFinished;
pub use callback_error::CallbackError;
pub use sign_in::{SignInOptions, SignInRedirect};
pub use sign_out::SignOutRedirect;

pub(crate) use backchannel_logout::TakenOnce;
pub(crate) use callback::FinishedSignIn;
pub(crate) use error_page::{ErrorPage, guarded as guarded_page, page as plain_page};
pub(crate) use prefetch::is_prefetch;

use axum::Router;
use axum::routing::{get, post};

use crate::genkan::Genkan;

/// The path table.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>(genkan: &Genkan) -> Router<S> {
    let paths = &genkan.inner.config.paths;
    let handle = genkan.clone();
    let backchannel_logout = move |form| backchannel_logout::backchannel_logout(handle.clone(), form);
    Router::new()
        .route(&paths.sign_in, get(sign_in::sign_in).post(sign_in::sign_in))
        .route(&paths.callback, get(callback::callback))
        .route(&paths.sign_out, get(sign_out::sign_out).post(sign_out::sign_out))
        .route(&paths.backchannel_logout, post(backchannel_logout))
        .layer(genkan.layer())
}
