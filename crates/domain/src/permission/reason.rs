use crate::ids::{RequestId, RolloutId};
use crate::names::{RegionName, StageName, TeamName};
use crate::people::Role;
use crate::request::RequestStatus;
use crate::rollout::RolloutStatus;
use serde::{Deserialize, Serialize};

/// Why somebody may not do something now. The code is stable; pages word it in the reader's language, and the
/// English sentence is for scripts and logs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Reason {
    /// It takes one of these roles; `None`: in any team.
    Role { roles: Vec<Role>, team: Option<TeamName> },
    /// The team may not use the stage at all.
    Stage { team: TeamName, stage: StageName },
    /// Nobody answers their own request.
    OwnRequest,
    /// There is no team that a new service could belong to.
    NoTeam,
    /// Only the portal itself does this.
    PortalOnly,
    /// Nothing in the request needs a yes.
    NeedsNoApproval,
    /// There is nothing to answer now.
    NothingWaits,
    /// The person has said yes already.
    Answered,
    /// The plan was made too long ago.
    Expired { hours: u32 },
    /// A no without a word helps nobody.
    NeedsComment,
    /// The request has come to a point where this makes no sense.
    Status { deed: Deed, status: RequestStatus },
    /// It would make sense, but work is under way.
    Busy { deed: Deed, work: Busy },
    /// Another request is changing the environment.
    Held { request: RequestId },
    /// The environment never came into being.
    NotCreated,
    /// Nothing of the environment runs that could be compared with what was applied.
    NothingRuns,
    /// It is being compared already.
    BeingChecked,
    /// This part of the request is done and stays as it is.
    Finished,
    /// Only an admin of the whole platform does this.
    PlatformAdmin,
    /// The rollout has come to a point where this makes no sense.
    RolloutStatus { deed: Deed, status: RolloutStatus },
    /// The region has come to a point where this makes no sense.
    RegionState { deed: Deed, region: RegionName, state: String },
    /// It is as wanted already.
    AlreadySo,
    /// What was shown is no longer what is there.
    Changed,
    /// A yes that leaves every region out is a no.
    NothingLeft,
    /// The rollout waited too long for its approval.
    WaitedTooLong { hours: u32 },
    /// No other release ran in these regions before.
    NothingBefore,
    /// What an environment had before a change is not recorded, or secret.
    ValuesUnknown,
    /// What a rollback took away does not come back through another one.
    RollbackItself,
    /// Something else was brought to these regions since.
    Superseded,
    /// Every release before was taken away there, or was a cause.
    NothingGood,
    /// The stage before has not run this release.
    NotProven { version: String, stage: StageName },
    /// A form without a region must not mean all of them.
    NoRegion,
    /// No freeze window holds it.
    NotFrozen,
    /// Somebody has to ask for it, with a reason, before somebody else confirms.
    NotAskedFor,
    /// It takes somebody else than whoever asked or did it.
    SecondPerson,
    /// No review is due.
    NoReviewDue,
    /// It takes a reason.
    NeedsReason,
    /// It comes from the configuration or a calendar, and is changed there.
    NotHere,
    /// Starting the workflow by hand would go around gates and approvals.
    ByRollout,
    /// Starting the workflow by hand would go around the action's limits.
    Guarded { action: String },
    /// The workflow is turned off on GitHub.
    WorkflowDisabled,
    /// The action's owners do not allow it in this stage.
    ActionStage { stage: StageName },
    /// The run is over.
    RunOver,
    /// The run is not over yet.
    RunGoesOn,
    /// No job of the run failed.
    NoJobFailed,
    /// The incident is resolved, and would have to be opened again first.
    IncidentOver,
    /// The request is a rollout's first step, and is decided on, stopped and mended there.
    Carried { rollout: RolloutId },
    /// What the rollout carries has no good plans yet that could be decided on.
    NotPlanned,
    /// Somebody wants to go ahead alone from the start with a change that is not planned before it starts.
    PlannedLater,
}

/// What a person would do with a request or a rollout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    Decide,
    Withdraw,
    Cancel,
    Retry,
    Amend,
    Pause,
    Resume,
    Skip,
    Abort,
    LetThrough,
    /// Have its plans made anew.
    Plan,
}

/// Work that keeps a request from being changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Busy {
    Planning,
    Applying,
    /// Plans are being removed, or what was begun is being undone.
    Undoing,
}

impl Reason {
    /// Whether the state, and not the person, is what is in the way: then there is nothing to offer.
    pub fn pointless(&self) -> bool {
        matches!(
            self,
            Reason::Status { .. }
                | Reason::RolloutStatus { .. }
                | Reason::NothingWaits
                | Reason::NeedsNoApproval
                | Reason::NotFrozen
                | Reason::NoReviewDue
                | Reason::IncidentOver
                | Reason::Carried { .. }
        )
    }

    /// The stable word for it.
    pub fn code(&self) -> &'static str {
        match self {
            Reason::Role { .. } => "role",
            Reason::Stage { .. } => "stage",
            Reason::OwnRequest => "own-request",
            Reason::NoTeam => "no-team",
            Reason::PortalOnly => "portal-only",
            Reason::NeedsNoApproval => "needs-no-approval",
            Reason::NothingWaits => "nothing-waits",
            Reason::Answered => "answered",
            Reason::Expired { .. } => "expired",
            Reason::NeedsComment => "needs-comment",
            Reason::Status { .. } => "status",
            Reason::Busy { .. } => "busy",
            Reason::Held { .. } => "held",
            Reason::NotCreated => "not-created",
            Reason::NothingRuns => "nothing-runs",
            Reason::BeingChecked => "being-checked",
            Reason::Finished => "finished",
            Reason::PlatformAdmin => "platform-admin",
            Reason::RolloutStatus { .. } => "rollout-status",
            Reason::RegionState { .. } => "region-state",
            Reason::AlreadySo => "already-so",
            Reason::Changed => "changed",
            Reason::NothingLeft => "nothing-left",
            Reason::WaitedTooLong { .. } => "waited-too-long",
            Reason::NothingBefore => "nothing-before",
            Reason::ValuesUnknown => "values-unknown",
            Reason::RollbackItself => "rollback-itself",
            Reason::Superseded => "superseded",
            Reason::NothingGood => "nothing-good",
            Reason::NotProven { .. } => "not-proven",
            Reason::NoRegion => "no-region",
            Reason::NotFrozen => "not-frozen",
            Reason::NotAskedFor => "not-asked-for",
            Reason::SecondPerson => "second-person",
            Reason::NoReviewDue => "no-review-due",
            Reason::NeedsReason => "needs-reason",
            Reason::NotHere => "not-here",
            Reason::ByRollout => "by-rollout",
            Reason::Guarded { .. } => "guarded",
            Reason::WorkflowDisabled => "workflow-disabled",
            Reason::ActionStage { .. } => "action-stage",
            Reason::RunOver => "run-over",
            Reason::RunGoesOn => "run-goes-on",
            Reason::NoJobFailed => "no-job-failed",
            Reason::IncidentOver => "incident-over",
            Reason::Carried { .. } => "carried",
            Reason::NotPlanned => "not-planned",
            Reason::PlannedLater => "planned-later",
        }
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Reason::Role { roles, team } => {
                let names: Vec<&str> = roles.iter().map(|role| title(*role)).collect();
                let names = names.join(" or ");
                match team {
                    Some(team) => write!(f, "only a {names} of the team {team} may do this"),
                    None => write!(f, "only a {names} of some team may do this"),
                }
            }
            Reason::Stage { team, stage } => write!(f, "the team {team} may not use the stage {stage}"),
            Reason::OwnRequest => {
                f.write_str("somebody who neither asked for it nor amended it has to decide")
            }
            Reason::NoTeam => f.write_str("you are in no team that could own it"),
            Reason::PortalOnly => f.write_str("only the portal itself does this"),
            Reason::NeedsNoApproval => f.write_str("nothing in this request needs an approval"),
            Reason::NothingWaits => f.write_str("nothing waits for an answer now"),
            Reason::Answered => f.write_str("you have approved this already; it waits for somebody else"),
            Reason::Expired { hours } => {
                write!(f, "the plan is older than {hours} hours; retry it so that a fresh one is shown")
            }
            Reason::NeedsComment => {
                f.write_str("say why in a comment, so that the requester knows what to do")
            }
            Reason::Status { deed, status } => {
                write!(f, "it cannot be {} now: {}", participle(*deed), standing(*status))
            }
            Reason::Busy { deed, work } => {
                write!(f, "it cannot be {} now: {}", participle(*deed), under_way(*work))
            }
            Reason::Held { .. } => {
                f.write_str("another request is changing it; wait for that one, or cancel it")
            }
            Reason::NotCreated => f.write_str("it could not be created; retry its request, or delete it"),
            Reason::NothingRuns => f.write_str("nothing of it runs that could be checked"),
            Reason::BeingChecked => f.write_str("a check is under way already"),
            Reason::Finished => f.write_str("this is done already and stays as it is"),
            Reason::PlatformAdmin => f.write_str("only an admin of the whole platform may do this"),
            Reason::RolloutStatus { deed, status } => {
                write!(
                    f,
                    "a rollout that is {} cannot be {}",
                    status.as_str().replace('_', " "),
                    participle(*deed)
                )
            }
            Reason::RegionState { deed, region, state } => {
                write!(f, "the region {region} is {state} and cannot be {}", participle(*deed))
            }
            Reason::AlreadySo => f.write_str("it is so already"),
            Reason::Changed => f.write_str("what you saw has changed since; read it again and decide anew"),
            Reason::NothingLeft => f.write_str("every region would be left out; reject it instead"),
            Reason::WaitedTooLong { hours } => write!(
                f,
                "the rollout waited longer than {hours} hours; start it anew so that what is shown is fresh"
            ),
            Reason::NothingBefore => {
                f.write_str("there is nothing to go back to: no other release ran in these regions before")
            }
            Reason::ValuesUnknown => f.write_str("what it had before is not recorded, or secret"),
            Reason::RollbackItself => f.write_str(
                "it is a rollback itself, and what it took away does not go out again without its approval; start a rollout \
                 instead",
            ),
            Reason::Superseded => f.write_str(
                "something else was brought to these regions since; roll that back, or start a rollout of what you want there",
            ),
            Reason::NothingGood => f.write_str(
                "every release that ran there before was taken away by a rollback or was the cause of an incident; start a \
                 rollout of a good one",
            ),
            Reason::NotProven { version, stage } => {
                write!(f, "{version} has not come to a good end in {stage}; roll it out there first")
            }
            Reason::NoRegion => f.write_str("no region is chosen; choose at least one"),
            Reason::NotFrozen => f.write_str("no freeze window holds it now"),
            Reason::NotAskedFor => {
                f.write_str("nobody has asked for it yet; ask, and let somebody else confirm")
            }
            Reason::SecondPerson => {
                f.write_str("it takes a second person: somebody else than whoever asked for it or did it")
            }
            Reason::NoReviewDue => f.write_str("no review is due"),
            Reason::NeedsReason => f.write_str("say why: a reason is needed, and everybody can read it"),
            Reason::NotHere => {
                f.write_str("it comes from the configuration or a calendar, and is changed there")
            }
            Reason::ByRollout => f.write_str("it deploys, which goes through a rollout with its gates"),
            Reason::Guarded { action } => {
                write!(f, "it has limits, and is started as the action “{action}”")
            }
            Reason::WorkflowDisabled => {
                f.write_str("the workflow is turned off on GitHub; somebody has to enable it there")
            }
            Reason::ActionStage { stage } => {
                write!(f, "its owners do not allow it in the stage {stage}")
            }
            Reason::RunOver => f.write_str("the run is over"),
            Reason::RunGoesOn => f.write_str("the run is not over yet"),
            Reason::NoJobFailed => f.write_str("no job of the run failed"),
            Reason::IncidentOver => f.write_str("the incident is resolved; open it again first"),
            Reason::Carried { rollout } => {
                write!(f, "the rollout {rollout} carries it, and is where that is done")
            }
            Reason::NotPlanned => f.write_str(
                "the plans of what it carries are not good yet; wait for them, or have them made anew",
            ),
            Reason::PlannedLater => f.write_str(
                "what it carries is planned only once it has started, and nobody goes ahead alone with what they have not seen; \
                 have a developer start it and go ahead alone on its page, or start it without the change of environments",
            ),
        }
    }
}

/// A role in a sentence.
fn title(role: Role) -> &'static str {
    match role {
        Role::Developer => "developer",
        Role::Lead => "team lead",
        Role::OnCall => "person on call",
        Role::Admin => "admin",
    }
}

fn participle(deed: Deed) -> &'static str {
    match deed {
        Deed::Decide => "decided on",
        Deed::Withdraw => "withdrawn",
        Deed::Cancel => "cancelled",
        Deed::Retry => "retried",
        Deed::Amend => "amended",
        Deed::Pause => "paused",
        Deed::Resume => "resumed",
        Deed::Skip => "skipped",
        Deed::Abort => "aborted",
        Deed::LetThrough => "let through",
        Deed::Plan => "planned anew",
    }
}

fn standing(status: RequestStatus) -> &'static str {
    match status {
        RequestStatus::Planning => "its plans are being made",
        RequestStatus::PlanFailed => "it could not be planned",
        RequestStatus::AwaitingApproval => "it waits for approval",
        RequestStatus::AwaitingRollout => "it waits for its rollout",
        RequestStatus::ChangesRequested => "changes were asked for, so it has to be amended first",
        RequestStatus::Rejected => "it was rejected",
        RequestStatus::Withdrawn => "it was withdrawn",
        RequestStatus::Applying => "it is being applied",
        RequestStatus::Succeeded => "it is done",
        RequestStatus::Failed | RequestStatus::Errored => "it has failed",
        RequestStatus::Cancelled => "it was cancelled",
    }
}

fn under_way(work: Busy) -> &'static str {
    match work {
        Busy::Planning => "its plans are being made",
        Busy::Applying => "targets are being applied",
        Busy::Undoing => "what it prepared is being removed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_for_people_and_codes_are_what_is_serialised() {
        let team = TeamName::parse("streaming").ok();
        let table = [
            (
                Reason::Role { roles: vec![Role::Developer, Role::Lead], team: team.clone() },
                "only a developer or team lead of the team streaming may do this",
            ),
            (
                Reason::Status { deed: Deed::Retry, status: RequestStatus::ChangesRequested },
                "it cannot be retried now: changes were asked for, so it has to be amended first",
            ),
            (
                Reason::Busy { deed: Deed::Amend, work: Busy::Applying },
                "it cannot be amended now: targets are being applied",
            ),
            (
                Reason::Held { request: RequestId("req_1".into()) },
                "another request is changing it; wait for that one, or cancel it",
            ),
        ];
        for (reason, sentence) in table {
            assert_eq!(reason.to_string(), sentence);
            assert!(!sentence.contains('_'), "{sentence}");
            let json = serde_json::to_value(&reason).expect("json");
            assert_eq!(json["code"], reason.code());
            assert_eq!(serde_json::from_value::<Reason>(json).expect("a reason"), reason);
        }
    }
}
