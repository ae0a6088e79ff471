//! Server-sent events as bytes, made once and shared by all who get them.

use axum::body::Bytes;
use domain::PortalError;
use serde::Serialize;

/// Sent while nothing happens, so that everybody on the way knows that the stream is alive.
pub const HEARTBEAT: Bytes = Bytes::from_static(b":\n\n");

/// The first thing on a stream: after how many milliseconds browsers try again.
pub const GREETING: Bytes = Bytes::from_static(b"retry: 2000\n\n");

/// One event. JSON has no line breaks of its own, so one `data:` line holds it.
pub fn event(seq: i64, name: &str, data: &impl Serialize) -> Result<Bytes, PortalError> {
    let mut frame = format!("id: {seq}\nevent: {name}\ndata: ").into_bytes();
    serde_json::to_writer(&mut frame, data).map_err(PortalError::internal)?;
    frame.extend_from_slice(b"\n\n");
    Ok(frame.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_stays_on_its_line() {
        let frame =
            event(7, "request", &serde_json::json!({ "reason": "a\nb\r\n\u{2028}" })).expect("a frame");
        let text = std::str::from_utf8(&frame).expect("text");
        assert_eq!(text, "id: 7\nevent: request\ndata: {\"reason\":\"a\\nb\\r\\n\u{2028}\"}\n\n");
    }
}
