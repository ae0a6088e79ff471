//! What GitHub's refusals mean for people.

use crate::ports::PipelineError;
use domain::{ErrorCode, PortalError, Timestamp};

/// GitHub's refusal of what the portal asked it for on somebody's behalf. Nothing was changed.
pub(crate) fn refused_by(error: PipelineError) -> PortalError {
    let words = error.to_string();
    match error {
        PipelineError::NotFound(what) => PortalError::new(
            ErrorCode::NotFound,
            format!("GitHub does not have {what}, or the portal's token may not see it."),
        ),
        PipelineError::Forbidden(_) => PortalError::new(
            ErrorCode::BackendRefused,
            format!("{words}. Nothing was changed; whoever looks after Slipway has to grant the right."),
        ),
        PipelineError::Refused(words) => {
            PortalError::new(ErrorCode::BackendRefused, format!("GitHub refused: {}.", bare(&words)))
        }
        PipelineError::Throttled { until } => PortalError::new(
            ErrorCode::TooManyRequests,
            format!("GitHub asks the portal to slow down until {} UTC. Try again then.", clock(until)),
        ),
        PipelineError::Unreachable(_) => {
            PortalError::unavailable("GitHub cannot be reached. Nothing was changed; try again in a moment.")
        }
        PipelineError::Unclear(_) => PortalError::unavailable(
            "GitHub does not answer. Look whether it took effect before you try it again.",
        ),
    }
    .because(words)
}

fn bare(words: &str) -> &str {
    words.trim_end_matches('.')
}

/// Hours, minutes and seconds of a day in UTC.
fn clock(at: Timestamp) -> String {
    let seconds = at.0.div_euclid(1000).rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_is_what_it_is() {
        let table = [
            (
                PipelineError::Forbidden("Resource not accessible (it lacks actions=write)".into()),
                502,
                "GitHub said no to the portal's token: Resource not accessible (it lacks actions=write). Nothing",
            ),
            (
                PipelineError::NotFound("the run 5 of acme/api".into()),
                404,
                "GitHub does not have the run 5 of acme/api, or",
            ),
            (PipelineError::Refused("No way.".into()), 502, "GitHub refused: No way."),
            (
                PipelineError::Throttled { until: Timestamp(1_800_000_000_000) },
                429,
                "GitHub asks the portal to slow down until 08:00:00 UTC",
            ),
            (PipelineError::Unreachable("x".into()), 503, "GitHub cannot be reached"),
            (PipelineError::Unclear("x".into()), 503, "GitHub does not answer"),
        ];
        for (error, status, begin) in table {
            let told = refused_by(error);
            assert_eq!(told.code.status(), status, "{told}");
            assert!(told.message.starts_with(begin), "{told}");
        }
    }
}
