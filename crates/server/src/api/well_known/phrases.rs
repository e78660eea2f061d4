use http::{HeaderValue, header};
use serde::Deserialize;
use serde_json::json;

use crate::{
    api::shell::{Answer, ApiError, Call},
    pages::{self, Locale},
    settings,
};

#[derive(Deserialize)]
struct Query {
    lng: Option<String>,
}

/// `GET /.well-known/phrases`: the messages of the pages in the first language of `lng` they speak, else the
/// browser's, else the tenant's.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let Query { lng } = call.query()?;
    let settings = settings::all(&call.app).await?;
    let languages = &settings.sign_in_experience.language_info;
    let accepted = call.accept_language.as_deref();
    let locale =
        Locale::choose(lng.as_deref(), accepted, languages.auto_detect, &languages.fallback_language);
    let body = json!({ "translation": pages::phrases(locale) });
    let language = HeaderValue::from_static(locale.tag());
    Ok(Answer::json(200, &body).with_header(header::CONTENT_LANGUAGE, language))
}
