use jiff::Timestamp;

/// Now, in whole seconds as GitHub tells times.
pub fn now() -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second()).unwrap_or_default()
}

/// As GitHub writes it: `2026-11-02T09:00:00Z`.
pub fn written(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// As it stands before each line of a log: `2026-11-02T09:00:00.0000000Z`.
pub fn written_in_logs(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.0000000Z").to_string()
}
