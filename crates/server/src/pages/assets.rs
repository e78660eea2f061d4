use std::sync::OnceLock;

use aws_lc_rs::digest;
use axum::{
    Router,
    extract::Path,
    response::{IntoResponse, Response},
    routing::get,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::{StatusCode, header};

use crate::app::App;

/// The one stylesheet.
pub const STYLESHEET: &str = "genkan.css";
/// The one script; every page works without it.
pub const SCRIPT: &str = "genkan.js";

const FILES: [(&str, &str, &str); 3] = [
    (STYLESHEET, "text/css; charset=utf-8", include_str!("../../assets/genkan.css")),
    (SCRIPT, "text/javascript; charset=utf-8", include_str!("../../assets/genkan.js")),
    ("icon.svg", "image/svg+xml", include_str!("../../assets/icon.svg")),
];

/// Addresses with the hash of the content in them: they may be kept for ever, and a new build has new ones.
fn addresses() -> &'static [String; 3] {
    static ADDRESSES: OnceLock<[String; 3]> = OnceLock::new();
    ADDRESSES.get_or_init(|| {
        FILES.map(|(name, _, content)| {
            let hash = digest::digest(&digest::SHA256, content.as_bytes());
            let hash = BASE64_URL_SAFE_NO_PAD.encode(&hash.as_ref()[..9]);
            let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
            format!("/assets/{stem}.{hash}.{extension}")
        })
    })
}

/// Address of an asset by its plain name.
///
/// # Panics
/// For a name that is not an asset: a mistake any rendering of the page shows.
pub fn asset(name: &str) -> &'static str {
    let index = FILES.iter().position(|(file, ..)| *file == name).expect("the asset is listed above");
    &addresses()[index]
}

/// The custom properties of the stylesheet for a light page, as declarations.
pub fn light_tokens() -> &'static str {
    let css = FILES[0].2;
    css.split_once(":root {").and_then(|(_, rest)| rest.split_once('}')).map_or("", |(own, _)| own.trim())
}

pub(super) fn routes() -> Router<App> {
    Router::new().route("/assets/{file}", get(serve))
}

async fn serve(Path(file): Path<String>) -> Response {
    let found = addresses()
        .iter()
        .position(|address| address.strip_prefix("/assets/") == Some(file.as_str()))
        .and_then(|index| FILES.get(index));
    match found {
        Some((_, content_type, content)) => {
            let headers = [
                (header::CONTENT_TYPE, *content_type),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            (headers, *content).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_change_with_the_content() {
        assert!(asset(STYLESHEET).starts_with("/assets/genkan."));
        assert_ne!(asset(STYLESHEET), asset(SCRIPT));
    }

    #[test]
    fn the_light_tokens_are_declarations() {
        let tokens = light_tokens();
        assert!(
            tokens.contains("--paper:") && tokens.ends_with(';') && !tokens.contains(['{', '}']),
            "{tokens}"
        );
    }
}
