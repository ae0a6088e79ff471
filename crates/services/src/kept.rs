//! Answers of a moment ago, so that what several want at once is asked once.

use domain::Timestamp;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Values that hold until a moment of their own. When `MOST` are kept, further ones are not, and are asked for again.
pub(crate) struct Kept<K, V, const MOST: usize>(Mutex<HashMap<K, (Timestamp, V)>>);

impl<K, V, const MOST: usize> Default for Kept<K, V, MOST> {
    fn default() -> Self {
        Kept(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone, const MOST: usize> Kept<K, V, MOST> {
    pub fn get(&self, key: &K, now: Timestamp) -> Option<V> {
        let values = self.values();
        values.get(key).filter(|(until, _)| now < *until).map(|(_, value)| value.clone())
    }

    /// Forgets what no longer holds, and keeps `value` until then.
    pub fn put(&self, key: K, until: Timestamp, value: &V, now: Timestamp) {
        let mut values = self.values();
        values.retain(|_, (until, _)| now < *until);
        if values.len() < MOST {
            values.insert(key, (until, value.clone()));
        }
    }

    fn values(&self) -> MutexGuard<'_, HashMap<K, (Timestamp, V)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_hold_until_their_moment_and_not_too_many_are_kept() {
        let kept = Kept::<_, _, 1>::default();
        kept.put("a", Timestamp(10), &1, Timestamp(0));
        kept.put("b", Timestamp(10), &2, Timestamp(0));
        assert_eq!((kept.get(&"a", Timestamp(9)), kept.get(&"b", Timestamp(9))), (Some(1), None));
        assert_eq!(kept.get(&"a", Timestamp(10)), None);
        kept.put("b", Timestamp(20), &2, Timestamp(10));
        assert_eq!(kept.get(&"b", Timestamp(11)), Some(2));
    }
}
