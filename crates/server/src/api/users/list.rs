use super::{UserObject, members::is_wanted};
use crate::{
    api::shell::{Answer, ApiError, Call},
    ids::{OrganizationId, RoleId},
    users::{self, Among, SEARCH_FIELDS},
};

/// `GET /users`: the youngest first.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let search = call.search(&SEARCH_FIELDS)?;
    let excluded = |name: &str| {
        let mut values =
            call.raw_query().iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str());
        values.find(|value| !value.is_empty())
    };
    let role = excluded("excludeRoleId").map(RoleId::from);
    let organization = excluded("excludeOrganizationId").map(OrganizationId::from);
    let among = match (&role, &organization) {
        (None, None) => Among::Everybody,
        (Some(role), None) => Among::WithoutRole(role),
        (None, Some(organization)) => Among::OutsideOrganization(organization),
        (Some(_), Some(_)) => {
            let sentence = "Exclude by role or by organization, not by both.";
            return Err(ApiError::request_invalid(400, sentence));
        }
    };
    let window = call.window();
    let mut conn = call.app.db.read().await?;
    let (accounts, total) =
        users::list(&mut conn, among, search.as_ref(), window.limit, window.offset).await?;
    drop(conn);
    let (sso, hash) = (is_wanted(&call, "includeSsoIdentities"), is_wanted(&call, "includePasswordHash"));
    let objects: Vec<_> = accounts
        .iter()
        .map(|account| UserObject::new(account).with_sso_identities(sso).with_hash(account, hash))
        .collect();
    Ok(Answer::list(&call, &objects, total))
}
