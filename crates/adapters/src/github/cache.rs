//! Answers that are kept, so that GitHub need only say that nothing has changed: that is quick, and counts against no limit.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

const MOST_ENTRIES: usize = 500;
/// In bytes, of all bodies.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// A longer answer is not kept, in bytes.
const LONGEST: usize = 1024 * 1024;

/// An answer and GitHub's mark of it.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub etag: String,
    pub body: Arc<[u8]>,
    /// When GitHub last said so.
    pub at: Instant,
}

/// The answers used last, within limits.
#[derive(Debug, Default)]
pub(super) struct Cache(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    by_path: HashMap<String, (Held, u64)>,
    bytes: usize,
    /// Counts uses.
    now: u64,
}

impl Cache {
    pub fn get(&self, path: &str) -> Option<Held> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.now += 1;
        let now = entries.now;
        let (held, used) = entries.by_path.get_mut(path)?;
        *used = now;
        Some(held.clone())
    }

    pub fn put(&self, path: &str, held: Held) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.remove(path);
        if held.body.len() > LONGEST {
            return;
        }
        entries.now += 1;
        entries.bytes += held.body.len();
        let now = entries.now;
        entries.by_path.insert(path.to_owned(), (held, now));
        while entries.bytes > MOST_BYTES || entries.by_path.len() > MOST_ENTRIES {
            entries.drop_oldest();
        }
    }
}

impl Entries {
    fn remove(&mut self, path: &str) {
        if let Some((held, _)) = self.by_path.remove(path) {
            self.bytes -= held.body.len();
        }
    }

    fn drop_oldest(&mut self) {
        let oldest = self.by_path.iter().min_by_key(|(_, (_, used))| *used).map(|(path, _)| path.clone());
        match oldest {
            Some(path) => self.remove(&path),
            None => self.bytes = 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(bytes: usize) -> Held {
        Held { etag: "x".to_owned(), body: vec![0; bytes].into(), at: Instant::now() }
    }

    #[test]
    fn what_was_used_last_stays_within_the_limits() {
        let cache = Cache::default();
        for number in 0..=MOST_ENTRIES {
            cache.put(&number.to_string(), held(1));
            cache.get("0");
        }
        assert!(cache.get("0").is_some(), "it was used all the time");
        assert!(cache.get("1").is_none(), "one had to go");
        for number in 0..20 {
            cache.put(&format!("large {number}"), held(LONGEST));
        }
        cache.put("too large", held(LONGEST + 1));
        assert!(cache.get("too large").is_none());
        let entries = cache.0.lock().expect("unbroken");
        let bytes: usize = entries.by_path.values().map(|(held, _)| held.body.len()).sum();
        assert_eq!(bytes, entries.bytes);
        assert!(bytes <= MOST_BYTES);
    }
}
