use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use tempfile::TempDir;

/// A throw-away server on a Unix socket that keeps nothing and dies with the test process, however that ends.
pub struct RedisServer {
    directory: TempDir,
    settings: Vec<String>,
    running: Option<Running>,
}

struct Running {
    guardian: Child,
    server: String,
}

/// Runs the server until its own standard input ends, which happens when the test process is gone, even by SIGKILL.
const GUARDIAN: &str = r#"
directory=$1; shift
"$@" </dev/null >"$directory/log" 2>&1 &
server=$!
trap '' INT TERM HUP
echo "$server"
cat >/dev/null
kill -KILL "$server" 2>/dev/null
wait "$server"
[ -e "$directory/keep" ] || rm -rf "$directory"
"#;

impl RedisServer {
    /// Starts a server with these settings besides (`--requirepass secret`).
    pub fn start(settings: &[&str]) -> Self {
        let directory = tempfile::Builder::new().prefix("genkan-redis-").tempdir_in("/tmp").unwrap();
        let settings = settings.iter().map(|setting| (*setting).to_owned()).collect();
        let mut server = Self { directory, settings, running: None };
        server.run();
        server
    }

    /// One server for all tests that do not stop it; they keep apart by their prefixes.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<RedisServer> = LazyLock::new(|| RedisServer::start(&[]));
        &SHARED
    }

    pub fn url(&self) -> String {
        format!("redis+unix://{}", self.path("socket").display())
    }

    /// The same with a password.
    pub fn url_with(&self, password: &str) -> String {
        format!("{}?pass={password}", self.url())
    }

    /// Stops answering, as a server whose machine is stuck; what is sent waits.
    pub fn pause(&self) {
        self.signal("STOP");
    }

    pub fn resume(&self) {
        self.signal("CONT");
    }

    /// Ends as in a crash; what it held is gone.
    pub fn kill(&mut self) {
        fs::write(self.path("keep"), "").unwrap();
        if let Some(mut running) = self.running.take() {
            drop(running.guardian.stdin.take());
            running.guardian.wait().unwrap();
        }
    }

    /// Starts, at first or again.
    pub fn run(&mut self) {
        for left_over in ["keep", "socket"] {
            let _absent_at_first = fs::remove_file(self.path(left_over));
        }
        let mut guardian = Command::new("sh");
        guardian.args(["-c", GUARDIAN, "guardian"]).arg(self.directory.path());
        guardian.args([
            "redis-server",
            "--port",
            "0",
            "--save",
            "",
            "--appendonly",
            "no",
            "--daemonize",
            "no",
        ]);
        guardian.arg("--dir").arg(self.directory.path()).arg("--unixsocket").arg(self.path("socket"));
        // A group of its own: an interrupt at the terminal must reach the tests, not the guardian.
        guardian.args(&self.settings).process_group(0);
        guardian.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut guardian = guardian.spawn().expect("the shell runs");
        let mut server = String::new();
        BufReader::new(guardian.stdout.take().unwrap()).read_line(&mut server).unwrap();
        self.running = Some(Running { guardian, server: server.trim().to_owned() });
        self.wait_until_ready();
    }

    fn signal(&self, signal: &str) {
        let server = &self.running.as_ref().expect("the server runs").server;
        let status = Command::new("kill").args([&format!("-{signal}"), server]).status().unwrap();
        assert!(status.success(), "the server runs");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    #[expect(clippy::disallowed_methods, reason = "a server that starts has no event to wait for")]
    fn wait_until_ready(&self) {
        for _ in 0..600 {
            if std::os::unix::net::UnixStream::connect(self.path("socket")).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let log = fs::read_to_string(self.path("log")).unwrap_or_default();
        panic!("redis-server did not start (apt-get install redis-server): {log}");
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}
