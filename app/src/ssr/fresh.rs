use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Entries kept at once.
const KEPT: usize = 256;
/// Even if a change were missed, nothing older than this is shown.
const OLDEST: Duration = Duration::from_secs(1);

#[derive(Debug)]
struct Kept<V> {
    beat: u64,
    made: Instant,
    value: V,
}

/// Things worked out for a page, good until anything changes. All clones share.
#[derive(Debug)]
pub struct Fresh<K, V> {
    entries: Arc<Mutex<HashMap<K, Kept<V>>>>,
}

impl<K, V> Clone for Fresh<K, V> {
    fn clone(&self) -> Self {
        Fresh { entries: Arc::clone(&self.entries) }
    }
}

impl<K, V> Default for Fresh<K, V> {
    fn default() -> Self {
        Fresh { entries: Arc::default() }
    }
}

impl<K: Eq + Hash, V: Clone> Fresh<K, V> {
    /// What was worked out, if nothing has changed since.
    pub fn get(&self, key: &K, beat: u64) -> Option<V> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = entries.get(key)?;
        let good = kept.beat == beat && kept.made.elapsed() < OLDEST;
        good.then(|| kept.value.clone())
    }

    /// `beat` is the pulse's from before the work began.
    pub fn put(&self, key: K, beat: u64, value: V) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= KEPT {
            entries.retain(|_, kept| kept.made.elapsed() < OLDEST);
        }
        // Only when so many different things were asked for within a second.
        if entries.len() >= KEPT {
            entries.clear();
        }
        entries.insert(key, Kept { beat, made: Instant::now(), value });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_good_for_its_key_and_moment_only() {
        let fresh = Fresh::default();
        fresh.put("a", 5, 1);
        assert_eq!(fresh.get(&"a", 5), Some(1));
        assert_eq!(fresh.get(&"a", 6), None);
        assert_eq!(fresh.get(&"b", 5), None);
        assert_eq!(fresh.clone().get(&"a", 5), Some(1), "clones share");
    }

    #[test]
    fn it_does_not_grow_without_bounds() {
        let fresh = Fresh::default();
        for key in 0..3 * KEPT {
            fresh.put(key, 1, ());
        }
        assert!(fresh.entries.lock().expect("not poisoned").len() <= KEPT);
    }
}
