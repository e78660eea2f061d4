use genkan_database::{DbError, Tx, args};
use serde_json::{Map, Value, json};

use crate::{
    app::Inner,
    ids::{OrganizationId, UserId},
    webhooks::{self, Event},
};

/// Makes a user a member of every organization that lists the domain of `email`, with the roles each gives to people
/// who join; returns those organizations. Who is a member already stays as is.
///
/// Only an address that is the user's own and is known to be (`email_verified`) opens an organization: whoever
/// merely types one at registration joins nothing, so that this can be called wherever an address may have been proven.
/// Webhooks are told; `context`: what their payload says of the request.
///
/// # Errors
/// Storage.
pub async fn join_by_email_domain(
    app: &Inner,
    tx: &mut Tx,
    user: &UserId,
    email: &str,
    context: &Map<String, Value>,
) -> Result<Vec<OrganizationId>, DbError> {
    let Some((_, domain)) = email.rsplit_once('@') else { return Ok(Vec::new()) };
    let joined: Vec<(OrganizationId,)> = tx
        .all(
            "INSERT INTO organization_users (organization_id, user_id)
             SELECT DISTINCT j.organization_id, u.id
             FROM organization_jit_email_domains j
                 JOIN users u ON u.id = $1 AND u.email_verified AND lower(u.primary_email) = lower($2)
             WHERE lower(j.email_domain) = lower($3)
             ON CONFLICT (organization_id, user_id) DO NOTHING
             RETURNING organization_id",
            args![user, email, domain],
        )
        .await?;
    for (organization,) in &joined {
        tx.execute(
            "INSERT INTO organization_user_roles (organization_id, user_id, organization_role_id)
             SELECT j.organization_id, $2, j.organization_role_id
             FROM organization_jit_roles j JOIN organization_roles r ON r.id = j.organization_role_id
             WHERE j.organization_id = $1 AND r.type = 'User'
             ON CONFLICT (organization_id, user_id, organization_role_id) DO NOTHING",
            args![organization, user],
        )
        .await?;
        let mut payload = context.clone();
        payload.insert("organizationId".into(), json!(organization));
        payload.insert("addedUserIds".into(), json!([user]));
        webhooks::enqueue(app, tx, Event::OrganizationMembershipUpdated, payload).await?;
    }
    Ok(joined.into_iter().map(|(organization,)| organization).collect())
}
