use genkan_database::Conn;

use crate::{
    api::{
        organizations::Entity,
        shell::{Answer, ApiError, Call, Member, Schema, nullable, object, one_of, required, text},
    },
    ids::OrganizationRoleId,
    organizations::roles::{self, OrganizationRole},
    webhooks::Event,
};

pub(super) fn members() -> [Member; 5] {
    [
        required("tenantId", text(..=21)),
        required("id", text(1..=21)),
        required("name", text(1..=128)),
        required("description", nullable(text(..=256))),
        required("type", role_type()),
    ]
}

pub(super) fn role_type() -> Schema {
    one_of(&["User", "MachineToMachine"])
}

pub(super) fn shape() -> Schema {
    object(members())
}

pub(super) fn id(call: &Call) -> OrganizationRoleId {
    OrganizationRoleId::from(call.param("id"))
}

pub(super) async fn existing(conn: &mut Conn, id: &OrganizationRoleId) -> Result<OrganizationRole, ApiError> {
    roles::find(conn, id).await?.ok_or_else(ApiError::not_found)
}

/// `GET /organization-roles/{id}`.
pub(super) async fn get(call: Call) -> Result<Answer, ApiError> {
    let mut conn = call.app.db.read().await?;
    Ok(Answer::json(200, &Entity::new(existing(&mut conn, &id(&call)).await?)))
}

/// `DELETE /organization-roles/{id}`.
pub(super) async fn delete(call: Call) -> Result<Answer, ApiError> {
    let mut tx = call.app.db.begin().await?;
    if !roles::delete(&call.app, &mut tx, &id(&call)).await? {
        return Err(ApiError::not_found());
    }
    call.emit(&mut tx, Event::OrganizationRoleDeleted, None::<&()>, &[]).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}
