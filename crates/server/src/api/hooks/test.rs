use serde::Deserialize;
use serde_json::json;

use super::document::{EVENTS, config, parse_events};
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, any, list_of, object, one_of, optional, required},
    ids::HookId,
    webhooks::{self, HookConfig, TrialFailure},
};

pub(super) fn body() -> Schema {
    object([
        // Each is a request to somebody else's server.
        required("events", list_of(one_of(&EVENTS)).at_least(1).at_most(EVENTS.len())),
        required("config", config()),
        optional("event", any()),
    ])
}

#[derive(Deserialize)]
struct Trial {
    events: Vec<String>,
    config: HookConfig,
}

/// `POST /hooks/{id}/test`: to the given place, signed with the stored key.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let trial: Trial = call.body()?;
    let (id, events) = (HookId::new(call.param("id")), parse_events(&trial.events));
    match webhooks::send_trial(&call.app, &id, &events, &trial.config).await {
        Ok(()) => Ok(Answer::no_content()),
        Err(TrialFailure::Unknown) => Err(ApiError::not_exists_with_id("hooks", id.as_str())),
        Err(TrialFailure::Answered { status, body }) => {
            Err(ApiError::new(422, "hook.endpoint_responded_with_error")
                .with_data(json!({ "responseStatus": status, "responseBody": body })))
        }
        Err(TrialFailure::NotSent(why)) => {
            Err(ApiError::new(422, "hook.send_test_payload_failed").with_arg("details", why))
        }
        Err(TrialFailure::Db(error)) => Err(error.into()),
    }
}
