//! What the tests need on the machine: found, installed (Debian, as root), or named with the command that installs it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::step::{self, Step};
use crate::workspace;

/// Something the tests need that does not come with Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Postgres,
    Redis,
    Chromium,
    CjkFonts,
    Node,
}

impl Need {
    fn is_there(self) -> bool {
        match self {
            Self::Postgres => std::env::var_os("TEST_DATABASE_URL").is_some() || initdb().is_some(),
            Self::Redis => workspace::program(&["redis-server"]).is_some(),
            Self::Chromium => chromium().is_some(),
            Self::CjkFonts => has_font_for("ja") && has_font_for("ko"),
            Self::Node => {
                workspace::program(&["npm"]).is_some() && node_major().is_some_and(|major| major >= 20)
            }
        }
    }

    fn debian_packages(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &["postgresql"],
            Self::Redis => &["redis-server"],
            Self::Chromium => &["chromium"],
            Self::CjkFonts => &["fonts-noto-cjk", "fontconfig"],
            Self::Node => &["nodejs", "npm"],
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL's server programs (initdb), or a server named by TEST_DATABASE_URL",
            Self::Redis => "redis-server 6 or newer",
            Self::Chromium => "Chromium, or its path in CHROMIUM",
            Self::CjkFonts => "fonts with Japanese and Korean glyphs",
            Self::Node => "Node 20 or newer, with npm",
        }
    }
}

/// Makes sure of `needs`; installs Debian packages when allowed and able. `None` when nothing was missing.
pub fn ensure(needs: &[Need], install: bool) -> Result<Option<Step>> {
    let missing = missing(needs);
    if missing.is_empty() {
        return Ok(None);
    }
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.debian_packages()).copied().collect();
    if !install || !can_install() {
        let list: Vec<String> = missing.iter().map(|need| format!("  - {}", need.words())).collect();
        bail!(
            "this machine lacks:\n{}\nOn Debian or Ubuntu: sudo apt-get install --no-install-recommends {}",
            list.join("\n"),
            packages.join(" ")
        );
    }
    let script =
        format!("apt-get update && apt-get install -y --no-install-recommends {}", packages.join(" "));
    let step = step::run(
        "install",
        Command::new("sh").args(["-c", &script]).env("DEBIAN_FRONTEND", "noninteractive"),
        None,
    )?;
    let still: Vec<&str> = self::missing(needs).iter().map(|need| need.words()).collect();
    if !still.is_empty() {
        bail!("apt-get ran, and this is still missing: {}", still.join("; "));
    }
    Ok(Some(step))
}

fn missing(needs: &[Need]) -> Vec<Need> {
    let mut missing = Vec::new();
    for need in needs.iter().copied() {
        if !missing.contains(&need) && !need.is_there() {
            missing.push(need);
        }
    }
    missing
}

fn can_install() -> bool {
    let root =
        Path::new("/proc/self").metadata().is_ok_and(|data| std::os::unix::fs::MetadataExt::uid(&data) == 0);
    root && workspace::program(&["apt-get"]).is_some()
}

/// The browser the tests drive.
pub fn chromium() -> Option<PathBuf> {
    std::env::var_os("CHROMIUM")
        .map(PathBuf::from)
        .filter(|path| path.is_file())
        .or_else(|| workspace::program(&["chromium", "chromium-browser", "google-chrome"]))
}

/// PostgreSQL's `initdb`, from `PATH` or from where Debian hides it.
pub fn initdb() -> Option<PathBuf> {
    workspace::program(&["initdb"]).or_else(|| {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
        versions.flatten().map(|entry| entry.path().join("bin/initdb")).filter(|path| path.is_file()).max()
    })
}

fn node_major() -> Option<u32> {
    let version = output("node", &["--version"])?;
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn has_font_for(language: &str) -> bool {
    output("fc-list", &[&format!(":lang={language}")]).is_some_and(|fonts| !fonts.trim().is_empty())
}

fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The npm packages of a folder, exactly those of its lock file. `None` when they are there already.
pub fn npm_packages(folder: &Path, install: bool) -> Result<Option<Step>> {
    let lock = folder.join("package-lock.json");
    let lock = modified(&lock).with_context(|| format!("{} is missing", lock.display()))?;
    if modified(&folder.join("node_modules/.package-lock.json")).is_some_and(|installed| installed >= lock) {
        return Ok(None);
    }
    if !install {
        bail!("the npm packages are not installed: cd {} && npm ci", folder.display());
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder);
    step::run("npm ci", &mut npm, None).map(Some)
}

fn modified(path: &Path) -> Option<std::time::SystemTime> {
    path.metadata().ok()?.modified().ok()
}
