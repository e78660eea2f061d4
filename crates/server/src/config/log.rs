use tracing_subscriber::EnvFilter;

use super::reader::Reader;

/// `[log]`.
#[derive(Clone, Debug)]
pub struct LogSection {
    /// `filter`: `tracing` directives, default `info`. `genkan=debug` writes a line for every request.
    pub filter: String,
    /// `json`: one JSON object per line instead of text. Default false.
    pub json: bool,
}

impl Default for LogSection {
    fn default() -> Self {
        Self { filter: "info".into(), json: false }
    }
}

impl LogSection {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let default = Self::default();
        let filter = |text: &str| EnvFilter::try_new(text).is_ok().then(|| text.to_owned());
        Self {
            filter: reader
                .read("log.filter", "tracing directives, e.g. info or warn,genkan=debug", filter)
                .unwrap_or(default.filter),
            json: reader.boolean("log.json").unwrap_or(default.json),
        }
    }
}
