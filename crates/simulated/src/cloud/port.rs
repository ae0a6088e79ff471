//! The port itself: latency and faults around what happens to the world.

use super::change_set::Execution;
use super::faults::judge;
use super::stack::SimStack;
use super::world::World;
use super::{Call, SimulatedCloud};
use async_trait::async_trait;
use domain::console;
use domain::stack::StackEvent;
use domain::view::ResourceRow;
use rand::RngExt;
use services::ports::{
    ChangeSetSpec, ChangeSetState, Cloud, CloudError, DriftState, Place, Stack, StackSummary,
};
use std::time::Duration;
use tokio::time::Instant;

/// What a call is about.
#[derive(Clone, Copy)]
struct About<'a> {
    place: &'a Place,
    operation: &'static str,
    stack: &'a str,
    token: Option<&'a str>,
}

impl SimulatedCloud {
    async fn call<T>(
        &self,
        about: About<'_>,
        act: impl FnOnce(&mut World, Instant) -> Result<T, CloudError>,
    ) -> Result<T, CloudError> {
        let (verdict, takes) = {
            let mut guard = self.world();
            let world = &mut *guard;
            let subject = (&about.place.region, about.operation, about.stack);
            let verdict = judge(&mut world.rules, &mut world.rng, subject);
            let takes = world.timing.latency + jitter(world) + verdict.slow;
            (verdict, takes)
        };
        pause(takes / 2).await;
        let answer = {
            let mut world = self.world();
            let now = Instant::now();
            let took_effect = verdict.refuse.is_none();
            let answer = match verdict.refuse {
                Some(error) => Err(error),
                None => act(&mut world, now),
            };
            let answer = match answer {
                Ok(_) if verdict.lose_answer => {
                    Err(CloudError::Unavailable("connection closed before the answer came".to_owned()))
                }
                answer => answer,
            };
            let call = record(&world, about, now, took_effect, answer.as_ref().err());
            world.remember(call);
            answer
        };
        pause(takes - takes / 2).await;
        answer
    }
}

fn jitter(world: &mut World) -> Duration {
    let most = world.timing.jitter;
    if most.is_zero() { Duration::ZERO } else { most.mul_f64(world.rng.random::<f64>()) }
}

/// Gives way in any case, as a call over a network would.
async fn pause(takes: Duration) {
    match takes.is_zero() {
        true => tokio::task::yield_now().await,
        false => tokio::time::sleep(takes).await,
    }
}

fn record(
    world: &World,
    about: About<'_>,
    now: Instant,
    took_effect: bool,
    error: Option<&CloudError>,
) -> Call {
    Call {
        at: world.clock.read(now),
        region: about.place.region.clone(),
        operation: about.operation,
        stack: about.stack.to_owned(),
        token: about.token.map(str::to_owned),
        took_effect,
        error: error.cloned(),
    }
}

#[async_trait]
impl Cloud for SimulatedCloud {
    async fn create_change_set(&self, place: &Place, spec: &ChangeSetSpec) -> Result<(), CloudError> {
        let (stack, token) = (spec.stack_name.as_str(), Some(spec.token.as_str()));
        let about = About { place, operation: "create_change_set", stack, token };
        self.call(about, |world, now| world.create_change_set(place, spec, now)).await
    }

    async fn change_set(
        &self,
        place: &Place,
        stack: &str,
        token: &str,
    ) -> Result<ChangeSetState, CloudError> {
        let about = About { place, operation: "change_set", stack, token: Some(token) };
        self.call(about, |world, now| {
            let account = world.account(place, now);
            let at = account.get(stack)?;
            state_of(&account.stacks[at], token, now)
        })
        .await
    }

    async fn execute_change_set(
        &self,
        place: &Place,
        stack: &str,
        change_set_id: &str,
        token: &str,
    ) -> Result<(), CloudError> {
        let about = About { place, operation: "execute_change_set", stack, token: Some(token) };
        self.call(about, |world, now| world.execute_change_set(place, (stack, change_set_id, token), now))
            .await
    }

    async fn discard_change_set(&self, place: &Place, stack: &str, token: &str) -> Result<(), CloudError> {
        let about = About { place, operation: "discard_change_set", stack, token: Some(token) };
        self.call(about, |world, now| world.discard_change_set(place, stack, token, now)).await
    }

    async fn delete_stack(&self, place: &Place, stack: &str, token: &str) -> Result<(), CloudError> {
        let about = About { place, operation: "delete_stack", stack, token: Some(token) };
        self.call(about, |world, now| world.delete_stack(place, stack, token, now)).await
    }

    async fn cancel_update(&self, place: &Place, stack: &str, token: &str) -> Result<(), CloudError> {
        let about = About { place, operation: "cancel_update", stack, token: Some(token) };
        self.call(about, |world, now| world.cancel_update(place, stack, token, now)).await
    }

    async fn stack(&self, place: &Place, stack: &str) -> Result<Option<Stack>, CloudError> {
        let about = About { place, operation: "stack", stack, token: None };
        self.call(about, |world, now| {
            let account = world.account(place, now);
            Ok(account.find(stack).map(|at| described(&account.stacks[at])))
        })
        .await
    }

    async fn stacks_in_progress(&self, place: &Place) -> Result<Vec<StackSummary>, CloudError> {
        let about = About { place, operation: "stacks_in_progress", stack: "", token: None };
        self.call(about, |world, now| {
            let summary = |stack: &SimStack| StackSummary {
                id: stack.id.clone(),
                name: stack.name.clone(),
                status: stack.status.to_owned(),
            };
            let busy = world.account(place, now).busy().filter(|stack| stack.in_progress());
            Ok(busy.map(summary).collect())
        })
        .await
    }

    async fn events(
        &self,
        place: &Place,
        stack_id: &str,
        after: Option<&str>,
    ) -> Result<Vec<StackEvent>, CloudError> {
        let about = About { place, operation: "events", stack: stack_id, token: None };
        self.call(about, |world, now| {
            let account = world.account(place, now);
            let events = &account.stacks[account.get(stack_id)?].events;
            let known = after.and_then(|after| events.iter().rposition(|event| event.id == after));
            Ok(events[known.map_or(0, |at| at + 1)..].to_vec())
        })
        .await
    }

    async fn resources(&self, place: &Place, stack: &str) -> Result<Vec<ResourceRow>, CloudError> {
        let about = About { place, operation: "resources", stack, token: None };
        self.call(about, |world, now| {
            let account = world.account(place, now);
            let at = account.get(stack)?;
            Ok(rows(&account.stacks[at], place))
        })
        .await
    }

    async fn set_termination_protection(
        &self,
        place: &Place,
        stack: &str,
        on: bool,
    ) -> Result<(), CloudError> {
        let about = About { place, operation: "set_termination_protection", stack, token: None };
        self.call(about, |world, now| {
            let account = world.account(place, now);
            let at = account.get(stack)?;
            account.stacks[at].protected = on;
            Ok(())
        })
        .await
    }

    async fn start_drift_detection(&self, place: &Place, stack: &str) -> Result<String, CloudError> {
        let about = About { place, operation: "start_drift_detection", stack, token: None };
        self.call(about, |world, now| world.start_drift_detection(place, stack, now)).await
    }

    async fn drift_detection(
        &self,
        place: &Place,
        stack: &str,
        detection: &str,
    ) -> Result<DriftState, CloudError> {
        let about = About { place, operation: "drift_detection", stack, token: Some(detection) };
        self.call(about, |world, now| world.drift_detection(place, (stack, detection), now)).await
    }

    async fn ping(&self, place: &Place) -> Result<(), CloudError> {
        let about = About { place, operation: "ping", stack: "", token: None };
        self.call(about, |_, _| Ok(())).await
    }
}

fn state_of(stack: &SimStack, token: &str, now: Instant) -> Result<ChangeSetState, CloudError> {
    let set = stack.change_sets.get(token);
    let set = set.ok_or_else(|| CloudError::NotFound(format!("the change set {token} of {}", stack.name)))?;
    let (stack_id, id) = (stack.id.clone(), set.id.clone());
    if set.ready_at > now {
        return Ok(ChangeSetState::Pending);
    }
    Ok(match (&set.failed, &set.execution) {
        (Some(reason), _) => ChangeSetState::Failed { reason: reason.clone() },
        (None, Execution::Obsolete) => ChangeSetState::Failed { reason: OBSOLETE.to_owned() },
        (None, _) if set.changes.is_empty() => ChangeSetState::Empty { stack_id: Some(stack_id) },
        (None, _) => ChangeSetState::Ready { id, stack_id, changes: set.changes.clone() },
    })
}

const OBSOLETE: &str = "The stack was changed in another way since; this change set is obsolete.";

fn described(stack: &SimStack) -> Stack {
    Stack {
        id: stack.id.clone(),
        name: stack.name.clone(),
        status: stack.status.to_owned(),
        reason: stack.reason.clone(),
        outputs: stack.outputs.clone(),
        termination_protection: stack.protected,
        updated_at: stack.updated_at,
    }
}

fn rows(stack: &SimStack, place: &Place) -> Vec<ResourceRow> {
    let row = |(logical_id, resource): (&String, &super::stack::Resource)| ResourceRow {
        logical_id: logical_id.clone(),
        physical_id: resource.physical_id.clone(),
        kind: resource.kind.clone(),
        status: resource.status.to_owned(),
        console_url: console::resource_url(place.region.as_str(), &resource.kind, &resource.physical_id),
    };
    stack.resources.iter().map(row).collect()
}
