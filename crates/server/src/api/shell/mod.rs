//! What every operation of the API shares: the walk of a request in its order, guards, paging, refusals, and the
//! document that describes it all.

mod answer;
mod bearer;
mod body;
mod call;
mod dispatch;
mod document;
mod error;
mod message;
mod operation;
mod page;
mod schema;
mod search;
mod table;

pub(super) use self::dispatch::dispatch;
pub use self::{
    answer::Answer,
    call::{Call, Principal},
    document::document,
    error::{ApiError, Part},
    message::Language,
    operation::{Access, Operation},
    page::{Page, Paging, Window},
    schema::{
        Issue, Key, Member, Schema, any, any_object, any_text, boolean, either, email, integer, list_of,
        map_of, milliseconds, nullable, number, object, one_of, optional, required, text, text_where, url,
    },
    search::search_params,
    table::Table,
};
