//! The smaller chores: supply chain and fuzzing. Both call a tool that may be absent and then say how to get it.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::{self, cargo};

/// Checks `deny.toml` against the dependency tree.
pub fn deny(advisories: bool) -> Result<bool> {
    if workspace::program(&["cargo-deny"]).is_none() {
        bail!("cargo-deny is not installed: cargo install --locked cargo-deny");
    }
    let mut command = cargo(&["deny", "check", "bans", "licenses", "sources"]);
    if advisories {
        command.arg("advisories");
    }
    Ok(command.status().context("cannot start cargo-deny")?.success())
}

/// Runs every fuzz target of `crates/oauth` for `seconds`, stopping at the first one that finds something.
pub fn fuzz(seconds: u32) -> Result<bool> {
    if workspace::program(&["cargo-fuzz"]).is_none() {
        bail!(
            "cargo-fuzz is not installed: cargo install --locked cargo-fuzz && rustup toolchain install nightly"
        );
    }
    let folder = workspace::root().join("crates/oauth");
    let list = fuzz_command(&folder, &["list"]).output().context("cannot start cargo-fuzz")?;
    if !list.status.success() {
        bail!("cargo fuzz list: {}", String::from_utf8_lossy(&list.stderr).trim());
    }
    for target in String::from_utf8_lossy(&list.stdout).lines() {
        println!("{target}: {seconds} s");
        let limit = format!("-max_total_time={seconds}");
        if !fuzz_command(&folder, &["run", target, "--", &limit, "-rss_limit_mb=2048"]).status()?.success() {
            println!("{target}: found something, see {}/fuzz/artifacts", folder.display());
            return Ok(false);
        }
    }
    Ok(true)
}

/// `rustup run nightly cargo fuzz …`: the sanitizers are only in the nightly toolchain.
fn fuzz_command(folder: &std::path::Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly", "cargo", "fuzz"]).args(arguments).current_dir(folder);
    command.env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO").env_remove("RUSTC");
    command
}
