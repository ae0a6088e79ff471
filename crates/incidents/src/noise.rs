//! What goes on in a company while nothing is wrong.

use crate::company::{Company, pick, stage};
use domain::Timestamp;
use domain::health::culprit::{ChangeKind, ChangeRecord, Difference, Touch};
use domain::names::{RegionName, ServiceName};
use rand::RngExt as _;
use rand::rngs::StdRng;

pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;

/// Draws changes and numbers them.
pub(crate) struct Desk<'a> {
    pub company: &'a Company,
    made: u32,
}

impl<'a> Desk<'a> {
    pub fn new(company: &'a Company) -> Self {
        Desk { company, made: 0 }
    }

    /// A change of production as people make them.
    pub fn change(
        &mut self,
        kind: ChangeKind,
        of: &ServiceName,
        at: Timestamp,
        dice: &mut StdRng,
    ) -> ChangeRecord {
        let places = self.company.regions_of(dice);
        let regions = match kind {
            ChangeKind::Release => waves(&places, at, dice),
            ChangeKind::Flag if dice.random_bool(0.7) => Vec::new(),
            ChangeKind::FreezeLifted => Vec::new(),
            ChangeKind::Action => here(pick(&places, dice), at),
            _ if dice.random_bool(0.4) => together(&places, at, dice),
            _ => here(pick(&places, dice), at),
        };
        self.record(kind, Some(of.clone()), at, regions)
    }

    /// AWS tells of something in one region, whoever runs there.
    pub fn aws_event(&mut self, region: &RegionName, at: Timestamp) -> ChangeRecord {
        ChangeRecord { stage: None, ..self.record(ChangeKind::AwsEvent, None, at, here(region, at)) }
    }

    fn record(
        &mut self,
        kind: ChangeKind,
        service: Option<ServiceName>,
        at: Timestamp,
        regions: Vec<Touch>,
    ) -> ChangeRecord {
        self.made += 1;
        ChangeRecord {
            id: format!("change-{}", self.made),
            kind,
            service,
            team: None,
            stage: Some(stage("prod")),
            at,
            regions,
            own_clock: false,
            undoes: None,
            undone_at: None,
            title: format!("{} {}", kind.as_str(), self.made),
            infrastructure: None,
            link: None,
            by: None,
            difference: None,
            rollback: None,
        }
    }

    /// Two days of everybody's changes: by day more than by night, and more before production than in it.
    pub fn background(&mut self, end: Timestamp, how_many: usize, dice: &mut StdRng) -> Vec<ChangeRecord> {
        (0..how_many).map(|_| self.everyday(end, dice)).collect()
    }

    fn everyday(&mut self, end: Timestamp, dice: &mut StdRng) -> ChangeRecord {
        let at = loop {
            let at = end.plus_millis(-dice.random_range(0..48 * HOUR));
            let hour = at.0.div_euclid(HOUR).rem_euclid(24);
            if (9..20).contains(&hour) || dice.random_bool(0.25) {
                break at;
            }
        };
        if dice.random_bool(0.02) {
            return self.aws_event(pick(&self.company.regions, dice), at);
        }
        let kind = everyday_kind(dice);
        let mut change = self.change(kind, pick(&self.company.services, dice), at, dice);
        match dice.random_range(0..10) {
            0..=3 => change.stage = Some(stage("dev")),
            4..=5 => change.stage = Some(stage("staging")),
            _ => {}
        }
        if dice.random_bool(0.08) {
            change.undone_at = Some(at.plus_millis(dice.random_range(10..90) * MINUTE));
        }
        change.difference = match dice.random_range(0..10) {
            0 => Some(vec![]),
            1..=6 => Some(vec![differs()]),
            _ => None,
        };
        change
    }
}

fn everyday_kind(dice: &mut StdRng) -> ChangeKind {
    match dice.random_range(0..100) {
        0..=49 => ChangeKind::Release,
        50..=61 => ChangeKind::Parameter,
        62..=71 => ChangeKind::Request,
        72..=83 => ChangeKind::Flag,
        84..=97 => ChangeKind::Action,
        _ => ChangeKind::FreezeLifted,
    }
}

pub(crate) fn differs() -> Difference {
    Difference { what: "version".to_owned(), before: Some("1".to_owned()), after: Some("2".to_owned()) }
}

/// Home first, then the others; one rollout in four stops on its way.
fn waves(places: &[RegionName], at: Timestamp, dice: &mut StdRng) -> Vec<Touch> {
    let reach = match dice.random_bool(0.25) {
        true => dice.random_range(1..=places.len()),
        false => places.len(),
    };
    let soak = dice.random_range(10..70) * MINUTE;
    let mut touches = Vec::new();
    for (position, place) in places.iter().take(reach).enumerate() {
        let wave = if position == 0 { 0 } else { soak };
        let at = at.plus_millis(wave + dice.random_range(0..6) * MINUTE);
        touches.push(Touch { region: place.clone(), at });
    }
    touches
}

fn together(places: &[RegionName], at: Timestamp, dice: &mut StdRng) -> Vec<Touch> {
    let touch = |place: &RegionName| {
        let at = at.plus_millis(dice.random_range(0..15) * MINUTE);
        Touch { region: place.clone(), at }
    };
    places.iter().map(touch).collect()
}

fn here(place: &RegionName, at: Timestamp) -> Vec<Touch> {
    vec![Touch { region: place.clone(), at }]
}
