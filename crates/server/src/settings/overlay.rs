//! The look of an application or an organization over that of the tenant.

use genkan_database::{Conn, DbError, FromRow, Json, Row, args};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::SignInExperience;

/// What an application or an organization has of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlay {
    color: Map<String, Value>,
    branding: Map<String, Value>,
    custom_css: Option<String>,
}

impl FromRow for Overlay {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            color: row.get::<Json<_>>(0)?.0,
            branding: row.get::<Json<_>>(1)?.0,
            custom_css: row.get(2)?,
        })
    }
}

/// What this application and this organization have of their own, to be laid over in that order. Unknown ones have
/// nothing.
///
/// # Errors
/// Storage.
pub async fn overlays(
    conn: &mut Conn,
    application: Option<&str>,
    organization: Option<&str>,
) -> Result<Vec<Overlay>, DbError> {
    let mut overlays = Vec::new();
    if let Some(id) = application {
        let row: Option<Overlay> = conn
            .optional(
                "SELECT color, branding, custom_css FROM application_sign_in_experiences WHERE application_id = $1",
                args![id],
            )
            .await?;
        overlays.extend(row);
    }
    if let Some(id) = organization {
        let row: Option<Overlay> = conn
            .optional("SELECT color, branding, custom_css FROM organizations WHERE id = $1", args![id])
            .await?;
        overlays.extend(row);
    }
    Ok(overlays)
}

impl SignInExperience {
    /// Colours and images of `overlay` beside ours, its stylesheet instead of ours.
    #[must_use]
    pub fn under(mut self, overlay: Overlay) -> Self {
        self.color = over(self.color, overlay.color);
        self.branding = over(self.branding, overlay.branding);
        if overlay.custom_css.as_deref().is_some_and(|css| !css.is_empty()) {
            self.custom_css = overlay.custom_css;
        }
        self
    }
}

/// The members of `own` in place of those of `base`. Members that do not fit leave `base` as it is.
fn over<T: Serialize + DeserializeOwned>(base: T, own: Map<String, Value>) -> T {
    if own.is_empty() {
        return base;
    }
    let Ok(Value::Object(mut members)) = serde_json::to_value(&base) else { return base };
    members.extend(own);
    serde_json::from_value(Value::Object(members)).unwrap_or(base)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_are_laid_over_one_by_one() {
        let map = |value: Value| value.as_object().unwrap().clone();
        let overlay = Overlay {
            color: map(json!({ "primaryColor": "#123456" })),
            branding: map(json!({ "favicon": "https://x.example/i.svg" })),
            custom_css: Some(String::new()),
        };
        let base = SignInExperience { custom_css: Some("a{}".into()), ..SignInExperience::default() };
        let laid = base.clone().under(overlay);
        assert_eq!(laid.color.primary_color, "#123456");
        assert_eq!(laid.color.dark_primary_color, base.color.dark_primary_color);
        assert_eq!(laid.branding.favicon.as_deref(), Some("https://x.example/i.svg"));
        assert_eq!(laid.custom_css, base.custom_css);
        let odd = Overlay { color: map(json!({ "primaryColor": 7 })), ..Overlay::default() };
        assert_eq!(base.clone().under(odd), base);
    }
}
