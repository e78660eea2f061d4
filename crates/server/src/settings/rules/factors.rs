use super::Refusal;
use crate::settings::{IdentifierType, MfaFactor, SignInExperience};

/// Second factors: each once, backup codes never alone, and nothing that is the first factor.
pub(super) fn check(next: &SignInExperience) -> Result<(), Refusal> {
    let factors = &next.mfa.factors;
    if factors.iter().enumerate().any(|(at, factor)| factors[..at].contains(factor)) {
        return Err(Refusal::DuplicatedMfaFactors);
    }
    if factors.as_slice() == [MfaFactor::BackupCode] {
        return Err(Refusal::BackupCodeAlone);
    }
    let code_for = |kind: IdentifierType| {
        next.sign_in.methods.iter().any(|method| method.identifier == kind && method.verification_code)
    };
    if factors.contains(&MfaFactor::EmailVerificationCode) && code_for(IdentifierType::Email) {
        return Err(Refusal::EmailCodeForMfa);
    }
    if factors.contains(&MfaFactor::PhoneVerificationCode) && code_for(IdentifierType::Phone) {
        return Err(Refusal::PhoneCodeForMfa);
    }
    Ok(())
}

/// Adaptive MFA goes with its two policies, and they with it.
pub(super) fn check_adaptive(next: &SignInExperience) -> Result<(), Refusal> {
    let is_on = next.adaptive_mfa.is_on();
    if is_on && next.mfa.factors.is_empty() {
        Err(Refusal::AdaptiveMfaWithoutMfa)
    } else if is_on && !next.mfa.policy.is_adaptive() {
        Err(Refusal::AdaptiveMfaSkippable)
    } else if !is_on && next.mfa.policy.is_adaptive() {
        Err(Refusal::NonAdaptiveMfaUnskippable)
    } else {
        Ok(())
    }
}
