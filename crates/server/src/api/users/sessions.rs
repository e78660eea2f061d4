use genkan_database::Conn;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::members::user_id;
use crate::{
    api::shell::{
        Answer, ApiError, Call, Schema, any_object, any_text, boolean, map_of, nullable, number, object,
        one_of, optional, required,
    },
    grants,
    ids::{ClientId, SessionUid, UserId},
    sessions::{self, SessionRecord},
};

pub(super) fn session() -> Schema {
    let authorization = object([
        optional("sid", any_text()),
        optional("grantId", any_text()),
        optional("persistsLogout", boolean()),
    ]);
    let payload = object([
        required("exp", number()),
        required("iat", number()),
        required("jti", any_text()),
        required("uid", any_text()),
        required("kind", one_of(&["Session"])),
        required("loginTs", number()),
        required("accountId", any_text()),
        optional("authorizations", map_of(authorization)),
    ]);
    object([
        required("payload", payload),
        required("lastSubmission", nullable(any_object())),
        required("clientId", nullable(any_text())),
        required("accountId", nullable(any_text())),
        required("expiresAt", number()),
    ])
}

/// `GET /users/{userId}/sessions`: of somebody unknown there are none.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let mut conn = call.app.db.read().await?;
    let sessions = of_user(&call, &mut conn, &user_id(&call)).await?;
    let shown: Vec<&Value> = sessions.iter().map(|(_, shown)| shown).collect();
    Ok(Answer::json(200, &json!({"sessions": shown})))
}

/// `GET /users/{userId}/sessions/{sessionId}`.
pub(super) async fn get(call: Call) -> Result<Answer, ApiError> {
    let mut conn = call.app.db.read().await?;
    let sessions = of_user(&call, &mut conn, &user_id(&call)).await?;
    let wanted = sessions.iter().find(|(record, _)| record.uid.as_str() == call.param("sessionId"));
    let (_, shown) = wanted.ok_or_else(|| ApiError::new(404, "oidc.session_not_found"))?;
    Ok(Answer::json(200, shown))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    revoke_grants_target: Option<String>,
}

/// `DELETE /users/{userId}/sessions/{sessionId}`: what was granted with `offline_access` lives on unless it is to be
/// revoked as well.
pub(super) async fn delete(call: Call) -> Result<Answer, ApiError> {
    let query: Query = call.query()?;
    let uid = SessionUid::from(call.param("sessionId"));
    let mut tx = call.app.db.begin().await?;
    let owner = sessions::owner(&mut tx, &uid, call.app.clock.now()).await?;
    let owner = owner.ok_or_else(|| ApiError::new(404, "oidc.session_not_found"))?;
    if owner != user_id(&call) {
        return Err(ApiError::new(404, "oidc.invalid_session_account_id"));
    }
    if let Some(target) = query.revoke_grants_target {
        grants::revoke_of_session(&mut tx, &uid, target == "all").await?;
    }
    grants::revoke_session_bound(&mut tx, &uid).await?;
    sessions::end(&mut tx, &uid).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// A user's live sessions with what is shown of them.
async fn of_user(
    call: &Call,
    conn: &mut Conn,
    user: &UserId,
) -> Result<Vec<(SessionRecord, Value)>, ApiError> {
    let now = call.app.clock.now();
    let records = sessions::list_of_user(conn, user, now).await?;
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let clients = sessions::clients_of_user(conn, user).await?;
    let granted = grants::list_of_user(conn, user, now).await?;
    let shown = records.into_iter().map(|record| {
        let mut authorizations = Map::new();
        for (_, client, sid) in clients.iter().filter(|(session, ..)| *session == record.uid) {
            authorizations.insert(client.to_string(), json!({"sid": sid, "persistsLogout": true}));
        }
        let mut latest: Option<&ClientId> = None;
        for own in granted.iter().filter(|own| own.grant.session_uid == record.uid) {
            latest = latest.or(Some(&own.grant.client_id));
            let entry = authorizations.entry(own.grant.client_id.as_str()).or_insert_with(|| json!({}));
            entry["grantId"] = own.grant.id.as_str().into();
        }
        let value = shown(&record, authorizations, latest);
        (record, value)
    });
    Ok(shown.collect())
}

fn shown(record: &SessionRecord, authorizations: Map<String, Value>, client: Option<&ClientId>) -> Value {
    json!({
        "payload": {
            "exp": record.expires_at.seconds(),
            "iat": record.created_at.seconds(),
            "jti": record.uid,
            "uid": record.uid,
            "kind": "Session",
            "loginTs": record.authenticated_at.seconds(),
            "accountId": record.user_id,
            "authorizations": authorizations,
        },
        "lastSubmission": null,
        "clientId": client,
        "accountId": record.user_id,
        "expiresAt": record.expires_at,
    })
}
