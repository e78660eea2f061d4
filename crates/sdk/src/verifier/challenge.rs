use http::HeaderValue;

use super::TokenError;

/// `WWW-Authenticate` (RFC 6750 §3). A realm is always there, since a challenge needs one parameter at least.
pub(super) fn challenge(error: &TokenError) -> HeaderValue {
    let mut text = String::from("Bearer realm=\"api\"");
    let mut add = |name: &str, value: &str| {
        text.push_str(", ");
        text.push_str(name);
        text.push_str("=\"");
        // RFC 6750 §3: printable ASCII without what a quoted string would escape.
        text.extend(value.chars().filter(|c| matches!(c, ' '..='~') && !matches!(c, '"' | '\\')));
        text.push('"');
    };
    let code = match error {
        TokenError::Request(_) => Some("invalid_request"),
        TokenError::Opaque { .. }
        | TokenError::Expired
        | TokenError::Audience { .. }
        | TokenError::Invalid(_) => Some("invalid_token"),
        TokenError::InsufficientScope { .. } | TokenError::Organization => Some("insufficient_scope"),
        TokenError::Missing | TokenError::Unavailable(_) | TokenError::LayerMissing => None,
    };
    if let Some(code) = code {
        add("error", code);
        add("error_description", &error.to_string());
    }
    if let TokenError::InsufficientScope { required } = error {
        add("scope", &required.join(" "));
    }
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("Bearer realm=\"api\""))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn nothing_breaks_out_of_the_quotes() {
        let required = vec!["a\", error=\"none".to_owned(), "b\r\nset-cookie: c".into(), "é\\".into()];
        let value = challenge(&TokenError::InsufficientScope { required });
        let text = value.to_str().unwrap();
        assert!(text.ends_with(r#"scope="a, error=none bset-cookie: c ""#), "{text}");
        assert_eq!(text.matches('"').count(), 8, "{text}");
    }
}
