use serde::Deserialize;
use serde_json::json;

use crate::{
    api::{
        shell::{Answer, ApiError, Call, Schema, any_object, boolean, list_of, object, optional, required},
        sign_in_exp,
    },
    applications,
    ids::ClientId,
    settings,
};

/// Members that are nobody's business who has no token.
const KEPT_BACK: [&str; 2] = ["emailBlocklistPolicy", "forgotPasswordMethods"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    app_id: Option<String>,
    organization_id: Option<String>,
}

pub(super) fn shape() -> Schema {
    let forgot = object([required("phone", boolean()), required("email", boolean())]);
    let all = sign_in_exp::shown();
    let kept = all.members().iter().filter(|member| !KEPT_BACK.contains(&member.name)).cloned();
    object(kept).with([
        required("socialConnectors", list_of(any_object())),
        required("ssoConnectors", list_of(any_object())),
        required("forgotPassword", forgot),
        required("isDevelopmentTenant", boolean()),
        required("customProfileFields", list_of(any_object())),
        required("customProfileFieldCatalog", list_of(any_object())),
        // Not there until what they tell of exists.
        optional("captchaConfig", any_object()),
        optional("googleOneTap", any_object()),
        optional("trustedDevice", any_object()),
    ])
}

/// `GET /.well-known/sign-in-exp`: what pages need to know, in the look of the application and the organization that
/// are named.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let Query { app_id, organization_id } = call.query()?;
    // A third party's look is for its consent page, not for where people sign in.
    let app_id = match app_id.map(ClientId::from) {
        Some(id) => applications::find_client(&call.app, &id)
            .await?
            .filter(|client| !client.application.is_third_party)
            .map(|_| id),
        None => None,
    };
    let mut conn = call.app.db.read().await?;
    let mut experience = settings::sign_in_experience(&mut conn).await?;
    for overlay in
        settings::overlays(&mut conn, app_id.as_ref().map(ClientId::as_str), organization_id.as_deref())
            .await?
    {
        experience = experience.under(overlay);
    }
    let mut body = sign_in_exp::body(&experience);
    for name in KEPT_BACK {
        body.remove(name);
    }
    let more = json!({
        "socialConnectors": [],
        "ssoConnectors": [],
        "forgotPassword": { "email": false, "phone": false },
        "isDevelopmentTenant": false,
        "customProfileFields": [],
        "customProfileFieldCatalog": [],
    });
    body.extend(more.as_object().cloned().unwrap_or_default());
    Ok(Answer::json(200, &body))
}
