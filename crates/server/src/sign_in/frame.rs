//! The frame of the pages as the operator set it up: languages, foot links, and a stylesheet of their own.

use aws_lc_rs::digest;
use axum::{
    Router,
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
    routing::get,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use genkan_database::DbError;
use genkan_oauth::Parameters;
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
/// the custom properties of `genkan.css` on `:root`, as the configured colours do, is all most themes need. `app_id`
/// and `organization_id` say whose look it is, where they have one of their own.
async fn serve(
    State(app): State<App>,
    visit: Visit,
    request_id: RequestId,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let whose = Parameters::from_query(query.as_deref().unwrap_or_default()).unwrap_or_default();
    let css = match stylesheet(&app, &whose).await {
        Ok(css) => css,
        Err(error) => return PageError::from(error).render(visit.page(None, true, "en"), &request_id),
    };
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

async fn stylesheet(app: &App, whose: &Parameters) -> Result<String, DbError> {
    let settings = settings::all(app).await?;
    let (application, organization) = (whose.get("app_id"), whose.get("organization_id"));
    if application.is_none() && organization.is_none() {
        return Ok(theme::stylesheet(&settings.sign_in_experience).unwrap_or_default());
    }
    let overlays = settings::overlays(&mut app.db.read().await?, application, organization).await?;
    let look = overlays.into_iter().fold(settings.sign_in_experience.clone(), SignInExperience::under);
    Ok(theme::stylesheet(&look).unwrap_or_default())
}
