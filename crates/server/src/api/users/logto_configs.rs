use serde_json::{Map, Value, json};

use super::{
    UserObject,
    members::{self, account, user_id},
};
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, boolean, object, optional, required},
    users::{self, Preferences},
    webhooks::{self, Event},
};

pub(super) fn body() -> Schema {
    object([
        optional(
            "mfa",
            object([
                optional("enabled", boolean()),
                optional("skipped", boolean()),
                optional("additionalBindingSuggestionSkipped", boolean()),
                optional("skipMfaOnSignIn", boolean()),
            ]),
        ),
        optional("passkeySignIn", object([optional("skipped", boolean())])),
    ])
}

pub(super) fn answer() -> Schema {
    object([
        required(
            "mfa",
            object([
                optional("enabled", boolean()),
                required("skipped", boolean()),
                required("skipMfaOnSignIn", boolean()),
            ]),
        ),
        required("passkeySignIn", object([required("skipped", boolean())])),
    ])
}

fn shown(preferences: &Preferences) -> Value {
    let mut mfa = Map::new();
    if let Some(enabled) = preferences.mfa.enabled {
        mfa.insert("enabled".into(), enabled.into());
    }
    mfa.insert("skipped".into(), preferences.mfa.skipped.into());
    mfa.insert("skipMfaOnSignIn".into(), preferences.mfa.skip_mfa_on_sign_in.into());
    json!({"mfa": mfa, "passkeySignIn": {"skipped": preferences.passkey_sign_in.skipped}})
}

/// `GET /users/{userId}/logto-configs`.
pub(super) async fn get(call: Call) -> Result<Answer, ApiError> {
    Ok(Answer::json(200, &shown(&account(&call).await?.preferences)))
}

/// `PATCH /users/{userId}/logto-configs`: only the given members change.
pub(super) async fn update(call: Call) -> Result<Answer, ApiError> {
    let ignore_case = members::usernames_ignore_case(&call.app).await?;
    let mut tx = call.app.db.begin().await?;
    let mut account =
        users::lock(&call.app, &mut tx, &user_id(&call)).await?.ok_or_else(ApiError::not_found)?;
    merge(&mut account.preferences, call.body_value());
    users::save(&mut tx, &account, ignore_case).await.map_err(members::refused)?;
    // This event says nothing of the request.
    let payload = json!({"data": UserObject::new(&account), "ip": call.address.to_string()});
    if let Value::Object(payload) = payload {
        webhooks::enqueue(&call.app, &mut tx, Event::UserDataUpdated, payload).await?;
    }
    tx.commit().await?;
    Ok(Answer::json(200, &shown(&account.preferences)))
}

fn merge(preferences: &mut Preferences, body: &Value) {
    let flag = |group: &str, name: &str| body.get(group).and_then(|group| group.get(name)?.as_bool());
    let mfa = &mut preferences.mfa;
    mfa.enabled = flag("mfa", "enabled").or(mfa.enabled);
    mfa.skipped = flag("mfa", "skipped").unwrap_or(mfa.skipped);
    mfa.additional_binding_suggestion_skipped =
        flag("mfa", "additionalBindingSuggestionSkipped").or(mfa.additional_binding_suggestion_skipped);
    mfa.skip_mfa_on_sign_in = flag("mfa", "skipMfaOnSignIn").unwrap_or(mfa.skip_mfa_on_sign_in);
    let passkey = &mut preferences.passkey_sign_in;
    passkey.skipped = flag("passkeySignIn", "skipped").unwrap_or(passkey.skipped);
}
