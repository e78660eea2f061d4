use genkan_database::{DbError, Json, Tx, args};
use serde_json::{Map, Value};

use super::Organization;
use crate::{app::Inner, changes::Topic, clock::Timestamp, ids::OrganizationId};

/// What changes; `None` stays. Objects are replaced whole, empty texts become null.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as in Organization")]
pub struct OrganizationUpdate {
    pub name: Option<String>,
    pub description: Option<Option<String>>,
    pub custom_data: Option<Map<String, Value>>,
    pub is_mfa_required: Option<bool>,
    pub color: Option<Map<String, Value>>,
    pub branding: Option<Map<String, Value>>,
    pub custom_css: Option<Option<String>>,
    pub created_at: Option<Timestamp>,
}

/// Changes an organization. `None`: unknown.
///
/// # Errors
/// Storage.
pub async fn update(
    app: &Inner,
    tx: &mut Tx,
    id: &OrganizationId,
    update: OrganizationUpdate,
) -> Result<Option<Organization>, DbError> {
    let text = |text: &Option<Option<String>>| text.clone().flatten().filter(|text| !text.is_empty());
    let updated = tx
        .optional(
            "UPDATE organizations SET
                 name = COALESCE($2, name),
                 description = CASE WHEN $3 THEN $4 ELSE description END,
                 custom_data = COALESCE($5, custom_data),
                 is_mfa_required = COALESCE($6, is_mfa_required),
                 color = COALESCE($7, color),
                 branding = COALESCE($8, branding),
                 custom_css = CASE WHEN $9 THEN $10 ELSE custom_css END,
                 created_at = COALESCE($11, created_at)
             WHERE id = $1
             RETURNING id, name, description, custom_data, is_mfa_required, color, branding, custom_css, created_at",
            args![
                id,
                update.name,
                update.description.is_some(),
                text(&update.description),
                update.custom_data.map(Json),
                update.is_mfa_required,
                update.color.map(Json),
                update.branding.map(Json),
                update.custom_css.is_some(),
                text(&update.custom_css),
                update.created_at
            ],
        )
        .await?;
    app.changes.bump(tx, Topic::Organizations).await?;
    Ok(updated)
}
