//! Telling how far a copy is.

use services::ports::Copied;
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) struct Progress<'a> {
    done: AtomicU64,
    total: u64,
    told: &'a (dyn Fn(Copied) + Send + Sync),
}

impl<'a> Progress<'a> {
    /// Of a copy of so many bytes.
    pub fn begun(total: u64, told: &'a (dyn Fn(Copied) + Send + Sync)) -> Self {
        Progress { done: AtomicU64::new(0), total, told }
    }

    pub fn add(&self, bytes: u64) {
        let done = self.done.fetch_add(bytes, Ordering::Relaxed) + bytes;
        (self.told)(Copied { done, total: self.total });
    }
}
