//! Provider metadata (OpenID Connect Discovery §3, RFC 8414 §2).

use serde::{Deserialize, Serialize};

use crate::jose::Algorithm;
use crate::scope;

const CLAIMS: [&str; 32] = [
    "sub",
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
    "username",
    "created_at",
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
    "address",
    "custom_data",
    "identities",
    "sso_identities",
    "roles",
    "organizations",
    "organization_data",
    "organization_roles",
    "sid",
    "auth_time",
    "iss",
];

/// The metadata document. A server writes every member; a client needs only the first four and reads the others
/// leniently, members it does not know included (they are ignored).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is the metadata member of the same name")]
pub struct ProviderMetadata {
    pub issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub jwks_uri: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_endpoint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation_endpoint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub introspection_endpoint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_session_endpoint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_authorization_endpoint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pushed_authorization_request_endpoint: Option<String>,
    #[serde(default)]
    pub response_types_supported: Vec<String>,
    #[serde(default)]
    pub response_modes_supported: Vec<String>,
    #[serde(default)]
    pub grant_types_supported: Vec<String>,
    #[serde(default)]
    pub code_challenge_methods_supported: Vec<String>,
    #[serde(default)]
    pub scopes_supported: Vec<String>,
    #[serde(default)]
    pub claims_supported: Vec<String>,
    #[serde(default)]
    pub claims_parameter_supported: bool,
    #[serde(default)]
    pub request_uri_parameter_supported: bool,
    #[serde(default)]
    pub subject_types_supported: Vec<String>,
    #[serde(default)]
    pub claim_types_supported: Vec<String>,
    #[serde(default)]
    pub id_token_signing_alg_values_supported: Vec<String>,
    #[serde(default)]
    pub token_endpoint_auth_methods_supported: Vec<String>,
    #[serde(default)]
    pub token_endpoint_auth_signing_alg_values_supported: Vec<String>,
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
    #[serde(default)]
    pub backchannel_logout_supported: bool,
    #[serde(default)]
    pub backchannel_logout_session_supported: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id_metadata_document_supported: Option<bool>,
}

impl ProviderMetadata {
    /// The document of a server. `base` is what the endpoints' paths are appended to, which may differ from the
    /// issuer when a request came by another host name; neither ends with a slash. `algorithms`: of the signing keys.
    pub fn of_server(issuer: &str, base: &str, algorithms: &[Algorithm]) -> Self {
        let at = |path: &str| format!("{base}{path}");
        let list = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
        Self {
            issuer: issuer.to_owned(),
            authorization_endpoint: at("/auth"),
            token_endpoint: at("/token"),
            jwks_uri: at("/jwks"),
            userinfo_endpoint: Some(at("/me")),
            revocation_endpoint: Some(at("/token/revocation")),
            introspection_endpoint: Some(at("/token/introspection")),
            end_session_endpoint: Some(at("/session/end")),
            device_authorization_endpoint: Some(at("/device/auth")),
            pushed_authorization_request_endpoint: Some(at("/request")),
            response_types_supported: list(&["code id_token", "code", "id_token", "none"]),
            response_modes_supported: list(&["form_post", "fragment", "query"]),
            grant_types_supported: list(&[
                "implicit",
                "authorization_code",
                "refresh_token",
                "client_credentials",
                "urn:ietf:params:oauth:grant-type:device_code",
                "urn:ietf:params:oauth:grant-type:token-exchange",
            ]),
            code_challenge_methods_supported: list(&["S256"]),
            scopes_supported: list(&scope::SUPPORTED),
            claims_supported: list(&CLAIMS),
            claims_parameter_supported: false,
            request_uri_parameter_supported: false,
            subject_types_supported: list(&["public"]),
            claim_types_supported: list(&["normal"]),
            id_token_signing_alg_values_supported: signing_algorithms(algorithms),
            token_endpoint_auth_methods_supported: list(&[
                "client_secret_basic",
                "client_secret_jwt",
                "client_secret_post",
                "private_key_jwt",
                "none",
            ]),
            token_endpoint_auth_signing_alg_values_supported: list(&[
                "HS256", "RS256", "PS256", "ES256", "Ed25519", "EdDSA",
            ]),
            authorization_response_iss_parameter_supported: true,
            backchannel_logout_supported: true,
            backchannel_logout_session_supported: true,
            client_id_metadata_document_supported: None,
        }
    }

    /// The algorithms the provider signs ID tokens with and this crate can verify. A document without the member
    /// means RS256 (OpenID Connect Discovery §3 requires at least that).
    pub fn id_token_algorithms(&self) -> Vec<Algorithm> {
        if self.id_token_signing_alg_values_supported.is_empty() {
            return vec![Algorithm::RS256];
        }
        let mut algorithms: Vec<Algorithm> =
            self.id_token_signing_alg_values_supported.iter().filter_map(|name| name.parse().ok()).collect();
        algorithms.dedup();
        algorithms
    }
}

/// Each once; RSA keys can make both kinds of signature.
fn signing_algorithms(algorithms: &[Algorithm]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for algorithm in algorithms {
        let both: &[Algorithm] = match algorithm {
            Algorithm::RS256 | Algorithm::PS256 => &[Algorithm::PS256, Algorithm::RS256],
            single => std::slice::from_ref(single),
        };
        for name in both.iter().map(ToString::to_string) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn the_servers_document() {
        let issuer = "https://id.example.com/oidc";
        let metadata = ProviderMetadata::of_server(issuer, "https://other.example/oidc", &[Algorithm::ES384]);
        insta::assert_json_snapshot!(metadata);
        let text = serde_json::to_string(&metadata).unwrap();
        assert_eq!(serde_json::from_str::<ProviderMetadata>(&text).unwrap(), metadata);
    }

    #[test]
    fn algorithms_of_keys() {
        let names = |algorithms: &[Algorithm]| {
            ProviderMetadata::of_server("", "", algorithms).id_token_signing_alg_values_supported.join(" ")
        };
        assert_eq!(names(&[Algorithm::RS256, Algorithm::ES384]), "PS256 RS256 ES384");
        assert_eq!(names(&[Algorithm::ES384, Algorithm::ES384]), "ES384");
    }

    #[test]
    fn reads_a_minimal_document() {
        let text =
            r#"{"issuer":"i","authorization_endpoint":"a","token_endpoint":"t","jwks_uri":"j","other":[1]}"#;
        let metadata: ProviderMetadata = serde_json::from_str(text).unwrap();
        assert_eq!(metadata.id_token_algorithms(), [Algorithm::RS256]);
        assert!(!metadata.authorization_response_iss_parameter_supported);
        assert!(serde_json::from_str::<ProviderMetadata>("{\"issuer\":\"i\"}").is_err());
    }
}
