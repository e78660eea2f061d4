//! Webhooks.

mod create;
mod delete;
mod document;
mod list;
mod read;
mod recent_logs;
mod renew_signing_key;
mod test;
mod update;

use self::document::{hook, hook_with_stats};
use crate::api::shell::{Operation, Paging, list_of};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/hooks", "ListHooks", list::handle)
            .paged(Paging::Optional)
            .query(list::query())
            .returns(200, list_of(hook_with_stats())),
        Operation::post("/hooks", "CreateHook", create::handle).body(create::body()).returns(201, hook()),
        Operation::get("/hooks/{id}", "GetHook", read::handle)
            .query(list::query())
            .returns(200, hook_with_stats()),
        Operation::patch("/hooks/{id}", "UpdateHook", update::handle)
            .body(update::body())
            .returns(200, hook()),
        Operation::delete("/hooks/{id}", "DeleteHook", delete::handle).returns_nothing(204),
        Operation::get("/hooks/{id}/recent-logs", "ListHookRecentLogs", recent_logs::handle)
            .paged(Paging::Always)
            .query(recent_logs::query())
            .returns(200, list_of(recent_logs::log())),
        Operation::post("/hooks/{id}/test", "CreateHookTest", test::handle)
            .body(test::body())
            .returns_nothing(204),
        Operation::patch("/hooks/{id}/signing-key", "UpdateHookSigningKey", renew_signing_key::handle)
            .returns(200, hook()),
    ]
}
