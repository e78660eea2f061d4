use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};

use crate::{cli::error::Failure, config::Sources, random::Random};

/// The folder `genkan dev` keeps everything in: `genkan.db`, `secret.key`, `demo.json`.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Data(PathBuf);

impl Data {
    /// Makes the folder and the secret key when they are missing.
    pub(in crate::cli) fn open_or_create(folder: &Path) -> Result<Self, Failure> {
        match fs::DirBuilder::new().mode(0o700).create(folder) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(Failure::file(folder, &error));
            }
            _ => {}
        }
        let data = Self(folder.to_owned());
        let key = BASE64_STANDARD.encode(Random::System.bytes::<32>());
        match data.create_private("secret.key", key.as_bytes()) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                Err(Failure::file(&data.path("secret.key"), &error))
            }
            _ => Ok(data),
        }
    }

    /// The folder as an earlier `genkan dev` left it.
    pub(in crate::cli) fn open(folder: &Path) -> Result<Self, Failure> {
        let data = Self(folder.to_owned());
        if data.path("secret.key").exists() {
            Ok(data)
        } else {
            Err(Failure::new(format!(
                "{} is no data folder of `genkan dev` (it has no secret.key). Start `genkan dev --data {}` first.",
                folder.display(),
                folder.display()
            )))
        }
    }

    /// The configuration of a development server on `port`.
    pub(in crate::cli) fn sources(&self, port: u16) -> Sources {
        let text = |path: PathBuf| path.to_string_lossy().into_owned();
        Sources::new()
            .value("server.endpoint", format!("http://localhost:{port}"), "--port")
            .value("server.listen", format!("127.0.0.1:{port}"), "--port")
            .value("database.url", format!("sqlite:{}", text(self.path("genkan.db"))), "--data")
            .value("security.secret_key_file", text(self.path("secret.key")), "--data")
            .value("security.allow_private_addresses", "true", "genkan dev")
            .value("log.filter", "warn", "genkan dev")
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.0
    }

    /// Writes a new file that only its owner may read; fails when it exists.
    fn create_private(&self, name: &str, content: &[u8]) -> std::io::Result<()> {
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(self.path(name))?.write_all(content)
    }

    /// Replaces a private file at once: a reader sees the old or the new one.
    pub(super) fn replace_private(&self, name: &str, content: &[u8]) -> std::io::Result<()> {
        let next = format!("{name}.next");
        match fs::remove_file(self.path(&next)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        self.create_private(&next, content)?;
        fs::rename(self.path(&next), self.path(name))
    }
}
