use genkan_database::{Conn, DbError, FromRow, Json, Row, Tx, args};
use serde_json::{Map, Value};

use super::{cache, store};
use crate::{app::Inner, changes::Topic, ids::ClientId};

/// How the pages look and speak for one application, over the tenant's own look.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignInExperience {
    /// Members of `color` that differ.
    pub color: Map<String, Value>,
    /// Members of `branding` that differ.
    pub branding: Map<String, Value>,
    /// CSS.
    pub custom_css: Option<String>,
    /// URL.
    pub terms_of_use_url: Option<String>,
    /// URL.
    pub privacy_policy_url: Option<String>,
    /// Instead of the application's name.
    pub display_name: Option<String>,
}

/// What is written; `None` keeps, `Some(None)` removes.
#[derive(Clone, Debug, Default)]
pub struct SignInExperienceChanges {
    /// Replaced as a whole.
    pub color: Option<Map<String, Value>>,
    /// Replaced as a whole.
    pub branding: Option<Map<String, Value>>,
    /// CSS.
    pub custom_css: Option<Option<String>>,
    /// URL.
    pub terms_of_use_url: Option<Option<String>>,
    /// URL.
    pub privacy_policy_url: Option<Option<String>>,
    /// Instead of the application's name.
    pub display_name: Option<Option<String>>,
}

impl SignInExperienceChanges {
    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        self.color.is_none()
            && self.branding.is_none()
            && self.custom_css.is_none()
            && self.terms_of_use_url.is_none()
            && self.privacy_policy_url.is_none()
            && self.display_name.is_none()
    }
}

impl FromRow for SignInExperience {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            color: row.get::<Json<_>>(0)?.0,
            branding: row.get::<Json<_>>(1)?.0,
            custom_css: row.get(2)?,
            terms_of_use_url: row.get(3)?,
            privacy_policy_url: row.get(4)?,
            display_name: row.get(5)?,
        })
    }
}

/// An application's own look, if it has one.
///
/// # Errors
/// Storage.
pub async fn sign_in_experience(conn: &mut Conn, id: &ClientId) -> Result<Option<SignInExperience>, DbError> {
    conn.optional(
        "SELECT color, branding, custom_css, terms_of_use_url, privacy_policy_url, display_name
         FROM application_sign_in_experiences WHERE application_id = $1",
        args![id],
    )
    .await
}

/// What became of an application's look.
#[derive(Clone, Debug, PartialEq)]
pub enum PutSignInExperience {
    /// It is the first one.
    Created(SignInExperience),
    /// The members given were changed.
    Updated(SignInExperience),
    /// There is one and nothing was given.
    Nothing,
    /// There is no such application.
    Unknown,
}

/// Creates or changes an application's own look.
///
/// # Errors
/// Storage.
pub async fn put_sign_in_experience(
    app: &Inner,
    tx: &mut Tx,
    id: &ClientId,
    changes: SignInExperienceChanges,
) -> Result<PutSignInExperience, DbError> {
    if store::lock(tx, id).await?.is_none() {
        return Ok(PutSignInExperience::Unknown);
    }
    let stored = sign_in_experience(tx, id).await?;
    if stored.is_some() && changes.is_empty() {
        return Ok(PutSignInExperience::Nothing);
    }
    let created = stored.is_none();
    let old = stored.unwrap_or_default();
    let new = SignInExperience {
        color: changes.color.unwrap_or(old.color),
        branding: changes.branding.unwrap_or(old.branding),
        custom_css: changes.custom_css.unwrap_or(old.custom_css),
        terms_of_use_url: changes.terms_of_use_url.unwrap_or(old.terms_of_use_url),
        privacy_policy_url: changes.privacy_policy_url.unwrap_or(old.privacy_policy_url),
        display_name: changes.display_name.unwrap_or(old.display_name),
    };
    tx.execute(
        "INSERT INTO application_sign_in_experiences (application_id, color, branding, custom_css, terms_of_use_url,
             privacy_policy_url, display_name, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (application_id) DO UPDATE SET color = EXCLUDED.color, branding = EXCLUDED.branding,
             custom_css = EXCLUDED.custom_css, terms_of_use_url = EXCLUDED.terms_of_use_url,
             privacy_policy_url = EXCLUDED.privacy_policy_url, display_name = EXCLUDED.display_name",
        args![
            id,
            Json(&new.color),
            Json(&new.branding),
            new.custom_css,
            new.terms_of_use_url,
            new.privacy_policy_url,
            new.display_name,
            app.clock.now()
        ],
    )
    .await?;
    cache::changed(app, tx).await?;
    app.changes.bump(tx, Topic::Settings).await?;
    Ok(if created { PutSignInExperience::Created(new) } else { PutSignInExperience::Updated(new) })
}
