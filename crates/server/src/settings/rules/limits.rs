use super::Refusal;
use crate::{
    pages::Locale,
    settings::{CustomUiCsp, EmailBlocklistPolicy, ProfileField, SignInExperience},
};

/// What this server does not do, and lists whose items are malformed.
pub(super) fn check(next: &SignInExperience, sent: &impl Fn(&[&str]) -> bool) -> Result<(), Refusal> {
    if sent(&["customUiCsp"]) {
        check_csp(&next.custom_ui_csp)?;
    }
    if sent(&["hideLogtoBranding"]) && next.hide_logto_branding {
        return Err(Refusal::Unsupported("There is no branding of this server's maker to hide."));
    }
    if sent(&["languageInfo"]) && Locale::parse(&next.language_info.fallback_language).is_none() {
        return Err(Refusal::UnsupportedDefaultLanguage);
    }
    if sent(&["forgotPasswordMethods"])
        && next.forgot_password_methods.as_ref().is_some_and(|methods| !methods.is_empty())
    {
        return Err(Refusal::ForgotPasswordMethodRequiresConnector);
    }
    if sent(&["passwordExpiration"]) && next.password_expiration.enabled == Some(true) {
        return Err(Refusal::PasswordExpirationRequiresForgotPassword);
    }
    if sent(&["emailBlocklistPolicy"]) {
        check_blocklist(&next.email_blocklist_policy)?;
    }
    if sent(&["signUpProfileFields"]) {
        check_profile_fields(next.sign_up_profile_fields.as_deref().unwrap_or_default())?;
    }
    Ok(())
}

fn check_csp(csp: &CustomUiCsp) -> Result<(), Refusal> {
    let directives = [("scriptSrc", &csp.script_src), ("connectSrc", &csp.connect_src)];
    let sources = |(directive, list): (&'static str, &Option<Vec<String>>)| {
        list.iter().flatten().map(move |source| (directive, source.clone())).collect::<Vec<_>>()
    };
    let all: Vec<(&'static str, String)> = directives.into_iter().flat_map(sources).collect();
    if let Some((directive, source)) = all.iter().find(|(_, source)| !is_host_source(source)) {
        return Err(Refusal::CspSource { directive, text: source.clone() });
    }
    if all.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Unsupported("Pages cannot be uploaded to this server, so they need no sources."))
    }
}

/// A host source with a secure scheme (CSP Level 3 §2.3.1): `https://*.example.com`.
fn is_host_source(source: &str) -> bool {
    let Some((scheme, rest)) = source.split_once("://") else { return false };
    let rest = rest.strip_prefix("*.").unwrap_or(rest);
    let plain = rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/%".contains(&byte));
    matches!(scheme, "https" | "wss") && plain && url::Url::parse(&format!("{scheme}://{rest}")).is_ok()
}

fn check_blocklist(policy: &EmailBlocklistPolicy) -> Result<(), Refusal> {
    let lists = [&policy.custom_allowlist, &policy.custom_blocklist];
    let malformed: Vec<String> =
        lists.into_iter().flatten().flatten().filter(|item| !is_item(item)).cloned().collect();
    if !malformed.is_empty() {
        return Err(Refusal::BlocklistFormat(malformed));
    }
    if policy.block_disposable_addresses == Some(true) {
        return Err(Refusal::Unsupported("This server has no list of throw-away addresses."));
    }
    Ok(())
}

/// `name@example.com`, or `@example.com` for a whole domain.
fn is_item(item: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '@' | ',' | ';');
    item.split_once('@').is_some_and(|(name, domain)| {
        name.chars().chain(domain.chars()).all(plain)
            && domain.contains('.')
            && domain.split('.').all(|label| !label.is_empty())
    })
}

fn check_profile_fields(fields: &[ProfileField]) -> Result<(), Refusal> {
    let mut twice: Vec<String> = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        if fields[..at].contains(field) && !twice.contains(&field.name) {
            twice.push(field.name.clone());
        }
    }
    if twice.is_empty() { Ok(()) } else { Err(Refusal::DuplicateProfileFields(twice)) }
}
