//! How the management API refuses: a stable `code`, a `message` in the caller's language, `data` for programs.

use std::borrow::Cow;

use genkan_database::{DbError, Retryable};
use http::StatusCode;
use serde_json::{Value, json};

use super::{message::Language, schema::Issue};

/// Which part of a request a guard refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The query string.
    Query,
    /// The body.
    Body,
    /// The path's parameters.
    Params,
}

/// A refusal.
#[derive(Debug)]
pub struct ApiError {
    cause: Cause,
}

#[derive(Debug)]
enum Cause {
    Coded(Box<Coded>),
    Db(DbError),
}

#[derive(Debug)]
struct Coded {
    status: StatusCode,
    code: &'static str,
    /// Names of a message's variables and what they stand for.
    args: Vec<(&'static str, String)>,
    data: Option<Value>,
    details: Option<String>,
    /// A body of its own instead of the error members.
    bare: Option<Value>,
}

/// What goes on the wire.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) body: Value,
}

impl From<DbError> for ApiError {
    fn from(error: DbError) -> Self {
        Self { cause: Cause::Db(error) }
    }
}

impl Retryable for ApiError {
    fn is_retryable(&self) -> bool {
        matches!(&self.cause, Cause::Db(error) if error.is_retryable())
    }
}

impl ApiError {
    /// A refusal with that status and code; the message is the catalogue's (`locales/api`).
    pub fn new(status: u16, code: &'static str) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        let coded = Coded { status, code, args: Vec::new(), data: None, details: None, bare: None };
        Self { cause: Cause::Coded(Box::new(coded)) }
    }

    /// 404: an entity is read by an id that nothing has. `entity`: its plural table name (`roles`).
    pub fn not_exists_with_id(entity: &'static str, id: &str) -> Self {
        Self::new(404, "entity.not_exists_with_id").with_arg("name", entity).with_arg("id", id)
    }

    /// 404: an entity is updated that is not there. `entity`: its singular name (`organization_role`).
    pub fn not_exists(entity: &'static str) -> Self {
        Self::new(404, "entity.not_exists").with_arg("name", entity)
    }

    /// 404: nothing to delete, or no such user.
    pub fn not_found() -> Self {
        Self::new(404, "entity.not_found")
    }

    /// `request.invalid_input` with the sentence that says what is wrong.
    pub fn request_invalid(status: u16, sentence: impl Into<String>) -> Self {
        Self::new(status, "request.invalid_input").with_arg("details", sentence.into())
    }

    /// 422: an update without any member that can be written.
    pub fn empty_update() -> Self {
        Self::new(422, "entity.invalid_input").with_arg("details", "Value list must not be empty.")
    }

    /// 422: a value does not fit its column (a fraction, a number out of range).
    pub fn value_does_not_fit() -> Self {
        Self::new(422, "entity.invalid_input").with_arg("details", "A number is out of range or not whole.")
    }

    /// 422: text beyond what its column holds.
    pub fn value_too_long(characters: usize) -> Self {
        let message = format!("value too long for type character varying({characters})");
        Self::new(422, "entity.value_too_long").with_data(json!({"message": message}))
    }

    /// 422: the kind of one thing does not allow the other (a machine-to-machine role for a user).
    pub fn constraint_violated() -> Self {
        Self::new(422, "entity.db_constraint_violated")
    }

    /// 404 or, under `/organization…`, 422: something named in the request does not exist.
    pub fn foreign_key() -> Self {
        DbError::ForeignKey.into()
    }

    /// 422: the same thing is already there.
    pub fn unique() -> Self {
        Self::new(422, "entity.unique_integrity_violation")
    }

    /// 400: what a guard found.
    pub fn guard(part: Part, issues: &[Issue]) -> Self {
        let code = "guard.invalid_input";
        let type_ = match part {
            Part::Query => "query",
            Part::Body => "body",
            Part::Params => "params",
        };
        let details: Vec<String> = issues.iter().map(Issue::line).collect();
        Self::new(400, code)
            .with_arg("type", type_)
            .with_data(json!({"issues": issues, "name": "ZodError"}))
            .with_details(details.join("\n"))
    }

    /// `data`.
    #[must_use]
    pub fn with_data(self, data: Value) -> Self {
        self.changed(|coded| coded.data = Some(data))
    }

    /// A variable of the message.
    #[must_use]
    pub fn with_arg(self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        self.changed(|coded| coded.args.push((name, value)))
    }

    /// `details`.
    #[must_use]
    pub fn with_details(self, details: impl Into<String>) -> Self {
        let details = details.into();
        self.changed(|coded| coded.details = Some(details))
    }

    /// Another body than the error members (`{"result": false, "issues": …}`).
    #[must_use]
    pub fn with_body(self, body: Value) -> Self {
        self.changed(|coded| coded.bare = Some(body))
    }

    fn changed(mut self, change: impl FnOnce(&mut Coded)) -> Self {
        if let Cause::Coded(coded) = &mut self.cause {
            change(coded);
        }
        self
    }

    /// Whether the database refused because the same thing is already there.
    pub fn is_unique(&self) -> bool {
        matches!(&self.cause, Cause::Db(error) if error.is_unique())
    }

    /// The code, of a database failure what it is told as.
    pub fn code(&self) -> &'static str {
        match &self.cause {
            Cause::Coded(coded) => coded.code,
            Cause::Db(error) => told(error, "/").1,
        }
    }

    /// What to send for a request to `path` (without `/api`).
    pub(super) fn refusal(self, path: &str, language: Language) -> Refusal {
        let coded = match self.cause {
            Cause::Coded(coded) => *coded,
            Cause::Db(error) => {
                let (status, code) = told(&error, path);
                if status >= 500 {
                    tracing::error!(%error, "a management request failed");
                }
                return Self::new(status, code).refusal(path, language);
            }
        };
        let Coded { status, code, args, data, details, bare } = coded;
        let body = bare.unwrap_or_else(|| {
            let mut body = serde_json::Map::new();
            body.insert("code".into(), code.into());
            if let Some(data) = data {
                body.insert("data".into(), data);
            }
            if let Some(details) = details {
                body.insert("details".into(), details.into());
            }
            let args: Vec<(&str, Cow<'_, str>)> =
                args.iter().map(|(name, value)| (*name, Cow::Borrowed(value.as_str()))).collect();
            body.insert("message".into(), language.message(code, &args).into());
            Value::Object(body)
        });
        Refusal { status, code, body }
    }
}

/// Status and code of a database failure. Everything named in a request that does not exist is the caller's mistake;
/// under the organization paths the field's clients expect 422 for it.
fn told(error: &DbError, path: &str) -> (u16, &'static str) {
    match error {
        DbError::ForeignKey if path.starts_with("/organization") => {
            (422, "entity.relation_foreign_key_not_found")
        }
        DbError::ForeignKey => (404, "entity.relation_foreign_key_not_found"),
        DbError::Unique { .. } => (422, "entity.unique_integrity_violation"),
        DbError::NotNullOrCheck => (422, "entity.db_constraint_violated"),
        DbError::Unavailable(_) | DbError::Conflict => (503, "request.temporarily_unavailable"),
        _ => (500, "request.server_error"),
    }
}
