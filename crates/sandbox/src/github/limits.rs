use super::clock;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Calls an hour, per token.
const LIMIT: u64 = 5_000;
const HOUR: i64 = 3_600;

/// GitHub's primary rate limit.
#[derive(Debug, Default)]
pub struct Limits(Mutex<BTreeMap<String, Window>>);

/// One token's hour.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub used: u64,
    /// When it begins anew, in seconds.
    pub reset: i64,
}

impl Window {
    pub const LIMIT: u64 = LIMIT;

    pub fn remaining(self) -> u64 {
        LIMIT.saturating_sub(self.used)
    }

    pub fn is_exceeded(self) -> bool {
        self.used > LIMIT
    }
}

impl Limits {
    /// Adds to what a token has used up, and tells where it stands. Adding nothing only looks.
    pub fn charge(&self, token: &str, calls: u64) -> Window {
        let now = clock::now().as_second();
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let window = windows.entry(token.to_owned()).or_insert(Window { used: 0, reset: now + HOUR });
        if window.reset <= now {
            *window = Window { used: 0, reset: now + HOUR };
        }
        window.used += calls;
        *window
    }

    /// Takes back what an answer did not cost after all: 304 is free.
    pub fn refund(&self, token: &str) -> Window {
        let window = self.charge(token, 0);
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = windows.entry(token.to_owned()).or_insert(window);
        entry.used = entry.used.saturating_sub(1);
        *entry
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_has_an_hour_of_its_own() {
        let limits = Limits::default();
        let full = limits.charge("a", LIMIT);
        assert!(full.remaining() == 0 && !full.is_exceeded());
        assert!(limits.charge("a", 1).is_exceeded());
        assert_eq!(limits.refund("a").used, LIMIT);
        assert_eq!(limits.charge("b", 1).remaining(), LIMIT - 1);
    }
}
