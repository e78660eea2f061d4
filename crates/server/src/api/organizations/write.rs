use serde::Deserialize;
use serde_json::{Map, Value};

use super::view::{Entity, branding, color, present};
use crate::{
    api::shell::{
        Answer, ApiError, Call, Member, Schema, any_object, any_text, boolean, milliseconds, nullable,
        object, optional, required, text,
    },
    clock::Timestamp,
    ids::OrganizationId,
    organizations::{self, NewOrganization, OrganizationUpdate},
    webhooks::Event,
};

fn members() -> [Member; 8] {
    [
        optional("tenantId", text(..=21)),
        optional("description", nullable(text(..=256))),
        optional("customData", any_object()),
        optional("isMfaRequired", boolean()),
        optional("color", color()),
        optional("branding", branding()),
        optional("customCss", nullable(any_text())),
        optional("createdAt", milliseconds()),
    ]
}

pub(super) fn create_body() -> Schema {
    object([required("name", text(1..=128))].into_iter().chain(members()))
}

/// `tenantId` and `createdAt` are dropped.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct New {
    name: String,
    description: Option<String>,
    #[serde(default)]
    custom_data: Map<String, Value>,
    #[serde(default)]
    is_mfa_required: bool,
    #[serde(default)]
    color: Map<String, Value>,
    #[serde(default)]
    branding: Map<String, Value>,
    custom_css: Option<String>,
}

/// `POST /organizations`.
pub(super) async fn create(call: Call) -> Result<Answer, ApiError> {
    let new: New = call.body()?;
    let new = NewOrganization {
        name: new.name,
        description: new.description,
        custom_data: new.custom_data,
        is_mfa_required: new.is_mfa_required,
        color: new.color,
        branding: new.branding,
        custom_css: new.custom_css,
    };
    let mut tx = call.app.db.begin().await?;
    let organization = Entity::new(organizations::create(&call.app, &mut tx, new).await?);
    call.emit(&mut tx, Event::OrganizationCreated, Some(&organization), &[]).await?;
    tx.commit().await?;
    Ok(Answer::json(201, &organization))
}

pub(super) fn update_body() -> Schema {
    object([optional("name", text(1..=128))].into_iter().chain(members()))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Update {
    tenant_id: Option<String>,
    name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    description: Option<Option<String>>,
    custom_data: Option<Map<String, Value>>,
    is_mfa_required: Option<bool>,
    color: Option<Map<String, Value>>,
    branding: Option<Map<String, Value>>,
    #[serde(default, deserialize_with = "present")]
    custom_css: Option<Option<String>>,
    created_at: Option<Timestamp>,
}

/// `PATCH /organizations/{id}`.
pub(super) async fn update(call: Call) -> Result<Answer, ApiError> {
    if call.body_value().as_object().is_none_or(Map::is_empty) {
        return Err(ApiError::empty_update());
    }
    let update: Update = call.body()?;
    if update.tenant_id.is_some_and(|tenant| tenant != "default") {
        return Err(ApiError::constraint_violated());
    }
    let update = OrganizationUpdate {
        name: update.name,
        description: update.description,
        custom_data: update.custom_data,
        is_mfa_required: update.is_mfa_required,
        color: update.color,
        branding: update.branding,
        custom_css: update.custom_css,
        created_at: update.created_at,
    };
    let id = OrganizationId::from(call.param("id"));
    let mut tx = call.app.db.begin().await?;
    let organization = organizations::update(&call.app, &mut tx, &id, update)
        .await?
        .map(Entity::new)
        .ok_or_else(|| ApiError::not_exists("organization"))?;
    call.emit(&mut tx, Event::OrganizationDataUpdated, Some(&organization), &[]).await?;
    tx.commit().await?;
    Ok(Answer::json(200, &organization))
}
