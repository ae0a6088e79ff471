//! How promises stand: after each measurement, and for whoever asks.

use crate::Portal;
use crate::ports::{Assessed, Commit, KeptObjective, SamplePlace, Seen, Write};
use domain::health::incident::Witness;
use domain::health::{Alert, HealthReason, Objective, Placement, Severity};
use domain::people::Actor;
use domain::permission::{Action, Permit, permit};
use domain::{PortalError, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

const MINUTE_MILLIS: i64 = 60_000;
/// Sources tell late; what is this much older than a step is not fresh any more.
const LATE_MILLIS: i64 = 5 * MINUTE_MILLIS;
/// Why a place says nothing although its source answers.
const SILENT: &str = "the source of metrics answers, and knows nothing recent of it";
/// Objectives that are looked at in one go.
const AT_ONCE: usize = 100;

/// What the objectives of a placement say to whoever judges it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectiveSignals {
    pub alerts: Vec<Alert>,
    /// Whether objectives are measured, and fresh.
    pub measured: bool,
    /// Why the placement cannot be measured.
    pub obstacle: Option<String>,
}

impl ObjectiveSignals {
    fn of(place: &SamplePlace, objectives: impl IntoIterator<Item = Objective>, now: Timestamp) -> Self {
        let objectives: Vec<Objective> = objectives.into_iter().collect();
        let (promised, fresh) = (!objectives.is_empty(), is_fresh(place, now));
        let silent = (promised && !fresh).then(|| SILENT.to_owned());
        // Alerts outlast a question that failed, but not what they were worked out from.
        let speaking = objectives.into_iter().filter(|_| is_recent(place, now));
        let mut alerts: Vec<Alert> = speaking.flat_map(|objective| objective.alerts).collect();
        alerts.sort_by_key(|alert| std::cmp::Reverse((alert.severity, alert.tenths)));
        ObjectiveSignals { alerts, measured: promised && fresh, obstacle: place.problem.clone().or(silent) }
    }
}

impl Portal {
    /// The alerts that hold in a placement now, the loudest first.
    pub async fn alerts_of(&self, placement: &Placement) -> Result<Vec<Alert>, PortalError> {
        Ok(self.objective_signals(placement).await?.alerts)
    }

    /// Everything that its objectives say of a placement.
    pub async fn objective_signals(&self, placement: &Placement) -> Result<ObjectiveSignals, PortalError> {
        let Some(place) = self.store.sample_place(placement).await? else {
            return Ok(ObjectiveSignals::default());
        };
        Ok(ObjectiveSignals::of(&place, self.objectives_of(&place).await?, self.now()))
    }

    /// What is promised in one place.
    pub(super) async fn objectives_at(&self, placement: &Placement) -> Result<Vec<Objective>, PortalError> {
        match self.store.sample_place(placement).await? {
            Some(place) => self.objectives_of(&place).await,
            None => Ok(Vec::new()),
        }
    }

    /// The alert that counts, as it was last seen; `None`: no budget burns too fast.
    pub(crate) async fn loudest_alert_at(
        &self,
        placement: &Placement,
    ) -> Result<Option<(Severity, HealthReason)>, PortalError> {
        let alerts = self.alerts_of(placement).await?;
        Ok(alerts.first().map(|alert| (alert.severity, reason(alert))))
    }

    async fn objectives_of(&self, place: &SamplePlace) -> Result<Vec<Objective>, PortalError> {
        let kept = self.store.objectives(Some(&[place.id])).await?;
        Ok(kept.into_iter().map(|kept| kept.value).collect())
    }

    /// The same of every placement with objectives, for whoever judges all of them.
    pub async fn all_objective_signals(&self) -> Result<BTreeMap<Placement, ObjectiveSignals>, PortalError> {
        let now = self.now();
        let mut by_place: BTreeMap<i64, Vec<Objective>> = BTreeMap::new();
        for kept in self.store.objectives(None).await? {
            by_place.entry(kept.place).or_default().push(kept.value);
        }
        let places = self.store.sample_places(None).await?.into_iter();
        let signals = places.filter_map(|place| {
            let signals = ObjectiveSignals::of(&place, by_place.remove(&place.id)?, now);
            Some((place.placement, signals))
        });
        Ok(signals.collect())
    }

    /// Promises of all services and how they stand, or of one service.
    pub async fn objectives(
        &self,
        actor: &Actor,
        service: Option<&str>,
    ) -> Result<Vec<Objective>, PortalError> {
        permit(actor, Action::View, None)?;
        let kept = self.store.objectives(None).await?.into_iter().map(|kept| kept.value);
        let mut found: Vec<Objective> = kept
            .filter(|objective| service.is_none_or(|name| objective.placement.service.as_str() == name))
            .collect();
        found.sort_by(|a, b| (&a.placement, &a.slo.name).cmp(&(&b.placement, &b.slo.name)));
        Ok(found)
    }

    /// Looks at the objectives of places that have just been measured up to `until`; whoever becomes unwell or well
    /// again is assessed.
    pub(crate) async fn look_at_objectives(
        &self,
        places: &[SamplePlace],
        until: Timestamp,
    ) -> Result<(), PortalError> {
        let ids: Vec<i64> = places.iter().map(|place| place.id).collect();
        let kept = self.store.objectives(Some(&ids)).await?;
        // Tallies are kept by the minute, and the one under way counts, too.
        let until = Timestamp((until.0 + MINUTE_MILLIS - 1).div_euclid(MINUTE_MILLIS) * MINUTE_MILLIS);
        for kept in kept.chunks(AT_ONCE) {
            let numbers: Vec<i64> = kept.iter().map(|kept| kept.id).collect();
            let seen = self.store.seen(&numbers, until).await?;
            self.write_objectives(places, kept, &seen, until).await?;
        }
        Ok(())
    }

    async fn write_objectives(
        &self,
        places: &[SamplePlace],
        kept: &[KeptObjective],
        seen: &[Seen],
        until: Timestamp,
    ) -> Result<(), PortalError> {
        let seen: BTreeMap<i64, &Seen> = seen.iter().map(|seen| (seen.objective, seen)).collect();
        let since = |place| places.iter().find(|known| known.id == place).and_then(|known| known.first_at);
        let mut commit = Commit::new(Permit::portal(), self.now());
        let mut turned = BTreeSet::new();
        let mut next_of: BTreeMap<i64, Vec<Alert>> = BTreeMap::new();
        for kept in kept {
            let Some(seen) = seen.get(&kept.id) else { continue };
            let next = kept.value.seen(&seen.spans, seen.budget, since(kept.place), until);
            if loudest(&next.alerts) != loudest(&kept.value.alerts) {
                turned.insert(kept.place);
            }
            next_of.entry(kept.place).or_default().extend(next.alerts.clone());
            commit.writes.push(Write::Objective { place: kept.place, next: Box::new(next) });
        }
        for place in places.iter().filter(|place| turned.contains(&place.id)) {
            let alerts = next_of.get(&place.id).map(Vec::as_slice).unwrap_or_default();
            let assessed = Assessed {
                placement: place.placement.clone(),
                witness: Witness::Objectives,
                unwell: loudest_alert(alerts).map(|alert| (alert.severity, reason(alert))),
                at: commit.at,
            };
            commit.jobs.push(self.assess_job(assessed));
        }
        self.store.commit(commit).await?;
        Ok(())
    }
}

/// Whether what was measured of a place still says how it is.
pub(super) fn is_fresh(place: &SamplePlace, now: Timestamp) -> bool {
    place.problem.is_none() && is_recent(place, now)
}

fn is_recent(place: &SamplePlace, now: Timestamp) -> bool {
    let limit = 2 * place.step_millis + LATE_MILLIS;
    place.last_at.is_some_and(|last| now.since(last) <= limit)
}

fn loudest(alerts: &[Alert]) -> Option<Severity> {
    alerts.iter().map(|alert| alert.severity).max()
}

fn loudest_alert(alerts: &[Alert]) -> Option<&Alert> {
    alerts.iter().max_by_key(|alert| (alert.severity, alert.tenths))
}

fn reason(alert: &Alert) -> HealthReason {
    HealthReason::BudgetBurns {
        objective: alert.objective.clone(),
        tenths: alert.tenths,
        minutes: alert.minutes,
    }
}
