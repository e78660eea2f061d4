//! A throw-away PostgreSQL whose commits are durable, unlike the one of the tests.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::process::free_port;
use crate::prerequisites;

/// A running cluster; stopped and deleted when dropped.
#[derive(Debug)]
pub struct Cluster {
    postgres: Child,
    folder: PathBuf,
    pub url: String,
}

impl Cluster {
    /// Creates a cluster in a new folder beside `beside` and starts it. `None` when PostgreSQL is not installed.
    pub async fn start(beside: &Path) -> Result<Option<Self>> {
        let Some(initdb) = prerequisites::initdb() else { return Ok(None) };
        let folder = beside.join("postgres");
        std::fs::create_dir_all(&folder)?;
        let root = owner_of(Path::new("/proc/self"))? == 0;
        if root {
            // PostgreSQL refuses to run as root; Debian's package has made the user `postgres`.
            succeed(Command::new("chown").args(["-R", "postgres"]).arg(&folder))?;
        }
        let data = folder.join("data");
        let mut create = as_postgres(root, &initdb);
        create.arg("-D").arg(&data).args(["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]);
        succeed(create.stdout(Stdio::null()))?;

        let port = free_port()?;
        let mut serve = as_postgres(root, &initdb.with_file_name("postgres"));
        serve.arg("-D").arg(&data).args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"]);
        serve.args(["-c", "unix_socket_directories=", "-c", "fsync=on", "-c", "max_connections=100"]);
        let log = std::fs::File::create(beside.join("postgres.log"))?;
        serve.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let postgres = serve.spawn().context("cannot start postgres")?;
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres?sslmode=disable");
        let cluster = Self { postgres, folder, url };
        let began = Instant::now();
        let ready = initdb.with_file_name("pg_isready");
        while !Command::new(&ready)
            .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])
            .status()
            .is_ok_and(|status| status.success())
        {
            if began.elapsed() > Duration::from_secs(20) {
                bail!("PostgreSQL did not start; see {}", beside.join("postgres.log").display());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(Some(cluster))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT is its fast shutdown: sessions are cut, files are left in order.
        Command::new("kill").args(["-INT", &self.postgres.id().to_string()]).status().ok();
        self.postgres.wait().ok();
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

/// `setpriv` replaces itself by the program, so that the child we hold is PostgreSQL itself.
fn as_postgres(root: bool, program: &Path) -> Command {
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program).current_dir("/");
    command
}

fn owner_of(path: &Path) -> Result<u32> {
    Ok(std::os::unix::fs::MetadataExt::uid(&path.metadata()?))
}

fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {:?}", command.get_program()))?;
    if !status.success() {
        bail!("{:?} failed: {status}", command.get_program());
    }
    Ok(())
}
