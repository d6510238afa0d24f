//! Counters for whoever runs the server, in the text format of Prometheus. They count requests, never people or facts.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Upper ends of the classes of duration, in milliseconds.
const CLASSES: [u64; 8] = [5, 10, 25, 50, 100, 250, 1000, 5000];

#[derive(Clone, Debug, Default)]
struct Route {
    by_status: BTreeMap<u16, u64>,
    classes: [u64; CLASSES.len()],
    total: u64,
    millis: u64,
}

/// What was counted.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    routes: Mutex<BTreeMap<String, Route>>,
    in_flight: AtomicI64,
}

impl Metrics {
    /// A request came in.
    pub(crate) fn begin(&self) {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
    }

    /// It was answered. `route` is the pattern of the address, not what was typed.
    pub(crate) fn end(&self, route: &str, status: u16, took: Duration) {
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
        let mut routes = self.routes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let own = routes.entry(route.to_owned()).or_default();
        *own.by_status.entry(status).or_default() += 1;
        own.total += 1;
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        own.millis = own.millis.saturating_add(millis);
        for (class, count) in CLASSES.iter().zip(&mut own.classes) {
            *count += u64::from(millis <= *class);
        }
    }

    /// All counters.
    pub(crate) fn text(&self, saved_cases: i64) -> String {
        let mut text = String::from("# TYPE onus_requests_total counter\n");
        let routes = self.routes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for (route, own) in routes.iter() {
            for (status, count) in &own.by_status {
                let _ = writeln!(text, "onus_requests_total{{route=\"{route}\",status=\"{status}\"}} {count}");
            }
        }
        text.push_str("# TYPE onus_request_seconds histogram\n");
        for (route, own) in routes.iter() {
            for (class, count) in CLASSES.iter().zip(&own.classes) {
                let seconds = seconds(*class);
                let _ = writeln!(text, "onus_request_seconds_bucket{{route=\"{route}\",le=\"{seconds}\"}} {count}");
            }
            let _ = writeln!(text, "onus_request_seconds_bucket{{route=\"{route}\",le=\"+Inf\"}} {}", own.total);
            let _ = writeln!(text, "onus_request_seconds_sum{{route=\"{route}\"}} {}", seconds(own.millis));
            let _ = writeln!(text, "onus_request_seconds_count{{route=\"{route}\"}} {}", own.total);
        }
        let _ = writeln!(text, "# TYPE onus_requests_in_flight gauge");
        let _ = writeln!(text, "onus_requests_in_flight {}", self.in_flight.load(Ordering::Relaxed));
        let _ = writeln!(text, "# TYPE onus_saved_cases gauge\nonus_saved_cases {saved_cases}");
        text
    }
}

/// Milliseconds as a number of seconds.
fn seconds(millis: u64) -> String {
    format!("{}.{:03}", millis / 1000, millis % 1000)
}
