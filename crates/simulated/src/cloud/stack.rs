//! One stack: its state, what has happened to it, and what is yet to happen.

use super::change_set::ChangeSet;
use super::contents::Contents;
use super::drift::Drifting;
use super::script::{Happening, Script, Then};
use crate::clock::TokioClock;
use domain::Timestamp;
use domain::plan::ResourceChange;
use domain::stack::StackEvent;
use services::ports::CloudError;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;
use tokio::time::Instant;

/// A resource that exists, or is coming or going.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Resource {
    pub kind: String,
    pub physical_id: String,
    pub status: &'static str,
}

/// What a token was used for; AWS refuses it for anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Execute,
    Delete,
    Cancel,
}

/// What is needed to undo an update.
#[derive(Clone, Debug)]
pub(super) struct Update {
    pub changes: Vec<ResourceChange>,
    pub before: BTreeMap<String, Resource>,
    /// Logical ids that it has had to do with so far.
    pub touched: BTreeSet<String>,
}

impl Update {
    /// The changes that have at least begun.
    pub fn begun(&self) -> Vec<ResourceChange> {
        self.changes.iter().filter(|change| self.touched.contains(&change.logical_id)).cloned().collect()
    }
}

#[derive(Debug)]
pub(super) struct SimStack {
    pub id: String,
    pub name: String,
    pub status: &'static str,
    pub reason: Option<String>,
    pub protected: bool,
    pub updated_at: Timestamp,
    /// `None` while the stack only exists in review.
    pub contents: Option<Contents>,
    pub resources: BTreeMap<String, Resource>,
    pub outputs: BTreeMap<String, String>,
    /// Oldest first.
    pub events: Vec<StackEvent>,
    /// By name, which is the token.
    pub change_sets: BTreeMap<String, ChangeSet>,
    pub tokens: BTreeMap<String, Deed>,
    /// What is needed to undo the update that was started last.
    pub update: Option<Update>,
    pub drifting: Drifting,
    timeline: VecDeque<Moment>,
    /// Counts physical ids.
    made: u32,
}

/// Something that will happen.
#[derive(Debug)]
struct Moment {
    at: Instant,
    happening: Happening,
    token: Option<String>,
}

impl SimStack {
    pub fn in_review(id: String, name: &str) -> Self {
        SimStack {
            id,
            name: name.to_owned(),
            status: "REVIEW_IN_PROGRESS",
            reason: Some("User Initiated".to_owned()),
            protected: false,
            updated_at: Timestamp::default(),
            contents: None,
            resources: BTreeMap::new(),
            outputs: BTreeMap::new(),
            events: Vec::new(),
            change_sets: BTreeMap::new(),
            tokens: BTreeMap::new(),
            update: None,
            drifting: Drifting::default(),
            timeline: VecDeque::new(),
            made: 0,
        }
    }

    /// Starts an operation: its first event happens now, its last one after `takes`. Whatever was under way is dropped.
    pub fn begin(&mut self, script: Script, token: Option<&str>, now: Instant, takes: Duration) {
        let steps = u32::try_from(script.len().saturating_sub(1)).unwrap_or(u32::MAX).max(1);
        let at = |step: usize| now + takes * u32::try_from(step).unwrap_or(u32::MAX) / steps;
        let moment = |(step, happening): (usize, Happening)| Moment {
            at: at(step),
            happening,
            token: token.map(str::to_owned),
        };
        self.timeline = script.into_iter().enumerate().map(moment).collect();
    }

    pub fn busy(&self) -> bool {
        !self.timeline.is_empty()
    }

    /// Lets everything happen that is due.
    pub fn advance(&mut self, now: Instant, clock: &TokioClock) {
        while let Some(moment) = self.timeline.pop_front_if(|moment| moment.at <= now) {
            self.happen(moment, clock);
        }
    }

    pub fn in_progress(&self) -> bool {
        self.status.ends_with("_IN_PROGRESS") && self.status != "REVIEW_IN_PROGRESS"
    }

    pub fn gone(&self) -> bool {
        self.status == "DELETE_COMPLETE"
    }

    /// Whether the deed was already done under this token.
    pub fn done_before(&self, token: &str, deed: Deed) -> Result<bool, CloudError> {
        match self.tokens.get(token) {
            None => Ok(false),
            Some(before) if *before == deed => Ok(true),
            Some(_) => Err(CloudError::Refused(format!(
                "The client request token {token} was already used for another operation."
            ))),
        }
    }

    fn happen(&mut self, moment: Moment, clock: &TokioClock) {
        let at = clock.read(moment.at);
        self.updated_at = at;
        match moment.happening {
            Happening::Stack { status, reason, then } => {
                self.status = status;
                self.reason = reason.clone();
                self.follow(then);
                let (name, id) = (self.name.clone(), self.id.clone());
                self.record(at, &name, id, "AWS::CloudFormation::Stack", status, reason, moment.token);
            }
            Happening::Resource { logical_id, kind, status, reason, anew } => {
                let physical = self.move_resource(&logical_id, &kind, status, anew);
                self.record(at, &logical_id, physical, &kind, status, reason, moment.token);
            }
        }
    }

    fn follow(&mut self, then: Then) {
        match then {
            Then::Nothing => {}
            Then::Become(contents) => {
                let physical = |id: &str| self.resources.get(id).map(|r| r.physical_id.clone());
                self.outputs = contents.outputs(&physical);
                self.contents = Some(*contents);
                self.drifting.behind_the_back.clear();
            }
            Then::Restore(resources) => self.resources = resources,
            Then::Gone => self.outputs.clear(),
        }
    }

    /// The resource's physical id after the move, empty while it has none.
    fn move_resource(&mut self, logical_id: &str, kind: &str, status: &'static str, anew: bool) -> String {
        if let Some(update) = &mut self.update {
            update.touched.insert(logical_id.to_owned());
        }
        if status == "DELETE_COMPLETE" {
            return self.resources.remove(logical_id).map(|r| r.physical_id).unwrap_or_default();
        }
        let known = self.resources.get(logical_id).map(|r| r.physical_id.clone()).unwrap_or_default();
        let physical_id = if anew { self.new_physical_id(logical_id) } else { known };
        let resource = Resource { kind: kind.to_owned(), physical_id: physical_id.clone(), status };
        self.resources.insert(logical_id.to_owned(), resource);
        physical_id
    }

    fn new_physical_id(&mut self, logical_id: &str) -> String {
        self.made += 1;
        format!("{}-{logical_id}-{:04}", self.name, self.made)
    }

    #[expect(clippy::too_many_arguments, reason = "an event has that many fields")]
    pub fn record(
        &mut self,
        at: Timestamp,
        logical_id: &str,
        physical_id: String,
        kind: &str,
        status: &str,
        reason: Option<String>,
        token: Option<String>,
    ) {
        let tail = self.id.rsplit('/').next().unwrap_or_default();
        self.events.push(StackEvent {
            id: format!("{logical_id}-{status}-{tail}-{}", self.events.len()),
            stack_id: self.id.clone(),
            at,
            logical_id: logical_id.to_owned(),
            physical_id,
            kind: kind.to_owned(),
            status: status.to_owned(),
            reason,
            token,
        });
    }
}
