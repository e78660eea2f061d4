use serde::Deserialize;
use serde_json::{Value, json};

use super::members::user_id;
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, any_text, number, object, one_of, required},
    grants::{self, GrantRecord},
    sessions,
};

pub(super) fn grant() -> Schema {
    let payload = object([
        required("exp", number()),
        required("iat", number()),
        required("jti", any_text()),
        required("kind", one_of(&["Grant"])),
        required("clientId", any_text()),
        required("accountId", any_text()),
    ]);
    object([
        required("id", any_text()),
        required("payload", payload),
        required("expiresAt", number()),
        required("application", object([required("id", any_text()), required("name", any_text())])),
    ])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    app_type: Option<String>,
}

/// `GET /users/{userId}/grants`: of somebody unknown there are none.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let Query { app_type } = call.query()?;
    let mut conn = call.app.db.read().await?;
    let mut records = grants::list_of_user(&mut conn, &user_id(&call), call.app.clock.now()).await?;
    drop(conn);
    if let Some(app_type) = app_type {
        records.retain(|record| record.is_third_party == (app_type == "thirdParty"));
    }
    let shown: Vec<Value> = records.iter().map(shown).collect();
    Ok(Answer::json(200, &json!({"grants": shown})))
}

fn shown(record: &GrantRecord) -> Value {
    let grant = &record.grant;
    json!({
        "id": grant.id,
        "payload": {
            "exp": grant.expires_at.seconds(),
            "iat": grant.created_at.seconds(),
            "jti": grant.id,
            "kind": "Grant",
            "clientId": grant.client_id,
            "accountId": grant.user_id,
        },
        "expiresAt": grant.expires_at,
        "application": {"id": grant.client_id, "name": record.application_name},
    })
}

/// `DELETE /users/{userId}/grants/{grantId}`: its tokens end at once, and the session forgets the application.
pub(super) async fn delete(call: Call) -> Result<Answer, ApiError> {
    let mut tx = call.app.db.begin().await?;
    let revoked = grants::revoke_of_user(&mut tx, &user_id(&call), &call.param("grantId").into()).await?;
    let (session, client) = revoked.ok_or_else(|| ApiError::new(404, "oidc.invalid_grant"))?;
    sessions::forget_client(&mut tx, &session, &client).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}
