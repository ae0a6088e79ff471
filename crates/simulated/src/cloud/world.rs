//! All stacks of all places.

use super::faults::Rule;
use super::script::Failure;
use super::stack::SimStack;
use super::{Call, Timing};
use crate::clock::TokioClock;
use rand::SeedableRng;
use rand::rngs::StdRng;
use services::ports::{CloudError, Place};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use tokio::time::Instant;

/// Calls that are remembered; older ones are forgotten.
const REMEMBERED: usize = 200_000;

#[derive(Debug)]
pub(super) struct World {
    pub clock: TokioClock,
    pub timing: Timing,
    pub rng: StdRng,
    pub places: BTreeMap<String, Account>,
    pub rules: Vec<Rule>,
    /// Logical id → AWS's words.
    pub failing: BTreeMap<String, String>,
    pub undeletable: BTreeMap<String, String>,
    /// Stack name → AWS's words.
    pub unplannable: BTreeMap<String, String>,
    pub executions: BTreeMap<String, u32>,
    pub calls: VecDeque<Call>,
    seed: u64,
    made: u64,
}

/// The stacks of one account in one region, in the order in which they were made.
#[derive(Debug)]
pub(super) struct Account {
    pub place: Place,
    pub stacks: Vec<SimStack>,
    by_id: BTreeMap<String, usize>,
    /// Of those that are not gone.
    by_name: BTreeMap<String, usize>,
    busy: BTreeSet<usize>,
}

impl World {
    pub fn new(timing: Timing, seed: u64, clock: TokioClock) -> Self {
        World {
            clock,
            timing,
            rng: StdRng::seed_from_u64(seed),
            places: BTreeMap::new(),
            rules: Vec::new(),
            failing: BTreeMap::new(),
            undeletable: BTreeMap::new(),
            unplannable: BTreeMap::new(),
            executions: BTreeMap::new(),
            calls: VecDeque::new(),
            seed,
            made: 0,
        }
    }

    /// The account at a place, as it is now.
    pub fn account(&mut self, place: &Place, now: Instant) -> &mut Account {
        let account = self.places.entry(place.key()).or_insert_with(|| Account::at(place));
        account.advance(now, &self.clock);
        account
    }

    pub fn new_id(&mut self, place: &Place, what: &str, name: &str) -> String {
        self.made += 1;
        let number = account_number(place);
        let unique = format!("{:08x}-0000-4000-8000-{:012x}", self.seed & 0xffff_ffff, self.made);
        format!("arn:aws:cloudformation:{}:{number}:{what}/{name}/{unique}", place.region)
    }

    pub fn remember(&mut self, call: Call) {
        if self.calls.len() == REMEMBERED {
            self.calls.pop_front();
        }
        self.calls.push_back(call);
    }

    /// Why one of these resources cannot be made, if one cannot.
    pub fn failure_of<'a>(
        &self,
        resources: impl Iterator<Item = (&'a str, &'a str)>,
        parameters: &BTreeMap<String, String>,
    ) -> Option<Failure> {
        let wanted = parameters.get("Fail");
        let reason = |(logical_id, kind): (&str, &str)| {
            let told = self.failing.get(logical_id).cloned();
            let asked = || wanted.filter(|w| *w == logical_id).map(|_| ON_REQUEST.to_owned());
            let unsignalled = || (kind == "AWS::CloudFormation::WaitCondition").then(|| NO_SIGNAL.to_owned());
            let reason = told.or_else(asked).or_else(unsignalled)?;
            Some(Failure { logical_id: logical_id.to_owned(), reason })
        };
        resources.filter_map(reason).next()
    }
}

const ON_REQUEST: &str =
    "Resource handler returned message: \"Failed on request\" (HandlerErrorCode: GeneralServiceException)";
/// Nobody signals here, so that every wait condition runs into its timeout.
const NO_SIGNAL: &str = "WaitCondition timed out. Received 0 conditions when expecting 1";

impl Account {
    fn at(place: &Place) -> Self {
        Account {
            place: place.clone(),
            stacks: Vec::new(),
            by_id: BTreeMap::new(),
            by_name: BTreeMap::new(),
            busy: BTreeSet::new(),
        }
    }

    pub fn advance(&mut self, now: Instant, clock: &TokioClock) {
        let (stacks, by_name) = (&mut self.stacks, &mut self.by_name);
        self.busy.retain(|&at| {
            let stack = &mut stacks[at];
            stack.advance(now, clock);
            if stack.gone() {
                by_name.remove(&stack.name);
            }
            stack.busy()
        });
    }

    pub fn add(&mut self, stack: SimStack) -> usize {
        let at = self.stacks.len();
        self.by_id.insert(stack.id.clone(), at);
        self.by_name.insert(stack.name.clone(), at);
        self.stacks.push(stack);
        at
    }

    /// Must be told whenever a stack's timeline was set.
    pub fn started(&mut self, at: usize, now: Instant, clock: &TokioClock) {
        self.busy.insert(at);
        self.advance(now, clock);
    }

    /// By id, also when it is gone, or by name.
    pub fn find(&self, stack: &str) -> Option<usize> {
        let index = if stack.starts_with("arn:") { &self.by_id } else { &self.by_name };
        index.get(stack).copied()
    }

    pub fn get(&self, stack: &str) -> Result<usize, CloudError> {
        self.find(stack).ok_or_else(|| CloudError::NotFound(format!("the stack {stack}")))
    }

    pub fn busy(&self) -> impl Iterator<Item = &SimStack> {
        self.busy.iter().map(|&at| &self.stacks[at])
    }
}

pub(super) fn account_number(place: &Place) -> &str {
    let from_role = place.role_arn.as_deref().and_then(|arn| arn.split(':').nth(4));
    from_role.filter(|number| !number.is_empty()).unwrap_or("000000000000")
}
