//! Rollouts as people see them.

use super::back::{Ways, no_way_back};
use super::carry::{carried_row, deferred_view};
use super::voice::Deputed;
use crate::Portal;
use domain::approval::{Approval, Decision};
use domain::ids::RolloutId;
use domain::names::RegionName;
use domain::people::Actor;
use domain::permission::{Action, Denied, Permit, Reason, permit};
use domain::rollout::{After, By, Kind, Lane, Rollout, RolloutEvent};
use domain::view::{
    Allowed, BackTo, LaneView, RolloutActions, RolloutName, RolloutRow, RolloutView, WaveView,
};
use domain::{PortalError, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

impl Portal {
    /// A rollout as this person sees it.
    pub(crate) async fn rollout_view(
        &self,
        actor: &Actor,
        rollout: &Rollout,
        version: i64,
    ) -> Result<RolloutView, PortalError> {
        let (now, deputed) = (self.now(), self.deputed(actor).await?);
        let back = self.ways_back(rollout).await?;
        let ways = self.named_ways_back(&back).await?;
        let unwell = match ways.is_empty() {
            true => BTreeSet::new(),
            false => self.unwell_regions(rollout).await?,
        };
        let reader = Reader { actor, deputed, rollout, back, ways, unwell, now };
        let waves = rollout.waves.iter().enumerate().map(|(position, wave)| WaveView {
            name: wave.name.clone(),
            gates: rollout.gates(position, now),
            opened_at: wave.opened_at,
            done_at: wave.done_at,
            lanes: wave.lanes.iter().map(|lane| reader.lane(lane)).collect(),
        });
        Ok(RolloutView {
            id: rollout.id.clone(),
            version,
            status: rollout.status(),
            kind: rollout.kind.clone(),
            service: rollout.service.clone(),
            team: rollout.team.clone(),
            stage: rollout.stage.clone(),
            release: rollout.release.clone(),
            strategy: rollout.strategy.clone(),
            enforcement: rollout.enforcement,
            requester_name: rollout.requester_name.clone(),
            reason: rollout.reason.clone(),
            digest: rollout.digest.clone(),
            waves: waves.collect(),
            forecast: self.forecast(rollout).await?,
            approvals: rollout.approvals.clone(),
            paused: rollout.paused.clone(),
            closed: rollout.closed.clone(),
            override_asked: rollout.override_asked.clone(),
            override_freeze: rollout.override_freeze.clone(),
            glass: rollout.glass.clone(),
            carried: self.carried_view(rollout).await?,
            deferred: deferred_view(rollout),
            others: self.rollout_names(others(rollout)).await?,
            decide_by: decide_by(rollout),
            created_at: rollout.created_at,
            updated_at: rollout.updated_at,
            may: reader.actions(),
        })
    }
}

impl Portal {
    /// What rollouts are called; one that cannot be found is left out.
    pub(super) async fn rollout_names(
        &self,
        ids: BTreeSet<RolloutId>,
    ) -> Result<Vec<RolloutName>, PortalError> {
        let mut names = Vec::new();
        for id in ids {
            if let Some(found) = self.store.rollout(&id).await? {
                let Rollout { release, stage, .. } = found.value;
                names.push(RolloutName { id, version: release.version, stage });
            }
        }
        Ok(names)
    }
}

/// Rollouts that it speaks of.
fn others(rollout: &Rollout) -> BTreeSet<RolloutId> {
    let of = match &rollout.kind {
        Kind::Rollback { of } => Some(of.clone()),
        Kind::Forward => None,
    };
    let first = match rollout.after() {
        Some(After::Rollout { rollout }) => Some(rollout),
        _ => None,
    };
    of.into_iter().chain(first).chain(rollout.seen.behind.clone()).collect()
}

/// One line of a list.
pub(super) fn row(rollout: &Rollout, version: i64) -> RolloutRow {
    let lanes = rollout.lanes().map(|lane| (lane.region.clone(), lane.state.as_str().to_owned()));
    RolloutRow {
        id: rollout.id.clone(),
        version,
        status: rollout.status(),
        kind: rollout.kind.clone(),
        service: rollout.service.clone(),
        team: rollout.team.clone(),
        stage: rollout.stage.clone(),
        release_version: rollout.release.version.clone(),
        requester_name: rollout.requester_name.clone(),
        lanes: lanes.collect(),
        carried: rollout.carried.as_ref().map(carried_row),
        deferred: rollout.deferred.as_ref().map(|deferred| deferred.template.clone()),
        review_due: rollout.review_due(),
        reason: rollout.reason.clone(),
        decide_by: decide_by(rollout),
        created_at: rollout.created_at,
        updated_at: rollout.updated_at,
    }
}

/// Until when a yes counts, while one is waited for.
fn decide_by(rollout: &Rollout) -> Option<Timestamp> {
    let rule = rollout.strategy.approval.as_ref().filter(|_| rollout.needs_approval())?;
    Some(rollout.asked_at().plus_hours(rule.expires_after_hours))
}

/// Works out what one person may do; trying it on the state machine tells what the state allows.
struct Reader<'a> {
    actor: &'a Actor,
    deputed: Deputed,
    rollout: &'a Rollout,
    back: Ways,
    ways: BTreeMap<RegionName, BackTo>,
    unwell: BTreeSet<RegionName>,
    now: Timestamp,
}

impl Reader<'_> {
    fn by(&self) -> By {
        By { actor: self.actor.id.clone(), name: self.actor.name.clone(), why: None, at: self.now }
    }

    fn may(&self, right: Result<Permit, Denied>, event: RolloutEvent) -> Allowed {
        match right {
            Err(denied) => Allowed::because(denied.reason),
            Ok(_) => Allowed::by_rollout(self.rollout.apply(event, self.now)),
        }
    }

    fn right(&self, action: Action) -> Result<Permit, Denied> {
        permit(self.actor, action, Some(&self.rollout.team))
    }

    fn actions(&self) -> RolloutActions {
        let stop = || self.right(Action::Cancel);
        let retry = RolloutEvent::Retried { regions: BTreeSet::new() };
        RolloutActions {
            decide: self.decide(),
            pause: self.may(stop(), RolloutEvent::Paused(self.by())),
            resume: self.may(stop(), RolloutEvent::Resumed(self.by())),
            retry: self.may(self.right(Action::Retry), retry),
            abort: self.may(stop(), RolloutEvent::Aborted(self.by())),
            roll_back: self.roll_back(stop()),
            ask_override: self.may(stop(), RolloutEvent::OverrideAsked(self.by())),
            confirm_override: self
                .may(self.right(Action::OverrideFreeze), RolloutEvent::FreezeOverridden(self.by())),
            break_glass: self.may(self.right(Action::BreakGlass), RolloutEvent::GlassBroken(self.by())),
            review: self.may(self.right(Action::Review), RolloutEvent::Reviewed(self.by())),
        }
    }

    fn decide(&self) -> Allowed {
        if !self.rollout.needs_approval() {
            return Allowed::because(Reason::NothingWaits);
        }
        let voice = match self.deputed.of_rollout(self.actor, self.rollout) {
            Ok(voice) => voice,
            Err(denied) => return Allowed::because(denied.reason),
        };
        let approval = Approval {
            by: self.actor.id.clone(),
            by_name: self.actor.name.clone(),
            decision: Decision::Approve,
            digest: self.rollout.digest.clone(),
            comment: None,
            at: self.now,
            void: None,
            roles: voice.roles,
            on_behalf: voice.on_behalf,
        };
        self.may(Ok(voice.permit), RolloutEvent::Decided { approval, exclude: BTreeSet::new() })
    }

    fn roll_back(&self, right: Result<Permit, Denied>) -> Allowed {
        match right {
            Err(denied) => Allowed::because(denied.reason),
            Ok(_) => no_way_back(&self.back).map_or_else(Allowed::yes, Allowed::because),
        }
    }

    fn lane(&self, lane: &Lane) -> LaneView {
        let region = lane.region.clone();
        let skip = RolloutEvent::Skipped { region: region.clone(), by: self.by() };
        let retry = RolloutEvent::Retried { regions: BTreeSet::from([region.clone()]) };
        LaneView {
            lane: lane.clone(),
            copy_remaining: lane.replica.remaining(self.now),
            before: self.rollout.before.get(&region).cloned(),
            back: self.ways.get(&region).cloned(),
            unwell: self.unwell.contains(&region) || lane.state.retryable(),
            may_skip: self.may(self.right(Action::Cancel), skip),
            may_retry: self.may(self.right(Action::Retry), retry),
            may_roll_back: match (self.right(Action::Cancel), self.back.get(&region)) {
                (Ok(_), Some(Err(why))) => Allowed::because(why.clone()),
                (right, _) => self.roll_back(right),
            },
        }
    }
}
