use std::time::Duration;

use url::{Host, Url};

use super::Finding;
use crate::config::ServerSection;

/// Whether the name of the endpoint leads somewhere, and whether what answers there is this issuer.
pub(super) async fn endpoint(server: &ServerSection) -> Vec<Finding> {
    let port = server.endpoint.port_or_known_default().unwrap_or(443);
    if let Some(Host::Domain(name)) = server.endpoint.host()
        && tokio::net::lookup_host((name, port)).await.is_err()
    {
        return vec![Finding::failure(
            "endpoint",
            format!("the name {name} does not resolve on this machine"),
        )];
    }
    vec![match answered_issuer(&server.endpoint).await {
        Ok(issuer) if issuer == server.issuer => {
            Finding::ok("endpoint", format!("{issuer} answers as itself"))
        }
        Ok(issuer) => Finding::failure(
            "endpoint",
            format!(
                "what answers at {} calls itself {issuer:?}, not {}: another server, or one with another \
                 server.endpoint. Apps would refuse its tokens.",
                server.endpoint, server.issuer
            ),
        ),
        Err(reason) => Finding::warning(
            "endpoint",
            format!(
                "{} does not answer from here ({reason}); fine when the server is not running",
                server.endpoint
            ),
        ),
    }]
}

async fn answered_issuer(endpoint: &Url) -> Result<String, String> {
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(3))
        .build()
        .map_err(|error| error.to_string())?;
    let url = endpoint.join("oidc/.well-known/openid-configuration").map_err(|error| error.to_string())?;
    let answer = client.get(url).send().await.map_err(|error| {
        if error.is_timeout() { "no answer within 3 s".to_owned() } else { "no connection".to_owned() }
    })?;
    if !answer.status().is_success() {
        return Err(format!("discovery says {}", answer.status()));
    }
    let document: serde_json::Value = answer.json().await.map_err(|_| "discovery is not JSON".to_owned())?;
    Ok(document["issuer"].as_str().unwrap_or_default().to_owned())
}
