//! Launches: starts of workflows that people asked the portal for.
//!
//! GitHub has no idempotency key for a start. That it is about to be asked is therefore written down first; whoever
//! finds that note without a run looks for the run by the launch's id, and never starts another one.

use crate::Timestamp;
use crate::ids::{ActorId, LaunchId};
use crate::names::{RegionName, ServiceName, StageName, TeamName};
use crate::people::Actor;
use crate::rollout::{RunRef, Stop, Verdict, Workflow};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One start of a workflow by a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Launch {
    pub id: LaunchId,
    pub workflow: Workflow,
    /// What the workflow calls itself.
    pub name: String,
    pub service: ServiceName,
    pub team: TeamName,
    /// As they are sent, without the one that carries the id.
    pub inputs: BTreeMap<String, String>,
    /// Whether the workflow takes the id and shows it, so that its run can be found when an answer was lost.
    pub traceable: bool,
    /// Set when it is a guarded action.
    pub action: Option<LaunchedAction>,
    /// Why it is wanted, in the person's words.
    pub reason: Option<String>,
    pub by: ActorId,
    pub by_name: String,
    pub state: LaunchState,
    /// Why it goes on later than wanted: GitHub does not answer.
    pub delayed: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// The guarded action that a launch is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchedAction {
    /// As the service declares it: `scale`.
    pub name: String,
    pub stage: StageName,
    /// `None`: the workflow takes no region.
    pub region: Option<RegionName>,
    pub changes: Vec<Change>,
}

/// A number that an action changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub input: String,
    /// Where it is known.
    pub before: Option<i64>,
    pub after: i64,
}

/// How far a launch is. Phases in brackets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum LaunchState {
    /// GitHub has not been asked yet [Pending].
    Pending,
    /// GitHub is being asked, or was and its answer is looked for [Running].
    Sending { at: Timestamp },
    /// There is a run [Succeeded].
    Started { at: Timestamp, run: RunRef },
    /// GitHub said no; nothing was started [Failed].
    Refused { at: Timestamp, reason: String },
    /// The answer was lost, and nothing tells whether there is a run [Errored].
    Lost { at: Timestamp, reason: String },
}

/// What happens to a launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LaunchEvent {
    /// GitHub is about to be asked.
    Sending,
    /// It certainly was not started; `reason` tells why it has to wait.
    NotSent {
        reason: String,
    },
    Started(RunRef),
    Refused(String),
    Lost(String),
}

/// The event speaks of what is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this was already dealt with")]
pub struct Outdated;

/// What a launch begins with.
#[derive(Clone, Debug)]
pub struct LaunchOpening<'a> {
    pub id: LaunchId,
    pub workflow: Workflow,
    pub name: String,
    pub service: ServiceName,
    pub team: TeamName,
    pub inputs: BTreeMap<String, String>,
    pub traceable: bool,
    pub action: Option<LaunchedAction>,
    pub reason: Option<String>,
    pub actor: &'a Actor,
}

impl Launch {
    pub fn open(opening: LaunchOpening<'_>, now: Timestamp) -> Self {
        Launch {
            id: opening.id,
            workflow: opening.workflow,
            name: opening.name,
            service: opening.service,
            team: opening.team,
            inputs: opening.inputs,
            traceable: opening.traceable,
            action: opening.action,
            reason: opening.reason,
            by: opening.actor.id.clone(),
            by_name: opening.actor.name.clone(),
            state: LaunchState::Pending,
            delayed: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// What the portal's rule answers when GitHub holds a run that carries this launch's id. Guarded actions pass in their
    /// stage, because their own limits govern them; whatever else deploys goes through a rollout.
    pub fn verdict(&self, repository: &str, run: &str, environment: &str) -> Verdict {
        let Some(action) = self.action.as_ref().filter(|_| self.workflow.repository == repository) else {
            return Verdict::Stop(Stop::Unknown);
        };
        if action.stage.as_str() != environment {
            return Verdict::Stop(Stop::OtherEnvironment(environment.to_owned()));
        }
        match &self.state {
            LaunchState::Started { run: known, .. } if known.id == run => Verdict::Pass,
            LaunchState::Started { .. } => Verdict::Stop(Stop::OtherRun),
            LaunchState::Pending | LaunchState::Sending { .. } => Verdict::NotYet,
            LaunchState::Refused { .. } | LaunchState::Lost { .. } => Verdict::Stop(Stop::Unknown),
        }
    }

    /// The launch after an event. Events that come too late are [`Outdated`].
    pub fn apply(&self, event: LaunchEvent, now: Timestamp) -> Result<Self, Outdated> {
        let (state, delayed) = match (&self.state, event) {
            (LaunchState::Pending, LaunchEvent::Sending) => (LaunchState::Sending { at: now }, None),
            (LaunchState::Sending { .. }, LaunchEvent::NotSent { reason }) => {
                (LaunchState::Pending, Some(reason))
            }
            (LaunchState::Sending { .. }, LaunchEvent::Started(run)) => {
                (LaunchState::Started { at: now, run }, None)
            }
            (LaunchState::Pending | LaunchState::Sending { .. }, LaunchEvent::Refused(reason)) => {
                (LaunchState::Refused { at: now, reason }, None)
            }
            (LaunchState::Sending { .. }, LaunchEvent::Lost(reason)) => {
                (LaunchState::Lost { at: now, reason }, None)
            }
            _ => return Err(Outdated),
        };
        Ok(Launch { state, delayed, updated_at: now, ..self.clone() })
    }

    pub fn run(&self) -> Option<&RunRef> {
        match &self.state {
            LaunchState::Started { run, .. } => Some(run),
            _ => None,
        }
    }

    /// Whether GitHub's answer is still to come.
    pub fn open_ended(&self) -> bool {
        matches!(self.state, LaunchState::Pending | LaunchState::Sending { .. })
    }
}

impl LaunchState {
    /// Stable name for scripts and pages.
    pub fn as_str(&self) -> &'static str {
        match self {
            LaunchState::Pending => "pending",
            LaunchState::Sending { .. } => "sending",
            LaunchState::Started { .. } => "started",
            LaunchState::Refused { .. } => "refused",
            LaunchState::Lost { .. } => "lost",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn launch(state: LaunchState) -> Launch {
        let opening = LaunchOpening {
            id: LaunchId("lch_1".into()),
            workflow: Workflow {
                repository: "acme/live-api".into(),
                file: "restart.yml".into(),
                reference: "main".into(),
            },
            name: "Restart".into(),
            service: ServiceName::parse("live-api").expect("a service"),
            team: TeamName::parse("streaming").expect("a team"),
            inputs: BTreeMap::new(),
            traceable: true,
            action: None,
            reason: None,
            actor: &Actor::portal(),
        };
        Launch { state, ..Launch::open(opening, Timestamp(1)) }
    }

    #[test]
    fn a_launch_goes_one_way() {
        let run = RunRef { id: "7".into(), url: "https://x/7".into() };
        let states = [
            LaunchState::Pending,
            LaunchState::Sending { at: Timestamp(1) },
            LaunchState::Started { at: Timestamp(1), run: run.clone() },
            LaunchState::Refused { at: Timestamp(1), reason: "no".into() },
            LaunchState::Lost { at: Timestamp(1), reason: "?".into() },
        ];
        // For each state, what each event leads to; `-`: nothing.
        let table = [
            (LaunchEvent::Sending, ["sending", "-", "-", "-", "-"]),
            (LaunchEvent::NotSent { reason: "slow".into() }, ["-", "pending", "-", "-", "-"]),
            (LaunchEvent::Started(run), ["-", "started", "-", "-", "-"]),
            (LaunchEvent::Refused("no".into()), ["refused", "refused", "-", "-", "-"]),
            (LaunchEvent::Lost("?".into()), ["-", "lost", "-", "-", "-"]),
        ];
        for (event, expected) in table {
            for (state, expected) in states.iter().zip(expected) {
                let next = launch(state.clone()).apply(event.clone(), Timestamp(2));
                let word = next.as_ref().map_or("-", |next| next.state.as_str());
                assert_eq!(word, expected, "{state:?} {event:?}");
            }
        }
    }

    #[test]
    fn what_keeps_it_waiting_is_said_until_it_is_sent() {
        let sending = launch(LaunchState::Sending { at: Timestamp(1) });
        let waiting = sending.apply(LaunchEvent::NotSent { reason: "slow".into() }, Timestamp(2));
        let waiting = waiting.expect("it may wait");
        assert_eq!(waiting.delayed.as_deref(), Some("slow"));
        let again = waiting.apply(LaunchEvent::Sending, Timestamp(3)).expect("it may go on");
        assert_eq!(again.delayed, None);
    }
}
