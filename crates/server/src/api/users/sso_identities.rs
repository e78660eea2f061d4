use super::{members::account, sso_identity};
use crate::api::shell::{Answer, ApiError, Call, Schema, object, required};

pub(super) fn answer() -> Schema {
    object([required("ssoIdentity", sso_identity())])
}

/// `GET /users/{userId}/sso-identities/{ssoConnectorId}`: there are no enterprise connectors, so nobody has one.
pub(super) async fn get(call: Call) -> Result<Answer, ApiError> {
    account(&call).await?;
    Err(ApiError::new(404, "user.enterprise_sso_identity_not_exists"))
}
