//! How evenly something is spread, and how sure a rate is.

use crate::ratio::Ratio;

/// Gini, Herfindahl index, effective number, shares of the first and of the first ten. All exact.
pub(super) fn measures(counts: &[u64]) -> Vec<(&'static str, String)> {
    let total: u64 = counts.iter().sum();
    let ratio = |over: u64, under: u64| Ratio::new(over, under).unwrap_or(Ratio::ZERO).to_string();
    if total == 0 {
        return vec![("spread", "nothing to measure".to_owned())];
    }
    let mut sorted = counts.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    let n = sorted.len() as u64;
    let apart: u64 = sorted.iter().flat_map(|a| sorted.iter().map(move |b| a.abs_diff(*b))).sum();
    let squares: u64 = sorted.iter().map(|count| count * count).sum();
    let first = |many: usize| sorted.iter().take(many).sum::<u64>();
    vec![
        ("Gini", ratio(apart, 2 * n * total)),
        ("Herfindahl index", ratio(squares, total * total)),
        ("effective number", ratio(total * total, squares)),
        ("share of the first", ratio(first(1), total)),
        ("share of the first ten", ratio(first(10), total)),
    ]
}

/// The 95 % interval of a rate after Wilson, to six places. The basic operations of IEEE 754 and its square root are rounded exactly, so
/// every machine gets the same.
pub fn wilson(yes: u64, all: u64) -> (String, String) {
    if all == 0 {
        return ("0.000000".to_owned(), "1.000000".to_owned());
    }
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    let (n, p) = (all as f64, yes as f64 / all as f64);
    let z = 1.959_964_f64;
    let z2 = z * z;
    let middle = p + z2 / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let under = 1.0 + z2 / n;
    let show = |value: f64| format!("{:.6}", value.clamp(0.0, 1.0));
    (show((middle - half) / under), show((middle + half) / under))
}
