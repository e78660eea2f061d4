//! The figures as one line of JSON, and as tables for people.

use serde_json::{Value, json};

use super::limits::Limits;
use super::lists;
use super::load::Figures;

/// An operation's figures. `signing` is the raw ES384 rate when the operation is one signature and little else.
pub fn figures(measured: &Figures, signing: Option<f64>) -> Value {
    let mut value = json!({
        "perSecond": round(measured.per_second, 0),
        "perCpuSecond": round(measured.per_cpu_second(), 0),
        "p50Ms": round(measured.p50_millis, 2),
        "p99Ms": round(measured.p99_millis, 2),
        "serverCpuMicros": round(measured.server_cpu_micros, 1),
        "operations": measured.operations,
    });
    if let Some(signing) = signing {
        value["shareOfSigning"] = json!(round(measured.per_cpu_second() / signing, 3));
    }
    value
}

/// The raw limits.
pub fn limits(limits: &Limits, empty: &Figures) -> Value {
    json!({
        "es384SignaturesPerCpuSecond": round(limits.es384_per_cpu_second, 0),
        "es256SignaturesPerCpuSecond": round(limits.es256_per_cpu_second, 0),
        "argon2idPerCpuSecond": round(limits.argon2id_per_cpu_second, 1),
        "fdatasyncsPerSecond": round(limits.fdatasyncs_per_second, 0),
        "commitsPerSecond": round(limits.commits_per_second, 0),
        "groupCommitsPerSecond": round(limits.group_commits_per_second, 0),
        "emptyHandler": figures(empty, None),
    })
}

/// Rounds to `digits` after the point; what is not a number becomes null.
pub fn round(number: f64, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    (number * scale).round() / scale
}

const OPERATIONS: [(&str, &str); 11] = [
    ("discovery", "discovery"),
    ("userinfo", "userinfo"),
    ("clientCredentials", "client credentials, JWT ES384"),
    ("codeExchange", "code exchange"),
    ("refresh", "refresh, 64 clients, rotating"),
    ("refreshForResource", "  for a resource"),
    ("refreshForOrganization", "  for an organization"),
    ("refreshForBoth", "  for a resource, on behalf of an organization"),
    ("passwordSignIn", "password sign-in, all pages"),
    ("refreshBesideSignIns", "  refresh while others sign in"),
    ("signInsBesideRefresh", "  sign-ins beside those"),
];

/// Tables in Markdown, as they go into `docs/BENCHMARKS.md`.
pub fn tables(report: &Value) -> String {
    let mut text = String::new();
    let row = |text: &mut String, cells: &[String]| {
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    };
    for (engine, of) in [("Embedded SQLite", report), ("PostgreSQL", &report["postgres"])] {
        if of["discovery"].is_null() && of["lists"].is_null() {
            continue;
        }
        text.push_str(&format!("\n{engine}\n\n"));
        row(
            &mut text,
            &["operation", "per second", "p50 ms", "p99 ms", "server CPU µs", "per CPU second"]
                .map(Into::into),
        );
        text.push_str("|---|---:|---:|---:|---:|---:|\n");
        for (key, words) in OPERATIONS {
            let it = &of[key];
            if !it.is_null() {
                let cells = ["perSecond", "p50Ms", "p99Ms", "serverCpuMicros", "perCpuSecond"]
                    .map(|name| plain(&it[name]));
                row(&mut text, &[&[words.to_owned()], cells.as_slice()].concat());
            }
        }
        for (words, it) in lists::rows(&of["lists"]) {
            let cells = ["perSecond", "p50Ms", "p99Ms", "serverCpuMicros", "perCpuSecond"]
                .map(|name| plain(&it[name]));
            row(&mut text, &[&[words.to_owned()], cells.as_slice()].concat());
        }
    }
    text.push_str("\nLimits of the machine and the rest\n\n| what | figure |\n|---|---:|\n");
    let limits = &report["limits"];
    let lines = [
        ("ES384 signatures per CPU second", &limits["es384SignaturesPerCpuSecond"]),
        ("ES256 signatures per CPU second", &limits["es256SignaturesPerCpuSecond"]),
        ("Argon2id (19 MiB, 2 passes) per CPU second", &limits["argon2idPerCpuSecond"]),
        ("write + fdatasync per second", &limits["fdatasyncsPerSecond"]),
        ("durable commits per second, one after the other", &limits["commitsPerSecond"]),
        ("durable commits per second, 64 at once", &limits["groupCommitsPerSecond"]),
        ("empty axum handler, requests per second", &limits["emptyHandler"]["perSecond"]),
        ("empty axum handler, server CPU µs", &limits["emptyHandler"]["serverCpuMicros"]),
        ("discovery / empty handler", &report["discovery"]["shareOfEmptyHandler"]),
        ("client credentials / ES384 limit, per CPU second", &report["clientCredentials"]["shareOfSigning"]),
        ("refresh tokens lost", &report["refresh"]["lost"]),
        ("refresh tokens doubled", &report["refresh"]["doubled"]),
        ("memory idle, MiB", &report["memory"]["idleMiB"]),
        ("memory after load, MiB", &report["memory"]["afterLoadMiB"]),
        ("memory with 100,000 users, MiB", &report["memory"]["hundredThousandUsersMiB"]),
        ("start to first answer, existing database, ms", &report["start"]["firstAnswerMs"]),
        ("start to first answer, new database, ms", &report["start"]["newDatabaseMs"]),
        ("binary, MiB", &report["binaryMiB"]),
    ];
    for (words, value) in lines {
        if !value.is_null() {
            row(&mut text, &[words.to_owned(), plain(value)]);
        }
    }
    text
}

fn plain(value: &Value) -> String {
    match value.as_f64() {
        Some(number) if number.abs() >= 100.0 => thousands(number.round() as i64),
        Some(number) => number.to_string(),
        None => "–".to_owned(),
    }
}

fn thousands(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn big_numbers_are_grouped_and_small_ones_kept() {
        assert_eq!(plain(&json!(1_234_567.4)), "1,234,567");
        assert_eq!(plain(&json!(999)), "999");
        assert_eq!(plain(&json!(0.25)), "0.25");
        assert_eq!(plain(&Value::Null), "–");
    }
}
