//! What does not go together in a sign-in experience.

mod factors;
mod identifiers;
mod limits;

use serde_json::{Map, Value};

use super::SignInExperience;

/// What delivers codes. None can be connected yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectorType {
    /// E-mail.
    Email,
    /// Text messages.
    Sms,
}

impl ConnectorType {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "Email",
            Self::Sms => "Sms",
        }
    }
}

/// Why a change of the sign-in experience is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each says it in its message")]
pub enum Refusal {
    #[error("a member has another shape: {0}")]
    Unreadable(String),
    #[error("{0}")]
    Unsupported(&'static str),
    #[error("{text} of {directive} is no source of a content security policy")]
    CspSource { directive: &'static str, text: String },
    #[error("profile fields are named twice")]
    DuplicateProfileFields(Vec<String>),
    #[error("there are no phrases in this language")]
    UnsupportedDefaultLanguage,
    #[error("secondary identifiers need a primary one")]
    MissingSignUpIdentifiers,
    #[error("an identifier is asked for twice")]
    DuplicatedSignUpIdentifiers,
    #[error("addresses and numbers must be verified")]
    PasswordlessRequiresVerify,
    #[error("no connector of this type is enabled")]
    ConnectorNotFound(ConnectorType),
    #[error("a way to sign in needs a password or a code")]
    NoAuthenticationFactor,
    #[error("who registers without a password signs in with a code")]
    CodeSignInMustBeEnabled,
    #[error("e-mailed codes are a second factor already")]
    EmailCodeForSignIn,
    #[error("texted codes are a second factor already")]
    PhoneCodeForSignIn,
    #[error("a factor is named twice")]
    DuplicatedMfaFactors,
    #[error("backup codes need another factor")]
    BackupCodeAlone,
    #[error("e-mailed codes are a way to sign in already")]
    EmailCodeForMfa,
    #[error("texted codes are a way to sign in already")]
    PhoneCodeForMfa,
    #[error("adaptive MFA needs a factor")]
    AdaptiveMfaWithoutMfa,
    #[error("adaptive MFA needs a policy that cannot be skipped")]
    AdaptiveMfaSkippable,
    #[error("this policy needs adaptive MFA")]
    NonAdaptiveMfaUnskippable,
    #[error("this way to replace a password needs a connector")]
    ForgotPasswordMethodRequiresConnector,
    #[error("expiring passwords need a way to replace them")]
    PasswordExpirationRequiresForgotPassword,
    #[error("an item is neither an address nor an @domain")]
    BlocklistFormat(Vec<String>),
}

/// Whether `next` can follow `current`; `changes` are the members that were sent, the only ones looked at.
///
/// # Errors
/// The first [`Refusal`].
pub(super) fn check(
    current: &SignInExperience,
    next: &SignInExperience,
    changes: &Map<String, Value>,
) -> Result<(), Refusal> {
    let sent = |names: &[&str]| names.iter().any(|name| changes.contains_key(*name));
    limits::check(next, &sent)?;
    // What stands already is not refused when it is sent back as it was read.
    if next.sign_up != current.sign_up {
        identifiers::check_sign_up(&next.sign_up)?;
    }
    if sent(&["signIn", "signUp"]) {
        identifiers::check_sign_in(next, sent(&["signIn"]))?;
    }
    if sent(&["mfa"]) {
        factors::check(next)?;
    }
    if sent(&["mfa", "adaptiveMfa"]) {
        factors::check_adaptive(next)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
