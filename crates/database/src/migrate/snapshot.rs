//! A copy of the embedded file before it is migrated.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags};

use crate::DbError;

/// Copies the database to `FILE.before-NNNN`, unless it has no tables of the product yet.
///
/// An older copy of the same name, left by a migration that failed, is replaced only when the new one is complete.
pub(super) async fn take(path: &Path, version: i64) -> Result<Option<PathBuf>, DbError> {
    let path = path.to_owned();
    let copied = tokio::task::spawn_blocking(move || copy(&path, version)).await;
    copied
        .map_err(|error| DbError::Unavailable(format!("the snapshot was interrupted: {error}")))?
        .map_err(|reason| DbError::Unavailable(format!("the snapshot before the migration failed: {reason}")))
}

fn copy(path: &Path, version: i64) -> Result<Option<PathBuf>, String> {
    let source =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|e| e.to_string())?;
    let tables: i64 = source
        .query_row(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('schema_migrations', 'schema_lease')",
            [],
            |row| row.get(0),
        )
        .map_err(|e| e.to_string())?;
    if tables == 0 {
        return Ok(None);
    }
    let target = beside(path, &format!(".before-{version:04}"));
    let unfinished = beside(path, &format!(".before-{version:04}.unfinished"));
    create_private(&unfinished).map_err(|e| e.to_string())?;
    let name = unfinished.to_str().ok_or("the path of the file is not UTF-8")?;
    source.execute("VACUUM INTO ?1", [name]).map_err(|e| e.to_string())?;
    make_durable(&unfinished, &target).map_err(|e| e.to_string())?;
    Ok(Some(target))
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// The copy holds the same secrets as the original.
fn create_private(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn make_durable(unfinished: &Path, target: &Path) -> io::Result<()> {
    File::open(unfinished)?.sync_all()?;
    fs::rename(unfinished, target)?;
    let directory = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(directory)?.sync_all()
}
