//! How many requests one address may make: a bucket of tokens that fills slowly.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Mutex;

use jiff::Timestamp;

/// Addresses that are remembered at once; the oldest are forgotten first.
const REMEMBERED: usize = 20_000;

/// Who asks: an address of IPv4, or the network of one of IPv6, since one person has many of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Asker(IpAddr);

impl From<IpAddr> for Asker {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(own) => {
                let [a, b, c, d, ..] = own.segments();
                Self(IpAddr::V6(std::net::Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0)))
            }
            own @ IpAddr::V4(_) => Self(own),
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    at: Timestamp,
}

/// Buckets of all who asked lately.
#[derive(Debug)]
pub(crate) struct Buckets {
    /// Tokens that come back each second; none limits nobody.
    rate: Option<f64>,
    /// Most tokens that a bucket holds.
    burst: f64,
    known: Mutex<BTreeMap<Asker, Bucket>>,
}

impl Buckets {
    pub(crate) fn new(rate: Option<u32>) -> Self {
        let rate = rate.map(f64::from);
        Self { rate, burst: rate.unwrap_or_default() * 10.0, known: Mutex::default() }
    }

    /// Takes tokens. If there are too few: the seconds after which to ask again.
    pub(crate) fn take(&self, who: Asker, cost: f64, now: Timestamp) -> Result<(), u64> {
        let Some(rate) = self.rate else { return Ok(()) };
        let mut known = self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if known.len() >= REMEMBERED && !known.contains_key(&who) {
            let full = self.burst;
            known.retain(|_, bucket| bucket.tokens + seconds(bucket.at, now) * rate < full);
            if known.len() >= REMEMBERED
                && let Some(oldest) = known.iter().min_by_key(|(_, bucket)| bucket.at).map(|(who, _)| *who)
            {
                known.remove(&oldest);
            }
        }
        let bucket = known.entry(who).or_insert(Bucket { tokens: self.burst, at: now });
        bucket.tokens = (bucket.tokens + seconds(bucket.at, now) * rate).min(self.burst);
        bucket.at = now;
        if bucket.tokens >= cost {
            bucket.tokens -= cost;
            return Ok(());
        }
        let wait = ((cost - bucket.tokens) / rate).ceil();
        #[expect(clippy::cast_sign_loss, reason = "cost is more than the tokens here, so that the wait is positive")]
        Err((wait as u64).max(1))
    }
}

fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64().max(0.0)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let buckets = Buckets::new(Some(2));
        let (who, now) = (Asker::from(IpAddr::from([192, 0, 2, 1])), Timestamp::UNIX_EPOCH);
        for _ in 0..20 {
            assert_eq!(buckets.take(who, 1.0, now), Ok(()));
        }
        assert_eq!(buckets.take(who, 1.0, now), Err(1));
        assert_eq!(buckets.take(who, 10.0, now), Err(5));
        assert_eq!(buckets.take(who, 1.0, now + SignedDuration::from_secs(1)), Ok(()));
        let other = Asker::from(IpAddr::from([192, 0, 2, 2]));
        assert_eq!(buckets.take(other, 1.0, now), Ok(()));
    }

    #[test]
    fn a_network_of_ipv6_is_one_asker_and_nobody_fills_the_memory() {
        let address = |last: u16| IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, last]);
        assert_eq!(Asker::from(address(1)), Asker::from(address(2)));
        let buckets = Buckets::new(Some(1));
        for number in 0..u32::try_from(REMEMBERED).unwrap() + 100 {
            let _ = buckets.take(Asker::from(IpAddr::V4(number.into())), 1.0, Timestamp::UNIX_EPOCH);
        }
        assert!(buckets.known.lock().unwrap().len() <= REMEMBERED);
    }
}
