//! What calls do to the world, refused where CloudFormation would refuse.

use super::change_set::{ChangeSet, Execution};
use super::contents::Contents;
use super::stack::{Deed, SimStack, Update};
use super::world::{World, account_number};
use super::{diff, script};
use services::ports::{ChangeSetSpec, CloudError, Place};
use std::collections::{BTreeMap, BTreeSet};
use tokio::time::Instant;

type Done = Result<(), CloudError>;

/// Statuses from which a stack may be updated.
const UPDATABLE: [&str; 5] = [
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
];

fn refused(words: String) -> Done {
    Err(CloudError::Refused(words))
}

impl World {
    pub fn create_change_set(&mut self, place: &Place, spec: &ChangeSetSpec, now: Instant) -> Done {
        let account = self.account(place, now);
        let known = account.find(&spec.stack_name);
        if known.is_some_and(|at| account.stacks[at].change_sets.contains_key(&spec.token)) {
            return Ok(());
        }
        let may = match known.map(|at| &account.stacks[at]) {
            Some(stack) if spec.create => may_join_review(stack),
            Some(stack) => may_update(stack),
            None if spec.create => Ok(()),
            None => Err(CloudError::NotFound(format!("the stack {}", spec.stack_name))),
        };
        may?;
        let contents = Contents::of(spec, pseudo_parameters(place, &spec.stack_name))?;
        let at = known.unwrap_or_else(|| self.add_in_review(place, &spec.stack_name, now));
        let id = self.new_id(place, "changeSet", &spec.token);
        let unplannable = self.unplannable.get(&spec.stack_name).cloned();
        let ready_at = now + self.timing.change_set;
        let stack = &mut self.account(place, now).stacks[at];
        let changes = diff::changes(stack.contents.as_ref(), &contents);
        let failed = unplannable.or_else(|| changes.as_ref().err().cloned());
        let changes = changes.unwrap_or_default();
        let execution = Execution::Available;
        let set = ChangeSet { id, contents, changes, failed, ready_at, execution };
        stack.change_sets.insert(spec.token.clone(), set);
        Ok(())
    }

    fn add_in_review(&mut self, place: &Place, name: &str, now: Instant) -> usize {
        let id = self.new_id(place, "stack", name);
        let mut stack = SimStack::in_review(id.clone(), name);
        stack.updated_at = self.clock.read(now);
        let (at, reason) = (stack.updated_at, stack.reason.clone());
        stack.record(at, name, id, "AWS::CloudFormation::Stack", "REVIEW_IN_PROGRESS", reason, None);
        self.account(place, now).add(stack)
    }

    pub fn execute_change_set(
        &mut self,
        place: &Place,
        (stack, change_set, token): (&str, &str, &str),
        now: Instant,
    ) -> Done {
        let account = self.account(place, now);
        let at = account.get(stack)?;
        let stack = &mut account.stacks[at];
        if stack.done_before(token, Deed::Execute)? {
            return Ok(());
        }
        let set = stack.change_sets.iter().find(|(name, set)| *name == change_set || set.id == change_set);
        let Some((name, set)) = set.map(|(name, set)| (name.clone(), set.clone())) else {
            return Err(CloudError::NotFound(format!("the change set {change_set}")));
        };
        let status = set.execution_status(now);
        if status != "AVAILABLE" {
            return refused(format!(
                "ChangeSet [{change_set}] cannot be executed in its current execution status of [{status}]"
            ));
        }
        let creating = stack.contents.is_none();
        if !creating {
            may_update(stack)?;
        }
        // AWS deletes the other ones: they no longer fit.
        stack.change_sets.retain(|other, _| *other == name);
        if let Some(set) = stack.change_sets.get_mut(&name) {
            set.execution = Execution::Executed { token: token.to_owned() };
        }
        stack.tokens.insert(token.to_owned(), Deed::Execute);
        let (changes, before) = (set.changes.clone(), stack.resources.clone());
        stack.update = Some(Update { changes, before: before.clone(), touched: BTreeSet::new() });
        *self.executions.entry(token.to_owned()).or_default() += 1;
        let touched = set.changes.iter().map(|change| (change.logical_id.as_str(), change.kind.as_str()));
        let failure = self.failure_of(touched, &set.contents.parameters);
        let script = match creating {
            true => script::create(set.contents, &set.changes, failure.as_ref()),
            false => script::update(set.contents, &set.changes, failure.as_ref(), before),
        };
        self.start(place, at, script, token, now);
        Ok(())
    }

    pub fn discard_change_set(&mut self, place: &Place, stack: &str, token: &str, now: Instant) -> Done {
        let account = self.account(place, now);
        let Some(at) = account.find(stack) else { return Ok(()) };
        let stack = &mut account.stacks[at];
        stack.change_sets.remove(token);
        if stack.status == "REVIEW_IN_PROGRESS" {
            stack.protected = false;
            let script = script::delete(&stack.resources, None);
            self.start_within(place, at, script, None, now, std::time::Duration::ZERO);
        }
        Ok(())
    }

    pub fn delete_stack(&mut self, place: &Place, stack: &str, token: &str, now: Instant) -> Done {
        let account = self.account(place, now);
        let Some(at) = account.find(stack) else { return Ok(()) };
        let stack = &mut account.stacks[at];
        if stack.gone() || stack.status == "DELETE_IN_PROGRESS" || stack.done_before(token, Deed::Delete)? {
            return Ok(());
        }
        if stack.protected {
            let id = &stack.id;
            return refused(format!("Stack [{id}] cannot be deleted while TerminationProtection is enabled"));
        }
        if stack.status.starts_with("UPDATE_") && stack.in_progress() {
            let (id, status) = (&stack.id, stack.status);
            return refused(format!("Stack [{id}] cannot be deleted while in status {status}"));
        }
        stack.tokens.insert(token.to_owned(), Deed::Delete);
        let resources = stack.resources.clone();
        let stuck = resources.keys().find_map(|id| Some((id, self.undeletable.get(id)?)));
        let failure = stuck.map(|(id, why)| script::Failure { logical_id: id.clone(), reason: why.clone() });
        self.start(place, at, script::delete(&resources, failure.as_ref()), token, now);
        Ok(())
    }

    pub fn cancel_update(&mut self, place: &Place, stack: &str, token: &str, now: Instant) -> Done {
        let account = self.account(place, now);
        let at = account.get(stack)?;
        let stack = &mut account.stacks[at];
        if stack.done_before(token, Deed::Cancel)? || stack.status != "UPDATE_IN_PROGRESS" {
            return Ok(());
        }
        let Some(update) = stack.update.clone() else { return Ok(()) };
        stack.tokens.insert(token.to_owned(), Deed::Cancel);
        let script = script::roll_back(&update.begun(), "User Initiated", update.before);
        self.start(place, at, script, token, now);
        Ok(())
    }

    fn start(&mut self, place: &Place, at: usize, script: script::Script, token: &str, now: Instant) {
        let takes = self.timing.operation;
        self.start_within(place, at, script, Some(token), now, takes);
    }

    fn start_within(
        &mut self,
        place: &Place,
        at: usize,
        script: script::Script,
        token: Option<&str>,
        now: Instant,
        takes: std::time::Duration,
    ) {
        let clock = self.clock;
        let account = self.account(place, now);
        account.stacks[at].begin(script, token, now, takes);
        account.started(at, now, &clock);
    }
}

fn may_join_review(stack: &SimStack) -> Done {
    if stack.status == "REVIEW_IN_PROGRESS" {
        return Ok(());
    }
    refused(format!("Stack [{}] already exists and cannot be created again with the changeSet.", stack.name))
}

fn may_update(stack: &SimStack) -> Done {
    if UPDATABLE.contains(&stack.status) {
        return Ok(());
    }
    refused(format!("Stack:{} is in {} state and can not be updated.", stack.id, stack.status))
}

fn pseudo_parameters(place: &Place, stack: &str) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("AWS::AccountId", account_number(place).to_owned()),
        ("AWS::Partition", "aws".to_owned()),
        ("AWS::Region", place.region.to_string()),
        ("AWS::StackName", stack.to_owned()),
        ("AWS::URLSuffix", "amazonaws.com".to_owned()),
    ])
}
