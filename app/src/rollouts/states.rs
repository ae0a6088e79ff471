use crate::ui::Tone;

/// What a region's state means for the reader, by `LaneState::as_str`.
pub fn lane_tone(state: &str) -> Tone {
    match state {
        "pending" => Tone::Waiting,
        "provisioning" | "deploying" | "verifying" => Tone::Busy,
        "succeeded" => Tone::Good,
        "failed" | "errored" => Tone::Bad,
        "skipped" | "aborted" => Tone::Gone,
        _ => Tone::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_success_looks_like_success() {
        let good = |state: &&str| lane_tone(state) == Tone::Good;
        let states = [
            "pending",
            "provisioning",
            "deploying",
            "verifying",
            "succeeded",
            "failed",
            "errored",
            "skipped",
            "aborted",
            "new",
        ];
        assert_eq!(states.iter().copied().filter(good).collect::<Vec<_>>(), ["succeeded"]);
    }
}
