use std::{convert::Infallible, net::IpAddr};

use axum::extract::FromRequestParts;
use http::{header, request::Parts};

use crate::{app::App, http::client_address::ClientAddress};

/// Longest user agent that is kept, in bytes.
const USER_AGENT_BYTES: usize = 256;

/// Where a request came from: the client's address and what it calls itself.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// As `server.trusted_proxies` make it known.
    pub address: Option<IpAddr>,
    /// The `User-Agent` header, cut to 256 bytes.
    pub user_agent: Option<Box<str>>,
}

impl Origin {
    /// From what is known.
    pub fn new(address: Option<ClientAddress>, user_agent: Option<&str>) -> Self {
        let user_agent = user_agent.map(|text| text[..text.floor_char_boundary(USER_AGENT_BYTES)].into());
        Self { address: address.map(ClientAddress::ip), user_agent }
    }
}

impl FromRequestParts<App> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let Ok(address) = ClientAddress::from_request_parts(parts, app).await;
        let user_agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self::new(Some(address), user_agent))
    }
}
