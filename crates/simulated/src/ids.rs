use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use services::ports::Ids;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts upwards, so that tests can foretell ids.
#[derive(Debug, Default)]
pub struct SequentialIds {
    prefix: String,
    next: AtomicU64,
}

impl SequentialIds {
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps several sources in one test apart. The prefix has letters and digits only.
    pub fn with_prefix(prefix: &str) -> Self {
        SequentialIds { prefix: prefix.to_owned(), next: AtomicU64::new(0) }
    }

    fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::SeqCst) + 1
    }
}

impl Ids for SequentialIds {
    fn unique(&self) -> String {
        format!("{}{:012}", self.prefix, self.number())
    }

    /// Different each time, and the same in each run: nothing for the world outside tests.
    fn random(&self) -> [u8; 32] {
        StdRng::seed_from_u64(self.number()).random()
    }
}
