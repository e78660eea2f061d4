//! A throw-away PostgreSQL cluster that dies with the test process, however that ends.

use std::{
    fs,
    io::Read,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use tempfile::TempDir;

/// Whether the cluster writes through to the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// `fsync=off`: fast, enough for everything but crashes and measurements.
    Off,
    /// As in production.
    Full,
}

/// A cluster in a temporary directory, reachable through a Unix socket only.
#[derive(Debug)]
pub struct Cluster {
    directory: TempDir,
    programs: PathBuf,
    durability: Durability,
    running: Option<Child>,
}

/// Runs the server and waits for its own standard input to end, which happens when the test process is gone, even
/// by SIGKILL; then stops the server at once and removes its directory.
const GUARDIAN: &str = r#"
directory=$1; shift
"$@" </dev/null >"$directory/log" 2>&1 &
server=$!
trap '' INT TERM HUP
cat >/dev/null
# QUIT stops it at once, but the shell lets it be ignored until PostgreSQL handles it; before that, TERM ends it.
kill -TERM "$server" 2>/dev/null
kill -QUIT "$server" 2>/dev/null
wait "$server"
[ -e "$directory/keep" ] || rm -rf "$directory"
"#;

impl Cluster {
    /// Creates and starts a cluster.
    ///
    /// # Panics
    /// When PostgreSQL is not installed or does not start.
    pub fn start(durability: Durability) -> Self {
        let directory = tempfile::Builder::new().prefix("genkan-pg-").tempdir_in("/tmp").unwrap();
        let mut cluster = Self { directory, programs: programs(), durability, running: None };
        cluster.give_to_server_account();
        let data = cluster.path("data");
        let mut initdb = cluster.command("initdb");
        initdb.args([
            "--no-sync",
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C",
            "-D",
        ]);
        let output = initdb.arg(&data).output().expect("initdb runs");
        assert!(output.status.success(), "initdb failed: {}", String::from_utf8_lossy(&output.stderr));
        cluster.resume();
        cluster
    }

    /// The URL of a database on this cluster.
    pub fn url(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&user=postgres", self.directory.path().display())
    }

    /// Stops the server at once, as a crash would; the data stays.
    pub fn stop(&mut self) {
        fs::write(self.path("keep"), "").unwrap();
        if let Some(mut guardian) = self.running.take() {
            drop(guardian.stdin.take());
            guardian.wait().unwrap();
        }
    }

    /// Starts the server again.
    pub fn resume(&mut self) {
        let _absent_at_first = fs::remove_file(self.path("keep"));
        let mut guardian = Command::new("sh");
        guardian.args(["-c", GUARDIAN, "guardian"]).arg(self.directory.path());
        guardian
            .args(self.server_account())
            .arg(self.programs.join("postgres"))
            .arg("-D")
            .arg(self.path("data"));
        guardian.args([
            "-c",
            "listen_addresses=",
            "-c",
            "max_connections=200",
            "-c",
            "deadlock_timeout=100ms",
        ]);
        guardian.arg("-k").arg(self.directory.path());
        if self.durability == Durability::Off {
            guardian.args(["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]);
        }
        // A group of its own: an interrupt at the terminal must reach the tests, not the guardian.
        let child =
            guardian.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        self.running = Some(child.spawn().expect("the shell runs"));
        self.wait_until_ready();
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a server that starts has no event to wait for; no runtime runs here"
    )]
    fn wait_until_ready(&self) {
        for _ in 0..600 {
            let mut ready = Command::new(self.programs.join("pg_isready"));
            let status =
                ready.arg("-q").arg("-h").arg(self.directory.path()).status().expect("pg_isready runs");
            if status.success() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let mut log = String::new();
        let _unreadable = fs::File::open(self.path("log")).and_then(|mut file| file.read_to_string(&mut log));
        panic!("PostgreSQL did not start: {log}");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn command(&self, program: &str) -> Command {
        let mut words = self.server_account();
        words.push(self.programs.join(program).display().to_string());
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).current_dir(self.directory.path());
        command
    }

    /// PostgreSQL refuses to run as root; then it runs as the account that its package made.
    fn server_account(&self) -> Vec<String> {
        if !is_root() {
            return Vec::new();
        }
        ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"].map(str::to_owned).to_vec()
    }

    fn give_to_server_account(&self) {
        if is_root() {
            let status = Command::new("chown").arg("postgres:postgres").arg(self.directory.path()).status();
            assert!(status.unwrap().success(), "the account `postgres` exists");
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
    }
}

fn is_root() -> bool {
    std::os::unix::fs::MetadataExt::uid(&fs::metadata("/proc/self").unwrap()) == 0
}

/// Where the server's programs are, all of them (somebody may have linked `initdb` alone): on the PATH, or where
/// Debian puts them; the newest version wins.
fn programs() -> PathBuf {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let mut directories: Vec<PathBuf> = std::env::split_paths(&on_path).collect();
    if let Ok(versions) = fs::read_dir("/usr/lib/postgresql") {
        let mut versions: Vec<PathBuf> = versions.flatten().map(|entry| entry.path()).collect();
        versions.sort_by_key(|path| version(path));
        directories.extend(versions.iter().rev().map(|path| path.join("bin")));
    }
    let has_all = |directory: &PathBuf| {
        ["initdb", "postgres", "pg_isready"].iter().all(|name| directory.join(name).exists())
    };
    let found = directories.into_iter().find(has_all);
    found.expect("PostgreSQL is installed (apt-get install postgresql), or TEST_DATABASE_URL or TEST_ENGINES=sqlite is set")
}

fn version(path: &Path) -> u32 {
    path.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse().ok()).unwrap_or(0)
}
