use domain::Timestamp;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Things that are read behind the pages' backs: whoever looks gets what was read last, and sees to it that it is read anew
/// when it has become old.
pub(super) struct Behind<K, V>(Mutex<HashMap<K, Known<V>>>);

struct Known<V> {
    asked_at: Timestamp,
    /// With the moment at which it was read.
    value: Option<(Timestamp, V)>,
}

impl<K, V> Default for Behind<K, V> {
    fn default() -> Self {
        Behind(Mutex::default())
    }
}

impl<K: Eq + Hash + Clone, V: Clone + PartialEq> Behind<K, V> {
    fn known(&self) -> MutexGuard<'_, HashMap<K, Known<V>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether whoever asks should read anew; the next one within `fresh_millis` need not.
    pub fn take_turn(&self, key: &K, now: Timestamp, fresh_millis: i64) -> bool {
        let mut known = self.known();
        let asked = known.get(key).map(|it| it.asked_at);
        let due = asked.is_none_or(|asked| now.since(asked) >= fresh_millis);
        if due {
            known.entry(key.clone()).or_insert(Known { asked_at: now, value: None }).asked_at = now;
        }
        due
    }

    /// What was read last, if that is not longer ago.
    pub fn get(&self, key: &K, now: Timestamp, shown_millis: i64) -> Option<V> {
        let known = self.known();
        let (read_at, value) = known.get(key)?.value.as_ref()?;
        (now.since(*read_at) < shown_millis).then(|| value.clone())
    }

    /// Lets go of what nobody has asked for since then.
    pub fn forget(&self, before: Timestamp) {
        self.known().retain(|_, it| it.asked_at >= before);
    }

    /// Whether it is something else than before.
    pub fn put(&self, key: &K, value: V, now: Timestamp) -> bool {
        let mut known = self.known();
        let it = known.entry(key.clone()).or_insert(Known { asked_at: now, value: None });
        let changed = it.value.as_ref().is_none_or(|(_, before)| *before != value);
        it.value = Some((now, value));
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_many_reads_anew_and_old_values_are_not_shown() {
        let behind = Behind::default();
        let turn = |at| behind.take_turn(&"a", Timestamp(at), 30);
        assert_eq!([turn(100), turn(101), turn(129), turn(130)], [true, false, false, true]);
        assert_eq!(behind.get(&"a", Timestamp(130), 300), None, "asked for is not read");
        assert!(behind.put(&"a", 1, Timestamp(131)));
        assert!(!behind.put(&"a", 1, Timestamp(200)), "the same again");
        assert_eq!(behind.get(&"a", Timestamp(499), 300), Some(1));
        assert_eq!(behind.get(&"a", Timestamp(500), 300), None);
        behind.forget(Timestamp(130));
        assert_eq!(behind.get(&"a", Timestamp(499), 300), Some(1), "asked for at that moment");
        behind.forget(Timestamp(131));
        assert_eq!(behind.get(&"a", Timestamp(499), 300), None);
    }
}
