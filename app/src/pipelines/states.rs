//! What states of runs and starts mean for the reader, as shape, word and colour.

use super::text::StateText;
use crate::ui::Tone;
use domain::pipeline::{Conclusion, LaunchState, RunState};

/// Every word of [`RunState::as_str`] that people filter by, in the order in which a run goes through them.
pub const WORDS: [&str; 9] = [
    "queued",
    "running",
    "waiting",
    "success",
    "failure",
    "cancelled",
    "timed_out",
    "skipped",
    "action_required",
];

pub fn run_tone(state: &RunState) -> Tone {
    match state {
        RunState::Queued | RunState::Waiting => Tone::Waiting,
        RunState::Running => Tone::Busy,
        RunState::Done { conclusion } => match conclusion {
            Conclusion::Success => Tone::Good,
            Conclusion::Failure | Conclusion::TimedOut | Conclusion::StartupFailure => Tone::Bad,
            Conclusion::ActionRequired => Tone::Warning,
            Conclusion::Cancelled | Conclusion::Skipped | Conclusion::Neutral | Conclusion::Stale => {
                Tone::Gone
            }
            Conclusion::Other(_) => Tone::Unknown,
        },
    }
}

/// A word that is not known is told as GitHub says it.
pub fn run_word(word: &str) -> String {
    let text = StateText::here();
    let known = match word {
        "queued" => text.queued,
        "running" => text.running,
        "waiting" => text.waiting,
        "success" => text.success,
        "failure" => text.failure,
        "cancelled" => text.cancelled,
        "timed_out" => text.timed_out,
        "skipped" => text.skipped,
        "neutral" => text.neutral,
        "action_required" => text.action_required,
        "startup_failure" => text.startup_failure,
        "stale" => text.stale,
        other => other,
    };
    known.to_owned()
}

pub fn launch_tone(state: &LaunchState) -> Tone {
    match state {
        LaunchState::Pending => Tone::Waiting,
        LaunchState::Sending { .. } => Tone::Busy,
        LaunchState::Started { .. } => Tone::Good,
        LaunchState::Refused { .. } => Tone::Bad,
        LaunchState::Lost { .. } => Tone::Unknown,
    }
}

pub fn launch_word(state: &LaunchState) -> &'static str {
    let text = StateText::here();
    match state {
        LaunchState::Pending => text.pending,
        LaunchState::Sending { .. } => text.sending,
        LaunchState::Started { .. } => text.started,
        LaunchState::Refused { .. } => text.refused,
        LaunchState::Lost { .. } => text.lost,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_success_looks_like_success() {
        let words = ["success", "failure", "cancelled", "timed_out", "skipped", "neutral", "something_new"];
        let done = |word: &&str| RunState::Done { conclusion: Conclusion::parse(word) };
        let good = words.iter().filter(|word| run_tone(&done(word)) == Tone::Good).collect::<Vec<_>>();
        assert_eq!(good, [&"success"]);
    }
}
