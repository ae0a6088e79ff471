//! Digests of objects that were read in full, so that an unchanged object is read only once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

const MOST: usize = 2_000;

/// By place, bucket and key: S3's mark of the content, and its digest.
#[derive(Debug, Default)]
pub(super) struct Known(Mutex<HashMap<String, (String, String)>>);

impl Known {
    pub fn digest(&self, object: &str, etag: &str) -> Option<String> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(object).filter(|(mark, _)| mark == etag).map(|(_, digest)| digest.clone())
    }

    pub fn learn(&self, object: &str, etag: &str, digest: &str) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            // Whatever is still needed is read again.
            known.clear();
        }
        known.insert(object.to_owned(), (etag.to_owned(), digest.to_owned()));
    }

    pub fn forget(&self, object: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(object);
    }
}
