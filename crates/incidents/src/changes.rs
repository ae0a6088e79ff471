//! Incidents with the change that caused each.

use crate::company::{Company, pick};
use crate::noise::{Desk, HOUR, MINUTE, differs};
use crate::spread::{Fuse, symptom};
use domain::Timestamp;
use domain::health::culprit::{ChangeKind, ChangeRecord, Symptom};
use domain::names::ServiceName;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

/// An incident as the one who is called sees it, and what nobody knows yet.
pub struct Incident {
    pub symptom: Symptom,
    pub changes: Vec<ChangeRecord>,
    /// The id of the change that did it.
    pub culprit: String,
    /// What makes this one hard, for whoever reads a failed test.
    pub story: String,
}

/// A company, and incidents in it.
pub struct Quarry {
    pub company: Company,
    dice: StdRng,
}

impl Quarry {
    pub fn open(seed: u64) -> Self {
        let mut dice = StdRng::seed_from_u64(seed);
        Quarry { company: Company::found(&mut dice), dice }
    }

    /// The next incident, among about so many changes of two days.
    pub fn incident(&mut self, changes: usize) -> Incident {
        loop {
            let about = Timestamp(1_760_000_000_000 + self.dice.random_range(0..365 * 24) * HOUR);
            if let Some(incident) = self.attempt(about, changes) {
                return incident;
            }
        }
    }

    fn attempt(&mut self, about: Timestamp, how_many: usize) -> Option<Incident> {
        let dice = &mut self.dice;
        let mut desk = Desk::new(&self.company);
        let service = pick(&self.company.services, dice).clone();
        let (origin, distance) = origin(&self.company, &service, dice);
        let kind = guilty_kind(dice);
        // Riskier changes are the cause more often.
        let risk = self.company.risk.get(&(origin.clone(), kind)).copied().unwrap_or(0.1);
        if !dice.random_bool((risk * 9.0).min(1.0)) {
            return None;
        }
        let mut culprit = match kind {
            ChangeKind::AwsEvent => desk.aws_event(pick(&self.company.regions, dice), about),
            _ => desk.change(kind, &origin, about, dice),
        };
        culprit.difference = dice.random_bool(0.7).then(|| vec![differs()]);
        let fuse = Fuse::draw(dice);
        let symptom = symptom(&self.company, &service, &culprit, fuse, dice)?;
        let since = symptom.since()?;
        let mut changes = desk.background(symptom.seen_at, how_many, dice);
        changes.extend(bystanders(&mut desk, &service, since, dice));
        changes.extend(reactions(&mut desk, &service, since, symptom.seen_at, dice));
        let id = culprit.id.clone();
        changes.push(culprit);
        changes.iter_mut().for_each(|change| misread_clock(change, dice));
        let story = format!(
            "{} of {origin} ({distance} away), {} min before, {} ill, {} well",
            kind.as_str(),
            since.since(about) / MINUTE,
            symptom.ill.len(),
            symptom.well.len()
        );
        Some(Incident { symptom, changes, culprit: id, story })
    }
}

/// Whose change it was: mostly the service's own, else of something that it needs.
fn origin(company: &Company, service: &ServiceName, dice: &mut StdRng) -> (ServiceName, usize) {
    let hops = match dice.random_range(0..100) {
        0..=69 => 0,
        70..=91 => 1,
        _ => 2,
    };
    let (mut origin, mut gone) = (service.clone(), 0);
    for _ in 0..hops {
        let needed = company.dependencies.of(&origin);
        if needed.is_empty() {
            break;
        }
        origin = pick(needed, dice).clone();
        gone += 1;
    }
    (origin, gone)
}

fn guilty_kind(dice: &mut StdRng) -> ChangeKind {
    match dice.random_range(0..100) {
        0..=54 => ChangeKind::Release,
        55..=69 => ChangeKind::Parameter,
        70..=79 => ChangeKind::Flag,
        80..=86 => ChangeKind::Request,
        87..=94 => ChangeKind::AwsEvent,
        _ => ChangeKind::Action,
    }
}

/// Innocent changes that happen to be near: strangers' at the same minute, and now and then one of the service itself.
fn bystanders(
    desk: &mut Desk<'_>,
    service: &ServiceName,
    since: Timestamp,
    dice: &mut StdRng,
) -> Vec<ChangeRecord> {
    let mut all = Vec::new();
    for _ in 0..dice.random_range(1..=4) {
        let stranger = pick(&desk.company.services, dice).clone();
        let at = since.plus_millis(-dice.random_range(0..30) * MINUTE);
        all.push(desk.change(ChangeKind::Release, &stranger, at, dice));
    }
    if dice.random_bool(0.35) {
        let at = since.plus_millis(-dice.random_range(1..24) * HOUR);
        all.push(desk.change(ChangeKind::Release, service, at, dice));
    }
    if dice.random_bool(0.12) {
        let at = since.plus_millis(-dice.random_range(0..120) * MINUTE);
        let kind = *pick(&[ChangeKind::Parameter, ChangeKind::Flag, ChangeKind::Action], dice);
        all.push(desk.change(kind, service, at, dice));
    }
    all
}

/// What people do because something is wrong.
fn reactions(
    desk: &mut Desk<'_>,
    service: &ServiceName,
    since: Timestamp,
    seen_at: Timestamp,
    dice: &mut StdRng,
) -> Vec<ChangeRecord> {
    let mut all = Vec::new();
    while dice.random_bool(0.4) {
        let at = since.plus_millis(dice.random_range(2 * MINUTE..=seen_at.since(since).max(3 * MINUTE)));
        let kind = *pick(&[ChangeKind::Action, ChangeKind::Flag, ChangeKind::Parameter], dice);
        all.push(desk.change(kind, service, at, dice));
    }
    all
}

/// Every third source's clock is off by up to four minutes.
fn misread_clock(change: &mut ChangeRecord, dice: &mut StdRng) {
    if !dice.random_ratio(1, 3) {
        return;
    }
    let off = dice.random_range(-4 * MINUTE..=4 * MINUTE);
    change.at = change.at.plus_millis(off);
    for touch in &mut change.regions {
        touch.at = touch.at.plus_millis(off);
    }
}
