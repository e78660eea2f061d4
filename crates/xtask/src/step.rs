//! One step of a longer chore: a child process whose output goes to a log, with a sign of life on the terminal.

use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::workspace;

/// How a finished step went.
#[derive(Debug)]
pub struct Step {
    pub name: &'static str,
    pub passed: u32,
    pub failed: u32,
    pub elapsed: Duration,
    /// What to tell beside the numbers, e.g. why it did not run.
    pub note: String,
}

/// How a line of output changes the counts (passed, failed).
pub type Count = fn(&str) -> (u32, u32);

/// Runs `command` to its end. Every line goes to `target/xtask/NAME.log`; a failure shows the end of it.
/// Without a `count` the step itself is the one thing that passes or fails.
pub fn run(name: &'static str, command: &mut Command, count: Option<Count>) -> Result<Step> {
    let began = Instant::now();
    let log_path = log_path(name)?;
    let mut log = File::create(&log_path).with_context(|| format!("cannot write {}", log_path.display()))?;
    let shown = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {shown} for the step {name}"))?;

    let (sender, lines) = mpsc::channel();
    let readers = [child.stdout.take().map(boxed), child.stderr.take().map(boxed)]
        .into_iter()
        .flatten()
        .map(|stream| {
            let sender = sender.clone();
            thread::spawn(move || forward(stream, &sender))
        })
        .collect::<Vec<_>>();
    drop(sender);

    let mut progress = Progress::new(name, began);
    let (mut passed, mut failed) = (0, 0);
    let mut tail = Tail::default();
    loop {
        match lines.recv_timeout(Duration::from_secs(1)) {
            Ok(line) => {
                writeln!(log, "{line}").ok();
                if let Some(count) = count {
                    let (more_passed, more_failed) = count(&line);
                    passed += more_passed;
                    failed += more_failed;
                }
                progress.saw(&line);
                tail.push(line);
            }
            Err(mpsc::RecvTimeoutError::Timeout) => progress.alive(),
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    for reader in readers {
        reader.join().ok();
    }
    let status = child.wait().context("lost the child process")?;

    if count.is_none() {
        (passed, failed) = if status.success() { (1, 0) } else { (0, 1) };
    } else if !status.success() && failed == 0 {
        failed = 1; // it did not even come to its tests
    }
    progress.end(failed == 0);
    if failed > 0 {
        tail.show(&log_path);
    }
    Ok(Step { name, passed, failed, elapsed: began.elapsed(), note: String::new() })
}

fn boxed(stream: impl Read + Send + 'static) -> Box<dyn Read + Send> {
    Box::new(stream)
}

fn log_path(name: &str) -> Result<PathBuf> {
    let folder = workspace::target().join("xtask");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(folder.join(format!("{}.log", name.replace(' ', "-"))))
}

fn forward(stream: Box<dyn Read + Send>, lines: &mpsc::Sender<String>) {
    let mut reader = BufReader::new(stream);
    let mut bytes = Vec::new();
    while matches!(reader.read_until(b'\n', &mut bytes), Ok(read) if read > 0) {
        let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
        if lines.send(line).is_err() {
            return;
        }
        bytes.clear();
    }
}

/// The last lines, for when the step fails.
#[derive(Debug, Default)]
struct Tail(std::collections::VecDeque<String>);

impl Tail {
    const LINES: usize = 80;

    fn push(&mut self, line: String) {
        if self.0.len() == Self::LINES {
            self.0.pop_front();
        }
        self.0.push_back(line);
    }

    fn show(&self, log_path: &std::path::Path) {
        for line in &self.0 {
            println!("    {line}");
        }
        println!("    (all of it: {})\n", log_path.display());
    }
}

/// A line that moves on a terminal; a line now and then where nobody watches.
#[derive(Debug)]
struct Progress {
    name: &'static str,
    began: Instant,
    terminal: bool,
    last_line: String,
    last_shown: Instant,
}

impl Progress {
    const QUIET: Duration = Duration::from_secs(30);

    fn new(name: &'static str, began: Instant) -> Self {
        let terminal = std::io::stdout().is_terminal();
        if !terminal {
            println!("{name} …");
        }
        let progress = Self { name, began, terminal, last_line: String::new(), last_shown: Instant::now() };
        progress.draw();
        progress
    }

    fn saw(&mut self, line: &str) {
        if !line.trim().is_empty() {
            line.trim().clone_into(&mut self.last_line);
        }
        self.alive();
    }

    fn alive(&mut self) {
        if self.terminal {
            if self.last_shown.elapsed() > Duration::from_millis(100) {
                self.draw();
                self.last_shown = Instant::now();
            }
        } else if self.last_shown.elapsed() > Self::QUIET {
            println!("  {:>4} s  {}", self.began.elapsed().as_secs(), clipped(&self.last_line, 100));
            self.last_shown = Instant::now();
        }
    }

    fn draw(&self) {
        if self.terminal {
            let seconds = self.began.elapsed().as_secs();
            print!("\r\x1b[2K{:<14} {seconds:>4} s  {}", self.name, clipped(&self.last_line, 60));
            std::io::stdout().flush().ok();
        }
    }

    fn end(&self, good: bool) {
        if self.terminal {
            print!("\r\x1b[2K");
        }
        let word = if good { "ok" } else { "failed" };
        println!("{:<14} {word} after {} s", self.name, self.began.elapsed().as_secs());
    }
}

fn clipped(line: &str, width: usize) -> String {
    line.chars().take(width).collect()
}

/// The calm summary at the end, and whether everything passed.
pub fn summarise(steps: &[Step]) -> bool {
    println!();
    for step in steps {
        let word = if step.failed == 0 { "ok    " } else { "FAILED" };
        let Step { name, passed, failed, elapsed, note } = step;
        let line = format!(
            "  {word}  {name:<14} {passed:>5} passed  {failed:>3} failed  {:>5} s  {note}",
            elapsed.as_secs()
        );
        println!("{}", line.trim_end());
    }
    let passed: u32 = steps.iter().map(|step| step.passed).sum();
    let failed: u32 = steps.iter().map(|step| step.failed).sum();
    println!("\n{passed} passed, {failed} failed");
    failed == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count_words(line: &str) -> (u32, u32) {
        (u32::from(line == "good"), u32::from(line == "bad"))
    }

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn lines_of_both_streams_are_counted() -> Result<()> {
        let step = run("counted", &mut shell("echo good; echo bad >&2; echo good"), Some(count_words))?;
        assert_eq!((step.passed, step.failed), (2, 1));
        Ok(())
    }

    #[test]
    fn a_child_that_dies_before_its_first_test_is_a_failure() -> Result<()> {
        let step = run("died", &mut shell("exit 3"), Some(count_words))?;
        assert_eq!((step.passed, step.failed), (0, 1));
        Ok(())
    }

    #[test]
    fn without_counting_the_exit_status_decides() -> Result<()> {
        assert_eq!(run("plain-good", &mut shell("true"), None)?.passed, 1);
        assert_eq!(run("plain-bad", &mut shell("false"), None)?.failed, 1);
        Ok(())
    }

    #[test]
    fn output_that_is_not_utf8_does_not_stop_the_step() -> Result<()> {
        let step = run("bytes", &mut shell("printf '\\377\\n'; echo good"), Some(count_words))?;
        assert_eq!((step.passed, step.failed), (1, 0));
        Ok(())
    }
}
