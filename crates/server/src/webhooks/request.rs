//! One signed request to a webhook's endpoint, and as much of the answer as is of use.

use std::time::Duration;

use aws_lc_rs::hmac;
use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::HookConfig;
use crate::{app::App, secrets::Token};

/// For the whole exchange.
const TIMEOUT: Duration = Duration::from_secs(10);
/// As much of an answer's body is read; the rest is left unread and the connection closed.
const BODY_BYTES: usize = 4096;
const SIGNATURE: HeaderName = HeaderName::from_static("logto-signature-sha-256");
/// Not to be configured: the signature, and what belongs to the connection.
const OURS: [HeaderName; 6] = [
    SIGNATURE,
    header::HOST,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::EXPECT,
];

/// What the endpoint said.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// The first 4 KB.
    pub(super) body: String,
}

/// Why there is no answer.
#[derive(Clone, Debug)]
pub(super) enum NoAnswer {
    /// Nothing was sent, and never will be: the URL, a header or the address is not allowed.
    Refused(String),
    /// The network or the endpoint failed.
    Failed(String),
}

/// POSTs `body` as JSON, signed. Redirects are answers.
pub(super) async fn send(
    app: &App,
    config: &HookConfig,
    signing_key: &Token,
    body: String,
) -> Result<Answer, NoAnswer> {
    let mut headers = configured(config)?;
    headers.entry(header::CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
    headers.insert(SIGNATURE, signature(signing_key, &body));
    let request = app.http.post(&config.url).map_err(|refused| NoAnswer::Refused(refused.to_string()))?;
    let response = request.timeout(TIMEOUT).headers(headers).body(body).send().await;
    let mut response = response.map_err(|error| match error.is_builder() {
        // No request can be made of that URL: it is too long, say.
        true => NoAnswer::Refused(reason(error)),
        false => NoAnswer::Failed(reason(error)),
    })?;
    let status = response.status().as_u16();
    let mut bytes = Vec::new();
    // An answer that breaks off is still an answer: its status is known.
    while let Ok(Some(chunk)) = response.chunk().await {
        let room = BODY_BYTES - bytes.len();
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if bytes.len() == BODY_BYTES {
            break;
        }
    }
    Ok(Answer { status, body: String::from_utf8_lossy(&bytes).into_owned() })
}

fn configured(config: &HookConfig) -> Result<HeaderMap, NoAnswer> {
    let mut headers = HeaderMap::new();
    for (name, value) in config.headers.iter().flatten() {
        let refused = || NoAnswer::Refused("a configured header is not a valid one".to_owned());
        let name = HeaderName::try_from(name.as_str()).map_err(|_| refused())?;
        let mut value = HeaderValue::try_from(value.as_str()).map_err(|_| refused())?;
        value.set_sensitive(true);
        if !OURS.contains(&name) {
            headers.insert(name, value);
        }
    }
    Ok(headers)
}

/// Lower-case hexadecimal HMAC-SHA256 of the body.
fn signature(key: &Token, body: &str) -> HeaderValue {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.expose().as_bytes());
    let tag = hmac::sign(&key, body.as_bytes());
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::try_from(hex).expect("hexadecimal digits are a header value")
}

/// The innermost cause says most. Never the URL: it may hold a secret.
fn reason(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut source: &dyn std::error::Error = &error;
    while let Some(next) = source.source() {
        source = next;
    }
    if error.is_timeout() { "the endpoint did not answer in time".to_owned() } else { source.to_string() }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_signature_is_a_known_one() {
        // RFC 4231, test case 2
        let value = signature(&Token::new("Jefe"), "what do ya want for nothing?");
        assert_eq!(value, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn headers_that_are_ours_or_none_are_not_sent() {
        let with = |name: &str, value: &str| HookConfig {
            headers: Some(BTreeMap::from([(name.to_owned(), value.to_owned())])),
            ..HookConfig::new("https://example.com")
        };
        assert!(configured(&with("Logto-Signature-SHA-256", "x")).unwrap().is_empty());
        assert!(configured(&with("Host", "x")).unwrap().is_empty());
        assert_eq!(configured(&with("X-Key", "x")).unwrap().len(), 1);
        for (name, value) in [("a b", "x"), ("", "x"), ("x", "a\r\nb: c"), ("x", "\0")] {
            assert!(configured(&with(name, value)).is_err(), "{name:?} {value:?}");
        }
    }
}
