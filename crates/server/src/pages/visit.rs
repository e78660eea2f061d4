use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::{header, request::Parts};

use super::{LANGUAGE_COOKIE, Locale, Page};
use crate::http::cookies::Cookies;

/// Longer addresses are not offered to come back to (the language switch repeats them).
const LONGEST_HERE: usize = 2_048;

/// What a request tells about the person's language and where they are. The extractor never fails.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    chosen: Option<Locale>,
    accept_language: Option<String>,
    here: Option<String>,
}

impl Visit {
    /// The language: what the person chose with the switch, else `ui_locales`, else the browser's, else `fallback`.
    pub fn locale(&self, ui_locales: Option<&str>, auto_detect: bool, fallback: &str) -> Locale {
        self.chosen.unwrap_or_else(|| {
            Locale::choose(ui_locales, self.accept_language.as_deref(), auto_detect, fallback)
        })
    }

    /// A page in that language with the language switch.
    pub fn page(&self, ui_locales: Option<&str>, auto_detect: bool, fallback: &str) -> Page {
        Page { here: self.here.clone(), ..Page::new(self.locale(ui_locales, auto_detect, fallback)) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let Ok(cookies) = Cookies::from_request_parts(parts, state).await;
        let here = parts.uri.path_and_query().map_or("/", |here| here.as_str());
        Ok(Self {
            chosen: cookies.get(LANGUAGE_COOKIE).and_then(Locale::parse),
            accept_language: parts
                .headers
                .get(header::ACCEPT_LANGUAGE)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned),
            here: (here.len() <= LONGEST_HERE).then(|| here.to_owned()),
        })
    }
}
