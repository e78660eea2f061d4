/// `[log]`.
#[derive(Clone, Debug)]
pub struct LogSection {
    /// `filter`: `tracing` directives, default `info`.
    pub filter: String,
    /// `json`: one JSON object per line instead of text. Default false.
    pub json: bool,
}

impl Default for LogSection {
    fn default() -> Self {
        Self { filter: "info".into(), json: false }
    }
}
