//! Client authentication: what the request presents (RFC 6749 §2.3, OpenID Connect Core §9).
//!
//! Whether the client exists, which method it is registered with and whether the secret is right is for the server;
//! it answers [`OAuthError::unknown_client`] and [`OAuthError::invalid_client`].

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use crate::error::OAuthError;
use crate::parameters::{Parameters, decode};
use crate::secret::Secret;

const MAX_HEADER_BYTES: usize = 4 * 1024;

/// Some clients forget the padding of `Basic` credentials.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The credentials of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientCredentials {
    /// `none`: only `client_id` in the body.
    None {
        /// `client_id`.
        client_id: String,
    },
    /// `client_secret_basic`.
    SecretBasic {
        /// The user name of the `Authorization` header.
        client_id: String,
        /// The password of the `Authorization` header.
        client_secret: Secret,
    },
    /// `client_secret_post`.
    SecretPost {
        /// `client_id`.
        client_id: String,
        /// `client_secret`.
        client_secret: Secret,
    },
}

impl ClientCredentials {
    /// Reads the `Authorization` header (the raw value, if there is one) and the body.
    pub fn parse(authorization: Option<&[u8]>, body: &Parameters) -> Result<Self, OAuthError> {
        body.check_duplicates()?;
        check_no_assertion(body)?;
        let client_id = body.get("client_id");
        let client_secret = body.get("client_secret");
        if let Some(header) = authorization {
            let (user, password) = parse_basic(header)?;
            if client_secret.is_some() {
                return Err(one_mechanism_only());
            }
            if client_id.is_some_and(|client_id| client_id != user) {
                return Err(OAuthError::invalid_request("client_id mismatch"));
            }
            return Ok(Self::SecretBasic { client_id: user, client_secret: password });
        }
        match (client_id, client_secret) {
            (None, _) => Err(OAuthError::invalid_request("no client authentication mechanism provided")),
            (Some(client_id), None) => Ok(Self::None { client_id: client_id.to_owned() }),
            (Some(client_id), Some(secret)) => {
                Ok(Self::SecretPost { client_id: client_id.to_owned(), client_secret: Secret::new(secret) })
            }
        }
    }

    /// Who the client claims to be.
    pub fn client_id(&self) -> &str {
        match self {
            Self::None { client_id }
            | Self::SecretBasic { client_id, .. }
            | Self::SecretPost { client_id, .. } => client_id,
        }
    }

    /// The secret it presents.
    pub const fn client_secret(&self) -> Option<&Secret> {
        match self {
            Self::None { .. } => None,
            Self::SecretBasic { client_secret, .. } | Self::SecretPost { client_secret, .. } => {
                Some(client_secret)
            }
        }
    }

    /// Whether the credentials came in the header, so that a refusal needs `WWW-Authenticate` (RFC 6749 §5.2).
    pub const fn in_header(&self) -> bool {
        matches!(self, Self::SecretBasic { .. })
    }
}

/// JWT assertions (RFC 7523) are advertised, and no client is registered for them.
fn check_no_assertion(body: &Parameters) -> Result<(), OAuthError> {
    if !body.contains("client_assertion") && !body.contains("client_assertion_type") {
        return Ok(());
    }
    if body.contains("client_secret") {
        return Err(one_mechanism_only());
    }
    Err(OAuthError::invalid_client("the client sent an assertion; none is registered for that"))
}

/// RFC 6749 §2.3.1: user and password are form-urlencoded before they are joined. Clients that skip the encoding
/// get through because ids and secrets are alphanumeric.
fn parse_basic(header: &[u8]) -> Result<(String, Secret), OAuthError> {
    let invalid = || OAuthError::invalid_request("invalid authorization header value format");
    if header.len() > MAX_HEADER_BYTES || header.len() < 6 {
        return Err(invalid());
    }
    let (scheme, rest) = header.split_at(6);
    if !scheme.eq_ignore_ascii_case(b"basic ") {
        return Err(invalid());
    }
    let joined = BASE64.decode(rest.trim_ascii()).map(Zeroizing::new).map_err(|_| invalid())?;
    let colon = joined.iter().position(|byte| *byte == b':').ok_or_else(invalid)?;
    let user = decode(&joined[..colon]).map_err(|_| invalid())?;
    let password = decode(&joined[colon + 1..]).map_err(|_| invalid())?;
    if user.is_empty() || user.contains('\0') || password.contains('\0') {
        return Err(invalid());
    }
    if password.is_empty() {
        return Err(OAuthError::invalid_request(
            "client_secret must be provided in the Authorization header",
        ));
    }
    Ok((user, Secret::new(password)))
}

fn one_mechanism_only() -> OAuthError {
    OAuthError::invalid_request("client authentication must only be provided using one mechanism")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn parse(header: Option<&str>, body: &str) -> Result<ClientCredentials, OAuthError> {
        let body = Parameters::from_form(body.as_bytes()).unwrap();
        ClientCredentials::parse(header.map(str::as_bytes), &body)
    }

    fn basic(text: &str) -> String {
        format!("Basic {}", BASE64.encode(text))
    }

    #[test]
    fn accepts() {
        let found = parse(Some(&basic("app:s3cret")), "client_id=app").unwrap();
        assert_eq!((found.client_id(), found.in_header()), ("app", true));
        assert!(found.client_secret().unwrap().matches("s3cret"));
        let encoded = parse(Some(&basic("a%70p:p%2Bq+r%3A")), "").unwrap();
        assert_eq!(encoded.client_id(), "app");
        assert!(encoded.client_secret().unwrap().matches("p+q r:"));
        let unpadded = basic("app:abcd").trim_end_matches('=').replace("Basic", "bAsIc");
        assert!(parse(Some(&unpadded), "").unwrap().client_secret().unwrap().matches("abcd"));
        assert!(!parse(None, "client_id=app&client_secret=x").unwrap().in_header());
        assert_eq!(
            parse(None, "client_id=app").unwrap(),
            ClientCredentials::None { client_id: "app".into() }
        );
        assert!(!format!("{found:?}").contains("s3cret"));
    }

    #[test]
    fn refuses() {
        let format = "invalid authorization header value format";
        let one = "client authentication must only be provided using one mechanism";
        let none = "no client authentication mechanism provided";
        let table = [
            (Some("Bearer abc".to_owned()), "", 400, format),
            (Some("Basic".to_owned()), "", 400, format),
            (Some("Basic !!!".to_owned()), "", 400, format),
            (Some(String::new()), "client_id=app", 400, format),
            (Some(basic("nocolon")), "", 400, format),
            (Some(basic(":secret")), "", 400, format),
            (Some(basic("app:%ff")), "", 400, format),
            (Some(basic("app:%00")), "", 400, format),
            (Some(basic(&format!("app:{}", "x".repeat(5_000)))), "", 400, format),
            (Some(basic("app:")), "", 400, "client_secret must be provided in the Authorization header"),
            (Some(basic("app:s")), "client_id=other", 400, "client_id mismatch"),
            (Some(basic("app:s")), "client_id=app&client_secret=s", 400, one),
            (Some(basic("app:s")), "client_secret=s", 400, one),
            (None, "", 400, none),
            (None, "client_secret=s", 400, none),
            (None, "client_id=", 400, none),
            (None, "client_id=a&client_id=b", 400, "'client_id' parameter must not be provided twice"),
            (None, "client_id=a&client_secret=s&client_assertion=x", 400, one),
            (
                None,
                "client_id=a&client_assertion=x&client_assertion_type=y",
                401,
                "client authentication failed",
            ),
        ];
        for (header, body, status, description) in table {
            let error = parse(header.as_deref(), body).unwrap_err();
            assert_eq!(
                (error.status, error.description.as_deref()),
                (status, Some(description)),
                "{header:?} {body}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(header in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..60)) {
            let _ = ClientCredentials::parse(Some(&header), &Parameters::default());
            let mut basic = b"Basic ".to_vec();
            basic.extend_from_slice(BASE64.encode(&header).as_bytes());
            let _ = ClientCredentials::parse(Some(&basic), &Parameters::default());
        }
    }
}
