//! What the audit log is told of the pages' forms.

use http::{HeaderMap, header};

use super::step::Step;
use crate::{
    audit_log::{self, Entry, Origin},
    http::client_address::ClientAddress,
};

/// The entry of a form of this step, not yet complete.
pub(super) fn entry(step: &Step, key: &'static str, address: ClientAddress, headers: &HeaderMap) -> Entry {
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Entry {
        application_id: Some(step.interaction.client_id.clone()),
        origin: Origin::new(Some(address), user_agent),
        ..Entry::new(key)
    }
}

/// Keeps what the form came to; after a success also that the interaction `event` (`SignIn`, `Register`) has what it
/// needs.
pub(super) async fn record(step: &Step, entry: Entry, done: &'static str) {
    let app = &step.frame.app;
    let submitted = entry.error.is_none().then(|| Entry { key: done.into(), ..entry.clone() });
    audit_log::record(app, entry).await;
    if let Some(submitted) = submitted {
        audit_log::record(app, submitted).await;
    }
}
