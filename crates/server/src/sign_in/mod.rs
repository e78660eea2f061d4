//! The sign-in pages and the pending authorization they work on.
//!
//! A page belongs to the interaction that this browser's cookie names ([`step::Step`]). Its form posts back to its
//! own address: refused, it is shown again with what was typed; accepted, the browser goes on to
//! `/oidc/auth/{uid}`, where the authorization endpoint takes over. Nothing here begins a session.

mod audit;
pub mod events;
pub mod frame;
pub mod interaction;
mod known_browser;
mod labels;
pub mod pages;
mod password;
mod register;
mod screens;
mod step;
mod theme;

use axum::{Router, routing::get};

use crate::app::App;

/// The pages people see.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(frame::routes())
        .route("/", get(screens::root))
        .route("/sign-in", get(password::show).post(password::submit))
        .route("/identifier-sign-in", get(password::show_filtered).post(password::submit_filtered))
        .route("/register", get(register::show).post(register::submit))
        .route("/identifier-register", get(register::show_filtered).post(register::submit_filtered))
        .route("/reset-password", get(screens::forgot_password))
        .route("/forgot-password", get(screens::forgot_password))
        .route("/single-sign-on", get(screens::single_sign_on))
        .route("/direct/{method}", get(screens::direct))
        .route("/direct/{method}/{target}", get(screens::direct))
        .route("/unknown-session", get(screens::unknown_session))
        .route("/account-suspended", get(screens::account_suspended))
}
