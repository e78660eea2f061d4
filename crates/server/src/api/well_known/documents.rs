use crate::api::shell::{Answer, ApiError, Call, Table};

/// `GET /.well-known/management.openapi.json` and `GET /swagger.json`: what this API can do.
pub(super) async fn management(call: Call) -> Result<Answer, ApiError> {
    let origin = call.app.config.server.endpoint.origin().ascii_serialization();
    Ok(Answer::ready_json(200, call.app.part::<Table>().document(&origin)))
}
