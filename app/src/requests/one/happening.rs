use domain::Timestamp;
use domain::names::{RegionName, StageName};
use serde::{Deserialize, Serialize};

/// One resource event as its target's lane tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happening {
    /// Its place in the request's own stream.
    pub seq: i64,
    pub stage: StageName,
    pub region: RegionName,
    pub at: Timestamp,
    pub logical_id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub status: String,
    /// AWS's own words.
    pub reason: Option<String>,
}

#[cfg(feature = "ssr")]
impl From<domain::stack::RecordedEvent> for Happening {
    fn from(recorded: domain::stack::RecordedEvent) -> Self {
        let (target, event) = (recorded.target, recorded.event);
        Happening {
            seq: recorded.seq,
            stage: target.stage,
            region: target.region,
            at: event.at,
            logical_id: event.logical_id,
            kind: event.kind,
            status: event.status,
            reason: event.reason,
        }
    }
}
