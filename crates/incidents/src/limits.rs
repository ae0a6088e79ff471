//! A day of measurements of a service that runs into a limit, or doesn't.
//!
//! A small machine is simulated step by step: users ask, each request costs some of everything, whatever runs out makes the
//! rest wait. Connections are held by whoever waits.

use crate::company::service;
use domain::Timestamp;
use domain::health::bottleneck::{Limit, Observed};
use domain::metric::{Metric, Series, Window};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use std::collections::BTreeMap;

const STEPS: usize = 480;
const STEP_MILLIS: i64 = 180_000;
/// A 95th percentile is so many times the middle, of whatever service.
const TAIL: f64 = 2.2;

/// A day of one service.
pub struct Trouble {
    pub observed: Observed,
    /// What caps it; `None` when it is well.
    pub limit: Option<Limit>,
    pub story: String,
}

/// How the day goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Day {
    Quiet,
    /// More users with every hour, and room for them.
    Growing,
    /// Single steps far off.
    Noisy,
    /// A job at night that takes all the storage gives, and most of the CPU.
    Nightly,
    /// Memory is full of cached files, as it should be.
    FullOfCache,
    /// Nobody is kept waiting, and the CPU is well used at noon.
    Thrifty,
}

/// What a machine has, and what a request costs of it.
struct Machine {
    base_ms: f64,
    iops_limit: f64,
    iops_each: f64,
    read_share: f64,
    bytes_limit: f64,
    bytes_each: f64,
    /// Requests a second at which the CPU is full.
    cpu_rate: f64,
    connections_limit: f64,
    memory: f64,
    /// Burst storage falls to this share of its limit when its credit is spent.
    burst: Option<f64>,
}

/// A day in which this limit is reached.
pub fn limited(limit: &Limit, seed: u64) -> Trouble {
    let mut dice = StdRng::seed_from_u64(seed);
    let peak = 10f64.powf(dice.random_range(1.5..3.3));
    let mut machine = roomy(peak, &mut dice);
    let capacity = peak * dice.random_range(0.55..0.85);
    match limit {
        Limit::StorageIops => {
            machine.iops_limit = capacity * machine.iops_each;
            machine.burst = dice.random_bool(0.3).then(|| dice.random_range(0.3..0.9));
            if let Some(base) = machine.burst {
                machine.iops_limit /= base;
            }
        }
        Limit::StorageThroughput => machine.bytes_limit = capacity * machine.bytes_each,
        Limit::Cpu => machine.cpu_rate = capacity,
        Limit::Connections => machine.connections_limit = (capacity * machine.base_ms / 1000.0).max(2.0),
        Limit::Memory | Limit::Downstream { .. } => {}
    }
    let day = Simulation::new(peak, machine, &mut dice).run(Day::Quiet, Some(limit), &mut dice);
    Trouble { story: format!("{limit:?}, seed {seed}"), limit: Some(limit.clone()), observed: day }
}

/// A day without a limit in the way; there are as many sorts as `healthy_sorts` says.
pub fn healthy(sort: usize, seed: u64) -> Trouble {
    let sorts = [Day::Quiet, Day::Growing, Day::Noisy, Day::Nightly, Day::FullOfCache, Day::Thrifty];
    let day = sorts[sort % sorts.len()];
    let mut dice = StdRng::seed_from_u64(seed);
    let peak = 10f64.powf(dice.random_range(1.5..3.3));
    let mut machine = roomy(peak, &mut dice);
    if day == Day::Thrifty {
        machine.cpu_rate = peak * 1.25;
    }
    if day == Day::FullOfCache {
        machine.memory = 0.97;
    }
    let observed = Simulation::new(peak, machine, &mut dice).run(day, None, &mut dice);
    Trouble { story: format!("healthy, {day:?}, seed {seed}"), limit: None, observed }
}

/// How many sorts of healthy days there are.
pub fn healthy_sorts() -> usize {
    6
}

/// A service that this one needs, and that may be slow.
pub fn needed() -> Limit {
    Limit::Downstream { service: service("store-1") }
}

fn roomy(peak: f64, dice: &mut StdRng) -> Machine {
    let (iops_each, bytes_each) = (dice.random_range(0.5..6.0), dice.random_range(8_000.0..90_000.0));
    let base_ms = dice.random_range(8.0..120.0);
    let mut room = |least: f64| dice.random_range(least..least * 2.5);
    Machine {
        base_ms,
        iops_limit: peak * iops_each * room(1.8),
        iops_each,
        bytes_limit: peak * bytes_each * room(1.8),
        bytes_each,
        cpu_rate: peak * room(1.8),
        connections_limit: (peak * base_ms / 1000.0 * 14.0 * room(1.5)).max(20.0),
        memory: 0.4 + 0.1 * room(0.8),
        read_share: 0.0,
        burst: None,
    }
    .reading(dice)
}

impl Machine {
    fn reading(self, dice: &mut StdRng) -> Self {
        Machine { read_share: dice.random_range(0.35..0.97), ..self }
    }
}

struct Simulation {
    peak: f64,
    machine: Machine,
    /// When the day is fullest, as a share of it.
    noon: f64,
    noise: f64,
    /// When a memory leak or a slow dependency begins and ends.
    trouble: (usize, usize),
    gaps: f64,
    credit: f64,
    backlog: f64,
}

/// What one step looks like.
#[derive(Default)]
struct Moment {
    rate: f64,
    latency: f64,
    errors: f64,
    iops: f64,
    bytes: f64,
    cpu: f64,
    memory: f64,
    connections: f64,
    queue: f64,
    burst: f64,
    needed: [f64; 2],
}

impl Simulation {
    fn new(peak: f64, machine: Machine, dice: &mut StdRng) -> Self {
        let begin = dice.random_range(STEPS / 3..STEPS * 3 / 4);
        Simulation {
            peak,
            machine,
            noon: dice.random_range(0.4..0.7),
            noise: dice.random_range(0.01..0.05),
            trouble: (begin, begin + dice.random_range(25..STEPS / 5)),
            gaps: if dice.random_bool(0.3) { dice.random_range(0.0..0.08) } else { 0.0 },
            credit: 1.0,
            backlog: 0.0,
        }
    }

    fn run(mut self, day: Day, limit: Option<&Limit>, dice: &mut StdRng) -> Observed {
        let moments: Vec<Moment> = (0..STEPS).map(|step| self.step(step, day, limit, dice)).collect();
        self.told(&moments, dice)
    }

    /// Users by the hour: a hill over a plain.
    fn offered(&self, step: usize, day: Day) -> f64 {
        let x = step as f64 / STEPS as f64;
        if day == Day::Growing {
            return self.peak * (0.15 + 0.75 * x);
        }
        let hill = (-((x - self.noon) / 0.17).powi(2)).exp();
        self.peak * (0.2 + 0.8 * hill)
    }

    fn step(&mut self, step: usize, day: Day, limit: Option<&Limit>, dice: &mut StdRng) -> Moment {
        let wobble = |dice: &mut StdRng, noise: f64| 1.0 + noise * (dice.random::<f64>() * 2.0 - 1.0);
        let offered = self.offered(step, day) * wobble(dice, self.noise * 2.0);
        let ill = (self.trouble.0..self.trouble.1).contains(&step);
        let leak = ill && limit == Some(&Limit::Memory);
        let slow = ill && matches!(limit, Some(Limit::Downstream { .. }));
        let needed_slow = if slow { self.machine.base_ms * 5.0 } else { self.machine.base_ms * 0.3 };
        let extra = if slow { needed_slow - self.machine.base_ms * 0.3 } else { 0.0 };
        // Without memory, garbage collection and page faults eat half of everything.
        let thrash = if leak { 3.0 } else { 1.0 };
        let (rate, waiting) = self.serve(offered, extra, thrash);
        let machine = &self.machine;
        let spike =
            if day == Day::Noisy && dice.random_bool(0.03) { dice.random_range(2.0..6.0) } else { 1.0 };
        let busiest = (rate / machine.cpu_rate * thrash.sqrt()).min(1.0);
        let latency = (machine.base_ms * thrash * (1.0 + 0.25 * busiest.powi(4)) + extra) + waiting;
        let night = day == Day::Nightly && step < STEPS / 12;
        let iops = rate * machine.iops_each * thrash.sqrt();
        let top = self.iops_now();
        let moment = Moment {
            rate: rate * wobble(dice, self.noise),
            latency: latency * TAIL * spike * wobble(dice, self.noise * 3.0) * if night { 1.3 } else { 1.0 },
            errors: if waiting > machine.base_ms * 8.0 { 0.03 } else { 0.001 },
            iops: if night { top * wobble(dice, 0.01) } else { iops.min(top) * wobble(dice, 0.015) },
            bytes: match night {
                true => machine.bytes_limit * wobble(dice, 0.01),
                false => (rate * machine.bytes_each).min(machine.bytes_limit) * wobble(dice, 0.015),
            },
            cpu: if night {
                0.9
            } else {
                (0.05 + 0.93 * busiest) * wobble(dice, self.noise) * spike.min(1.4)
            }
            .clamp(0.0, 1.0),
            memory: if leak { 0.965 * wobble(dice, 0.01) } else { machine.memory * wobble(dice, 0.01) },
            connections: (rate * latency / 1000.0 + 1.0).min(machine.connections_limit) * wobble(dice, 0.01),
            queue: (waiting / machine.base_ms) * 3.0 + dice.random::<f64>(),
            burst: self.credit,
            needed: [
                needed_slow * TAIL * wobble(dice, self.noise * 3.0),
                machine.base_ms * 0.2 * TAIL * wobble(dice, self.noise * 3.0),
            ],
        };
        self.spend(moment.iops);
        moment
    }

    /// Requests served a second, and how long each waited. Who waits too long goes away.
    fn serve(&mut self, offered: f64, extra: f64, thrash: f64) -> (f64, f64) {
        let machine = &self.machine;
        let held = (machine.base_ms * thrash + extra) / 1000.0;
        let capacities = [
            self.iops_now() / machine.iops_each,
            machine.bytes_limit / machine.bytes_each,
            machine.cpu_rate / thrash.sqrt(),
            machine.connections_limit / held,
        ];
        let capacity = capacities.into_iter().fold(f64::INFINITY, f64::min);
        let seconds = STEP_MILLIS as f64 / 1000.0;
        // Most people give up after a while: no more than this waits.
        let patience = capacity * machine.base_ms / 1000.0 * 9.0;
        self.backlog = (self.backlog + (offered - capacity) * seconds).clamp(0.0, patience);
        let rate = if self.backlog > 0.0 { capacity } else { offered.min(capacity) };
        (rate, self.backlog / capacity * 1000.0)
    }

    fn iops_now(&self) -> f64 {
        match self.machine.burst {
            Some(base) if self.credit <= 0.0 => self.machine.iops_limit * base,
            _ => self.machine.iops_limit,
        }
    }

    /// Above the base rate the credit shrinks, below it grows.
    fn spend(&mut self, iops: f64) {
        let Some(base) = self.machine.burst else { return };
        let over = iops / (self.machine.iops_limit * base) - 1.0;
        let change = if over > -0.03 { 0.04 } else { -0.01 };
        self.credit = (self.credit - change).clamp(0.0, 1.0);
    }

    fn told(&self, moments: &[Moment], dice: &mut StdRng) -> Observed {
        let from = Timestamp(1_760_000_040_000);
        let length = STEP_MILLIS * i64::try_from(STEPS).unwrap_or(0);
        let window = Window { from, until: from.plus_millis(length), step_millis: STEP_MILLIS };
        let mut tell = |of: &dyn Fn(&Moment) -> f64| {
            let value = |moment: &Moment| match dice.random_bool(self.gaps) {
                true if dice.random_bool(0.3) => Some(f64::NAN),
                true => None,
                false => Some(of(moment)),
            };
            Series { window, values: moments.iter().map(value).collect() }
        };
        let machine = &self.machine;
        let mut series = BTreeMap::from([
            (Metric::RequestRate, tell(&|m| m.rate)),
            (Metric::P95, tell(&|m| m.latency)),
            (Metric::P50, tell(&|m| m.latency / TAIL)),
            (Metric::ErrorRate, tell(&|m| m.errors)),
            (Metric::StorageIops, tell(&|m| m.iops)),
            (Metric::StorageReads, tell(&|m| m.iops * machine.read_share)),
            (Metric::StorageIopsLimit, tell(&|_| machine.iops_limit)),
            (Metric::StorageThroughput, tell(&|m| m.bytes)),
            (Metric::StorageThroughputLimit, tell(&|_| machine.bytes_limit)),
            (Metric::Cpu, tell(&|m| m.cpu)),
            (Metric::Memory, tell(&|m| m.memory)),
            (Metric::Connections, tell(&|m| m.connections)),
            (Metric::ConnectionsLimit, tell(&|_| machine.connections_limit)),
            (Metric::QueueLength, tell(&|m| m.queue)),
        ]);
        if machine.burst.is_some() {
            series.insert(Metric::BurstBalance, tell(&|m| m.burst));
        }
        let needed = BTreeMap::from([
            (service("store-1"), tell(&|m| m.needed[0])),
            (service("store-2"), tell(&|m| m.needed[1])),
        ]);
        Observed { window, series, needed }
    }
}
