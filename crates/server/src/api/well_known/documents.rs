use crate::api::shell::{Answer, ApiError, Call, Table, document};

/// `GET /.well-known/management.openapi.json` and `GET /swagger.json`: what this API can do.
pub(super) async fn management(call: Call) -> Result<Answer, ApiError> {
    let origin = call.app.config.server.endpoint.origin().ascii_serialization();
    let table = call.app.part::<Table>();
    Ok(Answer::json(200, &document(table.operations(), &origin)))
}
