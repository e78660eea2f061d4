use super::{
    UserObject,
    members::{account, is_wanted},
};
use crate::api::shell::{Answer, ApiError, Call};

/// `GET /users/{userId}`.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let account = account(&call).await?;
    let object = UserObject::new(&account)
        .with_sso_identities(is_wanted(&call, "includeSsoIdentities"))
        .with_hash(&account, is_wanted(&call, "includePasswordHash"));
    Ok(Answer::json(200, &object))
}
