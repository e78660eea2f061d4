//! How many users there are, come and are active. Days are UTC.

mod active;
mod new;
mod total;

use serde::Serialize;

use crate::api::shell::{Operation, Schema, any_text, list_of, number, object, required};

pub(super) fn operations() -> Vec<Operation> {
    let curve = list_of(object([required("date", any_text()), required("count", number())]));
    vec![
        Operation::get("/dashboard/users/total", "GetTotalUserCount", total::handle)
            .returns(200, object([required("totalUserCount", number())])),
        Operation::get("/dashboard/users/new", "GetNewUserCounts", new::handle)
            .returns(200, object([required("today", change()), required("last7Days", change())])),
        Operation::get("/dashboard/users/active", "GetActiveUserCounts", active::handle)
            .query(active::query())
            .returns(
                200,
                object([
                    required("dauCurve", curve),
                    required("dau", change()),
                    required("wau", change()),
                    required("mau", change()),
                ]),
            ),
    ]
}

fn change() -> Schema {
    object([required("count", number()), required("delta", number())])
}

/// A count and how much more that is than in the time before of the same length.
#[derive(Serialize)]
struct Change {
    count: i64,
    delta: i64,
}

impl Change {
    fn new(count: i64, before: i64) -> Self {
        Self { count, delta: count - before }
    }
}
