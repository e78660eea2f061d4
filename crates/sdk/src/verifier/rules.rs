use genkan_oauth::claims::{
    AccessTokenClaims, Audience, ClaimsError, ExpectedAccessToken, validate_access_token,
};
use genkan_oauth::jose::Algorithm;
use genkan_oauth::jose::jws::{ExpectedType, JwsError, Verified};
use genkan_oauth::resource::ORGANIZATION_AUDIENCE_PREFIX;
use serde::Deserialize as _;
use serde_json::{Map, Value};

use super::{BearerToken, TokenError};
use crate::provider::SignatureError;

/// Claims that only ID tokens and logout tokens have (OpenID Connect Core §2, §3.1.3.6, Back-Channel Logout §2.4).
/// They tell these from access tokens where `typ` does not.
const OF_OTHER_TOKENS: [&str; 5] = ["nonce", "at_hash", "c_hash", "s_hash", "events"];

/// Seconds two clocks may differ unless the builder says otherwise.
pub(super) const DEFAULT_LEEWAY: i64 = 30;

/// What a token must be to open the API.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) audiences: Vec<String>,
    /// Whether organization tokens open it too, whatever the organization.
    pub(super) organization_tokens: bool,
    /// The only organization that is let in.
    pub(super) organization: Option<String>,
    pub(super) scopes: Vec<String>,
    pub(super) algorithms: Vec<Algorithm>,
    /// Seconds the clocks may differ.
    pub(super) leeway: i64,
    pub(super) accept_untyped: bool,
}

impl Rules {
    /// The defaults.
    pub(super) fn for_audience(audience: String) -> Self {
        Self {
            audiences: vec![audience],
            organization_tokens: false,
            organization: None,
            scopes: Vec::new(),
            algorithms: Algorithm::ALL.to_vec(),
            leeway: DEFAULT_LEEWAY,
            accept_untyped: false,
        }
    }

    pub(super) fn expected_type(&self) -> ExpectedType<'static> {
        if self.accept_untyped {
            ExpectedType::AnyOf(&["at+jwt", "JWT"])
        } else {
            ExpectedType::Exactly("at+jwt")
        }
    }

    /// Tells the two usual mistakes apart from tokens that are broken.
    pub(super) fn check_form(&self, token: &str) -> Result<(), TokenError> {
        match token.bytes().filter(|byte| *byte == b'.').count() {
            0 => Err(TokenError::Opaque { wanted: self.wanted() }),
            4 => Err(invalid("the token is encrypted (JWE), and this API reads signed tokens only")),
            _ => Ok(()),
        }
    }

    pub(super) fn explain(&self, error: SignatureError) -> TokenError {
        match error {
            SignatureError::Unavailable(error) => TokenError::Unavailable(error),
            SignatureError::Jws(JwsError::Type) => {
                invalid("the token is no access token (its typ is not at+jwt); ID tokens do not open an API")
            }
            SignatureError::Jws(JwsError::UnknownKey) => {
                invalid("the issuer has no key with the token's kid; is the token from another issuer?")
            }
            SignatureError::Jws(error) => TokenError::Invalid(error.to_string()),
        }
    }

    /// RFC 9068 §4 once the signature is good.
    pub(super) fn check_claims(
        &self,
        verified: Verified<Map<String, Value>>,
        issuer: &str,
        now: i64,
    ) -> Result<BearerToken, TokenError> {
        let raw = verified.claims;
        if raw.contains_key("cnf") {
            return Err(invalid("the token is bound to a key (cnf), and this API cannot check who holds it"));
        }
        let typed = verified.typ.is_some_and(|typ| typ.to_ascii_lowercase().ends_with("at+jwt"));
        let foreign = OF_OTHER_TOKENS.into_iter().find(|name| !typed && raw.contains_key(*name));
        if let Some(name) = foreign {
            return Err(TokenError::Invalid(format!(
                "the token is no access token: those of this kind have no claim {name}"
            )));
        }
        let claims = AccessTokenClaims::deserialize(Value::Object(raw.clone()))
            .map_err(|_| invalid("a claim of the token is missing or has the wrong type"))?;
        let Some(audience) = self.audience_among(&claims.aud) else {
            return Err(TokenError::Audience { wanted: self.wanted() });
        };
        let expected = ExpectedAccessToken { issuer, audience, now, leeway: self.leeway };
        validate_access_token(&claims, &expected).map_err(|error| match error {
            ClaimsError::Expired => TokenError::Expired,
            error => TokenError::Invalid(error.to_string()),
        })?;
        let organization_id = organization_of(audience)
            .or_else(|| claims.extra.get("organization_id").and_then(Value::as_str))
            .map(str::to_owned);
        let token = BearerToken::new(raw, claims, organization_id);
        if let Some(organization) = &self.organization {
            token.require_organization(organization)?;
        }
        token.require_scopes(&self.scopes)?;
        Ok(token)
    }

    /// The audience by which the token is let in.
    fn audience_among<'a>(&self, audiences: &'a Audience) -> Option<&'a str> {
        let resource = audiences.iter().find(|audience| self.audiences.iter().any(|own| own == audience));
        let organization = || {
            audiences.iter().find(|audience| self.organization_tokens && organization_of(audience).is_some())
        };
        resource.or_else(organization)
    }

    /// What a client must ask for instead, in words.
    fn wanted(&self) -> String {
        match self.audiences.first() {
            Some(audience) => format!("the resource {audience}"),
            None => "an organization".into(),
        }
    }
}

fn organization_of(audience: &str) -> Option<&str> {
    audience.strip_prefix(ORGANIZATION_AUDIENCE_PREFIX).filter(|id| !id.is_empty())
}

fn invalid(reason: &str) -> TokenError {
    TokenError::Invalid(reason.to_owned())
}
