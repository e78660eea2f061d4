//! Closed-loop load: every client sends its next request when the last one is answered.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::task::JoinSet;

use super::process::Process;

/// Somebody who does the same thing again and again.
pub trait Client: 'static {
    /// Does it once. `false`: there is nothing left to do.
    async fn operate(&mut self) -> Result<bool>;
}

/// How long to warm up and how long to measure.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    pub warm_up: Duration,
    pub measure: Duration,
}

/// What was seen in the window.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    pub operations: usize,
    pub per_second: f64,
    pub p50_millis: f64,
    pub p99_millis: f64,
    /// CPU time of the server for one operation, all its threads, user and system.
    pub server_cpu_micros: f64,
}

impl Figures {
    /// Operations for one second of the server's CPU time.
    pub fn per_cpu_second(&self) -> f64 {
        1e6 / self.server_cpu_micros
    }
}

/// Lets all clients work for the window. Returns them, so that what they hold can be checked.
///
/// Must run inside a `LocalSet`.
pub async fn drive<C: Client>(
    server: &Process,
    clients: Vec<C>,
    window: Window,
) -> Result<(Figures, Vec<C>)> {
    let from = Instant::now() + window.warm_up;
    let until = from + window.measure;
    let mut tasks = JoinSet::new();
    for client in clients {
        tasks.spawn_local(work(client, from, until));
    }
    tokio::time::sleep_until(from.into()).await;
    let cpu_before = server.cpu()?;
    let (mut clients, mut latencies, mut last) = (Vec::new(), Vec::new(), from);
    let mut cpu_after = None;
    loop {
        tokio::select! {
            () = tokio::time::sleep_until(until.into()), if cpu_after.is_none() => cpu_after = Some(server.cpu()?),
            joined = tasks.join_next() => {
                let Some(joined) = joined else { break };
                let (client, mut seen, end) = joined.context("a load client panicked")??;
                clients.push(client);
                latencies.append(&mut seen);
                last = last.max(end);
            }
        }
    }
    let cpu = cpu_after.map_or_else(|| server.cpu(), Ok)?.saturating_sub(cpu_before);
    let elapsed = last.saturating_duration_since(from);
    Ok((figures(latencies, elapsed, cpu), clients))
}

/// One client's life: its latencies in microseconds for what ended within the window, and when the last of it ended.
async fn work<C: Client>(mut client: C, from: Instant, until: Instant) -> Result<(C, Vec<u32>, Instant)> {
    let mut latencies = Vec::new();
    let mut last = from;
    loop {
        let began = Instant::now();
        if began >= until || !client.operate().await? {
            return Ok((client, latencies, last));
        }
        let ended = Instant::now();
        if ended >= from && ended <= until {
            latencies.push(u32::try_from((ended - began).as_micros()).unwrap_or(u32::MAX));
            last = ended;
        }
    }
}

fn figures(mut latencies: Vec<u32>, elapsed: Duration, cpu: Duration) -> Figures {
    latencies.sort_unstable();
    let operations = latencies.len();
    let at = |share: f64| {
        let index = ((operations as f64 * share) as usize).min(operations.saturating_sub(1));
        latencies.get(index).map_or(f64::NAN, |micros| f64::from(*micros) / 1000.0)
    };
    Figures {
        operations,
        per_second: operations as f64 / elapsed.as_secs_f64(),
        p50_millis: at(0.50),
        p99_millis: at(0.99),
        server_cpu_micros: cpu.as_secs_f64() * 1e6 / operations as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_and_rates() {
        let latencies = (1..=100).map(|milli| milli * 1000).collect();
        let figures = figures(latencies, Duration::from_secs(2), Duration::from_millis(10));
        assert_eq!((figures.operations, figures.per_second), (100, 50.0));
        assert_eq!((figures.p50_millis, figures.p99_millis), (51.0, 100.0));
        assert_eq!((figures.server_cpu_micros, figures.per_cpu_second()), (100.0, 10_000.0));
    }
}
