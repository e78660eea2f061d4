//! Request metrics in Prometheus' text format. A few atomics per route: counting a request allocates nothing.

use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{
        Arc, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use http::{Method, StatusCode};

/// Upper bounds of the duration histogram, in microseconds.
const BUCKETS: [u64; 11] =
    [250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 100_000, 500_000, 2_500_000, 10_000_000];

#[derive(Debug, Default)]
struct Series {
    /// By status class: 1xx … 5xx.
    responses: [AtomicU64; 5],
    buckets: [AtomicU64; BUCKETS.len()],
    sum_micros: AtomicU64,
}

type Key = (&'static str, String);

/// Counters by route and method. An [`App`](crate::app::App) part.
#[derive(Debug, Default)]
pub struct Metrics(RwLock<BTreeMap<String, Arc<BTreeMap<&'static str, Series>>>>);

/// Methods that get a series; what else a client invents is counted as `OTHER`.
const METHODS: [&str; 8] = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "OTHER"];

impl Metrics {
    /// Counts one answered request. `route` is a template, so there are as many series as routes.
    pub fn record(&self, route: &str, method: &Method, status: StatusCode, elapsed: Duration) {
        let series = self.route(route);
        let name = METHODS.into_iter().find(|name| *name == method.as_str()).unwrap_or("OTHER");
        let Some(series) = series.get(name) else { return };
        let micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
        let class = usize::from(status.as_u16() / 100).clamp(1, 5) - 1;
        series.responses[class].fetch_add(1, Ordering::Relaxed);
        series.sum_micros.fetch_add(micros, Ordering::Relaxed);
        if let Some(at) = BUCKETS.iter().position(|bound| micros <= *bound) {
            series.buckets[at].fetch_add(1, Ordering::Relaxed);
        }
    }

    fn route(&self, route: &str) -> Arc<BTreeMap<&'static str, Series>> {
        if let Some(found) = self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(route) {
            return Arc::clone(found);
        }
        let mut routes = self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        let fresh = || Arc::new(METHODS.into_iter().map(|name| (name, Series::default())).collect());
        Arc::clone(routes.entry(route.to_owned()).or_insert_with(fresh))
    }

    /// The exposition (version 0.0.4).
    pub fn render(&self) -> String {
        let mut out = String::from(
            "# HELP genkan_http_requests_total Requests answered, by route, method and status class.\n\
             # TYPE genkan_http_requests_total counter\n",
        );
        self.each(|(method, route), series| {
            for (at, count) in series.responses.iter().enumerate() {
                let count = count.load(Ordering::Relaxed);
                if count > 0 {
                    let class = at + 1;
                    _ = writeln!(out, "genkan_http_requests_total{{route=\"{route}\",method=\"{method}\",status=\"{class}xx\"}} {count}");
                }
            }
        });
        out.push_str(
            "# HELP genkan_http_request_duration_seconds Time from the request's head to the response's.\n\
             # TYPE genkan_http_request_duration_seconds histogram\n",
        );
        self.each(|(method, route), series| {
            let total: u64 = series.responses.iter().map(|count| count.load(Ordering::Relaxed)).sum();
            let labels = format!("route=\"{route}\",method=\"{method}\"");
            let mut below = 0;
            for (bound, count) in BUCKETS.iter().zip(&series.buckets) {
                below += count.load(Ordering::Relaxed);
                let seconds = *bound as f64 / 1e6;
                _ = writeln!(
                    out,
                    "genkan_http_request_duration_seconds_bucket{{{labels},le=\"{seconds}\"}} {below}"
                );
            }
            _ = writeln!(out, "genkan_http_request_duration_seconds_bucket{{{labels},le=\"+Inf\"}} {total}");
            let sum = series.sum_micros.load(Ordering::Relaxed) as f64 / 1e6;
            _ = writeln!(out, "genkan_http_request_duration_seconds_sum{{{labels}}} {sum}");
            _ = writeln!(out, "genkan_http_request_duration_seconds_count{{{labels}}} {total}");
        });
        out
    }

    fn each(&self, mut visit: impl FnMut(Key, &Series)) {
        for (route, methods) in self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).iter() {
            for (method, series) in methods.iter() {
                if series.responses.iter().any(|count| count.load(Ordering::Relaxed) > 0) {
                    visit((method, route.clone()), series);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_route_method_and_class() {
        let metrics = Metrics::default();
        let get =
            |micros, status| metrics.record("/a/{id}", &Method::GET, status, Duration::from_micros(micros));
        get(200, StatusCode::OK);
        get(3_000, StatusCode::OK);
        get(60_000_000, StatusCode::NOT_FOUND);
        metrics.record("/a/{id}", &Method::TRACE, StatusCode::OK, Duration::ZERO);
        let text = metrics.render();
        for line in [
            "genkan_http_requests_total{route=\"/a/{id}\",method=\"GET\",status=\"2xx\"} 2",
            "genkan_http_requests_total{route=\"/a/{id}\",method=\"GET\",status=\"4xx\"} 1",
            "genkan_http_requests_total{route=\"/a/{id}\",method=\"OTHER\",status=\"2xx\"} 1",
            "genkan_http_request_duration_seconds_bucket{route=\"/a/{id}\",method=\"GET\",le=\"0.00025\"} 1",
            "genkan_http_request_duration_seconds_bucket{route=\"/a/{id}\",method=\"GET\",le=\"10\"} 2",
            "genkan_http_request_duration_seconds_bucket{route=\"/a/{id}\",method=\"GET\",le=\"+Inf\"} 3",
            "genkan_http_request_duration_seconds_count{route=\"/a/{id}\",method=\"GET\"} 3",
        ] {
            assert!(text.lines().any(|own| own == line), "{line} is missing in\n{text}");
        }
        assert!(!text.contains("POST"));
    }
}
