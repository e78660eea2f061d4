use super::{ConnectorType, Refusal};
use crate::settings::{
    IdentifierType, MfaFactor, SecondaryIdentifier, SignInExperience, SignUp, SignUpIdentifier,
};

/// Identifiers of new accounts: each once, and contacts verified, which takes a connector.
pub(super) fn check_sign_up(sign_up: &SignUp) -> Result<(), Refusal> {
    let secondary: &[SecondaryIdentifier] = sign_up.secondary_identifiers.as_deref().unwrap_or_default();
    if sign_up.identifiers.is_empty() && !secondary.is_empty() {
        return Err(Refusal::MissingSignUpIdentifiers);
    }
    let primary = sign_up.identifiers.iter().map(|kind| (SignUpIdentifier::from(*kind), sign_up.verify));
    let secondary = secondary.iter().map(|item| (item.identifier, item.verify == Some(true)));
    let all: Vec<(SignUpIdentifier, bool)> = primary.chain(secondary).collect();
    let twice = |(at, (kind, _)): (usize, &(SignUpIdentifier, bool))| {
        all[..at].iter().any(|(earlier, _)| earlier.overlaps(*kind))
    };
    if all.iter().enumerate().any(twice) {
        return Err(Refusal::DuplicatedSignUpIdentifiers);
    }
    if all.iter().any(|(kind, verified)| kind.is_contact() && !verified) {
        return Err(Refusal::PasswordlessRequiresVerify);
    }
    for (kind, _) in all {
        match kind {
            SignUpIdentifier::Username => {}
            SignUpIdentifier::Email | SignUpIdentifier::EmailOrPhone => {
                return Err(Refusal::ConnectorNotFound(ConnectorType::Email));
            }
            SignUpIdentifier::Phone => return Err(Refusal::ConnectorNotFound(ConnectorType::Sms)),
        }
    }
    Ok(())
}

/// Ways to sign in: each proves something, and codes can be delivered.
pub(super) fn check_sign_in(next: &SignInExperience, is_sent: bool) -> Result<(), Refusal> {
    for method in &next.sign_in.methods {
        match method.identifier {
            IdentifierType::Email if method.verification_code => {
                if is_sent && next.mfa.factors.contains(&MfaFactor::EmailVerificationCode) {
                    return Err(Refusal::EmailCodeForSignIn);
                }
                return Err(Refusal::ConnectorNotFound(ConnectorType::Email));
            }
            IdentifierType::Phone if method.verification_code => {
                if is_sent && next.mfa.factors.contains(&MfaFactor::PhoneVerificationCode) {
                    return Err(Refusal::PhoneCodeForSignIn);
                }
                return Err(Refusal::ConnectorNotFound(ConnectorType::Sms));
            }
            _ => {}
        }
        // A username has no mailbox: its code proves nothing.
        let by_code = method.verification_code && method.identifier != IdentifierType::Username;
        if !method.password && !by_code {
            return Err(Refusal::NoAuthenticationFactor);
        }
    }
    let needs_codes = next.sign_up.verify && !next.sign_up.password;
    let contact = |kind: IdentifierType| kind != IdentifierType::Username;
    if needs_codes
        && next.sign_in.methods.iter().any(|method| contact(method.identifier) && !method.verification_code)
    {
        return Err(Refusal::CodeSignInMustBeEnabled);
    }
    Ok(())
}
