use super::{refusal, unknown};
use crate::{
    api::shell::{Answer, ApiError, Call, Issue, Key, Part, Schema, any_text, list_of, object, required},
    applications::{self, AccessControl, OrganizationRoleRule},
    ids::ClientId,
};

/// Entries of a list as sent.
const MAX_SENT: usize = 2_000;
/// Entries of a list without repetitions.
const MAX_KEPT: usize = 1_000;

pub(super) fn shape() -> Schema {
    let ids = || list_of(any_text()).at_most(MAX_SENT);
    let rule = object([required("organizationId", any_text()), required("organizationRoleIds", ids())]);
    object([
        required("userIds", ids()),
        required("userRoleIds", ids()),
        required("organizationIds", ids()),
        required("organizationRoleRules", list_of(rule).at_most(MAX_SENT)),
    ])
}

/// `GET /applications/{applicationId}/access-control`.
pub(super) async fn get(call: Call) -> Result<Answer, ApiError> {
    let id = ClientId::from(call.param("applicationId"));
    let mut conn = call.app.db.read().await?;
    applications::find(&mut conn, &id).await?.ok_or_else(|| unknown(&id))?;
    Ok(Answer::json(200, &applications::access_control(&mut conn, &id).await?))
}

/// `PUT /applications/{applicationId}/access-control`.
pub(super) async fn put(call: Call) -> Result<Answer, ApiError> {
    let (id, sent) = (ClientId::from(call.param("applicationId")), call.body::<AccessControl>()?);
    let rules = without_repetitions(sent);
    check_lengths(&rules)?;
    if rules.organization_role_rules.iter().any(|rule| rule.organization_role_ids.is_empty()) {
        return Err(ApiError::request_invalid(422, "A rule about organization roles names at least one."));
    }
    let mut tx = call.app.db.begin().await?;
    let known = applications::set_access_control(&call.app, &mut tx, &id, &rules).await.map_err(refusal)?;
    if !known {
        return Err(unknown(&id));
    }
    tx.commit().await?;
    Ok(Answer::json(200, &rules))
}

/// Every id once, in the order they came; rules about one organization become one.
fn without_repetitions(sent: AccessControl) -> AccessControl {
    let mut rules: Vec<OrganizationRoleRule> = Vec::new();
    for rule in sent.organization_role_rules {
        match rules.iter_mut().find(|known| known.organization_id == rule.organization_id) {
            Some(known) => known.organization_role_ids.extend(rule.organization_role_ids),
            None => rules.push(rule),
        }
    }
    for rule in &mut rules {
        rule.organization_role_ids = once(std::mem::take(&mut rule.organization_role_ids));
    }
    AccessControl {
        user_ids: once(sent.user_ids),
        user_role_ids: once(sent.user_role_ids),
        organization_ids: once(sent.organization_ids),
        organization_role_rules: rules,
    }
}

fn once<T: Clone + Eq + std::hash::Hash>(ids: Vec<T>) -> Vec<T> {
    let mut seen = std::collections::HashSet::new();
    ids.into_iter().filter(|id| seen.insert(id.clone())).collect()
}

fn check_lengths(rules: &AccessControl) -> Result<(), ApiError> {
    let lists = [
        ("userIds", rules.user_ids.len()),
        ("userRoleIds", rules.user_role_ids.len()),
        ("organizationIds", rules.organization_ids.len()),
        ("organizationRoleRules", rules.organization_role_rules.len()),
    ];
    let roles = rules.organization_role_rules.iter().map(|rule| rule.organization_role_ids.len());
    let roles = roles.map(|length| ("organizationRoleRules", length));
    let issues: Vec<Issue> = lists
        .into_iter()
        .chain(roles)
        .filter(|(_, length)| *length > MAX_KEPT)
        .map(|(name, _)| too_big(name))
        .collect();
    if issues.is_empty() { Ok(()) } else { Err(ApiError::guard(Part::Body, &issues)) }
}

fn too_big(name: &str) -> Issue {
    let mut issue = Issue::custom(
        vec![Key::Name(name.to_owned())],
        format!("Array must contain at most {MAX_KEPT} different element(s)"),
    );
    issue.code = "too_big";
    issue
}
