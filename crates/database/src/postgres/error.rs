//! PostgreSQL's errors in the words of [`DbError`].

use std::error::Error as _;

use tokio_postgres::{Error, error::DbError as ServerError, error::SqlState};

use crate::DbError;

/// Messages of the server are passed on only where they speak of the schema or the server; others may quote values.
pub(super) fn from_postgres(error: &Error) -> DbError {
    if let Some(server) = error.as_db_error() {
        return from_server(server);
    }
    let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
    if is_ours(error) {
        DbError::Sql(format!("{error}{cause}"))
    } else {
        DbError::Unavailable(format!("{error}{cause}"))
    }
}

/// Whether we misused the driver (a parameter of the wrong type or number); every other error of the driver itself
/// means that the connection does not work.
fn is_ours(error: &Error) -> bool {
    let text = error.to_string();
    ["serializing parameter", "expected", "deserializing column", "invalid column", "number of rows"]
        .iter()
        .any(|beginning| text.contains(beginning))
}

fn from_server(server: &ServerError) -> DbError {
    let code = server.code();
    let class = code.code().get(..2).unwrap_or_default();
    match class {
        _ if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED => {
            DbError::Conflict
        }
        _ if *code == SqlState::UNIQUE_VIOLATION => {
            DbError::Unique { constraint: server.constraint().map(str::to_owned) }
        }
        _ if *code == SqlState::FOREIGN_KEY_VIOLATION => DbError::ForeignKey,
        _ if *code == SqlState::NOT_NULL_VIOLATION || *code == SqlState::CHECK_VIOLATION => {
            DbError::NotNullOrCheck
        }
        // Connection, authorization, resources, operator intervention, system; a lock or a writable server not had.
        "08" | "28" | "53" | "57" | "58" | "XX" => unavailable(server),
        _ if *code == SqlState::LOCK_NOT_AVAILABLE
            || *code == SqlState::READ_ONLY_SQL_TRANSACTION
            || *code == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
            || *code == SqlState::UNDEFINED_DATABASE =>
        {
            unavailable(server)
        }
        "42" => DbError::Sql(format!("{} ({})", server.message(), code.code())),
        _ => DbError::Sql(format!("SQLSTATE {}", code.code())),
    }
}

fn unavailable(server: &ServerError) -> DbError {
    DbError::Unavailable(format!("{} ({})", server.message(), server.code().code()))
}
