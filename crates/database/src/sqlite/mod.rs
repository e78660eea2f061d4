//! Embedded SQLite: readers used in place, one writer, commits that share an fsync.

mod checkpoint;
mod committer;
mod error;
mod handle;
mod reader;
mod writer;

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

pub(crate) use handle::column;
pub(crate) use reader::Reader;
pub(crate) use writer::Writer;

use crate::{DatabaseConfig, DbError};
use reader::ReaderPool;
use writer::WriterQueue;

/// One embedded file.
pub(crate) struct SqliteDatabase {
    location: Location,
    readers: Arc<ReaderPool>,
    writer: WriterQueue,
}

/// Where the file is, and how patient its connections are.
#[derive(Clone, Debug)]
struct Location {
    path: PathBuf,
    wait: Duration,
}

impl SqliteDatabase {
    /// Opens the file, or creates it.
    pub(crate) fn open(path: &str, config: &DatabaseConfig) -> Result<Self, DbError> {
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path == ":memory:" {
            return Err(DbError::Sql("the SQLite URL must name a file: `sqlite:PATH`".to_owned()));
        }
        let location = Location { path: PathBuf::from(path), wait: config.wait };
        location.create_if_missing()?;
        // The writer comes first: it turns write-ahead logging on, which a reader could not.
        let writer = WriterQueue::open(&location)?;
        let readers = ReaderPool::open(&location, config.max_connections)?;
        Ok(Self { location, readers, writer })
    }

    pub(crate) async fn reader(&self) -> Result<Reader, DbError> {
        ReaderPool::reader(&self.readers).await
    }

    pub(crate) async fn begin(&self) -> Result<Writer, DbError> {
        self.writer.begin().await
    }

    pub(crate) async fn close(&self) {
        self.readers.close();
        self.writer.close().await;
    }

    pub(crate) fn path(&self) -> &std::path::Path {
        &self.location.path
    }
}

impl fmt::Debug for SqliteDatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteDatabase").field("path", &self.location.path).finish_non_exhaustive()
    }
}

impl Location {
    /// Creates the file so that only its owner can read it. SQLite gives its side files the same permissions.
    fn create_if_missing(&self) -> Result<(), DbError> {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&self.path) {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => {
                Err(DbError::Unavailable(format!("cannot create the file {}: {error}", self.path.display())))
            }
        }
    }
}
