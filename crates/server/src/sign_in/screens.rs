//! The pages around the forms: other ways in, and the calm ends of the road.

use axum::response::Response;
use http::StatusCode;

use super::{
    pages::NoticePage,
    step::{Frame, Step, redirect},
};
use crate::pages::{UnknownSession, html};

/// `GET /`: on to the form.
pub(super) async fn root(step: Step) -> Response {
    redirect(StatusCode::FOUND, &step.frame.link("/sign-in"))
}

/// `GET /forgot-password` and `/reset-password`. Resetting takes a message to the person, and nothing here can send
/// one yet: the page says so, and what to do.
pub(super) async fn forgot_password(frame: Frame) -> Response {
    let back = frame.interaction.is_some().then(|| frame.link("/sign-in"));
    html(StatusCode::OK, NoticePage::new(frame.page(), "forgot-password", back))
}

/// `GET /single-sign-on`: no connector is set up.
pub(super) async fn single_sign_on(step: Step) -> Response {
    let back = Some(step.frame.link("/sign-in"));
    html(StatusCode::OK, NoticePage::new(step.frame.page(), "single-sign-on", back))
}

/// `GET /direct/{method}/{target}`: a connector that is not there leads to `fallback`, one of our own screens.
pub(super) async fn direct(frame: Frame) -> Response {
    const SCREENS: [&str; 6] = [
        "register",
        "identifier-sign-in",
        "identifier-register",
        "single-sign-on",
        "reset-password",
        "sign-in",
    ];
    let asked = frame.parameters.get("fallback").unwrap_or_default();
    let screen = SCREENS.into_iter().find(|screen| *screen == asked).unwrap_or("sign-in");
    redirect(StatusCode::FOUND, &frame.link_with(&format!("/{screen}"), &["identifier"]))
}

/// `GET /unknown-session`.
pub(super) async fn unknown_session(frame: Frame) -> Response {
    html(StatusCode::OK, UnknownSession { page: frame.page().hosted_by(None) })
}

/// `GET /account-suspended`.
pub(super) async fn account_suspended(frame: Frame) -> Response {
    html(StatusCode::OK, NoticePage::new(frame.page(), "account-suspended", None))
}
