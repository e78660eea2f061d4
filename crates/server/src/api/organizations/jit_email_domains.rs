use serde::{Deserialize, Serialize};

use super::view::Entity;
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, any_text, list_of, object, required, text},
    ids::OrganizationId,
    organizations::jit,
};

/// What the column holds.
const CHARACTERS: usize = 128;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EmailDomain {
    organization_id: OrganizationId,
    email_domain: String,
}

pub(super) fn shape() -> Schema {
    object([
        required("tenantId", text(..=21)),
        required("organizationId", text(1..=21)),
        required("emailDomain", text(1..=CHARACTERS)),
    ])
}

/// `GET /organizations/{id}/jit/email-domains`. An unknown organization has none.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let (id, window) = (OrganizationId::from(call.param("id")), call.window());
    let mut conn = call.app.db.read().await?;
    let total = jit::count_email_domains(&mut conn, &id).await?;
    let domains = jit::list_email_domains(&mut conn, &id, window.limit, window.offset).await?;
    let item = |email_domain| Entity::new(EmailDomain { organization_id: id.clone(), email_domain });
    let items: Vec<_> = domains.into_iter().map(item).collect();
    Ok(Answer::list(&call, &items, total))
}

fn check_length(domain: &str) -> Result<(), ApiError> {
    if domain.chars().count() > CHARACTERS {
        return Err(ApiError::value_too_long(CHARACTERS));
    }
    Ok(())
}

pub(super) fn add_body() -> Schema {
    object([required("emailDomain", text(1..))])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct One {
    email_domain: String,
}

/// `POST /organizations/{id}/jit/email-domains`. Any text is taken; what is no domain matches no address.
pub(super) async fn add(call: Call) -> Result<Answer, ApiError> {
    let (One { email_domain }, id) = (call.body()?, OrganizationId::from(call.param("id")));
    check_length(&email_domain)?;
    let mut tx = call.app.db.begin().await?;
    jit::add_email_domain(&call.app, &mut tx, &id, &email_domain).await?;
    tx.commit().await?;
    Ok(Answer::json(201, &Entity::new(EmailDomain { organization_id: id, email_domain })))
}

pub(super) fn replace_body() -> Schema {
    object([required("emailDomains", list_of(any_text()))])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Many {
    email_domains: Vec<String>,
}

/// `PUT /organizations/{id}/jit/email-domains`.
pub(super) async fn replace(call: Call) -> Result<Answer, ApiError> {
    let (Many { email_domains }, id) = (call.body()?, OrganizationId::from(call.param("id")));
    email_domains.iter().try_for_each(|domain| check_length(domain))?;
    let mut tx = call.app.db.begin().await?;
    jit::replace_email_domains(&call.app, &mut tx, &id, &email_domains).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// `DELETE /organizations/{id}/jit/email-domains/{emailDomain}`.
pub(super) async fn remove(call: Call) -> Result<Answer, ApiError> {
    let id = OrganizationId::from(call.param("id"));
    let mut tx = call.app.db.begin().await?;
    if !jit::remove_email_domain(&mut tx, &id, call.param("emailDomain")).await? {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}
