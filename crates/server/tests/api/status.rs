//! Whether the server answers.

use crate::support::{Management, TestApp};

on_both_engines! {
    async fn status_needs_no_token(app: TestApp) {
        let api = app.management().await;
        let reply = Management::send(api.request("GET", "/status")).await;
        assert_eq!((reply.status, reply.body.as_str()), (204, Some("")));
        assert_eq!(reply.header("content-type"), "");
    }
}
