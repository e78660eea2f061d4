use super::{members::account, sso_identity, token_secret};
use crate::api::shell::{Answer, ApiError, Call, Schema, object, optional, required};

pub(super) fn answer() -> Schema {
    object([required("ssoIdentity", sso_identity()), optional("tokenSecret", token_secret())])
}

/// `GET /users/{userId}/sso-identities/{ssoConnectorId}`: there are no enterprise connectors, so nobody has one.
pub(super) async fn get(call: Call) -> Result<Answer, ApiError> {
    account(&call).await?;
    Err(ApiError::new(404, "user.enterprise_sso_identity_not_exists"))
}
