//! The binary in a folder of its own.

use std::{
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::atomic::{AtomicU16, Ordering},
};

use serde_json::Value;
use tempfile::TempDir;

/// Where commands run: an empty folder, no variables of ours.
pub struct Place(TempDir);

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_genkan"));
        command.args(arguments).current_dir(self.0.path()).stdin(Stdio::null());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GENKAN_")) {
            command.env_remove(name);
        }
        command
    }

    /// Runs to the end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs to the end, which must be a good one, and reads its line of JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        json(&self.run(arguments))
    }

    /// Starts `genkan dev --json` with these and waits until it is ready.
    pub fn dev(&self, arguments: &[&str]) -> (Running, Value) {
        let mut command = self.command(&["dev", "--json"]);
        let mut running = Running::start(command.args(arguments).stdout(Stdio::piped()));
        let ready = running.line();
        let ready = serde_json::from_str(&ready).unwrap_or_else(|_| panic!("{}", running.complaint()));
        (running, ready)
    }

    /// The configuration of a server on `port`, with a secret key and an embedded database.
    pub fn serve(&self, port: u16) -> Command {
        let mut command = self.command(&["serve"]);
        command
            .env("GENKAN_SERVER_ENDPOINT", format!("http://localhost:{port}"))
            .env("GENKAN_SERVER_LISTEN", format!("127.0.0.1:{port}"))
            .env("GENKAN_SECURITY_SECRET_KEY", KEY);
        command
    }
}

/// Thirty-two bytes.
pub const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

pub fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::str::from_utf8(&output.stdout).unwrap();
    assert_eq!(text.lines().count(), 1, "one line: {text}");
    serde_json::from_str(text).unwrap()
}

pub fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// A running command; killed when the test ends.
pub struct Running {
    child: Child,
    stdout: Option<BufReader<std::process::ChildStdout>>,
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let stdout = child.stdout.take().map(BufReader::new);
        Self { child, stdout }
    }

    /// Its next line on standard output.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.as_mut().unwrap().read_line(&mut line).unwrap();
        line
    }

    /// What it said on standard error, to its end.
    pub fn complaint(&mut self) -> String {
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        said
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    pub fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Whether it is still there.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// A port nobody has right now, on either loopback address, and that no other call of this process is given.
///
/// It lies below the range from which the kernel gives ports to outgoing connections and to listeners on port 0 (32768
/// and up on Linux, `ip_local_port_range`): one from there may be taken again before the server listens on it.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    const FIRST: u16 = 20_000;
    const COUNT: u16 = 12_000;
    let start = u16::try_from(std::process::id() % u32::from(COUNT)).unwrap();
    (0..COUNT)
        .map(|_| FIRST + (start + NEXT.fetch_add(1, Ordering::Relaxed) % COUNT) % COUNT)
        .find(|port| {
            let is_free = |host: &str| match TcpListener::bind(format!("{host}:{port}")) {
                Ok(_) => true,
                Err(error) => error.kind() != std::io::ErrorKind::AddrInUse,
            };
            is_free("127.0.0.1") && is_free("[::1]")
        })
        .expect("a free port")
}
