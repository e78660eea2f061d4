use serde::{Deserialize, Serialize};

/// What the person chose about second factors and passkeys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Preferences {
    /// Second factors.
    pub mfa: MfaPreferences,
    /// Passkeys.
    pub passkey_sign_in: PasskeyPreferences,
}

/// About second factors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MfaPreferences {
    /// Absent while undecided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Said no when asked to set one up.
    pub skipped: bool,
    /// Said no when asked for a further one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_binding_suggestion_skipped: Option<bool>,
    /// Does not want to be asked at sign-in.
    pub skip_mfa_on_sign_in: bool,
}

/// About passkeys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PasskeyPreferences {
    /// Said no when asked to set one up.
    pub skipped: bool,
}
