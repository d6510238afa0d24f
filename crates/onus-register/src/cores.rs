//! Work on all cores. What comes of it stands in the order of the work, whichever core was first. Knows nothing of what the work is.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// How many threads beside this one are worth their start for so many bytes of text.
pub fn helpers(bytes: usize) -> usize {
    const SHARE: usize = 128 << 10;
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    (bytes / SHARE).min(cores - 1)
}

/// Does `each` for every number below `count` on other cores, and `here` on this one, which joins in when it is done.
pub fn beside<T: Send, H>(
    helpers: usize,
    count: usize,
    each: impl Fn(usize) -> T + Sync,
    here: impl FnOnce() -> H,
) -> (Vec<T>, H) {
    let next = AtomicUsize::new(0);
    // each core takes the next number that nobody took, until there is none
    let work = || {
        let mut done: Vec<(usize, T)> = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return done;
            }
            done.push((number, each(number)));
        }
    };
    let (mut done, here) = thread::scope(|scope| {
        // where the system gives no more threads, those that there are do the work
        let started: Vec<_> =
            (0..helpers).filter_map(|_| thread::Builder::new().spawn_scoped(scope, work).ok()).collect();
        let here = here();
        let mut done = work();
        for helper in started {
            match helper.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        (done, here)
    });
    done.sort_unstable_by_key(|(number, _)| *number);
    (done.into_iter().map(|(_, of)| of).collect(), here)
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn the_order_is_that_of_the_work_however_many_share_it() {
        for helpers in [0, 1, 3] {
            let (squares, here) = beside(helpers, 1_000, |number| number * number, || "here");
            assert!(squares.iter().enumerate().all(|(number, square)| *square == number * number), "{helpers}");
            assert_eq!((squares.len(), here), (1_000, "here"));
        }
    }
}
