use http::header::AUTHORIZATION;
use http::request::Parts;

use super::TokenError;

/// The bearer token of a request (RFC 6750 §2.1). Only the `Authorization` header carries one: tokens in a URL end up
/// in logs and are refused (§5.3), bodies are not looked at.
pub(super) fn bearer_token(parts: &Parts) -> Result<&str, TokenError> {
    let query = parts.uri.query().unwrap_or_default();
    let in_query = url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "access_token");
    if in_query {
        return Err(TokenError::Request(
            "send the access token in the Authorization header, never in the URL as access_token",
        ));
    }
    let mut values = parts.headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(TokenError::Missing)?;
    if values.next().is_some() {
        return Err(TokenError::Request("there is more than one Authorization header"));
    }
    let malformed = TokenError::Request("the Authorization header is not of the form: Bearer token");
    let Ok(text) = value.to_str() else { return Err(malformed) };
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(TokenError::Missing);
    }
    let token = token.trim_matches(' ');
    if is_token68(token) { Ok(token) } else { Err(malformed) }
}

/// RFC 9110 §11.2.
fn is_token68(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    !body.is_empty() && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
}
