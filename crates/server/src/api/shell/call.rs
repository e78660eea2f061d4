//! One call: who, what, with what.

use std::sync::Arc;

use genkan_database::{DbError, Tx};
use http::Method;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{
    error::ApiError,
    message::Language,
    page::{Page, Window},
};
use crate::{
    app::App,
    http::client_address::ClientAddress,
    ids::{ClientId, UserId},
    webhooks,
};

/// Whose token it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// Nobody's: the operation is public.
    Anonymous,
    /// An application of its own.
    Application(ClientId),
    /// A user, through an application.
    User(UserId),
}

impl Principal {
    /// The subject of the token; empty for nobody.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Anonymous => "",
            Self::Application(id) => id.as_str(),
            Self::User(id) => id.as_str(),
        }
    }
}

/// One call, checked and read. Cheap to clone: a call that lost against a concurrent one runs again.
#[derive(Clone, Debug)]
pub struct Call {
    /// The server.
    pub app: App,
    /// Who calls.
    pub principal: Principal,
    /// The page asked for, if the operation pages and one is meant.
    pub page: Option<Page>,
    /// The caller's address.
    pub address: ClientAddress,
    /// What the caller says it is.
    pub user_agent: Option<Arc<str>>,
    /// The languages the caller's browser asks for, as sent.
    pub accept_language: Option<Arc<str>>,
    /// The language of messages.
    pub language: Language,
    pub(super) request: Arc<Request>,
}

/// The parts that do not change.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: Method,
    /// As sent, without `/api`.
    pub(super) path: String,
    /// As declared, without `/api`.
    pub(super) template: &'static str,
    /// The usual status of success.
    pub(super) status: u16,
    pub(super) params: Vec<(&'static str, String)>,
    /// As sent, decoded.
    pub(super) query: Vec<(String, String)>,
    /// As the guard left it.
    pub(super) guarded_query: Value,
    pub(super) body: Value,
}

impl Call {
    /// A parameter of the path; empty when the path has none of that name.
    pub fn param(&self, name: &str) -> &str {
        self.request.params.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value)
    }

    /// The body. What the guard let through and does not fit is a number out of range.
    ///
    /// # Errors
    /// 422 `entity.invalid_input`.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        T::deserialize(&self.request.body).map_err(|_| ApiError::value_does_not_fit())
    }

    /// The body as the guard left it.
    pub fn body_value(&self) -> &Value {
        &self.request.body
    }

    /// The query parameters the guard let through, as text.
    ///
    /// # Errors
    /// 422 `entity.invalid_input`.
    pub fn query<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        T::deserialize(&self.request.guarded_query).map_err(|_| ApiError::value_does_not_fit())
    }

    /// All query parameters as they were sent, decoded, in order.
    pub fn raw_query(&self) -> &[(String, String)] {
        &self.request.query
    }

    /// The rows asked for.
    pub fn window(&self) -> Window {
        self.page.map_or(Window::ALL, Page::window)
    }

    /// Tells the webhooks that want to know, in the transaction of what is told. `data`: what the event is about;
    /// `more`: further members of the payload.
    ///
    /// # Errors
    /// Storage.
    pub async fn emit(
        &self,
        tx: &mut Tx,
        event: webhooks::Event,
        data: Option<&(impl Serialize + Sync)>,
        more: &[(&str, Value)],
    ) -> Result<(), DbError> {
        let request = &self.request;
        let mut payload = Map::new();
        payload.insert("ip".into(), self.address.to_string().into());
        if let Some(user_agent) = &self.user_agent {
            payload.insert("userAgent".into(), Value::String(user_agent.to_string()));
        }
        payload.insert("path".into(), request.path.as_str().into());
        payload.insert("method".into(), request.method.as_str().into());
        payload.insert("status".into(), request.status.into());
        let params = request.params.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into()));
        payload.insert("params".into(), Value::Object(params.collect()));
        payload.insert("matchedRoute".into(), matched_route(request.template).into());
        if let Some(data) = data {
            payload.insert("data".into(), serde_json::to_value(data).unwrap_or_default());
        }
        payload.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        webhooks::enqueue(&self.app, tx, event, payload).await
    }
}

/// `/roles/{id}` as `/roles/:id`.
fn matched_route(template: &str) -> String {
    template.replace('{', ":").replace('}', "")
}
