use axum::response::Response;
use genkan_database::DbError;
use http::{HeaderValue, StatusCode, header};

use super::{ErrorPage, Page, PageLink, html};
use crate::http::request_id::RequestId;

/// What a page answers when it cannot do what was asked. Constructors are named by what happened; what the
/// operator needs to know goes to the log, never to the page.
#[derive(Clone, Debug)]
pub struct PageError {
    status: StatusCode,
    title_key: &'static str,
    retry_after: Option<u64>,
    back: Option<PageLink>,
}

impl PageError {
    fn new(status: StatusCode, title_key: &'static str) -> Self {
        Self { status, title_key, retry_after: None, back: None }
    }

    /// 400: what arrived cannot be read.
    pub fn bad_request() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "error-bad-request")
    }

    /// 403: it came from another site.
    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "error-forbidden")
    }

    /// 404: no such page.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "error-not-found")
    }

    /// 429: too many requests; seconds to wait.
    pub fn too_many(retry_after: u64) -> Self {
        Self { retry_after: Some(retry_after), ..Self::new(StatusCode::TOO_MANY_REQUESTS, "error-too-many") }
    }

    /// 503: the database does not answer.
    pub fn unavailable() -> Self {
        Self { retry_after: Some(5), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "error-unavailable") }
    }

    /// 500: our fault.
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "error")
    }

    /// Offers a way back.
    #[must_use]
    pub fn back(mut self, link: Option<PageLink>) -> Self {
        self.back = link;
        self
    }

    /// The page, within `page`'s frame.
    pub fn render(self, page: Page, request_id: &RequestId) -> Response {
        let body = ErrorPage { back: self.back, ..ErrorPage::new(page, self.title_key) }
            .with_request_id(request_id.as_str());
        let mut response = html(self.status, body);
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<DbError> for PageError {
    fn from(error: DbError) -> Self {
        tracing::error!(%error, "a page could not be made: the database");
        match error {
            DbError::Unavailable(_) | DbError::Conflict => Self::unavailable(),
            _ => Self::internal(),
        }
    }
}
