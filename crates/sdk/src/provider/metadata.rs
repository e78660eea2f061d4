use std::sync::Arc;

use genkan_oauth::metadata::ProviderMetadata;
use url::Url;

use super::{Issuer, ProviderUnavailable};
use crate::config::is_trustworthy;

impl Issuer {
    /// The provider's metadata.
    pub(crate) async fn document(self: &Arc<Self>) -> Result<Arc<ProviderMetadata>, ProviderUnavailable> {
        Ok(self.metadata.get(|| Arc::clone(self).fetch_document()).await?.value)
    }

    async fn fetch_document(self: Arc<Self>) -> Result<ProviderMetadata, ProviderUnavailable> {
        let url = format!("{}/.well-known/openid-configuration", self.name.trim_end_matches('/'));
        let answer = self.http.send(self.http.get(&url)).await?;
        if !answer.status.is_success() {
            return Err(ProviderUnavailable(format!("{url} answered {}", answer.status)));
        }
        let document: ProviderMetadata = serde_json::from_slice(&answer.body)
            .map_err(|error| ProviderUnavailable(format!("{url} is no discovery document: {error}")))?;
        check_issuer(&document, &self.name)?;
        check_endpoints(&document, self.allow_http)?;
        Ok(document)
    }
}

/// OpenID Connect Discovery §4.3: the document must name the issuer that was asked.
fn check_issuer(document: &ProviderMetadata, asked: &str) -> Result<(), ProviderUnavailable> {
    if document.issuer == asked {
        return Ok(());
    }
    Err(ProviderUnavailable(format!(
        "the discovery document names the issuer `{}`, but `{asked}` was asked; set `endpoint` (or `issuer`) to the \
         address the server was configured with",
        document.issuer
    )))
}

/// Secrets and tokens go to these addresses, so plain http is refused beyond this machine.
fn check_endpoints(document: &ProviderMetadata, allow_http: bool) -> Result<(), ProviderUnavailable> {
    let required = [&document.authorization_endpoint, &document.token_endpoint, &document.jwks_uri]
        .map(Some)
        .into_iter();
    let optional =
        [&document.userinfo_endpoint, &document.end_session_endpoint, &document.revocation_endpoint]
            .map(Option::as_ref);
    for endpoint in required.chain(optional).flatten() {
        let usable = Url::parse(endpoint).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https") && (allow_http || is_trustworthy(&url))
        });
        if !usable {
            return Err(ProviderUnavailable(format!(
                "the discovery document names the unusable endpoint `{endpoint}`"
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> ProviderMetadata {
        ProviderMetadata::of_server("https://auth.example/oidc", "https://auth.example/oidc", &[])
    }

    #[test]
    fn only_the_issuer_that_was_asked() {
        assert!(check_issuer(&document(), "https://auth.example/oidc").is_ok());
        for other in ["https://auth.example/oidc/", "https://AUTH.example/oidc", "https://auth.example", ""] {
            assert!(check_issuer(&document(), other).is_err(), "{other}");
        }
    }

    #[test]
    fn endpoints_beyond_this_machine_need_https() {
        assert!(check_endpoints(&document(), false).is_ok());
        for (endpoint, allowed) in [
            ("http://127.0.0.1:3001/jwks", [true, true]),
            ("http://auth.example/jwks", [false, true]),
            ("http://localhost.evil.example/jwks", [false, true]),
            ("file:///etc/passwd", [false, false]),
            ("javascript:alert(1)", [false, false]),
            ("/jwks", [false, false]),
            ("", [false, false]),
        ] {
            let mut keys = document();
            keys.jwks_uri = endpoint.into();
            let mut sign_out = document();
            sign_out.end_session_endpoint = Some(endpoint.into());
            for document in [keys, sign_out] {
                let usable = [false, true].map(|allow_http| check_endpoints(&document, allow_http).is_ok());
                assert_eq!(usable, allowed, "{endpoint}");
            }
        }
    }
}
