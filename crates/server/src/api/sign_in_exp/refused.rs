use serde_json::json;

use crate::{api::shell::ApiError, settings::Refusal};

/// A refused change, as the API tells it.
pub(super) fn refused(refusal: Refusal) -> ApiError {
    let new = ApiError::new;
    match refusal {
        Refusal::Unreadable(_) => ApiError::value_does_not_fit(),
        Refusal::Unsupported(sentence) => ApiError::request_invalid(400, sentence),
        Refusal::CspSource { directive, text } => {
            let sentence = "A source of a content security policy is an https: or wss: address.";
            let data =
                json!({ "directive": directive, "source": text, "validationErrorCode": "invalid_source" });
            ApiError::request_invalid(400, sentence).with_data(data)
        }
        Refusal::DuplicateProfileFields(names) => {
            let sentence = "A profile field is named twice.";
            ApiError::request_invalid(400, sentence).with_data(json!({ "duplicateNames": names }))
        }
        Refusal::UnsupportedDefaultLanguage => new(400, "sign_in_experiences.unsupported_default_language"),
        Refusal::MissingSignUpIdentifiers => new(400, "sign_in_experiences.missing_sign_up_identifiers"),
        Refusal::DuplicatedSignUpIdentifiers => {
            new(400, "sign_in_experiences.duplicated_sign_up_identifiers")
        }
        Refusal::PasswordlessRequiresVerify => new(400, "sign_in_experiences.passwordless_requires_verify"),
        Refusal::ConnectorNotFound(kind) => new(400, "sign_in_experiences.enabled_connector_not_found")
            .with_arg("type", kind.as_str())
            .with_data(json!({ "type": kind.as_str() })),
        Refusal::NoAuthenticationFactor => new(400, "sign_in_experiences.at_least_one_authentication_factor"),
        Refusal::CodeSignInMustBeEnabled => new(400, "sign_in_experiences.code_sign_in_must_be_enabled"),
        Refusal::EmailCodeForSignIn => {
            new(400, "sign_in_experiences.email_verification_code_cannot_be_used_for_sign_in")
        }
        Refusal::PhoneCodeForSignIn => {
            new(400, "sign_in_experiences.phone_verification_code_cannot_be_used_for_sign_in")
        }
        Refusal::DuplicatedMfaFactors => new(400, "sign_in_experiences.duplicated_mfa_factors"),
        Refusal::BackupCodeAlone => new(400, "sign_in_experiences.backup_code_cannot_be_enabled_alone"),
        Refusal::EmailCodeForMfa => {
            new(400, "sign_in_experiences.email_verification_code_cannot_be_used_for_mfa")
        }
        Refusal::PhoneCodeForMfa => {
            new(400, "sign_in_experiences.phone_verification_code_cannot_be_used_for_mfa")
        }
        Refusal::AdaptiveMfaWithoutMfa => new(422, "sign_in_experiences.adaptive_mfa_requires_mfa"),
        Refusal::AdaptiveMfaSkippable => {
            new(422, "sign_in_experiences.adaptive_mfa_requires_non_skippable_policy")
        }
        Refusal::NonAdaptiveMfaUnskippable => {
            new(422, "sign_in_experiences.non_adaptive_mfa_requires_skippable_policy")
        }
        Refusal::ForgotPasswordMethodRequiresConnector => {
            new(400, "sign_in_experiences.forgot_password_method_requires_connector")
        }
        Refusal::PasswordExpirationRequiresForgotPassword => {
            new(422, "sign_in_experiences.password_expiration_requires_forgot_password")
        }
        Refusal::BlocklistFormat(items) => {
            new(400, "sign_in_experiences.invalid_custom_email_blocklist_format")
                .with_data(json!({ "items": items }))
        }
    }
}
