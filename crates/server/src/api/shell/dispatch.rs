//! The walk of one request: route, token, page, body, guards, operation. The first that refuses answers.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use genkan_database::retry;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts};
use serde_json::{Map, Value};

use super::{
    answer::Answer,
    bearer, body,
    call::{Call, Principal, Request as CallRequest},
    error::{ApiError, Part, Refusal},
    message::Language,
    operation::{Access, Operation},
    page::{self, Page},
    table::{Found, Table},
};
use crate::{
    app::App,
    audit_log::{self, Entry, Origin},
    http::{client_address::ClientAddress, edge::RouteTemplate, headers::set_oidc_headers},
};

const EXPOSE: HeaderName = header::ACCESS_CONTROL_EXPOSE_HEADERS;

/// Answers everything under `/api`.
pub(crate) async fn dispatch(State(app): State<App>, address: ClientAddress, request: Request) -> Response {
    let table = app.part::<Table>();
    let path = request.uri().path().strip_prefix("/api").unwrap_or_default().to_owned();
    let Some(found) = table.find(&path) else { return plain(StatusCode::NOT_FOUND, "Not Found") };
    let template = RouteTemplate::new(format!("/api{}", found.place.template));
    let allowed_origin = own_origin(&app, request.headers());
    let mut response = at_place(&app, address, request, path, found).await;
    let headers = response.headers_mut();
    set_oidc_headers(headers);
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding, Origin"));
    if let Some(origin) = allowed_origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(EXPOSE, HeaderValue::from_static("*"));
    }
    response.extensions_mut().insert(template);
    response
}

async fn at_place(
    app: &App,
    address: ClientAddress,
    request: Request,
    path: String,
    found: Found<'_>,
) -> Response {
    let method = request.method().clone();
    if method == Method::OPTIONS {
        return options(app, request.headers(), &found.place.allow());
    }
    let Some(operation) = found.place.operation(&method) else {
        let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed");
        response.headers_mut().extend(allow(&found.place.allow()));
        return response;
    };
    let (parts, body) = request.into_parts();
    let query = read_query(&parts);
    let language = Language::choose(
        query.iter().find(|(name, _)| name == "locale").map(|(_, value)| value.as_str()),
        parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()),
    );
    let walk = Walk { app, operation, parts: &parts, path: &path, address, language };
    let mut principal = Principal::Anonymous;
    let outcome = walk.run(&mut principal, query, body, found.params).await;
    walk.finish(principal, outcome).await
}

struct Walk<'a> {
    app: &'a App,
    operation: &'a Operation,
    parts: &'a Parts,
    path: &'a str,
    address: ClientAddress,
    language: Language,
}

impl Walk<'_> {
    async fn run(
        &self,
        principal: &mut Principal,
        query: Vec<(String, String)>,
        body: axum::body::Body,
        params: Vec<(&'static str, String)>,
    ) -> Result<Answer, ApiError> {
        let operation = self.operation;
        if operation.access == Access::Management {
            *principal = bearer::authenticate(self.app, &self.parts.headers).await?;
        }
        let page = Page::read(operation.paging, &query)?;
        let body = match &operation.body {
            Some(_) => body::read(&self.parts.headers, body).await?,
            None => Value::Null,
        };
        let guarded_query = operation
            .query
            .check(query_object(&query))
            .map_err(|issues| ApiError::guard(Part::Query, &issues))?;
        let body = match &operation.body {
            Some(schema) => schema.check(body).map_err(|issues| ApiError::guard(Part::Body, &issues))?,
            None => body,
        };
        let named = params.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
        operation
            .params
            .check(Value::Object(named))
            .map_err(|issues| ApiError::guard(Part::Params, &issues))?;
        let user_agent = self.parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let accept_language =
            self.parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let request = CallRequest {
            method: operation.method.clone(),
            path: self.path.to_owned(),
            template: operation.path,
            status: operation.status(),
            params,
            query,
            guarded_query,
            body,
        };
        let call = Call {
            app: self.app.clone(),
            principal: principal.clone(),
            page,
            address: self.address,
            user_agent: user_agent.map(Arc::from),
            accept_language: accept_language.map(Arc::from),
            language: self.language,
            request: Arc::new(request),
        };
        let mut answer = retry(|| (operation.handler)(call.clone())).await?;
        if let (Some(page), Some((total, capped))) = (page, answer.total) {
            let address = page::Address {
                origin: &self.app.config.server.endpoint.origin().ascii_serialization(),
                path: self.path,
                query: &call.request.query,
            };
            page.headers(answer.headers_mut(), &address, total, capped);
        }
        Ok(answer)
    }

    async fn finish(&self, principal: Principal, outcome: Result<Answer, ApiError>) -> Response {
        let mut response = match outcome {
            Ok(answer) => {
                self.audit(principal, answer.status(), None).await;
                answer.respond(&self.parts.method, &self.parts.headers)
            }
            Err(error) => {
                let Refusal { status, code, body } = error.refusal(self.path, self.language);
                self.audit(principal, status, Some(code)).await;
                let mut response =
                    Answer::json(status.as_u16(), &body).respond(&Method::POST, &HeaderMap::new());
                if status == StatusCode::UNAUTHORIZED {
                    response
                        .headers_mut()
                        .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
                }
                response
            }
        };
        if self.operation.access == Access::Management {
            response
                .headers_mut()
                .entry(header::CACHE_CONTROL)
                .or_insert(HeaderValue::from_static("private, no-store"));
        }
        response
    }

    /// What wrote, or tried to, is noted.
    async fn audit(&self, principal: Principal, status: StatusCode, code: Option<&'static str>) {
        if self.operation.method == Method::GET || self.operation.access == Access::Public {
            return;
        }
        let (user_id, application_id) = match principal {
            // Who has no token is nobody's to keep rows about.
            Principal::Anonymous => return,
            Principal::Application(id) => (None, Some(id)),
            Principal::User(id) => (Some(id), None),
        };
        let user_agent = self.parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let mut payload = Map::new();
        payload.insert("method".into(), self.operation.method.as_str().into());
        payload.insert("path".into(), self.path.into());
        payload.insert("status".into(), status.as_u16().into());
        let entry = Entry {
            error: code.map(Into::into),
            user_id,
            application_id,
            origin: Origin::new(Some(self.address), user_agent),
            payload,
            ..Entry::new(format!("ManagementApi.{}", self.operation.id))
        };
        audit_log::record(self.app, entry).await;
    }
}

fn read_query(parts: &Parts) -> Vec<(String, String)> {
    url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect()
}

/// Names with their value, those that came twice with a list.
fn query_object(query: &[(String, String)]) -> Value {
    let mut object = Map::new();
    for (name, value) in query {
        let value = Value::String(value.clone());
        match object.get_mut(name) {
            None => _ = object.insert(name.clone(), value),
            Some(Value::Array(all)) => all.push(value),
            Some(one) => *one = Value::Array(vec![one.take(), value]),
        }
    }
    Value::Object(object)
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    (status, text).into_response()
}

fn allow(methods: &str) -> HeaderMap {
    HeaderValue::try_from(methods).map(|value| (header::ALLOW, value)).into_iter().collect()
}

/// A preflight from our own origin is granted; anybody may ask what there is.
fn options(app: &App, headers: &HeaderMap, methods: &str) -> Response {
    let asks = headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if !asks || own_origin(app, headers).is_none() {
        let mut response = plain(StatusCode::OK, "");
        response.headers_mut().extend(allow(methods));
        return response;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    let out = response.headers_mut();
    out.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET,HEAD,PUT,POST,DELETE,PATCH"),
    );
    if let Some(asked) = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        out.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
    }
    response
}

/// `Origin`, when it is our own: the console's. Other pages get no permission to read.
fn own_origin(app: &App, headers: &HeaderMap) -> Option<HeaderValue> {
    let origin = headers.get(header::ORIGIN)?;
    let own = app.config.server.endpoint.origin().ascii_serialization();
    (origin.as_bytes() == own.as_bytes()).then(|| origin.clone())
}
