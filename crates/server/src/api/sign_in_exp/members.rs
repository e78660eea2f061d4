//! The members of the sign-in experience on the wire.

use super::languages;
use crate::api::shell::{
    Member, Schema, any_text, boolean, either, integer, list_of, map_of, nullable, number, object, one_of,
    optional, required, text, text_where, url,
};

const IDENTIFIERS: &[&str] = &["username", "email", "phone"];
const FACTORS: &[&str] =
    &["Totp", "WebAuthn", "BackupCode", "EmailVerificationCode", "PhoneVerificationCode"];
const MFA_POLICIES: &[&str] = &[
    "UserControlled",
    "Mandatory",
    "PromptOnlyAtSignIn",
    "PromptAtSignInAndSignUp",
    "NoPrompt",
    "PromptAtSignInAndSignUpMandatory",
    "PromptOnlyAtSignInMandatory",
];

/// What a change may send.
pub(super) fn writable() -> Vec<Member> {
    [looks(), methods(), policies()].into_iter().flatten().collect()
}

/// What is answered.
pub(in crate::api) fn shown() -> Schema {
    let all = writable().into_iter().map(|member| Member { required: true, ..member });
    object(all).with([required("id", any_text())])
}

fn looks() -> Vec<Member> {
    let color = object([
        required("primaryColor", hex()),
        required("isDarkModeEnabled", boolean()),
        required("darkPrimaryColor", hex()),
    ]);
    let branding =
        object(["logoUrl", "darkLogoUrl", "favicon", "darkFavicon"].map(|name| optional(name, url())));
    let language_info =
        object([required("autoDetect", boolean()), required("fallbackLanguage", one_of(languages::TAGS))]);
    let assets = object([required("id", any_text()), required("createdAt", number())]);
    let sources = || list_of(any_text());
    let csp = object([optional("scriptSrc", sources()), optional("connectSrc", sources())]).strict();
    vec![
        optional("tenantId", text(..=21)),
        optional("color", color),
        optional("branding", branding),
        optional("hideLogtoBranding", boolean()),
        optional("languageInfo", language_info),
        optional("termsOfUseUrl", address()),
        optional("privacyPolicyUrl", address()),
        optional("supportEmail", either([nullable(crate::api::shell::email()), nothing()])),
        optional("supportWebsiteUrl", address()),
        optional("unknownSessionRedirectUrl", address()),
        optional("customCss", nullable(any_text())),
        optional("customContent", map_of(any_text())),
        optional("customUiAssets", nullable(assets)),
        optional("customUiCsp", csp),
    ]
}

fn methods() -> Vec<Member> {
    let method = object([
        required("identifier", one_of(IDENTIFIERS)),
        required("password", boolean()),
        required("verificationCode", boolean()),
        required("isPasswordPrimary", boolean()),
    ]);
    let secondary = object([
        required("identifier", one_of(&["username", "email", "phone", "emailOrPhone"])),
        optional("verify", boolean()),
    ]);
    let sign_up = object([
        required("identifiers", list_of(one_of(IDENTIFIERS))),
        required("password", boolean()),
        required("verify", boolean()),
        optional("secondaryIdentifiers", list_of(secondary)),
    ]);
    let social = object([
        optional("automaticAccountLinking", boolean()),
        optional("skipRequiredIdentifiers", boolean()),
    ]);
    let passkey =
        object(["enabled", "showPasskeyButton", "allowAutofill"].map(|name| optional(name, boolean())));
    let forgotten = one_of(&["EmailVerificationCode", "PhoneVerificationCode"]);
    let field = object([required("name", any_text())]);
    vec![
        optional("signInMode", one_of(&["SignIn", "Register", "SignInAndRegister"])),
        optional("signIn", object([required("methods", list_of(method))])),
        optional("signUp", sign_up),
        optional("socialSignIn", social),
        optional("socialSignInConnectorTargets", list_of(any_text())),
        optional("singleSignOnEnabled", boolean()),
        optional("passkeySignIn", passkey),
        optional("forgotPasswordMethods", nullable(list_of(forgotten))),
        optional("signUpProfileFields", nullable(list_of(field))),
        optional("agreeToTermsPolicy", one_of(&["Automatic", "ManualRegistrationOnly", "Manual"])),
    ]
}

fn policies() -> Vec<Member> {
    let switch = || object([optional("enabled", boolean())]);
    let password = object([
        optional("length", object([optional("min", number()), optional("max", number())])),
        optional("characterTypes", object([optional("min", number())])),
        optional(
            "rejects",
            object([
                optional("pwned", boolean()),
                optional("repetitionAndSequence", boolean()),
                optional("userInfo", boolean()),
                optional("words", list_of(any_text())),
            ]),
        ),
    ]);
    let expiration = object([
        optional("enabled", boolean()),
        optional("validPeriodDays", number()),
        optional("enabledAt", number()),
    ]);
    let chars = ["lowercase", "uppercase", "numbers", "underscore"].map(|name| required(name, boolean()));
    let username = object([
        required("caseSensitive", boolean()),
        required("minLength", integer(1..=128)),
        required("maxLength", integer(1..=128)),
        required("allowedChars", object(chars)),
    ]);
    let mfa = object([
        required("factors", list_of(one_of(FACTORS))),
        required("policy", one_of(MFA_POLICIES)),
        optional("organizationRequiredMfaPolicy", one_of(&["NoPrompt", "Mandatory"])),
    ]);
    let blocklist = object([
        optional("blockDisposableAddresses", boolean()),
        optional("blockSubaddressing", boolean()),
        optional("customAllowlist", list_of(any_text())),
        optional("customBlocklist", list_of(any_text())),
    ]);
    let codes = object([
        optional("expirationDuration", integer(60..=3600)),
        optional("maxRetryAttempts", integer(1..=100)),
    ]);
    let sentinel = object([optional("maxAttempts", number()), optional("lockoutDuration", number())]);
    vec![
        optional("passwordPolicy", password),
        optional("passwordExpiration", expiration),
        optional("usernamePolicy", username),
        optional("mfa", mfa),
        optional("adaptiveMfa", switch()),
        optional("captchaPolicy", switch()),
        optional("sentinelPolicy", sentinel),
        optional("emailBlocklistPolicy", blocklist),
        optional("verificationCodePolicy", codes),
    ]
}

/// `#rgb` or `#rrggbb`.
fn hex() -> Schema {
    text_where("regex", |text| {
        text.strip_prefix('#').is_some_and(|digits| {
            matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    })
}

/// A URL of at most 2048 characters, `null`, or an empty text, which is none either.
fn address() -> Schema {
    let is_address = |text: &str| text.len() <= 2048 && url::Url::parse(text).is_ok();
    either([nullable(text_where("url", is_address)), nothing()])
}

fn nothing() -> Schema {
    text_where("empty", str::is_empty)
}
