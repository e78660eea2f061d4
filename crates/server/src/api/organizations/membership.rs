//! What webhooks are told of a change of who belongs to an organization.

use genkan_database::{DbError, Tx};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    api::shell::Call,
    ids::{ClientId, OrganizationId, UserId},
    organizations::members::Changed,
    webhooks::Event,
};

/// At most so many ids are named.
const NAMED: usize = 5_000;

pub(in crate::api) async fn users_changed(
    call: &Call,
    tx: &mut Tx,
    organization: &OrganizationId,
    changed: &Changed<UserId>,
) -> Result<(), DbError> {
    emit(call, tx, organization, ("addedUserIds", &changed.added), ("removedUserIds", &changed.removed)).await
}

pub(super) async fn applications_changed(
    call: &Call,
    tx: &mut Tx,
    organization: &OrganizationId,
    changed: &Changed<ClientId>,
) -> Result<(), DbError> {
    let added = ("addedApplicationIds", &changed.added);
    emit(call, tx, organization, added, ("removedApplicationIds", &changed.removed)).await
}

/// Also when nothing changed; only lists that name somebody are sent.
async fn emit<T: Serialize>(
    call: &Call,
    tx: &mut Tx,
    organization: &OrganizationId,
    added: (&'static str, &Vec<T>),
    removed: (&'static str, &Vec<T>),
) -> Result<(), DbError> {
    let mut more: Vec<(&str, Value)> = vec![("organizationId", json!(organization))];
    for (name, ids) in [added, removed] {
        if !ids.is_empty() {
            more.push((name, json!(ids[..ids.len().min(NAMED)])));
        }
    }
    call.emit(tx, Event::OrganizationMembershipUpdated, None::<&()>, &more).await
}
