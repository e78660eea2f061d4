use serde_json::{Value, json};

use super::{ConnectorType, Refusal};
use crate::{
    clock::Timestamp,
    settings::{SignInExperience, merge::change},
};

fn after(current: &SignInExperience, changes: &Value) -> Result<SignInExperience, Refusal> {
    change(current, changes.as_object().expect("an object"), Timestamp::from_millis(0))
}

fn refused(changes: Value) -> Refusal {
    after(&SignInExperience::default(), &changes).expect_err("it is refused")
}

fn method(identifier: &str, password: bool, code: bool) -> Value {
    json!({ "identifier": identifier, "password": password, "verificationCode": code, "isPasswordPrimary": true })
}

#[test]
fn sign_up_asks_for_each_identifier_once_and_verifies_contacts() {
    let sign_up = |identifiers: Value, verify: bool, secondary: Value| {
        refused(json!({ "signUp": {
            "identifiers": identifiers, "password": true, "verify": verify, "secondaryIdentifiers": secondary,
        } }))
    };
    let email = json!([{ "identifier": "email", "verify": true }]);
    assert_eq!(sign_up(json!([]), true, email.clone()), Refusal::MissingSignUpIdentifiers);
    assert_eq!(sign_up(json!(["email"]), true, email.clone()), Refusal::DuplicatedSignUpIdentifiers);
    let either = json!([{ "identifier": "emailOrPhone", "verify": true }]);
    assert_eq!(sign_up(json!(["phone"]), true, either.clone()), Refusal::DuplicatedSignUpIdentifiers);
    assert_eq!(sign_up(json!(["email"]), false, json!([])), Refusal::PasswordlessRequiresVerify);
    let unverified = json!([{ "identifier": "phone" }]);
    assert_eq!(sign_up(json!(["username"]), false, unverified), Refusal::PasswordlessRequiresVerify);
    let missing = Refusal::ConnectorNotFound;
    assert_eq!(sign_up(json!(["email"]), true, json!([])), missing(ConnectorType::Email));
    assert_eq!(sign_up(json!(["phone"]), true, json!([])), missing(ConnectorType::Sms));
    assert_eq!(sign_up(json!(["username"]), false, either), missing(ConnectorType::Email));
    let plain = json!({ "signUp": { "identifiers": ["username"], "password": true, "verify": false } });
    assert!(after(&SignInExperience::default(), &plain).is_ok());
}

#[test]
fn a_way_to_sign_in_proves_something() {
    let sign_in = |method: Value| refused(json!({ "signIn": { "methods": [method] } }));
    assert_eq!(sign_in(method("email", false, false)), Refusal::NoAuthenticationFactor);
    assert_eq!(sign_in(method("username", false, true)), Refusal::NoAuthenticationFactor);
    assert_eq!(sign_in(method("email", true, true)), Refusal::ConnectorNotFound(ConnectorType::Email));
    assert_eq!(sign_in(method("phone", false, true)), Refusal::ConnectorNotFound(ConnectorType::Sms));
    assert!(after(&SignInExperience::default(), &json!({ "signIn": { "methods": [] } })).is_ok());
    let changes = json!({
        "signUp": { "identifiers": ["username"], "password": false, "verify": true },
        "signIn": { "methods": [method("email", true, false)] },
    });
    assert_eq!(refused(changes), Refusal::CodeSignInMustBeEnabled);
}

#[test]
fn second_factors_go_together() {
    let factors = |list: Value| json!({ "mfa": { "factors": list, "policy": "UserControlled" } });
    assert_eq!(refused(factors(json!(["Totp", "Totp"]))), Refusal::DuplicatedMfaFactors);
    assert_eq!(refused(factors(json!(["BackupCode"]))), Refusal::BackupCodeAlone);
    let codes =
        after(&SignInExperience::default(), &factors(json!(["EmailVerificationCode"]))).expect("fine");
    let by_code = json!({ "signIn": { "methods": [method("email", true, true)] } });
    assert_eq!(after(&codes, &by_code), Err(Refusal::EmailCodeForSignIn));
    let mut by_code = SignInExperience::default();
    by_code.sign_in.methods[1].verification_code = true;
    assert_eq!(after(&by_code, &factors(json!(["EmailVerificationCode"]))), Err(Refusal::EmailCodeForMfa));
}

#[test]
fn adaptive_mfa_and_its_policies_need_each_other() {
    let on = json!({ "adaptiveMfa": { "enabled": true } });
    assert_eq!(refused(on), Refusal::AdaptiveMfaWithoutMfa);
    let skippable = json!({
        "adaptiveMfa": { "enabled": true }, "mfa": { "factors": ["Totp"], "policy": "UserControlled" },
    });
    assert_eq!(refused(skippable), Refusal::AdaptiveMfaSkippable);
    let mandatory = json!({ "factors": ["Totp"], "policy": "PromptOnlyAtSignInMandatory" });
    assert_eq!(refused(json!({ "mfa": mandatory })), Refusal::NonAdaptiveMfaUnskippable);
    let adaptive = json!({ "adaptiveMfa": { "enabled": true }, "mfa": mandatory });
    let adaptive = after(&SignInExperience::default(), &adaptive).expect("they go together");
    let cleared = json!({ "mfa": { "factors": [], "policy": "UserControlled" } });
    let cleared = after(&adaptive, &cleared).expect("adaptive MFA ends with the factors");
    assert_eq!(cleared.adaptive_mfa.enabled, Some(false));
}

#[test]
fn what_this_server_cannot_do_is_refused() {
    assert!(matches!(refused(json!({ "hideLogtoBranding": true })), Refusal::Unsupported(_)));
    let malformed = Refusal::CspSource { directive: "scriptSrc", text: "https://a b".into() };
    let csp = |source: &str| {
        refused(json!({ "hideLogtoBranding": true, "customUiCsp": { "scriptSrc": [source] } }))
    };
    assert_eq!(csp("https://a b"), malformed);
    assert!(matches!(csp("'unsafe-inline'"), Refusal::CspSource { .. }));
    assert!(matches!(csp("https://*.example.com"), Refusal::Unsupported(_)));
    let language = |tag: &str| json!({ "languageInfo": { "autoDetect": true, "fallbackLanguage": tag } });
    assert_eq!(refused(language("zz-TR")), Refusal::UnsupportedDefaultLanguage);
    assert!(after(&SignInExperience::default(), &language("ja")).is_ok());
    let methods = json!({ "forgotPasswordMethods": ["EmailVerificationCode"] });
    assert_eq!(refused(methods), Refusal::ForgotPasswordMethodRequiresConnector);
    let expiration = json!({ "passwordExpiration": { "enabled": true, "validPeriodDays": 30 } });
    assert_eq!(refused(expiration), Refusal::PasswordExpirationRequiresForgotPassword);
    let blocklist = |policy: Value| refused(json!({ "emailBlocklistPolicy": policy }));
    let malformed = blocklist(json!({ "customBlocklist": ["a@b.example", "nobody"] }));
    assert_eq!(malformed, Refusal::BlocklistFormat(vec!["nobody".into()]));
    assert!(matches!(blocklist(json!({ "blockDisposableAddresses": true })), Refusal::Unsupported(_)));
    let fields = json!({ "signUpProfileFields": [{ "name": "a" }, { "name": "b" }, { "name": "a" }] });
    assert_eq!(refused(fields), Refusal::DuplicateProfileFields(vec!["a".into()]));
}
