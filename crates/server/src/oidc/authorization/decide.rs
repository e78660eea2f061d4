//! What happens next with a valid request: a pure function of what is known.

use genkan_oauth::{AuthorizationRequest, ErrorCode, OAuthError, authorization_request::Prompt};

use super::wanted::Wanted;
use crate::{clock::Timestamp, ids::UserId};

/// The next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The person signs in first.
    SignIn,
    /// The person (or, for a first-party client, we) allow what is missing.
    Consent,
    /// The client gets its code.
    Respond,
    /// The client gets an error.
    Refuse(OAuthError),
}

/// What the person has done for this very request already, which settles `prompt` and `max_age`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Signed in.
    pub logged_in: bool,
    /// Answered the consent question.
    pub consented: bool,
}

/// The browser's session, as far as the decision needs it.
#[derive(Clone, Debug)]
pub struct SignedIn<'a> {
    /// Who.
    pub user_id: &'a UserId,
    /// Since when.
    pub authenticated_at: Timestamp,
}

/// Everything the decision depends on.
#[derive(Clone, Debug)]
pub struct Situation<'a> {
    /// What was asked.
    pub request: &'a AuthorizationRequest,
    /// A native client (RFC 8252).
    pub is_native: bool,
    /// The browser's session, if it has one.
    pub session: Option<SignedIn<'a>>,
    /// Who must be signed in.
    pub hinted_user: Option<&'a UserId>,
    /// The application's access rules let the signed-in user in.
    pub is_admitted: bool,
    /// What the client can get of what it asked for. Empty without a session.
    pub wanted: &'a Wanted,
    /// What of that the grant of this session does not cover yet.
    pub missing: &'a Wanted,
    /// What has been done for this request.
    pub progress: Progress,
    /// The current instant.
    pub now: Timestamp,
}

/// OpenID Connect Core §3.1.2.3 and §3.1.2.4.
pub fn decide(situation: &Situation<'_>) -> Decision {
    if must_sign_in(situation) {
        return unless_silent(situation, Decision::SignIn, OAuthError::login_required);
    }
    if !situation.is_admitted {
        return Decision::Refuse(OAuthError::access_denied("Access denied."));
    }
    // RFC 8252 §8.6: a native client can be impersonated, so its requests are never answered without a page's hop.
    if situation.is_native && !situation.progress.consented {
        return unless_silent(situation, Decision::Consent, OAuthError::interaction_required);
    }
    if must_consent(situation) {
        return unless_silent(situation, Decision::Consent, OAuthError::consent_required);
    }
    if situation.wanted.is_empty() {
        return Decision::Refuse(OAuthError::new(ErrorCode::AccessDenied));
    }
    Decision::Respond
}

/// No session, another user than the hinted one, `prompt=login`, or a sign-in older than `max_age`.
fn must_sign_in(situation: &Situation<'_>) -> bool {
    let Some(session) = &situation.session else { return true };
    if situation.hinted_user.is_some_and(|hinted| hinted != session.user_id) {
        return true;
    }
    !situation.progress.logged_in
        && (situation.request.demands_login() || is_too_old(situation.request, session, situation.now))
}

/// OpenID Connect Core §3.1.2.1, `max_age`.
fn is_too_old(request: &AuthorizationRequest, session: &SignedIn<'_>, now: Timestamp) -> bool {
    request.max_age.is_some_and(|max_age| {
        let max_age = i64::try_from(max_age).unwrap_or(i64::MAX);
        session.authenticated_at.plus_seconds(max_age) < now
    })
}

/// `prompt=consent`, or something that was not allowed in this session yet.
fn must_consent(situation: &Situation<'_>) -> bool {
    let asked = situation.request.prompt.contains(Prompt::Consent) && !situation.progress.consented;
    asked || !situation.missing.is_empty()
}

fn unless_silent(situation: &Situation<'_>, step: Decision, refusal: impl Fn() -> OAuthError) -> Decision {
    if situation.request.prompt.is_none() { Decision::Refuse(refusal()) } else { step }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use genkan_oauth::{Parameters, Scope};

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000_000_000);

    struct Case {
        query: &'static str,
        /// Seconds since the sign-in; `None`: no session.
        session_age: Option<i64>,
        granted: &'static str,
        native: bool,
        hint: Option<&'static str>,
        progress: Progress,
        admitted: bool,
    }

    const PLAIN: Case = Case {
        query: "",
        session_age: Some(60),
        granted: "openid profile",
        native: false,
        hint: None,
        progress: Progress { logged_in: false, consented: false },
        admitted: true,
    };
    const LOGGED_IN: Progress = Progress { logged_in: true, consented: false };
    const CONSENTED: Progress = Progress { logged_in: false, consented: true };
    const BOTH: Progress = Progress { logged_in: true, consented: true };

    fn outcome(case: &Case) -> String {
        let query = format!("client_id=c&response_type=code&scope=openid+profile&{}", case.query);
        let request = AuthorizationRequest::parse(&Parameters::from_query(&query).unwrap()).unwrap();
        let user = UserId::from("user");
        let hinted = case.hint.map(UserId::from);
        let wanted = match case.session_age {
            Some(_) => Wanted { scope: request.scope.clone(), ..Wanted::default() },
            None => Wanted::default(),
        };
        let granted = Wanted { scope: Scope::parse(case.granted).unwrap(), ..Wanted::default() };
        let situation = Situation {
            request: &request,
            is_native: case.native,
            session: case
                .session_age
                .map(|age| SignedIn { user_id: &user, authenticated_at: NOW.minus_seconds(age) }),
            hinted_user: hinted.as_ref(),
            is_admitted: case.admitted,
            wanted: &wanted,
            missing: &wanted.without(&granted),
            progress: case.progress,
            now: NOW,
        };
        match decide(&situation) {
            Decision::Refuse(error) => error.code.to_string(),
            step => format!("{step:?}"),
        }
    }

    #[test]
    fn table() {
        let table = [
            ("SignIn", Case { session_age: None, ..PLAIN }),
            ("login_required", Case { session_age: None, query: "prompt=none", ..PLAIN }),
            ("login_required", Case { session_age: None, query: "prompt=none", native: true, ..PLAIN }),
            ("Respond", PLAIN),
            ("Respond", Case { query: "prompt=none", ..PLAIN }),
            ("SignIn", Case { query: "prompt=login", ..PLAIN }),
            ("SignIn", Case { query: "prompt=login+consent", ..PLAIN }),
            ("SignIn", Case { query: "max_age=0", session_age: Some(0), ..PLAIN }),
            ("SignIn", Case { query: "max_age=59", ..PLAIN }),
            ("Respond", Case { query: "max_age=60", ..PLAIN }),
            ("login_required", Case { query: "max_age=59&prompt=none", ..PLAIN }),
            ("Respond", Case { query: "prompt=login", progress: LOGGED_IN, ..PLAIN }),
            ("Respond", Case { query: "max_age=0", progress: LOGGED_IN, ..PLAIN }),
            ("Consent", Case { query: "prompt=login+consent", progress: LOGGED_IN, ..PLAIN }),
            ("Respond", Case { query: "prompt=login+consent", progress: BOTH, ..PLAIN }),
            ("SignIn", Case { query: "prompt=login+consent", progress: CONSENTED, ..PLAIN }),
            ("Consent", Case { query: "prompt=consent", ..PLAIN }),
            ("Respond", Case { query: "prompt=consent", progress: CONSENTED, ..PLAIN }),
            ("Consent", Case { granted: "", ..PLAIN }),
            ("Consent", Case { granted: "openid", ..PLAIN }),
            ("Consent", Case { granted: "openid", progress: CONSENTED, ..PLAIN }),
            ("consent_required", Case { granted: "", query: "prompt=none", ..PLAIN }),
            ("Consent", Case { native: true, ..PLAIN }),
            ("Respond", Case { native: true, progress: CONSENTED, ..PLAIN }),
            ("interaction_required", Case { native: true, query: "prompt=none", ..PLAIN }),
            ("Respond", Case { hint: Some("user"), ..PLAIN }),
            ("access_denied", Case { admitted: false, ..PLAIN }),
            ("access_denied", Case { admitted: false, query: "prompt=none", ..PLAIN }),
            ("access_denied", Case { admitted: false, query: "prompt=consent", native: true, ..PLAIN }),
            ("SignIn", Case { admitted: false, session_age: None, ..PLAIN }),
            ("SignIn", Case { admitted: false, query: "prompt=login", ..PLAIN }),
            ("SignIn", Case { hint: Some("other"), ..PLAIN }),
            ("SignIn", Case { hint: Some("other"), progress: BOTH, ..PLAIN }),
            ("login_required", Case { hint: Some("other"), query: "prompt=none", ..PLAIN }),
        ];
        for (expected, case) in table {
            let Case { query, session_age, granted, native, hint, progress, admitted } = &case;
            let shown =
                format!("{query} {session_age:?} [{granted}] {native} {hint:?} {progress:?} {admitted}");
            assert_eq!(outcome(&case), expected, "{shown}");
        }
    }

    #[test]
    fn nothing_to_grant_is_denied_but_only_after_sign_in() {
        let request = AuthorizationRequest::parse(
            &Parameters::from_query("client_id=c&response_type=code&scope=nonsense").unwrap(),
        )
        .unwrap();
        let (user, nothing) = (UserId::from("user"), Wanted::default());
        let mut situation = Situation {
            request: &request,
            is_native: false,
            session: None,
            hinted_user: None,
            is_admitted: true,
            wanted: &nothing,
            missing: &nothing,
            progress: Progress::default(),
            now: NOW,
        };
        assert_eq!(decide(&situation), Decision::SignIn);
        situation.session = Some(SignedIn { user_id: &user, authenticated_at: NOW });
        assert_eq!(decide(&situation), Decision::Refuse(OAuthError::new(ErrorCode::AccessDenied)));
    }
}
