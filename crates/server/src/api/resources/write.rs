use serde::Deserialize;

use super::{ResourceView, management_api_is_fixed};
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, boolean, number, object, optional, required, text},
    ids::ResourceId,
    resources::{self, Resource, ResourceChanges},
};

/// Longest indicator in bytes: PostgreSQL's index holds no more.
const MAX_INDICATOR: usize = 2_048;

pub(super) fn create_body() -> Schema {
    object([
        optional("tenantId", text(..=21)),
        required("name", text(1..)),
        required("indicator", text(1..)),
        optional("accessTokenTtl", number()),
    ])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewResource {
    name: String,
    indicator: String,
    /// Seconds within 68 years: no arithmetic on it overflows.
    access_token_ttl: Option<i32>,
}

/// `POST /resources`.
pub(super) async fn create(call: Call) -> Result<Answer, ApiError> {
    let new: NewResource = call.body()?;
    if new.indicator.len() > MAX_INDICATOR {
        return Err(ApiError::value_too_long(MAX_INDICATOR));
    }
    let ttl = new.access_token_ttl.map_or(3600, i64::from);
    let mut tx = call.app.db.begin().await?;
    let id =
        resources::create(&call.app, &mut tx, &new.indicator, &new.name, ttl).await.map_err(|error| {
            if error.is_unique() {
                ApiError::new(422, "resource.resource_identifier_in_use")
                    .with_arg("indicator", &new.indicator)
            } else {
                error.into()
            }
        })?;
    tx.commit().await?;
    let resource = Resource {
        id,
        indicator: new.indicator,
        name: new.name,
        access_token_ttl: ttl,
        is_default: false,
        scopes: Vec::new(),
    };
    Ok(Answer::json(201, &ResourceView::with_scopes(resource)))
}

pub(super) fn update_body() -> Schema {
    object([
        optional("tenantId", text(..=21)),
        optional("name", text(1..)),
        optional("accessTokenTtl", number()),
    ])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Update {
    tenant_id: Option<String>,
    name: Option<String>,
    access_token_ttl: Option<i32>,
}

/// `PATCH /resources/{id}`.
pub(super) async fn update(call: Call) -> Result<Answer, ApiError> {
    let update: Update = call.body()?;
    let id = ResourceId::from(call.param("id"));
    let mut tx = call.app.db.begin().await?;
    let unknown = || ApiError::not_exists_with_id("resources", id.as_str());
    let resource = resources::find(&mut tx, &id).await?.ok_or_else(unknown)?;
    if resource.is_management_api() {
        return Err(management_api_is_fixed());
    }
    if update.tenant_id.is_none() && update.name.is_none() && update.access_token_ttl.is_none() {
        return Err(ApiError::empty_update());
    }
    if update.tenant_id.is_some_and(|tenant| tenant != "default") {
        return Err(ApiError::constraint_violated());
    }
    let changes =
        ResourceChanges { name: update.name, access_token_ttl: update.access_token_ttl.map(i64::from) };
    let updated = resources::update(&call.app, &mut tx, &id, &changes).await?.ok_or_else(unknown)?;
    tx.commit().await?;
    Ok(Answer::json(200, &ResourceView::from(updated)))
}

pub(super) fn default_body() -> Schema {
    object([required("isDefault", boolean())])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Default {
    is_default: bool,
}

/// `PATCH /resources/{id}/is-default`.
pub(super) async fn set_default(call: Call) -> Result<Answer, ApiError> {
    let Default { is_default } = call.body()?;
    let id = ResourceId::from(call.param("id"));
    let mut tx = call.app.db.begin().await?;
    let updated = resources::set_default(&call.app, &mut tx, &id, is_default).await?.ok_or_else(|| {
        if is_default {
            ApiError::not_exists("resource")
        } else {
            ApiError::not_exists_with_id("resources", id.as_str())
        }
    })?;
    tx.commit().await?;
    Ok(Answer::json(200, &ResourceView::from(updated)))
}

/// `DELETE /resources/{id}`.
pub(super) async fn delete(call: Call) -> Result<Answer, ApiError> {
    let id = ResourceId::from(call.param("id"));
    if id.as_str() == resources::MANAGEMENT_API {
        return Err(ApiError::new(400, "resource.cannot_delete_management_api"));
    }
    let mut tx = call.app.db.begin().await?;
    if !resources::delete(&call.app, &mut tx, &id).await? {
        return Err(ApiError::not_exists_with_id("resources", id.as_str()));
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}
