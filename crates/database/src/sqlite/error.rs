//! SQLite's errors in the words of [`DbError`].

use rusqlite::{Error, ErrorCode, ffi};

use crate::DbError;

/// Never passes on more than names of tables, columns and indexes.
pub(super) fn from_sqlite(error: Error) -> DbError {
    match error {
        Error::SqliteFailure(failure, message) => from_failure(failure, message.unwrap_or_default()),
        Error::SqlInputError { msg, .. } => DbError::Sql(msg),
        other => DbError::Sql(other.to_string()),
    }
}

fn from_failure(failure: ffi::Error, message: String) -> DbError {
    match failure.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            let constraint = message.split_once(": ").map(|(_, names)| names.to_owned());
            return DbError::Unique { constraint };
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => return DbError::ForeignKey,
        ffi::SQLITE_CONSTRAINT_NOTNULL | ffi::SQLITE_CONSTRAINT_CHECK => return DbError::NotNullOrCheck,
        _ => {}
    }
    let text = if message.is_empty() { failure.to_string() } else { message };
    match failure.code {
        ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::OutOfMemory
        | ErrorCode::ReadOnly
        | ErrorCode::OperationInterrupted
        | ErrorCode::SystemIoFailure
        | ErrorCode::DatabaseCorrupt
        | ErrorCode::DiskFull
        | ErrorCode::CannotOpen
        | ErrorCode::FileLockingProtocolFailed
        | ErrorCode::PermissionDenied
        | ErrorCode::NotADatabase => DbError::Unavailable(text),
        _ => DbError::Sql(text),
    }
}
