//! Server-sent events as bytes. What an event says is made once and shared by all who get it.

use axum::body::Bytes;
use domain::PortalError;
use serde::Serialize;

/// Sent while nothing happens, so that everybody on the way knows that the stream is alive.
pub const HEARTBEAT: Bytes = Bytes::from_static(b":\n\n");

/// The first thing on a stream: after how many milliseconds browsers try again.
pub const GREETING: Bytes = Bytes::from_static(b"retry: 2000\n\n");

const END: Bytes = Bytes::from_static(b"\n\n");

/// One event, whoever gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    name: &'static str,
    /// JSON has no line breaks of its own, so one `data:` line holds it.
    data: Bytes,
}

impl Event {
    pub fn new(name: &'static str, data: &impl Serialize) -> Result<Self, PortalError> {
        let data = serde_json::to_vec(data).map_err(PortalError::internal)?;
        Ok(Event { name, data: data.into() })
    }

    /// As one stream tells it. Where that tells of several things, a line of its own before the data says whose event it is:
    /// browsers hear messages without knowing all their names.
    pub fn told(&self, id: &str, channel: Option<usize>) -> [Bytes; 3] {
        let head = match channel {
            None => format!("id: {id}\nevent: {}\ndata: ", self.name),
            Some(channel) => format!("id: {id}\ndata: {channel}.{}\ndata: ", self.name),
        };
        [head.into(), self.data.clone(), END]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_stays_on_its_line() {
        let event = Event::new("request", &serde_json::json!({ "reason": "a\nb\r\n\u{2028}" }));
        let event = event.expect("an event");
        let table = [
            ("7", None, "id: 7\nevent: request\ndata: {\"reason\":\"a\\nb\\r\\n\u{2028}\"}\n\n"),
            ("7.-", Some(1), "id: 7.-\ndata: 1.request\ndata: {\"reason\":\"a\\nb\\r\\n\u{2028}\"}\n\n"),
        ];
        for (id, channel, expected) in table {
            assert_eq!(event.told(id, channel).concat(), expected.as_bytes());
        }
    }
}
