//! A change of the sign-in experience: every member that was sent replaces the whole member.

use serde_json::{Map, Value};

use super::{
    PasswordExpiration, SignInExperience, Switch,
    rules::{self, Refusal},
};
use crate::clock::Timestamp;

/// Puts `changes` (members by their wire names, of the right shapes) over `current`, refuses what does not go
/// together, and tidies what is kept: an empty text is none, a list of addresses names each once, connectors and
/// profile fields that do not exist are dropped.
///
/// # Errors
/// [`Refusal`].
pub fn change(
    current: &SignInExperience,
    changes: &Map<String, Value>,
    now: Timestamp,
) -> Result<SignInExperience, Refusal> {
    let mut members = match serde_json::to_value(current) {
        Ok(Value::Object(members)) => members,
        Ok(_) | Err(_) => Map::new(),
    };
    members.extend(changes.clone());
    let mut next: SignInExperience = serde_json::from_value(Value::Object(members))
        .map_err(|error| Refusal::Unreadable(error.to_string()))?;
    let removes_factors = changes.contains_key("mfa") && next.mfa.factors.is_empty();
    if removes_factors && !changes.contains_key("adaptiveMfa") && current.adaptive_mfa.is_on() {
        next.adaptive_mfa = Switch { enabled: Some(false) };
    }
    next.password_expiration.enabled_at = enabled_at(current, &next.password_expiration, now);
    rules::check(current, &next, changes)?;
    tidy(&mut next);
    Ok(next)
}

/// Since when passwords expire: kept while it stays on.
fn enabled_at(current: &SignInExperience, next: &PasswordExpiration, now: Timestamp) -> Option<i64> {
    let kept = current.password_expiration.enabled_at;
    (next.enabled == Some(true)).then(|| kept.unwrap_or(now.millis()))
}

fn tidy(next: &mut SignInExperience) {
    for text in [
        &mut next.terms_of_use_url,
        &mut next.privacy_policy_url,
        &mut next.custom_css,
        &mut next.support_email,
        &mut next.support_website_url,
        &mut next.unknown_session_redirect_url,
    ] {
        if text.as_deref() == Some("") {
            *text = None;
        }
    }
    let blocklist = &mut next.email_blocklist_policy;
    for list in [&mut blocklist.custom_allowlist, &mut blocklist.custom_blocklist].into_iter().flatten() {
        let mut seen = std::collections::HashSet::new();
        list.retain(|item| seen.insert(item.clone()));
    }
    // There are no social connectors and no profile fields of the operator's yet.
    next.social_sign_in_connector_targets.clear();
    if let Some(fields) = &mut next.sign_up_profile_fields {
        fields.clear();
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use serde_json::json;

    use super::*;

    fn changed(changes: Value) -> Result<SignInExperience, Refusal> {
        change(&SignInExperience::default(), changes.as_object().unwrap(), Timestamp::from_millis(7))
    }

    #[test]
    fn what_was_read_can_be_sent_back() {
        let all = serde_json::to_value(SignInExperience::default()).unwrap();
        assert_eq!(changed(all), Ok(SignInExperience::default()));
    }

    #[test]
    fn members_are_replaced_whole_and_tidied() {
        let next = changed(json!({
            "branding": { "logoUrl": "https://x.example/a.png" },
            "customCss": "",
            "supportEmail": "",
            "socialSignInConnectorTargets": ["nope"],
            "signUpProfileFields": [{ "name": "nope" }],
            "emailBlocklistPolicy": { "customBlocklist": ["a@b.c", "@d.e", "a@b.c"] },
            "passwordPolicy": { "length": { "min": 4 } },
        }))
        .unwrap();
        assert_eq!(next.custom_css, None);
        assert_eq!(next.support_email, None);
        assert!(next.social_sign_in_connector_targets.is_empty());
        assert_eq!(next.sign_up_profile_fields, Some(Vec::new()));
        assert_eq!(next.email_blocklist_policy.custom_blocklist.unwrap(), ["a@b.c", "@d.e"]);
        assert_eq!(next.password_policy.rules().min_length, 4);
        assert_eq!(next.color, SignInExperience::default().color);
    }

    #[test]
    fn a_member_of_another_shape_is_refused() {
        assert!(matches!(changed(json!({ "signIn": 5 })), Err(Refusal::Unreadable(_))));
    }
}
