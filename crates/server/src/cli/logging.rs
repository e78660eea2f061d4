//! Log lines on standard error, with the request's id. The formatter asks the running task for it, which costs
//! nothing until a line is written; a span per request would be paid by every request.

use std::{fmt, io};

use serde_json::{Map, Value};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    EnvFilter,
    fmt::{FmtContext, FormatEvent, FormatFields, format::Writer},
    registry::LookupSpan,
};

use crate::{clock::Clock, config::LogSection, http::edge::current_request_id};

/// Begins logging; later calls change nothing (tests).
pub(super) fn init(config: &LogSection) {
    let filter = EnvFilter::try_new(&config.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let started = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .event_format(Line { json: config.json })
        .try_init();
    if started.is_ok() {
        std::panic::set_hook(Box::new(|panic| {
            let location = panic.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(location, "panic");
        }));
    }
}

struct Line {
    json: bool,
}

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let (time, metadata, request) = (Clock::System.now(), event.metadata(), current_request_id());
        if self.json {
            let mut line = Map::new();
            line.insert("time".into(), time.to_string().into());
            line.insert("level".into(), metadata.level().as_str().into());
            line.insert("target".into(), metadata.target().into());
            line.insert("message".into(), fields.message.into());
            if let Some(request) = request {
                line.insert("requestId".into(), request.as_str().into());
            }
            line.extend(fields.others);
            return writeln!(writer, "{}", Value::Object(line));
        }
        write!(writer, "{time} {:5} {}", metadata.level(), metadata.target())?;
        if let Some(request) = request {
            write!(writer, " [{request}]")?;
        }
        // A control character in a value must not begin a line that looks like ours.
        write!(writer, " {}", fields.message.escape_debug())?;
        for (name, value) in &fields.others {
            match value {
                Value::String(text) => write!(writer, " {name}={text:?}")?,
                other => write!(writer, " {name}={other}")?,
            }
        }
        writeln!(writer)
    }
}

#[derive(Default)]
struct Fields {
    message: String,
    others: Map<String, Value>,
}

impl Fields {
    fn put(&mut self, field: &Field, value: Value) {
        self.others.insert(field.name().to_owned(), value);
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let text = format!("{value:?}");
        if field.name() == "message" { self.message = text } else { self.put(field, text.into()) }
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            self.message = value.to_owned()
        } else {
            self.put(field, value.into())
        }
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value.into());
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value.into());
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value.into());
    }
}
