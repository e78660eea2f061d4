//! The audit log.

mod document;
mod list;
mod query;
mod read;

pub(super) use self::{
    document::{LogDocument, log_members},
    query::{LogQuery, filter_members},
};
use crate::api::shell::{Operation, Paging, list_of};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/logs", "ListLogs", list::handle)
            .paged(Paging::Always)
            .query(list::query())
            .returns(200, list_of(document::log())),
        Operation::get("/logs/{id}", "GetLog", read::handle).returns(200, document::log()),
    ]
}
