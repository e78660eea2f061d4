use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use super::error::Failure;

/// What a command says on standard output: aligned text for people, or one line of JSON. The log goes to standard
/// error.
#[derive(Debug)]
pub(super) struct Output {
    json: bool,
    color: bool,
}

impl Output {
    pub(super) fn new(json: bool) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { json, color: !json && !plain && io::stdout().is_terminal() }
    }

    pub(super) fn is_json(&self) -> bool {
        self.json
    }

    /// The result as JSON, or what `text` writes.
    pub(super) fn show(&self, value: &impl Serialize, text: impl FnOnce(&Self)) {
        if self.json {
            self.line(
                &serde_json::to_string(value).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}")),
            );
        } else {
            text(self);
        }
    }

    /// One line. A closed pipe is no failure: nobody is reading any more.
    pub(super) fn line(&self, text: &str) {
        let _closed = writeln!(io::stdout().lock(), "{text}");
    }

    /// Labels and values in two columns, indented, the labels dim.
    pub(super) fn fields(&self, fields: &[(&str, &str)]) {
        let width = fields.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
        for (label, value) in fields {
            let padding = " ".repeat(width - label.chars().count());
            self.line(&format!("  {}{padding}   {value}", self.dim(label)));
        }
    }

    /// Headings.
    pub(super) fn bold(&self, text: &str) -> String {
        self.styled("1", text)
    }

    /// Labels and remarks.
    pub(super) fn dim(&self, text: &str) -> String {
        self.styled("2", text)
    }

    /// `code`: an SGR parameter such as `32` for green.
    pub(super) fn styled(&self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Something to think about, on standard error so that it spoils no JSON.
    pub(super) fn remark(&self, text: &str) {
        let _closed = writeln!(io::stderr().lock(), "genkan: {text}");
    }

    /// The sentence on standard error.
    pub(super) fn failure(&self, failure: &Failure) {
        let _closed = writeln!(io::stderr().lock(), "genkan: {failure}");
    }
}
