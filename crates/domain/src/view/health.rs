//! How services are in their regions, as people see it.

use super::Allowed;
use crate::Timestamp;
use crate::health::culprit::{InfrastructureChange, Touch};
use crate::health::{
    Burn, HealthChange, HealthState, Numbers, Objective, Placement, PlacementHealth, RegionState, StateSpan,
    Tally, timeline, worst_first,
};
use crate::ids::RolloutId;
use crate::metric::{Metric, Series, Window};
use crate::names::{RegionName, ServiceName, StageName, TeamName};
use crate::release::{Deployed, Version};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The home of somebody on call: which region is unwell, since when, and what it costs users.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HealthBoard {
    /// `None`: all stages together.
    pub stage: Option<StageName>,
    /// What the timelines cover.
    pub from: Timestamp,
    pub until: Timestamp,
    /// The worst first.
    pub regions: Vec<RegionCard>,
    /// The worst placements, at most [`HealthBoard::MOST`], without those that are well.
    pub trouble: Vec<TroubleRow>,
    /// What was done to the regions in that time, the newest first.
    pub changes: Vec<ChangeMark>,
}

/// One region at a glance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegionCard {
    pub region: RegionName,
    pub home: bool,
    #[serde(flatten)]
    pub state: RegionState,
    /// The error budget that is used up fastest.
    pub burn: Burn,
    pub numbers: Numbers,
    /// What runs of the service that makes it so, or else what was deployed last.
    pub running: Option<Running>,
    /// Who is on call for it, by name.
    pub on_call: Vec<String>,
    /// Round trip from the home region, in milliseconds.
    pub from_home: Option<f64>,
    pub spans: Vec<StateSpan>,
}

/// A release that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    pub service: ServiceName,
    pub version: Version,
    pub rollout: RolloutId,
    pub at: Timestamp,
}

/// A placement that is not well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TroubleRow {
    #[serde(flatten)]
    pub health: PlacementHealth,
    pub running: Option<Running>,
}

/// Something that was done to one or more regions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeMark {
    /// The same for all regions that it touched.
    pub id: String,
    pub kind: MarkKind,
    /// When it touched the first one.
    pub at: Timestamp,
    /// For what lasts: a freeze, or maintenance.
    pub until: Option<Timestamp>,
    pub service: Option<ServiceName>,
    pub team: Option<TeamName>,
    pub stage: Option<StageName>,
    /// "live-api 1.8.2".
    pub title: String,
    pub infrastructure: Option<InfrastructureChange>,
    pub by: Option<String>,
    /// In the order in which it came to them.
    pub touched: Vec<Touch>,
    /// Where it can be looked at.
    pub path: Option<String>,
}

/// What kind of change it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    Deploy,
    RollBack,
    /// A stack was made, changed or taken away.
    Infrastructure,
    /// A feature was switched, an action was run, or AWS told of something.
    Other,
    Freeze,
    /// Announced work, during which measurements do not count.
    Maintenance,
}

impl MarkKind {
    /// Whether it lasts for some time, and changes nothing by itself.
    pub fn lasts(self) -> bool {
        matches!(self, MarkKind::Freeze | MarkKind::Maintenance)
    }
}

/// What is known of all placements at one moment, for a board to be made of.
#[derive(Clone, Debug, Default)]
pub struct HealthPicture {
    pub placements: Vec<PlacementHealth>,
    /// In the time that is shown, and before it the last one of each placement that changed in it.
    pub changes: Vec<HealthChange>,
    pub deployed: Vec<Deployed>,
    pub marks: Vec<ChangeMark>,
    pub numbers: BTreeMap<RegionName, Numbers>,
    pub from_home: BTreeMap<RegionName, f64>,
}

/// A region's own page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegionHealthView {
    pub card: RegionCard,
    pub stage: Option<StageName>,
    pub from: Timestamp,
    pub until: Timestamp,
    /// The worst first; a part of them.
    pub placements: Vec<PlacementRow>,
    /// How many there are under the filter.
    pub count: usize,
    pub changes: Vec<ChangeMark>,
    pub charts: Charts,
}

/// A placement in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlacementRow {
    #[serde(flatten)]
    pub health: PlacementHealth,
    pub running: Option<Running>,
    pub numbers: Numbers,
}

/// One service in one stage and region, with everything measured of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlacementView {
    #[serde(flatten)]
    pub health: PlacementHealth,
    pub team: Option<TeamName>,
    /// Announce maintenance here.
    pub may_silence: Allowed,
    pub burn: Burn,
    /// What the service promises here, and how that stands.
    pub objectives: Vec<Objective>,
    pub running: Option<Running>,
    /// The same service and stage elsewhere.
    pub elsewhere: Vec<PlacementHealth>,
    pub spans: Vec<StateSpan>,
    pub changes: Vec<ChangeMark>,
    pub charts: Charts,
}

/// Lines over one stretch of time, on one axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Charts {
    pub window: Window,
    /// What tells the values; `None` where nothing is measured.
    pub source: Option<String>,
    pub series: BTreeMap<Metric, Series>,
    /// What a value should not exceed.
    pub limits: BTreeMap<Metric, f64>,
    /// Why nothing, or not everything, can be shown.
    pub problem: Option<String>,
    /// The same view in CloudWatch.
    pub console: Option<String>,
}

impl Charts {
    pub fn nothing(window: Window) -> Self {
        Charts {
            window,
            source: None,
            series: BTreeMap::new(),
            limits: BTreeMap::new(),
            problem: None,
            console: None,
        }
    }

    pub fn has_data(&self) -> bool {
        self.series.values().any(Series::has_data)
    }
}

impl HealthBoard {
    /// Rows of what is not well that are shown.
    pub const MOST: usize = 20;

    /// What is known, put together. Regions come in their configured order, the home region first; `regions` tells whether
    /// each is the home region, and who is on call there by the placement that makes it unwell.
    pub fn of(
        stage: Option<StageName>,
        regions: &[(RegionName, bool)],
        mut picture: HealthPicture,
        (from, until): (Timestamp, Timestamp),
        on_call: impl Fn(Option<&Placement>) -> Vec<String>,
    ) -> Self {
        picture.marks.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
        let mut cards: Vec<RegionCard> = regions
            .iter()
            .map(|(region, home)| RegionCard::of(region, *home, &picture, (from, until), &on_call))
            .collect();
        // Stable, so that equally bad regions keep their order.
        cards.sort_by_key(|card| std::cmp::Reverse(card.state.state));
        let trouble = trouble(&picture);
        HealthBoard { stage, from, until, regions: cards, trouble, changes: picture.marks }
    }

    /// The one that somebody should look at first.
    pub fn first(&self) -> Option<&TroubleRow> {
        self.trouble.first()
    }

    /// How many placements are in which state, everywhere.
    pub fn tally(&self) -> Tally {
        self.regions.iter().fold(Tally::default(), |sum, card| Tally {
            healthy: sum.healthy + card.state.tally.healthy,
            no_data: sum.no_data + card.state.tally.no_data,
            degraded: sum.degraded + card.state.tally.degraded,
            unhealthy: sum.unhealthy + card.state.tally.unhealthy,
            left_out: sum.left_out + card.state.tally.left_out,
            maintenance: sum.maintenance + card.state.tally.maintenance,
        })
    }
}

impl RegionCard {
    pub fn of(
        region: &RegionName,
        home: bool,
        picture: &HealthPicture,
        (from, until): (Timestamp, Timestamp),
        on_call: impl Fn(Option<&Placement>) -> Vec<String>,
    ) -> Self {
        let here: Vec<&PlacementHealth> =
            picture.placements.iter().filter(|it| &it.placement.region == region).collect();
        let changes: Vec<&HealthChange> =
            picture.changes.iter().filter(|it| &it.placement.region == region).collect();
        let state = RegionState::of(&here);
        let worst = state.worst.as_ref().map(|worst| &worst.placement);
        let spans = timeline(here.iter().copied(), &changes, from, until);
        RegionCard {
            home,
            burn: Burn::fastest(here.iter().map(|it| &it.burn)),
            numbers: picture.numbers.get(region).copied().unwrap_or_default(),
            running: running_in(region, worst, &picture.deployed),
            on_call: on_call(worst),
            from_home: picture.from_home.get(region).copied(),
            spans,
            region: region.clone(),
            state,
        }
    }

    /// Since when it is in its state, as far as what is drawn tells; before that it may have been so for longer.
    pub fn since(&self) -> Option<Timestamp> {
        let drawn = self.spans.last().filter(|last| last.state == self.state.state && self.spans.len() > 1);
        drawn.map(|span| span.from).or(self.state.since)
    }
}

impl Running {
    pub fn of(deployed: &Deployed) -> Self {
        Running {
            service: deployed.service.clone(),
            version: deployed.version.clone(),
            rollout: deployed.rollout.clone(),
            at: deployed.at,
        }
    }

    /// What runs at a placement.
    pub fn at(placement: &Placement, deployed: &[Deployed]) -> Option<Self> {
        let here = |it: &&Deployed| {
            it.service == placement.service && it.stage == placement.stage && it.region == placement.region
        };
        deployed.iter().find(here).map(Running::of)
    }
}

fn running_in(region: &RegionName, worst: Option<&Placement>, deployed: &[Deployed]) -> Option<Running> {
    let of_worst = worst.and_then(|worst| Running::at(worst, deployed));
    let newest = || deployed.iter().filter(|it| &it.region == region).max_by_key(|it| it.at).map(Running::of);
    of_worst.or_else(newest)
}

fn trouble(picture: &HealthPicture) -> Vec<TroubleRow> {
    let ill = |it: &&PlacementHealth| it.health.reason.counts() && it.health.state != HealthState::Healthy;
    let mut ill: Vec<PlacementHealth> = picture.placements.iter().filter(ill).cloned().collect();
    worst_first(&mut ill);
    ill.truncate(HealthBoard::MOST);
    let row = |health: PlacementHealth| TroubleRow {
        running: Running::at(&health.placement, &picture.deployed),
        health,
    };
    ill.into_iter().map(row).collect()
}

impl ChangeMark {
    /// When it came to a region; `None` when it never did.
    pub fn came_to(&self, region: &RegionName) -> Option<Timestamp> {
        self.touched.iter().find(|touch| &touch.region == region).map(|touch| touch.at)
    }

    /// The same, with what it touched in the order in which it came there. `None`: it touched nothing.
    pub fn settled(mut self) -> Option<Self> {
        self.touched.sort_by(|a, b| (a.at, &a.region).cmp(&(b.at, &b.region)));
        self.at = self.touched.first()?.at;
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::{Health, HealthReason};

    fn region(name: &str) -> RegionName {
        RegionName::parse(name).expect("a region")
    }

    fn service(name: &str) -> ServiceName {
        ServiceName::parse(name).expect("a service")
    }

    fn is(name: &str, place: &str, state: HealthState, since: i64) -> PlacementHealth {
        let reason = match state {
            HealthState::Healthy => HealthReason::Well { locations: 3 },
            HealthState::NoData => HealthReason::Silent { since: Timestamp(since) },
            _ => HealthReason::ProbesFail { failing: 3, locations: 3, why: "HTTP 503".into() },
        };
        PlacementHealth {
            placement: Placement {
                service: service(name),
                stage: StageName::parse("prod").expect("a stage"),
                region: region(place),
            },
            health: Health { state, reason, since: Timestamp(since), better_since: None },
            version: None,
            burn: Burn::Unknown,
            at: Timestamp(since),
        }
    }

    fn mark(id: &str, at: i64, name: &str, regions: &[&str]) -> ChangeMark {
        ChangeMark {
            id: id.to_owned(),
            kind: MarkKind::Deploy,
            at: Timestamp(at),
            until: None,
            service: Some(service(name)),
            team: None,
            stage: None,
            title: name.to_owned(),
            infrastructure: None,
            by: None,
            touched: regions.iter().map(|name| Touch { region: region(name), at: Timestamp(at) }).collect(),
            path: Some(format!("/rollouts/{id}")),
        }
    }

    fn board() -> HealthBoard {
        let regions = [("ap-northeast-2", true), ("eu-west-3", false), ("us-east-1", false)];
        let regions = regions.map(|(name, home)| (region(name), home));
        let picture = HealthPicture {
            placements: vec![
                is("live-api", "ap-northeast-2", HealthState::Healthy, 10),
                is("live-api", "eu-west-3", HealthState::Unhealthy, 1_500),
                is("player", "eu-west-3", HealthState::Healthy, 10),
            ],
            marks: vec![
                mark("early", 1_100, "live-api", &["eu-west-3"]),
                mark("other", 1_450, "player", &["eu-west-3"]),
                mark("elsewhere", 1_460, "live-api", &["us-east-1"]),
                mark("it", 1_400, "live-api", &["ap-northeast-2", "eu-west-3"]),
                mark("late", 1_600, "live-api", &["eu-west-3"]),
            ],
            ..HealthPicture::default()
        };
        HealthBoard::of(None, &regions, picture, (Timestamp(1_000), Timestamp(2_000)), |worst| {
            worst.map(|worst| worst.service.to_string()).into_iter().collect()
        })
    }

    #[test]
    fn the_worst_region_comes_first_and_no_data_before_health() {
        let board = board();
        let told: Vec<(&str, HealthState)> =
            board.regions.iter().map(|card| (card.region.as_str(), card.state.state)).collect();
        assert_eq!(
            told,
            [
                ("eu-west-3", HealthState::Unhealthy),
                ("us-east-1", HealthState::NoData),
                ("ap-northeast-2", HealthState::Healthy),
            ]
        );
        assert_eq!(board.regions[0].on_call, ["live-api"]);
        assert_eq!(board.regions[0].since(), Some(Timestamp(1_500)));
        assert_eq!((board.tally().unhealthy, board.tally().healthy), (1, 2));
    }
}
