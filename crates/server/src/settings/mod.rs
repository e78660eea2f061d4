//! Tenant settings: sign-in experience, ID token claims, session lifetime, and what the console remembers. One JSON
//! row per group.

mod cookie_keys;
mod look;
mod merge;
mod overlay;
mod password_policy;
mod policies;
mod rules;
mod sign_in_experience;
mod sign_in_methods;
mod username_policy;

use std::sync::Arc;

use genkan_database::{Conn, DbError, Json, Tx, args};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

pub use self::{
    cookie_keys::{CookieKey, CookieKeyRefusal, cookie_keys, delete_cookie_key, rotate_cookie_keys},
    look::{Branding, Color, CustomUiAssets, CustomUiCsp, LanguageInfo},
    merge::change,
    overlay::{Overlay, overlays},
    password_policy::{
        PasswordCharacterTypes, PasswordLength, PasswordPolicy, PasswordPolicySettings, PasswordRejects,
    },
    policies::{
        AgreeToTermsPolicy, EmailBlocklistPolicy, ForgotPasswordMethod, Mfa, MfaFactor, MfaPolicy,
        OrganizationMfaPolicy, PasskeySignIn, PasswordExpiration, SentinelPolicy, SocialSignIn, Switch,
        VerificationCodePolicy,
    },
    rules::{ConnectorType, Refusal},
    sign_in_experience::{ProfileField, SignInExperience},
    sign_in_methods::{
        IdentifierType, SecondaryIdentifier, SignIn, SignInMethod, SignInMode, SignUp, SignUpIdentifier,
    },
    username_policy::{AllowedChars, CaseConflict, CaseConflicts, UsernamePolicy, case_conflicts},
};
use crate::{
    app::{App, Inner},
    cache::CachedOne,
    changes::Topic,
};

/// Which opt-in claims ID tokens carry; userinfo returns all that the scopes give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdTokenSettings {
    /// Of [`EXTENDED_CLAIMS`](Self::EXTENDED_CLAIMS); left out: none.
    #[serde(default)]
    pub enabled_extended_claims: Vec<String>,
}

impl IdTokenSettings {
    /// The claims there is a choice about.
    pub const EXTENDED_CLAIMS: [&'static str; 7] = [
        "custom_data",
        "identities",
        "sso_identities",
        "roles",
        "organizations",
        "organization_data",
        "organization_roles",
    ];
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

/// What the console remembers about itself; nothing else reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdminConsoleSettings(pub Map<String, Value>);

impl Default for AdminConsoleSettings {
    fn default() -> Self {
        let fresh = json!({ "signInExperienceCustomized": false, "organizationCreated": false });
        Self(fresh.as_object().cloned().unwrap_or_default())
    }
}

/// All settings that requests read.
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
        sign_in_experience: sign_in_experience(conn).await?,
        id_token: read(conn, "id_token").await?,
        session: session(conn).await?,
    })
}

async fn read<T: DeserializeOwned + Default>(conn: &mut Conn, key: &str) -> Result<T, DbError> {
    let row: Option<(Json<T>,)> =
        conn.optional("SELECT value FROM settings WHERE key = $1", args![key]).await?;
    Ok(row.map(|(Json(value),)| value).unwrap_or_default())
}

/// Makes whoever else changes settings wait until this transaction ends. Take it before reading what is to be
/// changed, so that two changes at once are one after the other.
///
/// # Errors
/// Storage.
pub async fn lock(app: &Inner, tx: &mut Tx) -> Result<(), DbError> {
    app.changes.bump(tx, Topic::Settings).await
}

/// The sign-in experience, uncached.
///
/// # Errors
/// Storage.
pub async fn sign_in_experience(conn: &mut Conn) -> Result<SignInExperience, DbError> {
    read(conn, "sign_in_experience").await
}

/// The session settings, uncached: readable inside a transaction without a second connection.
///
/// # Errors
/// Storage.
pub async fn session(conn: &mut Conn) -> Result<SessionSettings, DbError> {
    read(conn, "session").await
}

/// The ID token settings, uncached.
///
/// # Errors
/// Storage.
pub async fn id_token(conn: &mut Conn) -> Result<IdTokenSettings, DbError> {
    read(conn, "id_token").await
}

/// What the console remembers.
///
/// # Errors
/// Storage.
pub async fn admin_console(conn: &mut Conn) -> Result<AdminConsoleSettings, DbError> {
    read(conn, "admin_console").await
}

/// Replaces the sign-in experience. [`change`] makes one that fits together.
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

/// Replaces what the console remembers.
///
/// # Errors
/// Storage.
pub async fn set_admin_console(
    app: &Inner,
    tx: &mut Tx,
    value: &AdminConsoleSettings,
) -> Result<(), DbError> {
    write(app, tx, "admin_console", value).await
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
