//! A made-up event sent at once, so that whoever sets a webhook up sees whether it works.

use genkan_database::DbError;
use serde_json::{Map, Value, json};

use super::{
    Event, HookConfig,
    outbox::Body,
    request::{self, NoAnswer},
    store,
};
use crate::{app::App, ids::HookId};

/// Why a trial did not end well.
#[derive(Clone, Debug)]
pub enum TrialFailure {
    /// There is no such webhook.
    Unknown,
    /// The endpoint answered with 400 or more.
    Answered {
        /// The status.
        status: u16,
        /// The first 4 KB.
        body: String,
    },
    /// The endpoint cannot be called.
    NotSent(String),
    /// Storage.
    Db(DbError),
}

impl From<DbError> for TrialFailure {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

/// Sends one made-up request per event to the *given* place, signed with the webhook's key. All are sent; the first
/// failure is the answer.
///
/// # Errors
/// [`TrialFailure`].
pub async fn send_trial(
    app: &App,
    id: &HookId,
    events: &[Event],
    config: &HookConfig,
) -> Result<(), TrialFailure> {
    let hook = store::find(app, &mut app.db.read().await?, id).await?.ok_or(TrialFailure::Unknown)?;
    let sent = events.iter().map(async |event| {
        let payload = made_up(*event);
        let body = Body {
            event: event.as_str(),
            created_at: app.clock.now().to_iso_8601(),
            payload: &payload,
            hook_id: id.as_str(),
        };
        match request::send(app, config, &hook.signing_key, body.to_json()).await {
            Ok(answer) if answer.status >= 400 => {
                Err(TrialFailure::Answered { status: answer.status, body: answer.body })
            }
            Ok(_) => Ok(()),
            Err(NoAnswer::Refused(why) | NoAnswer::Failed(why)) => Err(TrialFailure::NotSent(why)),
        }
    });
    futures_util::future::join_all(sent).await.into_iter().collect()
}

/// What a receiver can expect of the event, about nobody.
fn made_up(event: Event) -> Map<String, Value> {
    let user = json!({
        "id": "trial-user",
        "username": "trial",
        "primaryEmail": "trial@example.com",
        "primaryPhone": null,
        "name": "Trial User",
        "avatar": null,
        "customData": {},
        "identities": {},
        "profile": {},
        "applicationId": "trial-application",
        "isSuspended": false,
        "lastSignInAt": null,
    });
    let application = json!({ "id": "trial-application", "type": "SPA", "name": "Trial App" });
    let interaction = |name: &str| {
        json!({
            "interactionEvent": name,
            "sessionId": "trial-session",
            "userId": "trial-user",
            "userIp": "192.0.2.1",
            "user": user,
            "application": application,
        })
    };
    let value = match event {
        Event::PostRegister => interaction("Register"),
        Event::PostSignIn | Event::PostSignInAdaptiveMfaTriggered => interaction("SignIn"),
        Event::PostResetPassword => interaction("ForgotPassword"),
        Event::IdentifierLockout | Event::MessageRateLimited | Event::GrantLimitExceeded => json!({
            "ip": "192.0.2.1",
            "userAgent": "Trial/1.0",
        }),
        _ => {
            let name = event.as_str();
            let data =
                if name.starts_with("User.") { user } else { json!({ "id": "trial", "name": "Trial" }) };
            json!({
                "ip": "192.0.2.1",
                "userAgent": "Trial/1.0",
                "path": "/trial/trial-id",
                "matchedRoute": "/trial/:id",
                "method": "PATCH",
                "status": 200,
                "params": { "id": "trial-id" },
                "data": data,
            })
        }
    };
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
