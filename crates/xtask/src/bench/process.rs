//! The server under measurement: a child process, its CPU time and its memory as the kernel counts them.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::connection::{Connection, get};

/// A running child; killed when dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    /// From the start of the process to its first complete answer.
    pub first_answer: Duration,
}

impl Process {
    /// Starts `command`, which listens on `address`, and waits until it answers `path` with 200.
    pub async fn start(mut command: Command, address: SocketAddr, path: &str, log: &Path) -> Result<Self> {
        let output = File::options().create(true).append(true).open(log)?;
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        let began = Instant::now();
        let child = command.spawn().with_context(|| format!("cannot start {:?}", command.get_program()))?;
        let mut process = Self { child, first_answer: Duration::ZERO };
        let request = get(&format!("localhost:{}", address.port()), path, "");
        loop {
            if let Ok(mut connection) = Connection::open(address).await
                && let Ok(response) = connection.exchange(&request).await
                && response.status == 200
            {
                process.first_answer = began.elapsed();
                return Ok(process);
            }
            if let Some(status) = process.child.try_wait()? {
                let said = std::fs::read_to_string(log).unwrap_or_default();
                bail!("the server ended at once ({status}):\n{}", last_lines(&said, 20));
            }
            if began.elapsed() > Duration::from_secs(30) {
                let said = std::fs::read_to_string(log).unwrap_or_default();
                bail!("the server did not answer {path} within 30 s:\n{}", last_lines(&said, 20));
            }
            tokio::time::sleep(Duration::from_micros(500)).await;
        }
    }

    /// User and system time of all threads so far (proc(5): fields 14 and 15 of stat, in 1/100 s).
    pub fn cpu(&self) -> Result<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))
            .context("the server is gone, or this is not Linux")?;
        let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
        let ticks: u64 =
            after_name.split(' ').skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
        Ok(Duration::from_millis(ticks * 10))
    }

    /// Resident memory in MiB.
    pub fn resident_mib(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kib / 1024.0)
    }

    /// Asks the process to end and waits for it.
    pub fn stop(mut self) -> Result<()> {
        Command::new("kill").arg(self.child.id().to_string()).status()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The end of a log.
pub fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

/// A loopback port that nobody has right now.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// The handler that does nothing, in the same framework and with the same number of workers as the server.
/// Its port comes from `EMPTY_HANDLER_PORT`.
pub fn serve_empty_handler() -> Result<bool> {
    let port: u16 = std::env::var("EMPTY_HANDLER_PORT").context("EMPTY_HANDLER_PORT")?.parse()?;
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let router = axum::Router::new().route("/", axum::routing::get(|| async { "" }));
        axum::serve(listener, router).await?;
        Ok(true)
    })
}
