//! The token request (RFC 6749 §4.1.3, §4.4.2, §6).

use crate::authorization_request::scope_value;
use crate::error::OAuthError;
use crate::parameters::Parameters;
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
}

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
            _ => Err(OAuthError::unsupported_grant_type()),
        }
    }

    /// The `grant_type`.
    pub const fn grant_type(&self) -> &'static str {
        match self {
            Self::AuthorizationCode(_) => "authorization_code",
            Self::RefreshToken(_) => "refresh_token",
            Self::ClientCredentials(_) => "client_credentials",
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
