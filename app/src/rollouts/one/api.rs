use crate::api::Failure;
use crate::ssr::{self, back};
use domain::PortalError;
use domain::approval::Decision;
use domain::ids::RolloutId;
use domain::permission::Reason;
use domain::view::{RolloutDecision, Steering};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Where the forms are sent.
pub const DECIDE: &str = "/fn/rollouts/decide";
pub const STEER: &str = "/fn/rollouts/steer";

/// What a button does to a rollout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    Pause,
    Resume,
    Skip,
    Retry,
    Abort,
    RollBack,
    AskOverride,
    ConfirmOverride,
    BreakGlass,
    Review,
}

impl Deed {
    /// As forms send it.
    pub fn as_str(self) -> &'static str {
        match self {
            Deed::Pause => "pause",
            Deed::Resume => "resume",
            Deed::Skip => "skip",
            Deed::Retry => "retry",
            Deed::Abort => "abort",
            Deed::RollBack => "roll_back",
            Deed::AskOverride => "ask_override",
            Deed::ConfirmOverride => "confirm_override",
            Deed::BreakGlass => "break_glass",
            Deed::Review => "review",
        }
    }

    /// A form without a ticked region must not mean all of them.
    fn steering(self, regions: Vec<String>) -> Result<Steering, PortalError> {
        let some = || {
            let none =
                PortalError::invalid("Nothing was done: no region is chosen.").for_reason(Reason::NoRegion);
            if regions.is_empty() { Err(none.at("regions", "choose at least one")) } else { Ok(()) }
        };
        Ok(match self {
            Deed::Pause => Steering::Pause,
            Deed::Resume => Steering::Resume,
            Deed::Skip => {
                some()?;
                Steering::Skip { region: regions.concat() }
            }
            Deed::Retry => Steering::Retry { regions },
            Deed::Abort => Steering::Abort,
            Deed::AskOverride => Steering::AskOverride,
            Deed::ConfirmOverride => Steering::ConfirmOverride,
            Deed::BreakGlass => Steering::BreakGlass,
            Deed::Review => Steering::Review,
            Deed::RollBack => {
                some()?;
                Steering::RollBack { regions }
            }
        })
    }
}

/// Records an answer to what the person saw.
#[server(prefix = "/fn", endpoint = "rollouts/decide")]
pub async fn decide_rollout(
    id: String,
    decision: Decision,
    digest: String,
    #[server(default)] comment: String,
    #[server(default)] exclude: Vec<String>,
) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    // Who says no leaves nothing out.
    let exclude = if decision == Decision::Approve { exclude } else { Vec::new() };
    let input = RolloutDecision { decision, digest, comment: Some(comment.clone()), exclude };
    let done = portal.decide_rollout(&actor, &RolloutId(id.clone()), input).await;
    back::go(&portal, &actor, done.map(super::back::to), super::back::form(id, comment)).await
}

/// Holds it, lets it go on, leaves a region out, tries again, ends it, takes it back.
#[server(prefix = "/fn", endpoint = "rollouts/steer")]
pub async fn steer_rollout(
    id: String,
    deed: Deed,
    #[server(default)] regions: Vec<String>,
    #[server(default)] why: String,
) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let done = match deed.steering(regions) {
        Ok(steering) => {
            portal.steer_rollout(&actor, &RolloutId(id.clone()), steering, Some(why.clone())).await
        }
        Err(error) => Err(error),
    };
    back::go(&portal, &actor, done.map(super::back::to), super::back::form(id, why)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rollback_without_a_region_is_not_one_of_all() {
        assert!(Deed::RollBack.steering(Vec::new()).is_err());
        assert!(Deed::Skip.steering(Vec::new()).is_err());
        let all = Steering::Retry { regions: Vec::new() };
        assert_eq!(Deed::Retry.steering(Vec::new()).ok(), Some(all));
        let one = Steering::Skip { region: "eu-west-3".into() };
        assert_eq!(Deed::Skip.steering(vec!["eu-west-3".into()]).ok(), Some(one));
    }
}
