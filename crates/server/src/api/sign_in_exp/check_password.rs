use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    api::shell::{Answer, ApiError, Call, Schema, any_text, object, optional, required},
    credentials::{Issue, check_password},
    ids::UserId,
    settings, users,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Check {
    password: String,
    user_id: Option<String>,
}

pub(super) fn body() -> Schema {
    object([required("password", any_text()), optional("userId", any_text())])
}

/// `POST /sign-in-exp/default/check-password`: whether the policy lets this password be chosen, by this user.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let Check { password, user_id } = call.body()?;
    let app = &call.app;
    let policy = settings::all(app).await?.sign_in_experience.password_rules();
    let user = match user_id {
        Some(id) => {
            let found = users::find(&mut app.db.read().await?, &UserId::new(id)).await?;
            Some(found.ok_or_else(ApiError::not_found)?)
        }
        None if policy.reject_user_info => {
            let sentence =
                "The policy refuses passwords made of the user's data: say which user with userId.";
            return Err(ApiError::request_invalid(400, sentence).with_data(json!({ "message": sentence })));
        }
        None => None,
    };
    let known: Vec<&str> = user.iter().flat_map(known).collect();
    let issues = check_password(&policy, &password, &known);
    if issues.is_empty() {
        return Ok(Answer::json(200, &json!({ "result": true })));
    }
    let issues: Vec<Value> = issues.iter().map(told).collect();
    let refused = ApiError::new(400, "password.rejected");
    Err(refused.with_body(json!({ "result": false, "issues": issues })))
}

/// What a password of this user must not be made of.
fn known(user: &users::User) -> impl Iterator<Item = &str> {
    let local = user.primary_email.as_deref().and_then(|address| address.split('@').next());
    [user.username.as_deref(), user.name.as_deref(), local, user.primary_phone.as_deref()]
        .into_iter()
        .flatten()
}

fn told(issue: &Issue) -> Value {
    let code = format!("password_rejected.{}", issue.code());
    match issue {
        Issue::TooShort(min) | Issue::CharacterTypes(min) => {
            json!({ "code": code, "interpolation": { "min": min } })
        }
        Issue::TooLong(max) => json!({ "code": code, "interpolation": { "max": max } }),
        _ => json!({ "code": code }),
    }
}
