use genkan_database::DbError;
use serde::{Deserialize, Serialize};

use super::unknown;
use crate::{
    api::shell::{
        Answer, ApiError, Call, Schema, milliseconds, nullable, number, object, optional, required, text,
    },
    applications::{self, Secret, SecretError},
    clock::Timestamp,
    ids::ClientId,
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SecretView<'a> {
    tenant_id: &'static str,
    application_id: &'a ClientId,
    name: &'a str,
    value: &'a str,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
}

impl<'a> SecretView<'a> {
    fn of(application_id: &'a ClientId, secret: &'a Secret) -> Self {
        Self {
            tenant_id: "default",
            application_id,
            name: &secret.name,
            value: secret.value.expose(),
            created_at: secret.created_at,
            expires_at: secret.expires_at,
        }
    }
}

pub(super) fn shape() -> Schema {
    object([
        required("tenantId", text(..=21)),
        required("applicationId", text(1..=21)),
        required("name", text(1..=256)),
        required("value", text(1..=64)),
        required("createdAt", number()),
        required("expiresAt", nullable(number())),
    ])
}

/// `GET /applications/{id}/secrets`.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let id = ClientId::from(call.param("id"));
    let mut conn = call.app.db.read().await?;
    applications::find(&mut conn, &id).await?.ok_or_else(|| unknown(&id))?;
    let secrets = applications::list_secrets(&call.app, &mut conn, &id).await?;
    let views: Vec<SecretView<'_>> = secrets.iter().map(|secret| SecretView::of(&id, secret)).collect();
    Ok(Answer::json(200, &views))
}

pub(super) fn create_body() -> Schema {
    object([required("name", text(1..=256)), optional("expiresAt", nullable(milliseconds()))])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewSecret {
    name: String,
    expires_at: Option<Timestamp>,
}

/// `POST /applications/{id}/secrets`.
pub(super) async fn create(call: Call) -> Result<Answer, ApiError> {
    let (id, new) = (ClientId::from(call.param("id")), call.body::<NewSecret>()?);
    // Zero is what the field's server stores without looking: a secret that never worked.
    if new.expires_at.is_some_and(|at| at.millis() != 0 && at <= call.app.clock.now()) {
        return Err(ApiError::request_invalid(400, "`expiresAt` lies in the past."));
    }
    let mut tx = call.app.db.begin().await?;
    let secret = applications::create_secret(&call.app, &mut tx, &id, &new.name, new.expires_at)
        .await
        .map_err(|error| match error {
            SecretError::Unknown => unknown(&id),
            SecretError::Type => ApiError::constraint_violated(),
            SecretError::Db(error) => name_exists(error, &new.name),
        })?;
    tx.commit().await?;
    Ok(Answer::json(201, &SecretView::of(&id, &secret)))
}

pub(super) fn rename_body() -> Schema {
    object([required("name", text(1..=256))])
}

#[derive(Deserialize)]
struct Rename {
    name: String,
}

/// `PATCH /applications/{id}/secrets/{name}`.
pub(super) async fn rename(call: Call) -> Result<Answer, ApiError> {
    let (id, Rename { name }) = (ClientId::from(call.param("id")), call.body()?);
    let mut tx = call.app.db.begin().await?;
    let secret = applications::rename_secret(&call.app, &mut tx, &id, call.param("name"), &name)
        .await
        .map_err(|error| name_exists(error, &name))?
        .ok_or_else(|| ApiError::not_exists("application_secret"))?;
    tx.commit().await?;
    Ok(Answer::json(200, &SecretView::of(&id, &secret)))
}

/// `DELETE /applications/{id}/secrets/{name}`.
pub(super) async fn delete(call: Call) -> Result<Answer, ApiError> {
    let id = ClientId::from(call.param("id"));
    let mut tx = call.app.db.begin().await?;
    applications::find(&mut tx, &id).await?.ok_or_else(|| unknown(&id))?;
    if !applications::delete_secret(&call.app, &mut tx, &id, call.param("name")).await? {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// `DELETE /applications/{id}/legacy-secret`: no application here ever had one.
pub(super) async fn delete_legacy(call: Call) -> Result<Answer, ApiError> {
    let id = ClientId::from(call.param("id"));
    applications::find(&mut call.app.db.read().await?, &id).await?.ok_or_else(|| unknown(&id))?;
    Err(ApiError::new(400, "application.no_legacy_secret_found"))
}

fn name_exists(error: DbError, name: &str) -> ApiError {
    if error.is_unique() {
        return ApiError::new(422, "application.secret_name_exists").with_arg("name", name);
    }
    error.into()
}
