use super::belonging::TOGETHER_MILLIS;
use super::{
    Acknowledged, Affected, Entry, Happening, Incident, IncidentStatus, Joined, QUIET_MILLIS, Trouble,
    Witness,
};
use crate::Timestamp;
use crate::health::{Placement, Severity};
use crate::ids::IncidentId;
use crate::names::{RegionName, ServiceName, StageName, TeamName};
use crate::notification::Who;
use crate::permission::Reason;
use std::collections::BTreeSet;

/// What happens to an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IncidentEvent {
    /// A placement became unwell, or louder.
    Unwell {
        trouble: Trouble,
        joined: Joined,
    },
    Well {
        placement: Placement,
        witness: Witness,
    },
    /// Time has passed since everything was well.
    Quiet,
    /// Time has passed since somebody resolved it, and these are unwell all the same.
    StillUnwell {
        placements: Vec<Placement>,
    },
    /// These are called now.
    Called {
        who: Vec<Who>,
    },
    Acknowledge {
        by: Who,
    },
    Assign {
        by: Who,
        to: Who,
    },
    Note {
        by: Who,
        text: String,
    },
    Resolve {
        by: Who,
        why: Option<String>,
    },
    Reopen {
        by: Who,
        why: Option<String>,
    },
}

/// What has to follow a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IncidentEffect {
    /// Tell the owners that it began, or began again.
    TellOpened,
    /// Call whoever is on call, and the next one if nobody acknowledges.
    Call,
    TellAssigned {
        to: Who,
    },
    TellResolved,
    /// Look at it again then, whether it has stayed quiet, or was resolved too early.
    LookAt(Timestamp),
}

/// An incident after an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentStep {
    pub next: Incident,
    pub effects: Vec<IncidentEffect>,
}

/// Why an event changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IncidentRefused {
    #[error("{0}")]
    Reason(Reason),
    /// Nothing is new in it; not an error of whoever said it.
    #[error("nothing has changed")]
    Nothing,
}

impl Incident {
    /// Begins with a placement that is unwell; `region` is what people call where.
    pub fn begin(id: IncidentId, trouble: Trouble, region: &str) -> IncidentStep {
        let Placement { service, stage, .. } = trouble.placement.clone();
        let (title, team, severity) =
            (format!("{service} · {stage} · {region}"), trouble.team.clone(), trouble.severity);
        let regions = BTreeSet::new();
        let declared = Declared { title, service, stage, regions, team, severity, why: None };
        let mut next = Self::opened(id, None, declared, trouble.at);
        next.take(trouble, Joined::First);
        let effects = next.beginning();
        IncidentStep { next, effects }
    }

    /// Opened by somebody who saw something that nothing measures.
    pub fn declare(id: IncidentId, by: Who, what: Declared, now: Timestamp) -> IncidentStep {
        let next = Self::opened(id, Some(by), what, now);
        let effects = next.beginning();
        IncidentStep { next, effects }
    }

    fn opened(id: IncidentId, by: Option<Who>, what: Declared, now: Timestamp) -> Self {
        Incident {
            id,
            title: what.title,
            service: what.service,
            stage: what.stage,
            teams: [what.team.clone()].into(),
            team: what.team,
            severity: what.severity,
            status: IncidentStatus::Open,
            regions: what.regions,
            affected: Vec::new(),
            opened_by: by.clone(),
            opened_at: now,
            acknowledged: None,
            assignee: None,
            resolved_at: None,
            quiet_since: None,
            called: Vec::new(),
            timeline: vec![Entry { at: now, by, what: Happening::Opened { why: what.why } }],
            updated_at: now,
        }
    }

    /// What happens next, and what has to follow.
    ///
    /// # Errors
    /// When the event makes no sense now.
    pub fn apply(&self, event: IncidentEvent, now: Timestamp) -> Result<IncidentStep, IncidentRefused> {
        let mut next = Incident { updated_at: now, ..self.clone() };
        let effects = match event {
            IncidentEvent::Unwell { trouble, joined } => next.unwell_again(trouble, joined)?,
            IncidentEvent::Well { placement, witness } => next.well(&placement, witness, now)?,
            IncidentEvent::Quiet => next.quiet(now)?,
            IncidentEvent::StillUnwell { placements } => next.still_unwell(placements, now)?,
            IncidentEvent::Called { who } => next.call(who, now)?,
            IncidentEvent::Acknowledge { by } => next.acknowledge(by, now)?,
            IncidentEvent::Assign { by, to } => next.assign(by, to, now)?,
            IncidentEvent::Note { by, text } => {
                next.note(now, Some(by), Happening::Noted { text });
                Vec::new()
            }
            IncidentEvent::Resolve { by, why } => next.resolve(Some(by), why, now)?,
            IncidentEvent::Reopen { by, why } => next.reopen(Some(by), why, now)?,
        };
        Ok(IncidentStep { next, effects })
    }

    fn beginning(&self) -> Vec<IncidentEffect> {
        let calls = (self.severity == Severity::Page).then_some(IncidentEffect::Call);
        std::iter::once(IncidentEffect::TellOpened).chain(calls).collect()
    }

    /// Notes a placement as unwell. Whether anything is new in that.
    fn take(&mut self, trouble: Trouble, joined: Joined) -> bool {
        let Trouble { placement, team, severity, reason, witness, at } = trouble;
        self.teams.insert(team);
        let place = self.affected.iter().position(|affected| affected.placement == placement);
        let news = match place.and_then(|place| self.affected.get_mut(place)) {
            None => {
                self.affected.push(Affected {
                    placement: placement.clone(),
                    severity,
                    reason: reason.clone(),
                    since: at,
                    witnesses: [witness].into(),
                    well_since: None,
                });
                true
            }
            Some(known) => {
                let relapse = known.well_since.take().is_some();
                if relapse {
                    known.since = at;
                }
                known.witnesses.insert(witness);
                let news = relapse || severity > known.severity;
                known.severity = if relapse { severity } else { known.severity.max(severity) };
                // A number that moves on is no news.
                known.reason = reason.clone();
                news
            }
        };
        if news {
            self.severity = self.severity.max(severity);
            self.quiet_since = None;
            self.note(at, None, Happening::Unwell { placement, severity, reason, joined });
        }
        news
    }

    fn unwell_again(
        &mut self,
        trouble: Trouble,
        joined: Joined,
    ) -> Result<Vec<IncidentEffect>, IncidentRefused> {
        let (louder, at) = (trouble.severity > self.severity, trouble.at);
        let spreads = self.spreads(&trouble);
        let heard =
            self.affects(&trouble.placement).is_some_and(|known| known.witnesses.contains(&trouble.witness));
        let Trouble { placement, severity, reason, witness, .. } = trouble.clone();
        if !self.take(trouble, joined) {
            // Resolved while it was unwell, and judged so anew: as when maintenance is over, and nothing is mended. Alerts are
            // told anew also when they become quieter.
            if heard && witness == Witness::Judgement && !self.status.live() {
                self.note(at, None, Happening::Unwell { placement, severity, reason, joined });
                return self.reopen(None, None, at);
            }
            return if heard { Err(IncidentRefused::Nothing) } else { Ok(Vec::new()) };
        }
        if !self.status.live() {
            return self.reopen(None, None, at);
        }
        // Whoever looks at one region has not said that they look at the next one, too.
        if spreads && self.status == IncidentStatus::Acknowledged {
            (self.status, self.acknowledged) = (IncidentStatus::Open, None);
        }
        // A ticket that becomes a page calls somebody, unless somebody looks at it already.
        let calls = (louder || spreads) && self.status == IncidentStatus::Open;
        Ok(calls.then_some(IncidentEffect::Call).into_iter().collect())
    }

    /// Whether it reaches a region that it had not reached, and not in the moment in which it began.
    fn spreads(&self, trouble: &Trouble) -> bool {
        let newest = self.unwell().map(|affected| affected.since).max();
        let later = newest.is_some_and(|newest| trouble.at.since(newest) > TOGETHER_MILLIS);
        let mut known = self.affected.iter().map(|affected| &affected.placement.region);
        later && trouble.severity == Severity::Page && known.all(|region| *region != trouble.placement.region)
    }

    fn well(
        &mut self,
        placement: &Placement,
        witness: Witness,
        now: Timestamp,
    ) -> Result<Vec<IncidentEffect>, IncidentRefused> {
        let unwell =
            |affected: &&mut Affected| &affected.placement == placement && affected.well_since.is_none();
        let Some(affected) = self.affected.iter_mut().find(unwell) else {
            return Err(IncidentRefused::Nothing);
        };
        if !affected.witnesses.remove(&witness) {
            return Err(IncidentRefused::Nothing);
        }
        if !affected.witnesses.is_empty() {
            return Ok(Vec::new());
        }
        affected.well_since = Some(now);
        self.note(now, None, Happening::Well { placement: placement.clone() });
        if self.unwell().next().is_some() || !self.status.live() || self.opened_by.is_some() {
            return Ok(Vec::new());
        }
        self.quiet_since = Some(now);
        Ok(vec![IncidentEffect::LookAt(now.plus_millis(QUIET_MILLIS))])
    }

    /// Ends by itself what has been quiet for long enough. What a person opened is ended by a person.
    fn quiet(&mut self, now: Timestamp) -> Result<Vec<IncidentEffect>, IncidentRefused> {
        match self.quiet_since {
            Some(since) if self.status.live() && now.since(since) >= QUIET_MILLIS => {
                self.resolve(None, None, now)
            }
            _ => Err(IncidentRefused::Nothing),
        }
    }

    /// A placement whose state does not turn is not told of again, so nobody would ever be called for what somebody
    /// resolved too early.
    fn still_unwell(
        &mut self,
        mut placements: Vec<Placement>,
        now: Timestamp,
    ) -> Result<Vec<IncidentEffect>, IncidentRefused> {
        let in_time = self.resolved_at.is_some_and(|resolved| now.since(resolved) >= QUIET_MILLIS);
        placements.retain(|placement| self.unwell().any(|affected| &affected.placement == placement));
        if self.status.live() || !in_time || placements.is_empty() {
            return Err(IncidentRefused::Nothing);
        }
        for placement in placements {
            self.note(now, None, Happening::StillUnwell { placement });
        }
        self.reopen(None, None, now)
    }

    fn call(&mut self, who: Vec<Who>, now: Timestamp) -> Result<Vec<IncidentEffect>, IncidentRefused> {
        if self.status != IncidentStatus::Open {
            return Err(IncidentRefused::Nothing);
        }
        let again = !self.called.is_empty();
        match who.is_empty() {
            true => self.note(now, None, Happening::NobodyOnCall),
            false => self.note(now, None, Happening::Called { who: who.clone(), again }),
        }
        self.called.extend(who);
        Ok(Vec::new())
    }

    fn acknowledge(&mut self, by: Who, now: Timestamp) -> Result<Vec<IncidentEffect>, IncidentRefused> {
        match self.status {
            IncidentStatus::Open => {
                self.status = IncidentStatus::Acknowledged;
                self.acknowledged = Some(Acknowledged { by: by.clone(), at: now });
                self.note(now, Some(by), Happening::Acknowledged);
                Ok(Vec::new())
            }
            IncidentStatus::Acknowledged => Err(IncidentRefused::Reason(Reason::AlreadySo)),
            IncidentStatus::Resolved => Err(IncidentRefused::Reason(Reason::IncidentOver)),
        }
    }

    /// Who works on it. That somebody looks at it is said by themselves.
    fn assign(&mut self, by: Who, to: Who, now: Timestamp) -> Result<Vec<IncidentEffect>, IncidentRefused> {
        if !self.status.live() {
            return Err(IncidentRefused::Reason(Reason::IncidentOver));
        }
        if self.assignee.as_ref() == Some(&to) {
            return Err(IncidentRefused::Reason(Reason::AlreadySo));
        }
        self.note(now, Some(by.clone()), Happening::Assigned { to: to.clone() });
        let told = (by.id != to.id).then(|| IncidentEffect::TellAssigned { to: to.clone() });
        self.assignee = Some(to);
        Ok(told.into_iter().collect())
    }

    fn resolve(
        &mut self,
        by: Option<Who>,
        why: Option<String>,
        now: Timestamp,
    ) -> Result<Vec<IncidentEffect>, IncidentRefused> {
        if !self.status.live() {
            return Err(IncidentRefused::Reason(Reason::AlreadySo));
        }
        self.status = IncidentStatus::Resolved;
        self.resolved_at = Some(now);
        self.note(now, by, Happening::Resolved { why });
        let early = self.unwell().next().is_some();
        let again = early.then(|| IncidentEffect::LookAt(now.plus_millis(QUIET_MILLIS)));
        Ok(std::iter::once(IncidentEffect::TellResolved).chain(again).collect())
    }

    /// From the beginning: somebody has to acknowledge anew.
    fn reopen(
        &mut self,
        by: Option<Who>,
        why: Option<String>,
        now: Timestamp,
    ) -> Result<Vec<IncidentEffect>, IncidentRefused> {
        if self.status.live() {
            return Err(IncidentRefused::Reason(Reason::AlreadySo));
        }
        self.status = IncidentStatus::Open;
        (self.resolved_at, self.quiet_since, self.acknowledged) = (None, None, None);
        self.called.clear();
        self.note(now, by, Happening::Reopened { why });
        Ok(self.beginning())
    }

    fn note(&mut self, at: Timestamp, by: Option<Who>, what: Happening) {
        self.timeline.push(Entry { at, by, what });
    }
}

/// What somebody saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    pub title: String,
    pub service: ServiceName,
    pub stage: StageName,
    /// Empty: in the whole service.
    pub regions: BTreeSet<RegionName>,
    pub team: TeamName,
    pub severity: Severity,
    pub why: Option<String>,
}
