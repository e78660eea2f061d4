//! Tenant settings: sign-in experience, ID token claims, session lifetime. One JSON row per group.

use std::sync::Arc;

use genkan_database::{Conn, DbError, Json, Tx, args};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    app::{App, Inner},
    cache::CachedOne,
    changes::Topic,
};

/// Whether people may sign in, register, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInMode {
    /// Existing users only.
    SignIn,
    /// New users only.
    Register,
    /// Both.
    #[default]
    SignInAndRegister,
}

/// What people identify themselves with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum IdentifierType {
    /// A name of their choice.
    Username,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
}

/// What the pages offer. Defaults are those of a fresh tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SignInExperience {
    /// Sign in, register, or both.
    pub sign_in_mode: SignInMode,
    /// Identifiers accepted (with a password) at sign-in.
    pub sign_in_identifiers: Vec<IdentifierType>,
    /// Identifier types offered at registration; the person gives one of them.
    pub sign_up_identifiers: Vec<IdentifierType>,
    /// Password rules.
    pub password_policy: PasswordPolicy,
    /// Shown as a link on the pages.
    pub terms_of_use_url: Option<String>,
    /// Shown as a link on the pages.
    pub privacy_policy_url: Option<String>,
    /// Where to send people who arrive at a page without a pending sign-in; else our own page.
    pub unknown_session_redirect_url: Option<String>,
    /// A stylesheet read after ours on every page; setting our custom properties on `:root` is all it needs.
    pub custom_css: Option<String>,
    /// Choose the language from the browser; else always the fallback.
    pub auto_detect_language: bool,
    /// Language tag.
    pub fallback_language: String,
}

impl Default for SignInExperience {
    fn default() -> Self {
        Self {
            sign_in_mode: SignInMode::default(),
            sign_in_identifiers: vec![IdentifierType::Username, IdentifierType::Email],
            sign_up_identifiers: vec![IdentifierType::Username, IdentifierType::Email],
            password_policy: PasswordPolicy::default(),
            terms_of_use_url: None,
            privacy_policy_url: None,
            unknown_session_redirect_url: None,
            custom_css: None,
            auto_detect_language: true,
            fallback_language: "en".into(),
        }
    }
}

/// Password rules (OWASP ASVS 5.0 V6.2: length over composition, common passwords refused).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PasswordPolicy {
    /// Characters, at least 1. Default 8.
    pub min_length: u32,
    /// Characters, at most 256. Default 256.
    pub max_length: u32,
    /// Of lower, upper, digit, symbol: how many kinds. Default 1.
    pub min_character_types: u32,
    /// Refuse passwords of the common list.
    pub reject_common: bool,
    /// Refuse passwords made of repetitions and sequences.
    pub reject_repetition_and_sequence: bool,
    /// Refuse passwords made of the person's own name or address.
    pub reject_user_info: bool,
    /// Refuse these words.
    pub words: Vec<String>,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            min_length: 8,
            max_length: 256,
            min_character_types: 1,
            reject_common: true,
            reject_repetition_and_sequence: true,
            reject_user_info: true,
            words: Vec::new(),
        }
    }
}

/// Which opt-in claims ID tokens carry; userinfo returns all that the scopes give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdTokenSettings {
    /// Of custom_data, identities, sso_identities, roles, organizations, organization_data, organization_roles.
    pub enabled_extended_claims: Vec<String>,
}

impl Default for IdTokenSettings {
    fn default() -> Self {
        Self {
            enabled_extended_claims: ["roles", "organizations", "organization_roles"]
                .map(String::from)
                .to_vec(),
        }
    }
}

/// Browser session settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionSettings {
    /// Seconds, 1 to 365 days; rolling. Default 14 days.
    pub ttl: i64,
}

impl Default for SessionSettings {
    fn default() -> Self {
        Self { ttl: 14 * 86_400 }
    }
}

/// All settings.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// What the pages offer.
    pub sign_in_experience: SignInExperience,
    /// Opt-in ID token claims.
    pub id_token: IdTokenSettings,
    /// Session lifetime.
    pub session: SessionSettings,
}

/// The cached settings. An [`App`] part.
#[derive(Debug)]
pub struct SettingsCache(CachedOne<Settings>);

impl Default for SettingsCache {
    fn default() -> Self {
        Self(CachedOne::new(Topic::Settings))
    }
}

/// All settings, from the cache.
///
/// # Errors
/// Storage.
pub async fn all(app: &App) -> Result<Arc<Settings>, DbError> {
    app.part::<SettingsCache>().0.get(app, |_| true, load).await
}

async fn load(conn: &mut Conn) -> Result<Settings, DbError> {
    Ok(Settings {
        sign_in_experience: read(conn, "sign_in_experience").await?,
        id_token: read(conn, "id_token").await?,
        session: read(conn, "session").await?,
    })
}

async fn read<T: DeserializeOwned + Default>(conn: &mut Conn, key: &str) -> Result<T, DbError> {
    let row: Option<(Json<T>,)> =
        conn.optional("SELECT value FROM settings WHERE key = $1", args![key]).await?;
    Ok(row.map(|(Json(value),)| value).unwrap_or_default())
}

/// The session settings, uncached: readable inside a transaction without a second connection.
///
/// # Errors
/// Storage.
pub async fn session(conn: &mut Conn) -> Result<SessionSettings, DbError> {
    read(conn, "session").await
}

/// Replaces the sign-in experience.
///
/// # Errors
/// Storage.
pub async fn set_sign_in_experience(
    app: &Inner,
    tx: &mut Tx,
    value: &SignInExperience,
) -> Result<(), DbError> {
    write(app, tx, "sign_in_experience", value).await
}

/// Replaces the ID token settings.
///
/// # Errors
/// Storage.
pub async fn set_id_token(app: &Inner, tx: &mut Tx, value: &IdTokenSettings) -> Result<(), DbError> {
    write(app, tx, "id_token", value).await
}

/// Replaces the session settings.
///
/// # Errors
/// Storage.
pub async fn set_session(app: &Inner, tx: &mut Tx, value: &SessionSettings) -> Result<(), DbError> {
    write(app, tx, "session", value).await
}

async fn write<T: Serialize>(app: &Inner, tx: &mut Tx, key: &str, value: &T) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO settings (key, value, updated_at) VALUES ($1, $2, $3)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at",
        args![key, Json(value), app.clock.now()],
    )
    .await?;
    app.changes.bump(tx, Topic::Settings).await
}
