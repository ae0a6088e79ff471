//! When what has not begun yet is to be expected, from how long the same has taken before. Nothing is decided by it.

use super::{Lane, LaneState, Rollout, Wave};
use crate::Timestamp;
use crate::names::RegionName;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long a service's deployments in a stage have usually taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Habits {
    by_region: BTreeMap<RegionName, Habit>,
    /// For regions in which it never went.
    usual: Option<Habit>,
}

/// In milliseconds: the workflow, and the look at the region's health after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habit {
    pub deploy: i64,
    pub verify: i64,
}

/// When the steps of a rollout's regions are to be expected, at the earliest: nobody knows when people decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    pub lanes: Vec<LaneForecast>,
    pub until: Timestamp,
}

/// What is still to come in one region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneForecast {
    pub region: RegionName,
    pub steps: Vec<Expected>,
}

/// One step, or the rest of one that has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    pub step: ExpectedStep,
    pub from: Timestamp,
    pub until: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpectedStep {
    Deploy,
    Verify,
    /// Until the next wave may open.
    Soak,
}

impl ExpectedStep {
    pub fn as_str(self) -> &'static str {
        match self {
            ExpectedStep::Deploy => "deploy",
            ExpectedStep::Verify => "verify",
            ExpectedStep::Soak => "soak",
        }
    }
}

impl Habits {
    /// The medians of all regions that came to a good end.
    pub fn of<'r>(rollouts: impl IntoIterator<Item = &'r Rollout>) -> Self {
        let mut turns: BTreeMap<RegionName, Vec<Habit>> = BTreeMap::new();
        for lane in rollouts.into_iter().flat_map(Rollout::lanes) {
            if let Some(habit) = Habit::of(lane) {
                turns.entry(lane.region.clone()).or_default().push(habit);
            }
        }
        let all: Vec<Habit> = turns.values().flatten().copied().collect();
        let usual = Habit::median(&all);
        let by_region = turns.into_iter().filter_map(|(region, all)| Some((region, Habit::median(&all)?)));
        Habits { by_region: by_region.collect(), usual }
    }

    /// `None`: nothing ever came to a good end, so nothing is to be told.
    pub fn in_region(&self, region: &RegionName) -> Option<Habit> {
        self.by_region.get(region).copied().or(self.usual)
    }
}

impl Habit {
    fn of(lane: &Lane) -> Option<Self> {
        let LaneState::Succeeded { at, .. } = lane.state else { return None };
        let (began, deployed) = lane.began_at.zip(lane.deployed_at)?;
        Some(Habit { deploy: deployed.since(began).max(0), verify: at.since(deployed).max(0) })
    }

    fn median(all: &[Habit]) -> Option<Self> {
        let middle = |part: fn(&Habit) -> i64| {
            let mut values: Vec<i64> = all.iter().map(part).collect();
            values.sort_unstable();
            values.get(values.len() / 2).copied()
        };
        Some(Habit { deploy: middle(|habit| habit.deploy)?, verify: middle(|habit| habit.verify)? })
    }
}

impl Forecast {
    /// What is to be expected in a region.
    pub fn of_region(&self, region: &RegionName) -> &[Expected] {
        let lane = self.lanes.iter().find(|lane| &lane.region == region);
        lane.map_or(&[], |lane| &lane.steps)
    }

    /// When a step of a region begins, and when it is over.
    pub fn of_step(&self, region: &RegionName, step: ExpectedStep) -> Option<Expected> {
        self.of_region(region).iter().find(|expected| expected.step == step).copied()
    }
}

impl Rollout {
    /// What is still to come; `None` while somebody holds it, when it is over, and when nothing is known to tell it from.
    pub fn forecast(&self, habits: &Habits, now: Timestamp) -> Option<Forecast> {
        if self.status().over() || self.held() {
            return None;
        }
        let mut forecast = Forecast { lanes: Vec::new(), until: now };
        for (position, wave) in self.waves.iter().enumerate().filter(|(_, wave)| wave.done_at.is_none()) {
            let opens = match wave.opened_at {
                Some(_) => now,
                None => self.opens(position, forecast.until, now),
            };
            let mut lanes = self.wave_forecast(wave, habits, (opens, now))?;
            let ends = lanes.iter().flat_map(|lane| &lane.steps).map(|step| step.until);
            let end = ends.max().unwrap_or(opens);
            let soaked = end.plus_millis(self.soak_millis(position));
            if soaked > end {
                let soak = Expected { step: ExpectedStep::Soak, from: end, until: soaked };
                lanes.iter_mut().for_each(|lane| lane.steps.push(soak));
            }
            forecast.until = soaked;
            forecast.lanes.extend(lanes);
        }
        Some(forecast)
    }

    /// The earliest time at which the gates before a wave can be open.
    fn opens(&self, position: usize, before: Timestamp, now: Timestamp) -> Timestamp {
        let gates = self.gates(position, now);
        let gates = gates.iter().filter_map(|gate| gate.standing.until());
        let lanes = self.waves[position].lanes.iter().filter(|lane| !lane.state.settled());
        let copies = lanes.filter_map(|lane| Some(now.plus_millis(lane.replica.remaining(now)?)));
        gates.chain(copies).chain([before, now]).max().unwrap_or(now)
    }

    /// Nothing soaks after the last wave, nor on the way back.
    fn soak_millis(&self, position: usize) -> i64 {
        let last = position + 1 == self.waves.len();
        let rules = self.strategy.waves.iter().find(|rules| rules.name == self.waves[position].name);
        let soaks = rules.filter(|_| !last && !self.is_rollback());
        soaks.map_or(0, |rules| i64::from(rules.soak_seconds) * 1_000)
    }

    fn wave_forecast(
        &self,
        wave: &Wave,
        habits: &Habits,
        (opens, now): (Timestamp, Timestamp),
    ) -> Option<Vec<LaneForecast>> {
        let rules = self.strategy.waves.iter().find(|rules| rules.name == wave.name);
        let most = rules.and_then(|rules| rules.parallel).map_or(usize::MAX, usize::from).max(1);
        let mut lanes = Vec::new();
        // When those that are under way make room.
        let mut ends: Vec<Timestamp> = Vec::new();
        let (busy, others): (Vec<&Lane>, Vec<&Lane>) = wave.lanes.iter().partition(|lane| lane.state.busy());
        for lane in busy.into_iter().chain(others) {
            let habit = habits.in_region(&lane.region)?;
            // Where nothing is asked, the workflow's own word is enough.
            let verify = if self.strategy.probe.is_some() { habit.verify } else { 0 };
            let habit = Habit { verify, ..habit };
            let steps = match &lane.state {
                LaneState::Pending => {
                    let room = if ends.len() < most { None } else { first(&mut ends) };
                    turn(habit, room.map_or(opens, |at| at.max(opens)))
                }
                LaneState::Deploying { since, .. } => rest_of_turn(habit, *since, now),
                LaneState::Verifying { since, .. } => rest_of_verifying(habit, *since, now),
                _ => continue,
            };
            ends.push(steps.last().map_or(now, |step| step.until));
            lanes.push(LaneForecast { region: lane.region.clone(), steps });
        }
        Some(lanes)
    }
}

/// Takes the earliest.
fn first(ends: &mut Vec<Timestamp>) -> Option<Timestamp> {
    let (place, _) = ends.iter().enumerate().min_by_key(|(_, end)| **end)?;
    Some(ends.swap_remove(place))
}

fn turn(habit: Habit, from: Timestamp) -> Vec<Expected> {
    let deployed = from.plus_millis(habit.deploy);
    let deploy = Expected { step: ExpectedStep::Deploy, from, until: deployed };
    std::iter::once(deploy).chain(verify(habit, deployed)).collect()
}

fn verify(habit: Habit, from: Timestamp) -> Option<Expected> {
    let until = from.plus_millis(habit.verify);
    (until > from).then_some(Expected { step: ExpectedStep::Verify, from, until })
}

/// What takes longer than usual may end at any moment.
fn rest_of_turn(habit: Habit, since: Timestamp, now: Timestamp) -> Vec<Expected> {
    let deployed = since.plus_millis(habit.deploy).max(now);
    let deploy = Expected { step: ExpectedStep::Deploy, from: now, until: deployed };
    (deployed > now).then_some(deploy).into_iter().chain(verify(habit, deployed)).collect()
}

fn rest_of_verifying(habit: Habit, since: Timestamp, now: Timestamp) -> Vec<Expected> {
    let until = since.plus_millis(habit.verify);
    let rest = Expected { step: ExpectedStep::Verify, from: now, until };
    (until > now).then_some(rest).into_iter().collect()
}
