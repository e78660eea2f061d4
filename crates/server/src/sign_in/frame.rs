//! The frame of the pages as the operator set it up: languages, foot links, and a stylesheet of their own.

use aws_lc_rs::digest;
use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::get,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::{StatusCode, header};

use super::theme;
use crate::{
    app::App,
    http::request_id::RequestId,
    pages::{Page, PageError, Visit},
    settings::{self, SignInExperience},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/theme/{file}", get(serve))
}

/// A page in the person's language with the operator's links and theme.
pub fn page(experience: &SignInExperience, visit: &Visit, ui_locales: Option<&str>) -> Page {
    let languages = &experience.language_info;
    let mut page = visit
        .page(ui_locales, languages.auto_detect, &languages.fallback_language)
        .link("terms-link", experience.terms_of_use_url.as_deref())
        .link("privacy-link", experience.privacy_policy_url.as_deref());
    page.theme = theme::stylesheet(experience).map(|css| address(&css));
    page
}

/// The theme's address, with the hash of its content.
fn address(css: &str) -> String {
    let hash = digest::digest(&digest::SHA256, css.as_bytes());
    format!("/theme/{}.css", BASE64_URL_SAFE_NO_PAD.encode(&hash.as_ref()[..9]))
}

/// `GET /theme/{hash}.css`: the operator's stylesheet. It stands in no cascade layer, so it overrides ours; setting
/// the custom properties of `genkan.css` on `:root`, as the configured colours do, is all most themes need.
async fn serve(
    State(app): State<App>,
    visit: Visit,
    request_id: RequestId,
    Path(file): Path<String>,
) -> Response {
    let settings = match settings::all(&app).await {
        Ok(settings) => settings,
        Err(error) => return PageError::from(error).render(visit.page(None, true, "en"), &request_id),
    };
    let css = theme::stylesheet(&settings.sign_in_experience).unwrap_or_default();
    if address(&css).strip_prefix("/theme/") != Some(file.as_str()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, css).into_response()
}
