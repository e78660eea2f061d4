//! `cargo xtask test` and `cargo xtask e2e`.

use std::process::Command;

use anyhow::Result;

use crate::Part;
use crate::prerequisites::{self, Need};
use crate::step::{self, Step};
use crate::workspace::{self, cargo};

/// What the browser test runs against: optimised, and linked in seconds.
const PROFILE: &str = "quick";
/// The example that brings a hundred crates along.
const LEPTOS: &str = "genkan-example-leptos-app";
/// The example that the browser test runs with every store of sessions.
const SAMPLE_APP: &str = "genkan-example-axum-app";
/// What the browser test needs on the machine.
const BROWSER_NEEDS: [Need; 4] = [Need::Node, Need::Chromium, Need::CjkFonts, Need::Redis];

/// Runs all parts (or one) and says how it went.
pub fn test(only: Option<Part>, install: bool) -> Result<bool> {
    let wanted = |part: Part| only.is_none_or(|only| only == part);
    let mut needs = Vec::new();
    if wanted(Part::Rust) {
        needs.extend([Need::Postgres, Need::Redis]);
    }
    if wanted(Part::Next) {
        needs.push(Need::Node);
    }
    if wanted(Part::E2e) {
        needs.extend(BROWSER_NEEDS);
    }
    let mut steps = Vec::new();
    steps.extend(prerequisites::ensure(&needs, install)?);
    if wanted(Part::Lint) {
        steps.push(step::run("fmt", &mut cargo(&["fmt", "--all", "--check"]), None)?);
        let clippy =
            &["clippy", "--workspace", "--all-targets", "--all-features", "--locked", "--", "-D", "warnings"];
        steps.push(step::run("clippy", &mut cargo(clippy), None)?);
    }
    if wanted(Part::Rust) {
        // Leptos switches features of axum and regex on, which the server must be tested without.
        let tests = &[
            "test",
            "--workspace",
            "--exclude",
            LEPTOS,
            "--features",
            "genkan-sdk/redis",
            "--locked",
            "--no-fail-fast",
        ];
        steps.push(step::run("rust tests", &mut cargo(tests), Some(count_cargo))?);
        let example = &["test", "--package", LEPTOS, "--locked", "--no-fail-fast"];
        steps.push(step::run("leptos example", &mut cargo(example), Some(count_cargo))?);
    }
    if wanted(Part::Next) {
        next_package(install, true, &mut steps)?;
    }
    if wanted(Part::E2e) {
        browser(install, None, &mut steps)?;
    }
    Ok(step::summarise(&steps))
}

/// Runs the browser and client-library tests alone.
pub fn e2e(install: bool, name: Option<&str>) -> Result<bool> {
    let mut steps = Vec::new();
    steps.extend(prerequisites::ensure(&BROWSER_NEEDS, install)?);
    browser(install, name, &mut steps)?;
    Ok(step::summarise(&steps))
}

/// Builds the Next.js package, which its examples are built with, and perhaps tests it. `false` when that failed.
fn next_package(install: bool, test: bool, steps: &mut Vec<Step>) -> Result<bool> {
    let folder = workspace::next_package();
    let npm = |arguments: &[&str]| {
        let mut npm = Command::new("npm");
        npm.args(arguments).current_dir(&folder);
        npm
    };
    let before = steps.len();
    steps.extend(prerequisites::npm_packages(&folder, install)?);
    steps.push(step::run("next package", &mut npm(&["run", "build"]), None)?);
    if test {
        steps.push(step::run("next tests", &mut npm(&["test"]), Some(count_node))?);
    }
    Ok(steps[before..].iter().all(|step| step.failed == 0))
}

fn browser(install: bool, name: Option<&str>, steps: &mut Vec<Step>) -> Result<()> {
    let next = next_package(install, false, steps)?;
    let npm = prerequisites::npm_packages(&workspace::e2e(), install)?;
    let build = ["build", "--locked", "--profile", PROFILE, "--package"];
    let server = step::run("build", cargo(&build).arg("genkan"), None)?;
    // Apart from the server, which is without Redis.
    let sample_app = step::run("sample app", cargo(&build).args([SAMPLE_APP, "--features", "redis"]), None)?;
    let ready = next && npm.iter().chain([&server, &sample_app]).all(|step| step.failed == 0);
    steps.extend(npm.into_iter().chain([server, sample_app]));
    if !ready {
        if let Some(last) = steps.last_mut() {
            last.note = "the browser tests did not run".to_owned();
        }
        return Ok(());
    }

    let mut node = Command::new("node");
    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    if let Some(name) = name {
        node.arg(format!("--test-name-pattern={name}"));
    }
    node.args(test_files()?)
        .current_dir(workspace::e2e())
        .env("GENKAN_BINARY", workspace::binary("genkan", PROFILE))
        .env("SAMPLE_APP_BINARY", workspace::binary(SAMPLE_APP, PROFILE));
    if let Some(chromium) = prerequisites::chromium() {
        node.env("CHROMIUM", chromium);
    }
    steps.push(step::run("browser tests", &mut node, Some(count_node))?);
    Ok(())
}

/// The test files by name: `node --test FOLDER` means different things in different versions of Node.
fn test_files() -> Result<Vec<std::path::PathBuf>> {
    let mut files: Vec<_> = std::fs::read_dir(workspace::e2e().join("tests"))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(".test.js"))
        .collect();
    files.sort();
    Ok(files)
}

/// `test result: ok. 12 passed; 0 failed; 0 ignored; …`, once for each test binary.
fn count_cargo(line: &str) -> (u32, u32) {
    let Some((_, counts)) = line.split_once("test result: ") else { return (0, 0) };
    let number = |word: &str| {
        counts
            .split([';', '.'])
            .filter_map(|part| part.trim().strip_suffix(word)?.trim().parse().ok())
            .next()
            .unwrap_or(0)
    };
    (number("passed"), number("failed"))
}

/// `ℹ pass 12` and `ℹ fail 0`, once at the end.
fn count_node(line: &str) -> (u32, u32) {
    let number = |word: &str| line.strip_prefix(word).and_then(|rest| rest.trim().parse().ok()).unwrap_or(0);
    (number("ℹ pass "), number("ℹ fail ") + number("ℹ cancelled "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_results_are_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(count_cargo(line), (12, 3));
        assert_eq!(count_cargo("test passed_through ... ok"), (0, 0));
    }

    #[test]
    fn node_results_are_counted() {
        assert_eq!(count_node("ℹ pass 31"), (31, 0));
        assert_eq!(count_node("ℹ fail 2"), (0, 2));
        assert_eq!(count_node("ℹ cancelled 1"), (0, 1));
        assert_eq!(count_node("✔ pass 5 things (3ms)"), (0, 0));
    }
}
