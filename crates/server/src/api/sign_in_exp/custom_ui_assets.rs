use crate::api::shell::{Answer, ApiError, Call};

/// `POST /sign-in-exp/default/custom-ui-assets`: there is nowhere to put uploaded pages.
pub(super) async fn handle(_call: Call) -> Result<Answer, ApiError> {
    Err(ApiError::new(400, "storage.not_configured"))
}
