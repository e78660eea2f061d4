//! Second factors, lock-out, verification codes and the other switches of the sign-in experience.

use serde::{Deserialize, Serialize};
use serde_json::Number;

/// When the person agrees to the terms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AgreeToTermsPolicy {
    /// By going on.
    #[default]
    Automatic,
    /// By a box, when an account is created.
    ManualRegistrationOnly,
    /// By a box, always.
    Manual,
}

/// A second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MfaFactor {
    /// A code of an app (RFC 6238).
    Totp,
    /// A passkey.
    WebAuthn,
    /// A code from a list.
    BackupCode,
    /// A code by e-mail.
    EmailVerificationCode,
    /// A code by text message.
    PhoneVerificationCode,
}

/// When second factors are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it; they are the wire's")]
pub enum MfaPolicy {
    #[default]
    UserControlled,
    Mandatory,
    PromptOnlyAtSignIn,
    PromptAtSignInAndSignUp,
    NoPrompt,
    PromptAtSignInAndSignUpMandatory,
    PromptOnlyAtSignInMandatory,
}

impl MfaPolicy {
    /// One of those that only adaptive MFA knows.
    pub fn is_adaptive(self) -> bool {
        matches!(self, Self::PromptAtSignInAndSignUpMandatory | Self::PromptOnlyAtSignInMandatory)
    }
}

/// What members of an organization that requires second factors meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it; they are the wire's")]
pub enum OrganizationMfaPolicy {
    NoPrompt,
    Mandatory,
}

/// Second factors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mfa {
    /// Which.
    pub factors: Vec<MfaFactor>,
    /// When.
    pub policy: MfaPolicy,
    /// For members of organizations that require them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_required_mfa_policy: Option<OrganizationMfaPolicy>,
}

/// Something that is on or off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switch {
    /// Left out: off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

impl Switch {
    /// Whether it is on.
    pub fn is_on(self) -> bool {
        self.enabled == Some(true)
    }
}

/// Social sign-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SocialSignIn {
    /// An identity whose verified address belongs to an account is linked to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub automatic_account_linking: Option<bool>,
    /// Required identifiers are not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip_required_identifiers: Option<bool>,
}

/// The lock after failed sign-ins.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SentinelPolicy {
    /// Failures within an hour until the lock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_attempts: Option<Number>,
    /// Minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lockout_duration: Option<Number>,
}

impl SentinelPolicy {
    /// How many attempts and how many seconds of lock, where the policy is silent those given. At least one of each:
    /// a policy that locks everybody out at once would lock the operator out, too.
    pub fn limits(&self, attempts: i64, seconds: i64) -> (i64, i64) {
        let number = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
        let attempts = number(&self.max_attempts).map_or(attempts, whole);
        let seconds = number(&self.lockout_duration).map_or(seconds, |minutes| whole(minutes * 60.0));
        (attempts.max(1), seconds.max(1))
    }
}

/// At most a year's seconds.
#[expect(clippy::cast_possible_truncation, reason = "the range fits")]
fn whole(number: f64) -> i64 {
    number.clamp(0.0, 31_536_000.0) as i64
}

/// E-mail addresses that may not register.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EmailBlocklistPolicy {
    /// Throw-away addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_disposable_addresses: Option<bool>,
    /// `name+tag@…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_subaddressing: Option<bool>,
    /// Addresses and `@domains` that may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_allowlist: Option<Vec<String>>,
    /// Addresses and `@domains` that may not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_blocklist: Option<Vec<String>>,
}

/// Codes that are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VerificationCodePolicy {
    /// Seconds, 60 to 3600.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiration_duration: Option<u32>,
    /// 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_retry_attempts: Option<u32>,
}

/// How a forgotten password is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ForgotPasswordMethod {
    /// A code by e-mail.
    EmailVerificationCode,
    /// A code by text message.
    PhoneVerificationCode,
}

/// Passkeys instead of passwords.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PasskeySignIn {
    /// Left out: off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// A button of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_passkey_button: Option<bool>,
    /// Offered where the identifier is typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_autofill: Option<bool>,
}

/// Passwords that must be changed after a time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PasswordExpiration {
    /// Left out: off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_period_days: Option<Number>,
    /// Since when; ours to set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled_at: Option<i64>,
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn odd_locks_stay_locks() {
        let limits = |text: &str| serde_json::from_str::<SentinelPolicy>(text).unwrap().limits(20, 600);
        assert_eq!(limits("{}"), (20, 600));
        assert_eq!(limits(r#"{"maxAttempts":5,"lockoutDuration":2}"#), (5, 120));
        assert_eq!(limits(r#"{"maxAttempts":0,"lockoutDuration":-1}"#), (1, 1));
        assert_eq!(limits(r#"{"maxAttempts":1e300,"lockoutDuration":1e300}"#), (31_536_000, 31_536_000));
    }
}
