//! CloudFormation in memory: the same states, refusals and events, without a cloud.

mod change_set;
mod contents;
mod deeds;
mod diff;
mod drift;
mod evaluate;
mod faults;
mod port;
mod script;
mod stack;
mod world;

pub use faults::{Fault, Rule};

use crate::clock::TokioClock;
use domain::Timestamp;
use domain::names::RegionName;
use services::ports::{CloudError, Place};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use world::World;

/// How long things take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// Each call; it takes effect half-way.
    pub latency: Duration,
    /// Up to so much is added to each call, rolled from the seed.
    pub jitter: Duration,
    /// From asking for a change set, or for a comparison with what was applied, until it is ready.
    pub change_set: Duration,
    /// From the start of a stack operation to its end; its events are spread evenly.
    pub operation: Duration,
}

/// A cloud in memory. Clones of an `Arc` of it are the same cloud, also for portals that come and go.
///
/// It understands templates as far as plans need it: conditions and CloudFormation's functions are worked out, and a
/// resource changes when one of its properties does. A parameter called `Fail` makes the resource with that logical id
/// fail; wait conditions always run into their timeout.
#[derive(Debug)]
pub struct SimulatedCloud {
    world: Mutex<World>,
}

/// A stack as tests look at it, also after its end.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulatedStack {
    pub place: Place,
    pub id: String,
    pub name: String,
    pub status: String,
    /// In clear text.
    pub parameters: BTreeMap<String, String>,
    /// Logical ids of what exists.
    pub resources: Vec<String>,
    pub termination_protection: bool,
    /// Names of its change sets.
    pub change_sets: Vec<String>,
}

/// One call, as it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub at: Timestamp,
    pub region: RegionName,
    /// The port's method.
    pub operation: &'static str,
    /// As the caller named it; empty for calls about a whole region.
    pub stack: String,
    pub token: Option<String>,
    pub took_effect: bool,
    pub error: Option<CloudError>,
}

impl SimulatedCloud {
    /// Must be made inside a tokio runtime, whose time it follows.
    pub fn new(timing: Timing) -> Self {
        Self::with_seed(timing, 0, Timestamp(1_800_000_000_000))
    }

    /// With the seed of everything random, and the time that it shows at first.
    pub fn with_seed(timing: Timing, seed: u64, epoch: Timestamp) -> Self {
        SimulatedCloud { world: Mutex::new(World::new(timing, seed, TokioClock::starting_at(epoch))) }
    }

    /// Everything is done as soon as it is asked for.
    pub fn instant() -> Self {
        Self::new(Timing::default())
    }

    /// Adds a rule for faults.
    pub fn inject(&self, rule: Rule) {
        self.world().rules.push(rule);
    }

    /// Drops all rules for faults.
    pub fn heal(&self) {
        self.world().rules.clear();
    }

    /// From now on resources with this logical id cannot be created or changed, for this reason.
    pub fn fail_resource(&self, logical_id: &str, reason: &str) {
        self.world().failing.insert(logical_id.to_owned(), reason.to_owned());
    }

    /// From now on resources with this logical id cannot be deleted, for this reason.
    pub fn fail_deletion(&self, logical_id: &str, reason: &str) {
        self.world().undeletable.insert(logical_id.to_owned(), reason.to_owned());
    }

    /// From now on change sets of stacks with this name cannot be made, for this reason.
    pub fn fail_change_sets(&self, stack_name: &str, reason: &str) {
        self.world().unplannable.insert(stack_name.to_owned(), reason.to_owned());
    }

    /// Resources and change sets no longer fail.
    pub fn mend(&self) {
        let mut world = self.world();
        world.failing.clear();
        world.undeletable.clear();
        world.unplannable.clear();
    }

    /// Somebody changes the stack outside the portal: its change sets become obsolete.
    pub fn change_behind_the_back(&self, place: &Place, stack: &str) -> Result<(), CloudError> {
        let mut world = self.world();
        let account = world.account(place, Instant::now());
        let at = account.get(stack)?;
        for set in account.stacks[at].change_sets.values_mut() {
            set.execution = change_set::Execution::Obsolete;
        }
        Ok(())
    }

    /// All stacks that ever were, deleted ones too, by place and then in the order of their making.
    pub fn stacks(&self) -> Vec<SimulatedStack> {
        let now = Instant::now();
        let mut world = self.world();
        let clock = world.clock;
        let accounts = world.places.values_mut();
        accounts
            .flat_map(|account| {
                account.advance(now, &clock);
                account.stacks.iter().map(|stack| snapshot(&account.place, stack)).collect::<Vec<_>>()
            })
            .collect()
    }

    /// How many stacks with this name were ever begun at a place. More than one means that one was created twice, or
    /// again after a deletion.
    pub fn creations(&self, place: &Place, name: &str) -> usize {
        let stacks = self.stacks();
        stacks.iter().filter(|stack| stack.place.key() == place.key() && stack.name == name).count()
    }

    /// Token → how often a change set was executed under it; never more than once, unless something is wrong here.
    pub fn executions(&self) -> BTreeMap<String, u32> {
        self.world().executions.clone()
    }

    /// All calls, oldest first; at most the last 200,000.
    pub fn calls(&self) -> Vec<Call> {
        self.world().calls.iter().cloned().collect()
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn snapshot(place: &Place, stack: &stack::SimStack) -> SimulatedStack {
    SimulatedStack {
        place: place.clone(),
        id: stack.id.clone(),
        name: stack.name.clone(),
        status: stack.status.to_owned(),
        parameters: stack.contents.as_ref().map(|c| c.parameters.clone()).unwrap_or_default(),
        resources: stack.resources.keys().cloned().collect(),
        termination_protection: stack.protected,
        change_sets: stack.change_sets.keys().cloned().collect(),
    }
}
