//! The address of the page an interaction begins at.

use genkan_oauth::AuthorizationRequest;
use url::form_urlencoded::Serializer;

use crate::sign_in::interaction::{Interaction, Prompt};

/// Path and query, relative to the origin. The order of the query is what clients and proxies know.
pub fn of(interaction: &Interaction) -> String {
    let request = &interaction.request;
    let (path, fallback) = match interaction.prompt {
        Prompt::Consent => ("/consent".to_owned(), None),
        Prompt::Login => sign_in_path(request),
    };
    let extra = &request.extra;
    let identifier = extra.identifier.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" ");
    let members = [
        ("app_id", Some(interaction.client_id.as_str())),
        ("organization_id", extra.organization_id.as_deref()),
        ("ui_locales", request.ui_locales.as_deref()),
        ("one_time_token", extra.one_time_token.as_deref()),
        ("login_hint", extra.login_hint.as_deref()),
        ("identifier", Some(identifier.as_str())),
        ("fallback", fallback),
    ];
    let mut query = Serializer::new(String::new());
    for (name, value) in members {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            query.append_pair(name, value);
        }
    }
    format!("{path}?{}", query.finish())
}

fn sign_in_path(request: &AuthorizationRequest) -> (String, Option<&'static str>) {
    let extra = &request.extra;
    let screen = extra.screen().route();
    if extra.google_one_tap_credential.is_some() {
        return ("/direct/social/google".to_owned(), Some(screen));
    }
    match &extra.direct_sign_in {
        Some(direct) => (format!("/direct/{}/{}", direct.method(), direct.target()), Some(screen)),
        None => (format!("/{screen}"), None),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use genkan_oauth::Parameters;

    use super::*;
    use crate::{
        clock::Timestamp,
        ids::{ClientId, InteractionUid},
    };

    fn address(prompt: Prompt, query: &str) -> String {
        let query = format!("client_id=app&response_type=code&{query}");
        of(&Interaction {
            uid: InteractionUid::from("uid"),
            client_id: ClientId::from("app"),
            prompt,
            request: AuthorizationRequest::parse(&Parameters::from_query(&query).unwrap()).unwrap(),
            session_uid: None,
            logged_in: false,
            login: None,
            consent: None,
            device_code: None,
            created_at: Timestamp::default(),
            expires_at: Timestamp::default(),
        })
    }

    #[test]
    fn first_page() {
        let table = [
            ("", "/sign-in?app_id=app"),
            ("first_screen=sign_in", "/sign-in?app_id=app"),
            ("first_screen=register", "/register?app_id=app"),
            ("interaction_mode=signUp", "/register?app_id=app"),
            ("interaction_mode=signUp&first_screen=signIn", "/sign-in?app_id=app"),
            ("first_screen=reset_password", "/reset-password?app_id=app"),
            ("first_screen=single_sign_on", "/single-sign-on?app_id=app"),
            (
                "first_screen=identifier:sign_in&identifier=email+phone",
                "/identifier-sign-in?app_id=app&identifier=email+phone",
            ),
            ("first_screen=identifier:register", "/identifier-register?app_id=app"),
            ("direct_sign_in=social:google", "/direct/social/google?app_id=app&fallback=sign-in"),
            ("direct_sign_in=sso:abc&first_screen=register", "/direct/sso/abc?app_id=app&fallback=register"),
            ("google_one_tap_credential=a.b.c", "/direct/social/google?app_id=app&fallback=sign-in"),
            // One bad wish discards them all, except what the standards define.
            ("first_screen=nonsense&login_hint=a%40b.c&ui_locales=ko", "/sign-in?app_id=app&ui_locales=ko"),
            (
                "identifier=username&login_hint=a%26b&one_time_token=t&ui_locales=ja+en&organization_id=o",
                "/sign-in?app_id=app&organization_id=o&ui_locales=ja+en&one_time_token=t&login_hint=a%26b&identifier=username",
            ),
        ];
        for (query, expected) in table {
            assert_eq!(address(Prompt::Login, query), expected, "{query}");
        }
        assert_eq!(address(Prompt::Consent, "first_screen=register"), "/consent?app_id=app");
    }
}
