use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, HeaderMap, HeaderValue, LOCATION, ORIGIN};
use http::{Method, StatusCode};
use url::Url;

use super::{error_page, is_prefetch};
use crate::session::{Session, SessionError, SessionRecord};

/// The way to the provider's end-session endpoint, or home when it has none: return it from the handler.
///
/// ```
/// # use genkan_sdk::{Session, SessionError, SignOutRedirect};
/// async fn leave(session: Session) -> Result<SignOutRedirect, SessionError> {
///     let redirect = session.sign_out().await?;
///     tracing::debug!(to = redirect.url, "somebody signs out");
///     Ok(redirect)
/// }
/// ```
#[derive(Debug, Clone)]
pub struct SignOutRedirect {
    /// Where to send the browser.
    pub url: String,
}

impl IntoResponse for SignOutRedirect {
    fn into_response(self) -> Response {
        (StatusCode::SEE_OTHER, [(LOCATION, self.url)]).into_response()
    }
}

impl Session {
    /// Signs out here and at the provider: ends the session, revokes the refresh token (RFC 7009) and gives the
    /// address that ends the provider's own session (OpenID Connect RP-Initiated Logout §2). A provider that does
    /// not answer keeps nobody signed in here; a store that does not answer is an error, and nobody is signed out.
    ///
    /// ```
    /// use genkan_sdk::{Session, SessionError, SignOutRedirect};
    ///
    /// async fn goodbye(session: Session) -> Result<SignOutRedirect, SessionError> {
    ///     session.sign_out().await
    /// }
    /// ```
    pub async fn sign_out(&self) -> Result<SignOutRedirect, SessionError> {
        self.slot.check_open()?;
        let base = self.slot.base()?;
        let inner = &self.genkan().inner;
        let config = &inner.config;
        if let Some(record) = self.forget().await?
            && let Some(token) = &record.refresh_token
            && let Err(error) = inner.provider.revoke(token.expose()).await
        {
            tracing::warn!(%error, "the refresh token could not be revoked");
        }
        let end_session = inner.provider.document().await.ok().and_then(|document| {
            let mut url = Url::parse(document.end_session_endpoint.as_deref()?).ok()?;
            url.query_pairs_mut().append_pair("client_id", &config.app_id).append_pair(
                "post_logout_redirect_uri",
                &config.absolute(&base, &config.paths.after_sign_out),
            );
            Some(url.into())
        });
        Ok(SignOutRedirect { url: end_session.unwrap_or_else(|| config.local(&config.paths.after_sign_out)) })
    }

    /// Ends the session here, without the provider, and gives its last record. Only a sign-out then revokes the refresh
    /// token: a provider may have given the next sign-in the same grant, which that would end.
    pub(super) async fn forget(&self) -> Result<Option<SessionRecord>, SessionError> {
        let inner = &self.genkan().inner;
        let Some(record) = self.slot.record() else {
            self.slot.clear();
            return Ok(None);
        };
        let family = inner.families.get_or_default(&record.id, self.genkan().now());
        // A refresh under way finishes first, so that its token is the one that is revoked.
        let _turn = family.turn.lock().await;
        let mut record = record.as_ref().clone();
        if let Some(stored) = &inner.stored {
            if let Some(current) = stored.load(&record.id).await? {
                record = record.merge(&current);
            }
            stored.delete(&record.id).await?;
        }
        if let Some(newest) = family.newest() {
            record = record.merge(&newest);
        }
        family.end_told();
        self.slot.clear();
        Ok(Some(record))
    }
}

/// `POST` (or a link on one of the app's own pages, `GET`) the sign-out path. From elsewhere it asks first, so that
/// no other site can sign people out.
pub(super) async fn sign_out(method: Method, headers: HeaderMap, session: Session) -> Response {
    if is_prefetch(&headers) || method == Method::HEAD {
        return (StatusCode::NO_CONTENT, [(CACHE_CONTROL, HeaderValue::from_static("no-store"))])
            .into_response();
    }
    let config = session.genkan().config();
    let form = |label: &str| {
        let action = config.local(&config.paths.sign_out);
        format!(r#"<form method="post" action="{action}"><button class="go">{label}</button></form>"#)
    };
    let failed = |error: SessionError| {
        tracing::error!(%error, "a person could not be signed out");
        let text = "You are still signed in, because this site cannot reach what it needs right now.";
        let page = error_page::page("Not signed out", text, &form("Try again"));
        error_page::guarded(error.status(), page)
    };
    let base = match session.slot.base() {
        Ok(base) => base,
        Err(error) => return failed(error.into()),
    };
    if came_from_elsewhere(&method, &headers, &base) {
        let page = error_page::page("Sign out?", "You will be signed out of this site.", &form("Sign out"));
        return error_page::guarded(StatusCode::OK, page);
    }
    session.sign_out().await.map_or_else(failed, IntoResponse::into_response)
}

/// By fetch metadata, which browsers set and pages cannot; without it a `POST` is judged by its `Origin`, and a `GET`
/// asks.
fn came_from_elsewhere(method: &Method, headers: &HeaderMap, base: &Url) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-site") {
        // An image in what somebody wrote on this site is no link that somebody followed.
        Some("same-origin" | "none") => {
            method != Method::POST && text("sec-fetch-mode").is_some_and(|mode| mode != "navigate")
        }
        Some(_) => true,
        None if method == Method::POST => {
            text(ORIGIN.as_str()).is_some_and(|origin| origin != base.origin().ascii_serialization())
        }
        None => true,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn other_sites_must_ask() {
        let base = Url::parse("https://app.example").unwrap();
        for (method, site, origin, asks) in [
            (Method::POST, Some("same-origin"), Some("https://app.example"), false),
            (Method::GET, Some("same-origin"), None, false),
            (Method::GET, Some("none"), None, false),
            (Method::GET, Some("cross-site"), None, true),
            (Method::GET, Some("same-site"), None, true),
            (Method::POST, Some("cross-site"), Some("https://app.example"), true),
            (Method::POST, None, Some("https://app.example"), false),
            (Method::POST, None, Some("https://evil.example"), true),
            (Method::POST, None, Some("null"), true),
            (Method::POST, None, None, false),
            (Method::GET, None, None, true),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(site) = site {
                headers.insert("sec-fetch-site", site.parse().unwrap());
            }
            if let Some(origin) = origin {
                headers.insert(ORIGIN, origin.parse().unwrap());
            }
            assert_eq!(came_from_elsewhere(&method, &headers, &base), asks, "{method} {site:?} {origin:?}");
        }
        for (method, mode, asks) in [
            (Method::GET, "navigate", false),
            (Method::GET, "no-cors", true),
            (Method::GET, "cors", true),
            (Method::HEAD, "cors", true),
            (Method::POST, "navigate", false),
            (Method::POST, "cors", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("sec-fetch-site", "same-origin".parse().unwrap());
            headers.insert("sec-fetch-mode", mode.parse().unwrap());
            assert_eq!(came_from_elsewhere(&method, &headers, &base), asks, "{method} {mode}");
        }
    }
}
