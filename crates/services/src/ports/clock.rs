use domain::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time; tests hand in their own.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// Makes unique texts for ids, and secrets; tests hand in their own.
pub trait Ids: Send + Sync {
    /// Letters and digits, unique for ever, later ones sort behind earlier ones.
    fn unique(&self) -> String;

    /// Unpredictable bytes for cookies, tokens and nonces.
    fn random(&self) -> [u8; 32];
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// UUIDs of version 7, which sort by time.
#[derive(Clone, Copy, Debug, Default)]
pub struct UniqueIds;

impl Ids for UniqueIds {
    fn unique(&self) -> String {
        uuid::Uuid::now_v7().simple().to_string()
    }

    fn random(&self) -> [u8; 32] {
        rand::random()
    }
}
