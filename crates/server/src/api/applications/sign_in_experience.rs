use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{not_empty, unknown};
use crate::{
    api::{
        organizations::{branding, color, present},
        shell::{
            Answer, ApiError, Call, Schema, any_text, either, nullable, object, one_of, optional, required,
            text, text_where,
        },
    },
    applications::{self, PutSignInExperience, SignInExperience, SignInExperienceChanges},
    ids::ClientId,
};

pub(super) fn body() -> Schema {
    object([
        optional("color", color()),
        optional("branding", branding()),
        optional("customCss", nullable(any_text())),
        optional("termsOfUseUrl", address()),
        optional("privacyPolicyUrl", address()),
        optional("displayName", nullable(text(..=256))),
    ])
}

pub(super) fn shape() -> Schema {
    object([
        required("tenantId", text(..=21)),
        required("applicationId", text(1..=21)),
        required("color", color()),
        required("branding", branding()),
        required("customCss", nullable(any_text())),
        required("termsOfUseUrl", nullable(text(..=2048))),
        required("privacyPolicyUrl", nullable(text(..=2048))),
        required("displayName", nullable(text(..=256))),
    ])
}

/// A URL, `null`, or nothing between quotes.
fn address() -> Schema {
    let url = text_where("url", |text| text.chars().count() <= 2_048 && url::Url::parse(text).is_ok());
    either([nullable(url), one_of(&[""])])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    // Absent keeps; `null` and the empty text remove.
    color: Option<Map<String, Value>>,
    branding: Option<Map<String, Value>>,
    #[serde(default, deserialize_with = "present")]
    custom_css: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    terms_of_use_url: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    privacy_policy_url: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    display_name: Option<Option<String>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
    tenant_id: &'static str,
    application_id: &'a ClientId,
    color: Map<String, Value>,
    branding: Map<String, Value>,
    custom_css: Option<String>,
    terms_of_use_url: Option<String>,
    privacy_policy_url: Option<String>,
    display_name: Option<String>,
}

impl<'a> View<'a> {
    fn of(application_id: &'a ClientId, own: SignInExperience) -> Self {
        Self {
            tenant_id: "default",
            application_id,
            color: own.color,
            branding: own.branding,
            custom_css: own.custom_css,
            terms_of_use_url: own.terms_of_use_url,
            privacy_policy_url: own.privacy_policy_url,
            display_name: own.display_name,
        }
    }
}

/// `GET /applications/{applicationId}/sign-in-experience`.
pub(super) async fn get(call: Call) -> Result<Answer, ApiError> {
    let id = ClientId::from(call.param("applicationId"));
    let mut conn = call.app.db.read().await?;
    applications::find(&mut conn, &id).await?.ok_or_else(|| unknown(&id))?;
    let own = applications::sign_in_experience(&mut conn, &id)
        .await?
        .ok_or_else(|| ApiError::not_exists_with_id("application_sign_in_experiences", id.as_str()))?;
    Ok(Answer::json(200, &View::of(&id, own)))
}

/// `PUT /applications/{applicationId}/sign-in-experience`: members that are not sent stay.
pub(super) async fn put(call: Call) -> Result<Answer, ApiError> {
    let (id, body) = (ClientId::from(call.param("applicationId")), call.body::<Body>()?);
    let changes = SignInExperienceChanges {
        color: body.color,
        branding: body.branding,
        custom_css: body.custom_css.map(not_empty),
        terms_of_use_url: body.terms_of_use_url.map(not_empty),
        privacy_policy_url: body.privacy_policy_url.map(not_empty),
        display_name: body.display_name.map(not_empty),
    };
    let mut tx = call.app.db.begin().await?;
    let (status, own) = match applications::put_sign_in_experience(&call.app, &mut tx, &id, changes).await? {
        PutSignInExperience::Created(own) => (201, own),
        PutSignInExperience::Updated(own) => (200, own),
        PutSignInExperience::Nothing => return Err(ApiError::empty_update()),
        PutSignInExperience::Unknown => return Err(unknown(&id)),
    };
    tx.commit().await?;
    Ok(Answer::json(status, &View::of(&id, own)))
}
