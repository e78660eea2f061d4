//! A signed-in browser without a sign-in, for the tests of apps.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::claims::IdTokenClaims;
use crate::clock::random_text;
use crate::cookie;
use crate::genkan::Genkan;
use crate::session::{SessionRecord, SessionTooLarge};

impl Genkan {
    /// The value of a `Cookie` header for somebody with these ID token claims (`sub` at least), sealed with this
    /// configuration's secret. There are no tokens in it, so nothing is asked of the provider.
    ///
    /// ```
    /// # fn test(genkan: genkan_sdk::Genkan) -> Result<(), Box<dyn std::error::Error>> {
    /// let cookie = genkan.test_session(&serde_json::json!({ "sub": "u1", "name": "Mio" }))?;
    /// let request = http::Request::get("/orders").header("cookie", cookie);
    /// # Ok(()) }
    /// ```
    pub fn test_session(&self, claims: &Value) -> Result<String, SessionTooLarge> {
        let config = &self.inner.config;
        let now = self.now();
        let claims = IdTokenClaims::new(claims.as_object().cloned().unwrap_or_else(Map::new));
        let record = SessionRecord {
            id: random_text::<16>(config.random.as_ref()),
            generation: 0,
            iat: now,
            exp: now.saturating_add(config.session_lifetime),
            sub: claims.subject().to_owned(),
            claims,
            refresh_token: None,
            access_tokens: BTreeMap::new(),
        };
        let sealed = self.inner.sessions.seal(&record, config.random.as_ref())?;
        let attributes =
            cookie::Attributes { secure: config.cookie_secure, max_age: config.session_lifetime };
        let cookies = cookie::store(&self.inner.session_cookie, &sealed, &[], attributes)?;
        let pairs = cookies.iter().filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
        Ok(pairs.collect::<Vec<_>>().join("; "))
    }
}
