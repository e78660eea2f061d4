//! The order of the measurements.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use genkan_database::testing::{Cluster, Durability};
use serde_json::{Value, json};
use tokio::task::LocalSet;

use super::fixture::Fixture;
use super::limits::{self, Limits};
use super::load::{self, Client, Figures, Window};
use super::operations::{self, CodeExchange, Ledger, Purpose, Refresh, Repeat, SignIn};
use super::process::{Process, free_port};
use super::{Options, lists, report};
use crate::{prerequisites, workspace};

/// How many of everybody: as many as the target of the refresh figure names.
const CLIENTS: u32 = 64;
/// People at the sign-in pages at once; fewer than may wait for a password to be hashed.
const SIGNING_IN: u32 = 16;
const USERS: u32 = 1_000;

struct Bench<'a> {
    options: &'a Options,
    binary: PathBuf,
    binary_bytes: u64,
    folder: PathBuf,
    window: Window,
}

/// Measures everything and prints it.
pub fn run(options: &Options) -> Result<bool> {
    let millis = Duration::from_millis;
    let window = if options.quick {
        Window { warm_up: millis(500), measure: millis(2_500) }
    } else {
        Window { warm_up: millis(2_000), measure: millis(10_000) }
    };
    let binary = workspace::binary("genkan", &options.profile);
    let built = binary.metadata().with_context(|| format!("no server at {}", binary.display()))?;
    // Beside the build: on the disk, where /tmp may be memory.
    let folder = workspace::target().join(format!("bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let bench = Bench { options, binary, binary_bytes: built.len(), folder: folder.clone(), window };
    let result = bench.all();
    if result.is_err() {
        let said = std::fs::read_to_string(folder.join("server.log")).unwrap_or_default();
        eprintln!("what the server said last:\n{}", super::process::last_lines(&said, 20));
    }
    std::fs::remove_dir_all(&folder).ok();
    let report = result?;
    if options.json {
        println!("{report}");
    } else {
        println!("{}", report::tables(&report));
    }
    Ok(true)
}

impl Bench<'_> {
    fn all(&self) -> Result<Value> {
        let began = Instant::now();
        self.says("raw limits");
        let each = if self.options.quick { Duration::from_millis(600) } else { Duration::from_secs(3) };
        let limits = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?
            .block_on(limits::measure(&self.folder, each))?;
        // One thread for all clients: the rest of the machine belongs to the server.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut report = runtime.block_on(LocalSet::new().run_until(async {
            tokio::select! {
                report = self.servers(&limits) => report,
                // Dropping the measurement ends the server, too.
                told = told_to_stop() => told.and_then(|()| bail!("stopped")),
            }
        }))?;
        report["seconds"] = json!(report::round(began.elapsed().as_secs_f64(), 0));
        Ok(report)
    }

    fn says(&self, what: &str) {
        eprintln!("{what} …");
    }

    async fn servers(&self, limits: &Limits) -> Result<Value> {
        self.says("empty handler");
        let empty = self.empty_handler().await?;
        let path = self.folder.join("embedded/genkan.db");
        std::fs::create_dir_all(self.folder.join("embedded"))?;
        let url = format!("sqlite:{}", path.display());
        let mut report = json!({
            "machine": machine(),
            "profile": self.options.profile,
            "quick": self.options.quick,
            "binaryMiB": report::round(self.binary_bytes as f64 / 1_048_576.0, 1),
            "limits": report::limits(limits, &empty),
        });

        let mut fixture = Fixture::on(&self.binary, &url, &self.folder)?;
        self.says("embedded: start on a new database, and again");
        let start = self.starts(&fixture).await?;
        report["start"] = start;
        fixture.fill(USERS).await?;
        let server = fixture.serve().await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let idle = server.resident_mib()?;
        self.operations("embedded", &server, &fixture, limits, &mut report).await?;
        report["discovery"]["shareOfEmptyHandler"] = json!(report::round(
            report["discovery"]["perSecond"].as_f64().unwrap_or(f64::NAN) / empty.per_second,
            3
        ));
        let after_load = server.resident_mib()?;
        server.stop()?;
        self.says("embedded: 100,000 users");
        report["memory"] = json!({
            "idleMiB": report::round(idle, 1),
            "afterLoadMiB": report::round(after_load, 1),
            "hundredThousandUsersMiB": report::round(self.many_users(&fixture).await?, 1),
        });
        report["lists"] = self.lists("embedded", &fixture).await?;

        if !self.options.no_postgres {
            report["postgres"] = self.on_postgres(limits).await?;
        }
        Ok(report)
    }

    async fn on_postgres(&self, limits: &Limits) -> Result<Value> {
        if prerequisites::initdb().is_none() {
            eprintln!("PostgreSQL is not installed: its figures are missing");
            return Ok(Value::Null);
        }
        let cluster = Cluster::start(Durability::Full);
        let mut report = json!({});
        let mut fixture = Fixture::on(&self.binary, &cluster.url("postgres"), &self.folder)?;
        fixture.fill(USERS).await?;
        let server = fixture.serve().await?;
        self.operations("PostgreSQL", &server, &fixture, limits, &mut report).await?;
        report["memory"] = json!({ "afterLoadMiB": report::round(server.resident_mib()?, 1) });
        server.stop()?;
        if self.wants("lists") {
            fixture.grow(USERS, lists::USERS).await?;
            report["lists"] = self.lists("PostgreSQL", &fixture).await?;
        }
        Ok(report)
    }

    async fn empty_handler(&self) -> Result<Figures> {
        let port = free_port()?;
        let mut command = Command::new(std::env::current_exe().context("who am I")?);
        command.arg("empty-handler").env("EMPTY_HANDLER_PORT", port.to_string());
        let address = ([127, 0, 0, 1], port).into();
        let server = Process::start(command, address, "/", &self.folder.join("empty.log")).await?;
        let mut fixture = Fixture::on(Path::new(""), "", &self.folder)?;
        fixture.address = address;
        let clients = Repeat::many(&fixture, CLIENTS, operations::empty("localhost"), b"").await?;
        Ok(load::drive(&server, clients, self.window).await?.0)
    }

    /// Milliseconds from the start of the process to its first complete discovery document: the first start creates
    /// the database, the median of the others is the ordinary case.
    async fn starts(&self, fixture: &Fixture) -> Result<Value> {
        let first = fixture.serve().await?;
        let new_database = first.first_answer;
        first.stop()?;
        let mut again = Vec::new();
        for _ in 0..5 {
            let server = fixture.serve().await?;
            again.push(server.first_answer);
            server.stop()?;
        }
        again.sort_unstable();
        let millis = |time: Duration| json!(report::round(time.as_secs_f64() * 1000.0, 1));
        Ok(json!({ "firstAnswerMs": millis(again[2]), "newDatabaseMs": millis(new_database) }))
    }

    async fn operations(
        &self,
        engine: &str,
        server: &Process,
        fixture: &Fixture,
        limits: &Limits,
        report: &mut Value,
    ) -> Result<()> {
        let signing = Some(limits.es384_per_cpu_second);
        if self.wants("discovery") {
            self.says(&format!("{engine}: discovery"));
            let clients =
                Repeat::many(fixture, CLIENTS, operations::discovery(&fixture.host), b"\"issuer\"").await?;
            report["discovery"] = self.figures(server, clients, None).await?;
        }
        if self.wants("userinfo") {
            self.says(&format!("{engine}: userinfo"));
            let token = operations::sign_in(fixture, &fixture.web, 0).await?.access_token;
            let request = operations::userinfo(&fixture.host, &token);
            let clients = Repeat::many(fixture, CLIENTS, request, b"\"sub\"").await?;
            report["userinfo"] = self.figures(server, clients, None).await?;
        }
        if self.wants("clientCredentials") {
            self.says(&format!("{engine}: client credentials"));
            let request = operations::client_credentials(&fixture.host, &fixture.machine);
            let clients = Repeat::many(fixture, CLIENTS, request, b"\"access_token\":\"ey").await?;
            report["clientCredentials"] = self.figures(server, clients, signing).await?;
        }
        if self.wants("codeExchange") {
            self.says(&format!("{engine}: code exchange"));
            let each = if self.options.quick { 40 } else { 120 };
            let clients = CodeExchange::many(fixture, CLIENTS, each).await?;
            let window = Window { warm_up: Duration::ZERO, ..self.window };
            let (measured, _) = load::drive(server, clients, window).await?;
            report["codeExchange"] = report::figures(&measured, None);
        }
        for (name, purpose) in [
            ("refresh", Purpose::Userinfo),
            ("refreshForResource", Purpose::Resource),
            ("refreshForOrganization", Purpose::Organization),
            ("refreshForBoth", Purpose::Both),
        ] {
            if self.wants(name) {
                self.says(&format!("{engine}: {name}"));
                report[name] = self.refresh(server, fixture, purpose).await?;
            }
        }
        if self.wants("passwordSignIn") {
            self.says(&format!("{engine}: password sign-in, alone and beside refreshes"));
            let clients = SignIn::many(fixture, SIGNING_IN, USERS).await?;
            report["passwordSignIn"] = self.figures(server, clients, None).await?;
            self.side_by_side(server, fixture, report).await?;
        }
        Ok(())
    }

    fn wants(&self, name: &str) -> bool {
        self.options.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
    }

    async fn figures<C: Client>(
        &self,
        server: &Process,
        clients: Vec<C>,
        signing: Option<f64>,
    ) -> Result<Value> {
        let (measured, _) = load::drive(server, clients, self.window).await?;
        Ok(report::figures(&measured, signing))
    }

    /// Rotating refresh tokens, and whether one was lost or doubled on the way: at the end every chain must go on.
    async fn refresh(&self, server: &Process, fixture: &Fixture, purpose: Purpose) -> Result<Value> {
        let ledger = Rc::new(RefCell::new(Ledger::default()));
        let clients = Refresh::many(fixture, CLIENTS, purpose, &ledger).await?;
        let (measured, mut clients) = load::drive(server, clients, self.window).await?;
        for client in &mut clients {
            client.operate().await?;
        }
        let mut value = report::figures(&measured, None);
        value["lost"] = json!(ledger.borrow().lost);
        value["doubled"] = json!(ledger.borrow().doubled);
        Ok(value)
    }

    /// Refreshes at a tenth of the clients while others sign in: their latency must not follow that of the passwords.
    async fn side_by_side(&self, server: &Process, fixture: &Fixture, report: &mut Value) -> Result<()> {
        let ledger = Rc::new(RefCell::new(Ledger::default()));
        let refreshing = Refresh::many(fixture, CLIENTS, Purpose::Userinfo, &ledger).await?;
        let signing_in = SignIn::many(fixture, SIGNING_IN, USERS).await?;
        let (refreshes, sign_ins) = tokio::join!(
            load::drive(server, refreshing, self.window),
            load::drive(server, signing_in, self.window)
        );
        for (name, measured) in
            [("refreshBesideSignIns", refreshes?.0), ("signInsBesideRefresh", sign_ins?.0)]
        {
            let mut value = report::figures(&measured, None);
            // The CPU time is that of both together.
            value["serverCpuMicros"] = Value::Null;
            value["perCpuSecond"] = Value::Null;
            report[name] = value;
        }
        Ok(())
    }

    /// The lists of the management API, of a tenant whose users are there already.
    async fn lists(&self, engine: &str, fixture: &Fixture) -> Result<Value> {
        if !self.wants("lists") {
            return Ok(Value::Null);
        }
        self.says(&format!("{engine}: lists of 100,000 users and 1,000 organizations"));
        fixture.fill_lists().await?;
        let server = fixture.serve().await?;
        let second = Duration::from_secs(1);
        let window =
            Window { warm_up: self.window.warm_up.min(second), measure: self.window.measure.min(2 * second) };
        let figures = lists::measure(fixture, &server, window).await?;
        server.stop()?;
        Ok(figures)
    }

    async fn many_users(&self, fixture: &Fixture) -> Result<f64> {
        fixture.grow(USERS, lists::USERS).await?;
        let server = fixture.serve().await?;
        let window = Window { warm_up: Duration::ZERO, measure: Duration::from_secs(1) };
        load::drive(&server, SignIn::many(fixture, 4, lists::USERS).await?, window).await?;
        let resident = server.resident_mib()?;
        server.stop()?;
        Ok(resident)
    }
}

async fn told_to_stop() -> Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
    }
}

fn machine() -> Value {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    json!({ "cpu": cpu, "cores": cores })
}
