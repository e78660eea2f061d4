use serde_json::{Map, Value};

use crate::{
    api::shell::{
        Answer, ApiError, Call, Member, Schema, any_text, boolean, number, object, optional, required,
    },
    settings,
};

fn flags(member: fn(&'static str, Schema) -> Member) -> Schema {
    let migration = object([
        required("isPaidTenant", boolean()),
        required("tag", any_text()),
        optional("readAt", number()),
    ]);
    let charge = ["token", "apiResource", "machineToMachineApp", "tenantMember"];
    object([
        member("signInExperienceCustomized", boolean()),
        member("organizationCreated", boolean()),
        optional("developmentTenantMigrationNotification", migration),
        optional("checkedChargeNotification", object(charge.map(|name| optional(name, boolean())))),
    ])
}

pub(super) fn body() -> Schema {
    flags(optional)
}

pub(super) fn shown() -> Schema {
    flags(required)
}

/// `GET /configs/admin-console`.
pub(super) async fn show(call: Call) -> Result<Answer, ApiError> {
    Ok(Answer::json(200, &settings::admin_console(&mut call.app.db.read().await?).await?))
}

/// `PATCH /configs/admin-console`: members that are sent replace the whole member.
pub(super) async fn update(call: Call) -> Result<Answer, ApiError> {
    let changes: Map<String, Value> = call.body()?;
    let mut tx = call.app.db.begin().await?;
    settings::lock(&call.app, &mut tx).await?;
    let mut flags = settings::admin_console(&mut tx).await?;
    flags.0.extend(changes);
    settings::set_admin_console(&call.app, &mut tx, &flags).await?;
    tx.commit().await?;
    Ok(Answer::json(200, &flags))
}
