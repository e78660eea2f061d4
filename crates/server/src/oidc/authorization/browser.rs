use std::convert::Infallible;

use axum::{extract::FromRequestParts, response::Response};
use genkan_database::{Conn, DbError};
use http::{HeaderValue, header, request::Parts};

use crate::{
    app::App,
    clock::Timestamp,
    http::{client_address::ClientAddress, cookies::Cookies},
    oidc::error_response::{OidcError, wants_bare_errors},
    pages::{Page, Visit},
    secrets::Token,
    sessions::{self, Session},
    settings,
    sign_in::{events, frame},
};

/// The browser that makes the request: its cookies, and what its pages should look like.
#[derive(Clone, Debug)]
pub struct Browser {
    /// What it carries.
    pub cookies: Cookies,
    /// Whose requests are counted together.
    pub address: ClientAddress,
    /// `User-Agent`, as far as it is text.
    pub user_agent: Option<String>,
    /// Language and place.
    pub visit: Visit,
    bare_errors: bool,
}

impl Browser {
    /// The session it is signed in with, and the cookie's value.
    ///
    /// # Errors
    /// Storage.
    pub async fn session(
        &self,
        conn: &mut Conn,
        now: Timestamp,
    ) -> Result<Option<(Session, Token)>, DbError> {
        let Some(token) = sessions::cookie_value(&self.cookies) else { return Ok(None) };
        Ok(sessions::find(conn, &token, now).await?.map(|session| (session, token)))
    }

    /// A page in this browser's language. Without the settings (the database is away) it speaks their defaults.
    pub async fn page(&self, app: &App, ui_locales: Option<&str>) -> Page {
        let settings = settings::all(app).await.unwrap_or_default();
        frame::page(&settings.sign_in_experience, &self.visit, ui_locales)
    }

    /// What to answer when there is nobody to redirect to.
    pub fn refuse(&self, app: &App, error: impl Into<OidcError>) -> Response {
        error.into().respond(app, self.bare_errors)
    }
}

impl FromRequestParts<App> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let cookies = Cookies::from_request_parts(parts, app).await?;
        let address = ClientAddress::from_request_parts(parts, app).await?;
        let visit = Visit::from_request_parts(parts, app).await?;
        let user_agent = events::user_agent(&parts.headers).map(str::to_owned);
        Ok(Self { cookies, address, user_agent, visit, bare_errors: wants_bare_errors(parts.uri.query()) })
    }
}

/// Adds `Set-Cookie` headers.
pub fn with_cookies(mut response: Response, cookies: impl IntoIterator<Item = HeaderValue>) -> Response {
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
