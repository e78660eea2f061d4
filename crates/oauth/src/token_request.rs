//! The token request (RFC 6749 §4.1.3, §4.4.2, §6, RFC 8628 §3.4, RFC 8693 §2.1).

use crate::authorization_request::scope_value;
use crate::error::OAuthError;
use crate::parameters::{Parameters, missing_parameter};
use crate::pkce::CodeVerifier;
use crate::resource::{self, ResourceIndicator};
use crate::scope::Scope;
use crate::secret::Secret;

/// A well-formed token request, by grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenRequest {
    /// `grant_type=authorization_code`.
    AuthorizationCode(AuthorizationCodeRequest),
    /// `grant_type=refresh_token`.
    RefreshToken(RefreshTokenRequest),
    /// `grant_type=client_credentials`.
    ClientCredentials(ClientCredentialsRequest),
    /// `grant_type=urn:ietf:params:oauth:grant-type:device_code`.
    DeviceCode(DeviceCodeRequest),
    /// `grant_type=urn:ietf:params:oauth:grant-type:token-exchange`.
    TokenExchange(TokenExchangeRequest),
}

/// RFC 8628 §3.4.
pub const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// RFC 8693 §2.1.
pub const TOKEN_EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

/// RFC 6749 §4.1.3 with RFC 7636 §4.5 and RFC 8707 §2.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationCodeRequest {
    /// `code`.
    pub code: Secret,
    /// `redirect_uri`, to be compared byte by byte with the one of the authorization request.
    pub redirect_uri: Option<String>,
    /// `code_verifier`.
    pub code_verifier: Option<CodeVerifier>,
    /// `resource`.
    pub resource: Vec<ResourceIndicator>,
}

/// RFC 6749 §6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshTokenRequest {
    /// `refresh_token`.
    pub refresh_token: Secret,
    /// `scope`, if this access token is to have less. `None`: all of the refresh token's.
    pub scope: Option<Scope>,
    /// `resource`.
    pub resource: Vec<ResourceIndicator>,
    /// `organization_id`.
    pub organization_id: Option<String>,
}

/// RFC 6749 §4.4.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCredentialsRequest {
    /// `scope`.
    pub scope: Option<Scope>,
    /// `resource`, at most one.
    pub resource: Option<ResourceIndicator>,
    /// `organization_id`.
    pub organization_id: Option<String>,
}

/// RFC 8628 §3.4 with RFC 8707 §2.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceCodeRequest {
    /// `device_code`.
    pub device_code: Secret,
    /// `resource`.
    pub resource: Vec<ResourceIndicator>,
}

/// RFC 8693 §2.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenExchangeRequest {
    /// `subject_token`.
    pub subject_token: Secret,
    /// `subject_token_type`; which ones are understood is the server's to say.
    pub subject_token_type: String,
    /// `actor_token` with its type.
    pub actor: Option<ActorToken>,
    /// `scope`.
    pub scope: Option<Scope>,
    /// `resource`.
    pub resource: Vec<ResourceIndicator>,
    /// `organization_id`.
    pub organization_id: Option<String>,
}

/// `actor_token` and `actor_token_type`: the one needs the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorToken {
    /// `actor_token`.
    pub token: Secret,
    /// `actor_token_type`.
    pub token_type: String,
}

impl TokenRequest {
    /// Reads the request; which client makes it is the business of
    /// [`client_authentication`](crate::client_authentication).
    pub fn parse(parameters: &Parameters) -> Result<Self, OAuthError> {
        parameters.check_duplicates()?;
        let text = |name: &str| parameters.get(name).map(str::to_owned);
        match parameters.require("grant_type")? {
            "authorization_code" => Ok(Self::AuthorizationCode(AuthorizationCodeRequest {
                code: Secret::new(parameters.require("code")?),
                redirect_uri: text("redirect_uri"),
                code_verifier: code_verifier(parameters)?,
                resource: resource::requested(parameters)?,
            })),
            "refresh_token" => Ok(Self::RefreshToken(RefreshTokenRequest {
                refresh_token: Secret::new(parameters.require("refresh_token")?),
                scope: scope_value(parameters)?,
                resource: resource::requested(parameters)?,
                organization_id: text("organization_id"),
            })),
            "client_credentials" => Ok(Self::ClientCredentials(ClientCredentialsRequest {
                scope: scope_value(parameters)?,
                resource: single_resource(parameters)?,
                organization_id: text("organization_id"),
            })),
            DEVICE_CODE => Ok(Self::DeviceCode(DeviceCodeRequest {
                device_code: Secret::new(parameters.require("device_code")?),
                resource: resource::requested(parameters)?,
            })),
            TOKEN_EXCHANGE => token_exchange(parameters).map(Self::TokenExchange),
            _ => Err(OAuthError::unsupported_grant_type()),
        }
    }

    /// The `grant_type`.
    pub const fn grant_type(&self) -> &'static str {
        match self {
            Self::AuthorizationCode(_) => "authorization_code",
            Self::RefreshToken(_) => "refresh_token",
            Self::ClientCredentials(_) => "client_credentials",
            Self::DeviceCode(_) => DEVICE_CODE,
            Self::TokenExchange(_) => TOKEN_EXCHANGE,
        }
    }
}

fn code_verifier(parameters: &Parameters) -> Result<Option<CodeVerifier>, OAuthError> {
    parameters
        .get("code_verifier")
        .map(CodeVerifier::parse)
        .transpose()
        .map_err(|error| OAuthError::invalid_request(format!("code_verifier {error}")))
}

/// RFC 8693 §2.1.
fn token_exchange(parameters: &Parameters) -> Result<TokenExchangeRequest, OAuthError> {
    let (token, token_type) = match (parameters.get("subject_token"), parameters.get("subject_token_type")) {
        (Some(token), Some(token_type)) => (token, token_type),
        (Some(_), None) => return Err(missing_parameter("subject_token_type")),
        (None, Some(_)) => return Err(missing_parameter("subject_token")),
        (None, None) => {
            return Err(OAuthError::invalid_request(
                "missing required parameters 'subject_token' and 'subject_token_type'",
            ));
        }
    };
    let actor = match (parameters.get("actor_token"), parameters.get("actor_token_type")) {
        (None, None) => None,
        (Some(token), Some(token_type)) => {
            Some(ActorToken { token: Secret::new(token), token_type: token_type.to_owned() })
        }
        (Some(_), None) => return Err(missing_parameter("actor_token_type")),
        (None, Some(_)) => {
            return Err(OAuthError::invalid_request(
                "actor_token_type must not be provided without actor_token",
            ));
        }
    };
    Ok(TokenExchangeRequest {
        subject_token: Secret::new(token),
        subject_token_type: token_type.to_owned(),
        actor,
        scope: scope_value(parameters)?,
        resource: resource::requested(parameters)?,
        organization_id: parameters.get("organization_id").map(str::to_owned),
    })
}

fn single_resource(parameters: &Parameters) -> Result<Option<ResourceIndicator>, OAuthError> {
    let mut resources = resource::requested(parameters)?;
    match resources.len() {
        0 | 1 => Ok(resources.pop()),
        _ => Err(OAuthError::invalid_target(
            "only a single resource indicator value is supported for this grant type",
        )),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    fn parse(body: &str) -> Result<TokenRequest, OAuthError> {
        TokenRequest::parse(&Parameters::from_form(body.as_bytes()).unwrap())
    }

    #[test]
    fn reads_each_grant() {
        let verifier = "a".repeat(43);
        let code =
            parse(&format!("grant_type=authorization_code&code=c&code_verifier={verifier}&redirect_uri=x"));
        let code = code.unwrap();
        let TokenRequest::AuthorizationCode(request) = &code else { unreachable!() };
        assert_eq!(request.code.expose(), "c");
        assert_eq!(request.redirect_uri.as_deref(), Some("x"));
        let shown = format!("{code:?}");
        assert!(!shown.contains(&verifier) && !shown.contains("\"c\""), "{shown}");

        let TokenRequest::RefreshToken(request) =
            parse("grant_type=refresh_token&refresh_token=r&organization_id=o&scope=a+b&resource=urn:x:y")
                .unwrap()
        else {
            unreachable!()
        };
        assert_eq!(request.scope.unwrap().len(), 2);
        assert_eq!((request.resource.len(), request.organization_id.as_deref()), (1, Some("o")));

        let device = format!("grant_type={DEVICE_CODE}&device_code=d");
        let TokenRequest::DeviceCode(request) = parse(&device).unwrap() else { unreachable!() };
        assert_eq!(request.device_code.expose(), "d");

        let exchange = format!(
            "grant_type={TOKEN_EXCHANGE}&subject_token=s&subject_token_type=t&actor_token=a&actor_token_type=u"
        );
        let TokenRequest::TokenExchange(request) = parse(&exchange).unwrap() else { unreachable!() };
        assert_eq!((request.subject_token.expose(), request.subject_token_type.as_str()), ("s", "t"));
        assert_eq!(request.actor.map(|actor| actor.token_type).as_deref(), Some("u"));

        let request = parse("grant_type=client_credentials&resource=urn:x:y").unwrap();
        assert_eq!(request.grant_type(), "client_credentials");
    }

    #[test]
    fn refusals() {
        use ErrorCode::{InvalidRequest, InvalidTarget, UnsupportedGrantType};
        for (body, code) in [
            ("", InvalidRequest),
            ("grant_type=password&username=a&password=b", UnsupportedGrantType),
            ("grant_type=implicit", UnsupportedGrantType),
            ("grant_type=authorization_code", InvalidRequest),
            ("grant_type=authorization_code&code=", InvalidRequest),
            ("grant_type=authorization_code&code=a&code=b", InvalidRequest),
            ("grant_type=authorization_code&code=a&code_verifier=x", InvalidRequest),
            ("grant_type=refresh_token", InvalidRequest),
            ("grant_type=refresh_token&refresh_token=r&resource=relative", InvalidTarget),
            ("grant_type=client_credentials&resource=urn:a:b&resource=urn:c:d", InvalidTarget),
            ("grant_type=urn:ietf:params:oauth:grant-type:device_code", InvalidRequest),
            ("grant_type=urn:ietf:params:oauth:grant-type:token-exchange", InvalidRequest),
            ("grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token=a", InvalidRequest),
            (
                "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token=a&subject_token_type=b&actor_token=c",
                InvalidRequest,
            ),
        ] {
            assert_eq!(parse(body).unwrap_err().code, code, "{body}");
        }
        assert!(
            parse(&format!("grant_type=refresh_token&refresh_token=r&scope={}", "x".repeat(20_000))).is_err()
        );
    }

    proptest::proptest! {
        #[test]
        fn never_panics(body in "(grant_type=[a-z_]{0,20}&)?[a-z_=&%0-9+:]{0,200}") {
            if let Ok(parameters) = Parameters::from_form(body.as_bytes()) {
                let _ = TokenRequest::parse(&parameters);
            }
        }
    }
}
