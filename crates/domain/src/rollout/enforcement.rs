//! What an approval is worth on the CI backend itself, and what the portal answers when the backend asks.

use super::{LaneState, Rollout};
use crate::names::{RegionName, StageName};
use serde::{Deserialize, Serialize};

/// Who sees to it that nothing goes out without the approval. The portal's own record decides in every mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Enforcement {
    /// GitHub asks the portal before each deployment, also before those that were started on GitHub itself.
    ProtectionRule,
    /// GitHub asks its own reviewers, too. No App may answer for them, so the portal does with the account of whoever
    /// approved, if they are one of them.
    RequiredReviewers,
    /// The portal starts nothing before. Whoever may run the workflow on GitHub can go around it.
    #[default]
    BeforeDispatch,
}

impl Enforcement {
    pub fn as_str(self) -> &'static str {
        match self {
            Enforcement::ProtectionRule => "protection_rule",
            Enforcement::RequiredReviewers => "required_reviewers",
            Enforcement::BeforeDispatch => "before_dispatch",
        }
    }

    /// What holds for a stage and what that means, in one sentence.
    pub fn sentence(self, stage: &StageName) -> String {
        match self {
            Enforcement::ProtectionRule => format!(
                "GitHub asks Slipway before anything is deployed to {stage}, so nobody gets around the approval, not even \
                 by starting the workflow on GitHub."
            ),
            Enforcement::RequiredReviewers => format!(
                "After the approval here, GitHub asks its own reviewers of {stage}: Slipway answers with the account of \
                 whoever approved, if they are one of them; otherwise one of them has to say yes there."
            ),
            Enforcement::BeforeDispatch => format!(
                "Slipway starts nothing in {stage} before the approval, but GitHub does not ask for it: whoever may run \
                 the workflow there can go around it."
            ),
        }
    }
}

/// A deployment that GitHub holds until the portal's rule answers, as far as it is known which one it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held<'a> {
    pub region: &'a RegionName,
    pub attempt: u32,
    /// `owner/name`.
    pub repository: &'a str,
    /// As the backend names the run.
    pub run: &'a str,
    pub environment: &'a str,
}

/// What the portal's rule answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    /// The portal does not know yet whether it has started this run itself.
    NotYet,
    Stop(Stop),
}

/// Why a deployment does not pass.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    #[error("it was not started by Slipway; start a rollout there, so that it can be approved")]
    Unknown,
    #[error("it carries the id of another deployment; start a rollout in Slipway instead")]
    OtherRun,
    #[error("what Slipway started is for another environment than {0}")]
    OtherEnvironment(String),
    #[error("its rollout does not deploy this region any more")]
    Over,
}

impl Rollout {
    /// Whether a held deployment is the very one that this rollout waits for. What was approved is what was dispatched, so
    /// a run of which only the title is the same does not pass.
    pub fn verdict(&self, held: &Held<'_>) -> Verdict {
        if self.strategy.workflow.repository != held.repository {
            return Verdict::Stop(Stop::Unknown);
        }
        if self.stage.as_str() != held.environment {
            return Verdict::Stop(Stop::OtherEnvironment(held.environment.to_owned()));
        }
        let lane = self.lane(held.region).filter(|lane| lane.attempt == held.attempt);
        match lane.map(|lane| &lane.state) {
            Some(LaneState::Deploying { run: Some(run), .. }) if run.id == held.run => Verdict::Pass,
            Some(LaneState::Deploying { run: None, .. }) => Verdict::NotYet,
            Some(LaneState::Deploying { .. }) => Verdict::Stop(Stop::OtherRun),
            _ => Verdict::Stop(Stop::Over),
        }
    }
}
