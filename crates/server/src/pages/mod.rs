//! The glue of the server-rendered pages: languages, layout, form pieces, assets, and the pages every slice may
//! need. It knows no slice; slices own their page structs and templates.
//!
//! A page is a struct with a template and a `sample()`; all of them are rendered in all languages by one test.

mod assets;
mod error;
mod form;
mod language;
mod locale;
mod notices;
mod page;
mod phrases;
mod render;
mod visit;

use axum::Router;

pub use self::{
    assets::{SCRIPT, STYLESHEET, asset, light_tokens},
    error::PageError,
    form::{Field, Problem, Summary},
    language::LANGUAGE_COOKIE,
    locale::Locale,
    notices::{AutoSubmit, ErrorPage, SignedOut, UnknownSession},
    page::{Host, LanguageLink, Page, PageLink},
    phrases::phrases,
    render::html,
    visit::Visit,
};
use crate::app::App;

/// Assets and the language switch.
pub fn routes() -> Router<App> {
    Router::new().merge(assets::routes()).merge(language::routes())
}
