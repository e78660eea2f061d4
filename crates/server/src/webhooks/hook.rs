use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Event;
use crate::{clock::Timestamp, ids::HookId, secrets::Token};

/// A webhook.
#[derive(Clone, Debug)]
pub struct Hook {
    /// Its id.
    pub id: HookId,
    /// Shown to operators.
    pub name: String,
    /// The one event of hooks that have no `events`.
    pub event: Option<Event>,
    /// What it is told of. If there are any, `event` does not count.
    pub events: Vec<Event>,
    /// Where and how.
    pub config: HookConfig,
    /// Key of the signature: 32 alphanumerics.
    pub signing_key: Token,
    /// Whether it is told of anything.
    pub enabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Where a webhook's requests go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookConfig {
    /// As it was given; whether it can be called shows when it is.
    pub url: String,
    /// Sent besides ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// How often a failed request is repeated: 0 to 3, by default 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<i64>,
}

impl HookConfig {
    /// `url` and nothing else.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), headers: None, retries: None }
    }
}

/// A webhook to be made.
#[derive(Clone, Debug)]
pub struct NewHook {
    /// May be empty.
    pub name: String,
    /// See [`Hook::event`].
    pub event: Option<Event>,
    /// See [`Hook::events`].
    pub events: Vec<Event>,
    /// Where and how.
    pub config: HookConfig,
    /// Whether it is told of anything.
    pub enabled: bool,
}

/// What changes of a webhook; `None` stays.
#[derive(Clone, Debug, Default)]
pub struct HookChanges {
    /// Its name.
    pub name: Option<String>,
    /// Its one event; `Some(None)` removes it.
    pub event: Option<Option<Event>>,
    /// Its events.
    pub events: Option<Vec<Event>>,
    /// Replaced whole.
    pub config: Option<HookConfig>,
    /// Whether it is told of anything.
    pub enabled: Option<bool>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
}

/// What an event needs to know of a hook.
#[derive(Clone, Debug)]
pub(super) struct Listener {
    pub(super) id: HookId,
    pub(super) event: Option<Event>,
    pub(super) events: Vec<Event>,
}

impl Listener {
    pub(super) fn wants(&self, event: Event) -> bool {
        if self.events.is_empty() { self.event == Some(event) } else { self.events.contains(&event) }
    }
}
