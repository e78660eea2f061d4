//! One-time tokens: stored, verified once together with an address.

mod create;
mod list;
mod one;
mod verify;

use serde::Serialize;

use crate::{
    api::shell::{
        Member, Operation, Paging, Schema, any_text, list_of, number, object, one_of, optional, required,
    },
    clock::Timestamp,
    ids::OneTimeTokenId,
    one_time_tokens::{self, OneTimeToken, Status},
};

const STATUSES: &[&str] = &["active", "consumed", "revoked", "expired"];

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/one-time-tokens", "ListOneTimeTokens", list::handle)
            .paged(Paging::Optional)
            .query(list::query())
            .returns(200, list_of(shape())),
        Operation::post("/one-time-tokens", "AddOneTimeTokens", create::handle)
            .body(create::body())
            .returns(201, shape()),
        Operation::post("/one-time-tokens/verify", "VerifyOneTimeToken", verify::handle)
            .body(verify::body())
            .returns(200, shape()),
        Operation::get("/one-time-tokens/{id}", "GetOneTimeToken", one::get).returns(200, shape()),
        Operation::delete("/one-time-tokens/{id}", "DeleteOneTimeToken", one::delete).returns_nothing(204),
        Operation::put("/one-time-tokens/{id}/status", "ReplaceOneTimeTokenStatus", one::set_status)
            .body(one::status_body())
            .returns(200, shape()),
    ]
}

/// What a token is for. Organization ids are not looked up.
fn context() -> Schema {
    let events = &["SignIn", "Register", "ForgotPassword"];
    object([
        optional("jitOrganizationIds", list_of(any_text())),
        optional("interactionEvent", one_of(events)),
    ])
}

fn shape() -> Schema {
    let text = |name: &'static str| -> Member { required(name, any_text()) };
    object([
        text("tenantId"),
        text("id"),
        text("email"),
        text("token"),
        required("context", context()),
        required("status", one_of(STATUSES)),
        required("createdAt", number()),
        required("expiresAt", number()),
    ])
}

/// A token on the wire.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
    tenant_id: &'static str,
    id: &'a OneTimeTokenId,
    email: &'a str,
    token: &'a str,
    context: &'a one_time_tokens::Context,
    status: Status,
    created_at: i64,
    expires_at: i64,
}

impl<'a> View<'a> {
    fn of(token: &'a OneTimeToken, now: Timestamp) -> Self {
        Self {
            tenant_id: "default",
            id: &token.id,
            email: &token.email,
            token: token.value.expose(),
            context: &token.context,
            status: token.status_at(now),
            created_at: token.created_at.millis(),
            expires_at: token.expires_at.millis(),
        }
    }
}
