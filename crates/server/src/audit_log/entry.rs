use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{Origin, mask::mask};
use crate::{
    clock::Timestamp,
    ids::{ClientId, HookId, UserId},
};

/// Something that happened. Cheap to make: the JSON is put together when it is written.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// What: `ExchangeTokenBy.RefreshToken`, `Interaction.SignIn.Submit`, `ManagementApi.CreateRole`,
    /// `TriggerHook.User.Created` …
    pub key: Cow<'static, str>,
    /// The stable code of the refusal. `None`: it succeeded.
    pub error: Option<Cow<'static, str>>,
    /// Whom it is about.
    pub user_id: Option<UserId>,
    /// The application it went through.
    pub application_id: Option<ClientId>,
    /// The webhook, for deliveries only.
    pub hook_id: Option<HookId>,
    /// Where the request came from.
    pub origin: Origin,
    /// Request parameters that may be kept. The writer masks what is a secret by its name all the same.
    pub params: Vec<(&'static str, String)>,
    /// Whatever else belongs to it.
    pub payload: Map<String, Value>,
}

impl Entry {
    /// A success with nothing else known.
    pub fn new(key: impl Into<Cow<'static, str>>) -> Self {
        Self { key: key.into(), ..Self::default() }
    }

    /// The JSON as it is stored and shown: `key`, `result` and what is known.
    pub(super) fn document(&self) -> Map<String, Value> {
        let mut document = self.payload.clone();
        if !self.params.is_empty() {
            let params = self.params.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into()));
            document.insert("params".into(), Value::Object(params.collect()));
        }
        mask(&mut document);
        let result = if self.error.is_none() { "Success" } else { "Error" };
        let known = [
            ("key", Some(self.key.to_string())),
            ("result", Some(result.to_owned())),
            ("ip", self.origin.address.map(|address| address.to_string())),
            ("userAgent", self.origin.user_agent.as_deref().map(str::to_owned)),
            ("userId", self.user_id.as_ref().map(ToString::to_string)),
            ("applicationId", self.application_id.as_ref().map(ToString::to_string)),
            ("hookId", self.hook_id.as_ref().map(ToString::to_string)),
        ];
        for (name, value) in known {
            if let Some(value) = value {
                document.insert(name.into(), value.into());
            }
        }
        // What a delivery failed of is richer than a code and comes with the payload.
        if let Some(code) = &self.error {
            document.entry("error").or_insert_with(|| code.as_ref().into());
        }
        document
    }

    /// Who is thereby active today: whoever received a token.
    pub(super) fn active_user(&self) -> Option<&UserId> {
        let received = self.error.is_none() && self.key.starts_with("ExchangeTokenBy.");
        if received { self.user_id.as_ref() } else { None }
    }
}

/// An entry with its id and time.
#[derive(Debug)]
pub(super) struct Queued {
    /// Empty until it is about to be written.
    pub(super) id: String,
    pub(super) at: Timestamp,
    pub(super) entry: Entry,
}
