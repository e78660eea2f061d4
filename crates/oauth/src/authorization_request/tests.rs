#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::error::ErrorCode;

const MINIMAL: &str = "client_id=app&response_type=code&scope=openid";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn parse(query: &str) -> Result<AuthorizationRequest, OAuthError> {
    AuthorizationRequest::parse(&Parameters::from_query(query).unwrap())
}

fn with(more: &str) -> Result<AuthorizationRequest, OAuthError> {
    parse(&format!("{MINIMAL}&{more}"))
}

#[test]
fn reads_everything() {
    let query = format!(
        "client_id=app&redirect_uri=https%3A%2F%2Fa.example%2Fcb&code_challenge={CHALLENGE}\
         &code_challenge_method=S256&state=s&nonce=n&response_type=code&prompt=login+consent\
         &scope=openid+offline_access+openid&resource=https%3A%2F%2Fapi.example&resource=urn%3Alogto%3Aresource%3Aorganizations\
         &login_hint=me%40a.example&direct_sign_in=social%3Agoogle&first_screen=identifier%3Aregister\
         &identifier=email+phone&max_age=60&ui_locales=ja+en&organization_id=org"
    );
    let request = parse(&query).unwrap();
    assert_eq!(request.envelope.redirect_uri.as_deref(), Some("https://a.example/cb"));
    assert_eq!(request.scope.to_string(), "openid offline_access");
    assert_eq!(request.resource.len(), 2);
    assert_eq!(request.max_age, Some(60));
    assert!(request.demands_login() && request.demands_auth_time() && !request.prompt.is_none());
    assert_eq!(request.extra.screen().route(), "identifier-register");
    assert_eq!(request.extra.identifier, [Identifier::Email, Identifier::Phone]);
    assert_eq!(request.extra.direct_sign_in, Some(DirectSignIn::Social("google".into())));
    let json = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<AuthorizationRequest>(&json).unwrap(), request);
}

#[test]
fn refusals() {
    use ErrorCode::{
        InvalidRequest, InvalidTarget, RequestNotSupported, RequestUriNotSupported, UnsupportedResponseMode,
        UnsupportedResponseType,
    };
    let short = "a".repeat(42);
    let table = [
        ("response_type=code&scope=openid".to_owned(), InvalidRequest),
        ("client_id=app&scope=openid".to_owned(), InvalidRequest),
        ("client_id=app&response_type=token".to_owned(), UnsupportedResponseType),
        ("client_id=app&response_type=id_token".to_owned(), InvalidRequest),
        ("client_id=app&response_type=none".to_owned(), InvalidRequest),
        ("client_id=app&response_type=id_token+code".to_owned(), InvalidRequest),
        (format!("{MINIMAL}&state=a&state=b"), InvalidRequest),
        (format!("{MINIMAL}&client_id=b"), InvalidRequest),
        (format!("{MINIMAL}&response_mode=web_message"), UnsupportedResponseMode),
        (format!("{MINIMAL}&request=x.y.z"), RequestNotSupported),
        (format!("{MINIMAL}&request_uri=https://evil.example"), RequestUriNotSupported),
        (format!("{MINIMAL}&code_challenge={CHALLENGE}"), InvalidRequest),
        (format!("{MINIMAL}&code_challenge={CHALLENGE}&code_challenge_method=plain"), InvalidRequest),
        (format!("{MINIMAL}&code_challenge={short}&code_challenge_method=S256"), InvalidRequest),
        (format!("{MINIMAL}&code_challenge=&code_challenge_method=S256"), InvalidRequest),
        (format!("{MINIMAL}&prompt=none+login"), InvalidRequest),
        (format!("{MINIMAL}&prompt=select_account"), InvalidRequest),
        (format!("{MINIMAL}&max_age=-1"), InvalidRequest),
        (format!("{MINIMAL}&max_age=%2B1"), InvalidRequest),
        (format!("{MINIMAL}&max_age=1.5"), InvalidRequest),
        (format!("{MINIMAL}&max_age=99999999999999999999"), InvalidRequest),
        (format!("{MINIMAL}&resource=/relative"), InvalidTarget),
        ("client_id=app&response_type=code&scope=read&nonce=n".to_owned(), InvalidRequest),
    ];
    for (query, code) in table {
        assert_eq!(parse(&query).unwrap_err().code, code, "{query}");
    }
}

#[test]
fn the_envelope_survives_what_is_wrong_elsewhere() {
    let envelope = |query: &str| Envelope::parse(&Parameters::from_query(query).unwrap());
    let found =
        envelope("client_id=app&redirect_uri=https://a.example&state=s&prompt=bad&max_age=x").unwrap();
    assert_eq!(found.state.as_deref(), Some("s"));
    assert_eq!(found.response_mode, ResponseMode::Query);
    let mode = |query: &str| envelope(query).unwrap().response_mode;
    assert_eq!(mode("client_id=a&response_type=token"), ResponseMode::Fragment);
    assert_eq!(mode("client_id=a&response_type=token&response_mode=query"), ResponseMode::Fragment);
    assert_eq!(mode("client_id=a&response_type=code&response_mode=form_post"), ResponseMode::FormPost);
    assert_eq!(envelope("client_id=a&state=x&state=y").unwrap().state, None);
    assert!(envelope("client_id=a&redirect_uri=https://a&redirect_uri=https://b").is_err());
    assert!(envelope("client_id=a&client_id=a").is_err());
}

#[test]
fn one_bad_extra_discards_all() {
    for bad in [
        "first_screen=nope",
        "interaction_mode=x",
        "direct_sign_in=social:",
        "direct_sign_in=sso:../x",
        "identifier=fax",
    ] {
        let request = with(&format!("login_hint=me&organization_id=o&{bad}")).unwrap();
        assert_eq!(request.extra, ExtraParameters::default(), "{bad}");
    }
    assert_eq!(with("interaction_mode=signUp").unwrap().extra.screen(), FirstScreen::Register);
    assert_eq!(
        with("interaction_mode=signUp&first_screen=signIn").unwrap().extra.screen(),
        FirstScreen::SignIn
    );
}

#[test]
fn max_age_zero_demands_login() {
    assert!(with("max_age=0").unwrap().demands_login());
    assert!(!with("max_age=1").unwrap().demands_login());
}

proptest::proptest! {
    #[test]
    fn never_panics(query in "(client_id=a&)?(response_type=code&)?[a-z_=&%0-9+:]{0,200}") {
        if let Ok(parameters) = Parameters::from_query(&query) {
            let _ = AuthorizationRequest::parse(&parameters);
        }
    }
}
