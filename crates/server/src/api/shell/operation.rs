//! One operation of the API: where it is, what it takes, what it answers, what it does.

use std::{fmt, sync::Arc};

use futures_util::future::BoxFuture;
use http::Method;

use super::{
    answer::Answer,
    call::Call,
    error::ApiError,
    page::Paging,
    schema::{Schema, object},
};

type Handler = Arc<dyn Fn(Call) -> BoxFuture<'static, Result<Answer, ApiError>> + Send + Sync>;

/// Who may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whoever has a token for the management API with scope `all`.
    Management,
    /// Anybody.
    Public,
}

/// One operation.
#[derive(Clone)]
pub struct Operation {
    pub(crate) method: Method,
    /// Without `/api`; parameters in braces.
    pub(crate) path: &'static str,
    /// Unique; the name in the document and in the audit log.
    pub(crate) id: &'static str,
    pub(crate) access: Access,
    pub(crate) paging: Paging,
    /// Takes the search grammar's parameters, which the operation reads itself.
    pub(crate) searched: bool,
    pub(crate) query: Schema,
    pub(crate) params: Schema,
    pub(crate) body: Option<Schema>,
    /// Status and, unless it has no JSON body, its shape. The first is the usual one.
    pub(crate) answers: Vec<(u16, Option<Schema>)>,
    pub(crate) handler: Handler,
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.method, self.path, self.id)
    }
}

macro_rules! methods {
    ($($(#[$meta:meta])* $name:ident $method:ident),+) => {$(
        $(#[$meta])*
        pub fn $name<F, R>(path: &'static str, id: &'static str, handler: F) -> Self
        where
            F: Fn(Call) -> R + Send + Sync + 'static,
            R: Future<Output = Result<Answer, ApiError>> + Send + 'static,
        {
            Self::new(Method::$method, path, id, handler)
        }
    )+};
}

impl Operation {
    methods! {
        /// Reads. Answers `HEAD`, too.
        get GET,
        /// Creates or acts.
        post POST,
        /// Replaces.
        put PUT,
        /// Changes.
        patch PATCH,
        /// Removes.
        delete DELETE
    }

    fn new<F, R>(method: Method, path: &'static str, id: &'static str, handler: F) -> Self
    where
        F: Fn(Call) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Answer, ApiError>> + Send + 'static,
    {
        Self {
            method,
            path,
            id,
            access: Access::Management,
            paging: Paging::Never,
            searched: false,
            query: object([]),
            params: object([]),
            body: None,
            answers: Vec::new(),
            handler: Arc::new(move |call| Box::pin(handler(call))),
        }
    }

    /// Needs no token.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.access = Access::Public;
        self
    }

    /// Pages.
    #[must_use]
    pub fn paged(mut self, paging: Paging) -> Self {
        self.paging = paging;
        self
    }

    /// Takes `search`, `search.<field>`, `mode` and so on ([`crate::search`]), read by the operation itself.
    #[must_use]
    pub fn searched(mut self) -> Self {
        self.searched = true;
        self
    }

    /// Takes these query parameters ([`object`]); repeated ones arrive as a list.
    #[must_use]
    pub fn query(mut self, query: Schema) -> Self {
        self.query = query;
        self
    }

    /// Path parameters that are not ids ([`object`]).
    #[must_use]
    pub fn params(mut self, params: Schema) -> Self {
        self.params = params;
        self
    }

    /// Takes this body.
    #[must_use]
    pub fn body(mut self, body: Schema) -> Self {
        self.body = Some(body);
        self
    }

    /// Answers so.
    #[must_use]
    pub fn returns(mut self, status: u16, shape: Schema) -> Self {
        self.answers.push((status, Some(shape)));
        self
    }

    /// Answers with that status and no JSON.
    #[must_use]
    pub fn returns_nothing(mut self, status: u16) -> Self {
        self.answers.push((status, None));
        self
    }

    /// The usual status of success.
    pub fn status(&self) -> u16 {
        self.answers.first().map_or(200, |(status, _)| *status)
    }
}
