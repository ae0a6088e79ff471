//! What a rollout carries: worked out before it starts, and shown with its plans afterwards.

use super::start::Prepared;
use crate::Portal;
use crate::ports::{Commit, Write};
use crate::requests::{Carrier, Carrying, Taken, distinct_plans, plain};
use crate::step::Along;
use domain::PortalError;
use domain::declared::Declaration;
use domain::ids::RolloutId;
use domain::names::RegionName;
use domain::people::Actor;
use domain::permission::{Action, Permit, permit};
use domain::request::{Request, RequestAction, Step, TargetContent};
use domain::rollout::{After, Carried, CarriedTarget, Carries, Differences, Rollout};
use domain::template::ParameterProblem;
use domain::values::StoredValue;
use domain::view::{
    CarriedRow, CarriedView, CarryInput, CarryPreview, CarryPreviewTarget, DeferredValue, DeferredView,
    RegionsPlan, RolloutInput,
};
use std::collections::{BTreeMap, BTreeSet};

impl Portal {
    /// What the rollout is to carry, not yet written. Environments that others have, or that an earlier rollout changes, are
    /// taken up when its turn comes.
    pub(super) async fn carrying(
        &self,
        actor: &Actor,
        declaration: &Declaration,
        prepared: &Prepared,
        rollout: &RolloutId,
        input: &RolloutInput,
    ) -> Result<CarryStart, PortalError> {
        let Some(carry) = &input.carry else { return Ok(CarryStart::default()) };
        let regions = prepared.regions();
        let carrier = prepared.carrier(actor, &regions, &input.reason);
        let mut carrying = self.assemble_carried(carrier, &declaration.team, carry, Taken::Waits).await?;
        permit(actor, Action::Request, Some(&carrying.team))?;
        let after = self.carries_after(carrier, &mut carrying, carry).await?;
        if !carrying.assembled.problems.is_empty() {
            let mut error = PortalError::from(carrying.assembled.problems);
            error.fields.iter_mut().for_each(|field| field.field = format!("carry.{}", field.field));
            return Err(error);
        }
        if let Some(after) = after {
            let (deferred, writes) = carrying.deferred(actor, prepared.quorum.clone());
            return Ok(CarryStart { carries: Carries::Later(deferred, after), request: None, writes });
        }
        let (differences, _) = self.carried_differences(&carrying).await?;
        let (step, writes) = carrying.open(carrier, rollout, self.now());
        let carries = Carries::Now(Carried::of(&step.next, prepared.quorum.clone(), differences));
        Ok(CarryStart { carries, request: Some(step), writes })
    }

    /// Whom it has to wait for. Then only what was typed is held to the template: the rest is taken over from the environments
    /// as they will be.
    async fn carries_after(
        &self,
        carrier: Carrier<'_>,
        carrying: &mut Carrying,
        typed: &CarryInput,
    ) -> Result<Option<After>, PortalError> {
        let environment = &carrying.assembled.environment;
        let mut after = None;
        for id in self.store.queued_rollouts(carrier.service, carrier.stage).await? {
            let first = self.store.rollout(&id).await?;
            if first.is_some_and(|first| first.value.changes(environment, carrier.regions)) {
                after = Some(After::Rollout { rollout: id });
                break;
            }
        }
        let held = carrying.assembled.held_by.clone();
        let after = after.or(held.map(|request| After::Request { request }));
        if after.is_some() {
            let own = |name: &String| typed.overrides.values().any(|values| values.contains_key(name));
            let typed = |name: &String| typed.parameters.contains_key(name) || own(name);
            carrying.assembled.problems.retain(|problem| typed(&problem.parameter));
        }
        Ok(after)
    }

    /// What becomes different, and what each region runs with now.
    pub(crate) async fn carried_differences(
        &self,
        carrying: &Carrying,
    ) -> Result<(Differences, Present), PortalError> {
        let (mut differences, mut present) = (Differences::default(), Present::new());
        let assembled = &carrying.assembled;
        for target in &assembled.content.targets {
            let region = &target.key.region;
            let exists = target.action.unwrap_or(carrying.action) != RequestAction::Create;
            let found = match exists {
                true => self.store.environment(&target.environment_id).await?,
                false => None,
            };
            let before = found.map(|found| found.value.values);
            differences.add(region, before.as_ref(), &target.values);
            let costs =
                |values: &BTreeMap<String, String>| assembled.template.costs.monthly(region.as_str(), values);
            add(&mut differences.usd_after, costs(&plain(&target.values)));
            if let Some(before) = before {
                let shown =
                    |(name, value): (&String, &StoredValue)| Some((name.clone(), value.shown()?.into()));
                let before: BTreeMap<String, String> = before.iter().filter_map(shown).collect();
                add(&mut differences.usd_before, costs(&before));
                present.insert(region.clone(), before);
            }
        }
        Ok((differences, present))
    }

    /// Adds the request that a rollout carries to the commit that writes the rollout.
    pub(crate) async fn with_request(
        &self,
        commit: &mut Commit,
        permit: &Permit,
        request: Option<Step>,
        writes: Vec<Write>,
    ) -> Result<(), PortalError> {
        let Some(step) = request else {
            commit.writes.extend(writes);
            return Ok(());
        };
        let along = Along { writes, ..Along::default() };
        let made = self.commit_of(permit, None, step, along, commit.at).await?;
        commit.writes.extend(made.writes);
        commit.jobs.extend(made.jobs);
        commit.audit.extend(made.audit);
        Ok(())
    }

    /// What it would do to environments; what does not fit is among its problems.
    pub(super) async fn preview_carried(
        &self,
        actor: &Actor,
        declaration: &Declaration,
        prepared: &Prepared,
        input: &RolloutInput,
    ) -> Result<Option<CarryPreview>, PortalError> {
        let Some(carry) = &input.carry else { return Ok(None) };
        let regions = prepared.regions();
        let carrier = prepared.carrier(actor, &regions, &input.reason);
        let assembled = self.assemble_carried(carrier, &declaration.team, carry, Taken::Waits).await;
        let mut preview = match assembled {
            Ok(mut carrying) => {
                let after = self.carries_after(carrier, &mut carrying, carry).await?;
                let (differences, present) = self.carried_differences(&carrying).await?;
                CarryPreview { after, differences, present, ..previewed(carrying) }
            }
            Err(error) if error.code.status() < 500 => only_problems(error),
            Err(error) => return Err(error),
        };
        let quorum = &prepared.quorum;
        preview.when_data_is_lost = quorum.stateful.clone().filter(|_| quorum.asks_for_more());
        Ok(Some(preview))
    }

    /// Nobody else may have taken up an environment that is to be planned anew.
    pub(super) async fn refuse_if_carried_is_held(&self, rollout: &Rollout) -> Result<(), PortalError> {
        let Some(carried) = &rollout.carried else { return Ok(()) };
        let request = self.load(&carried.request).await?.value;
        self.refuse_if_held_elsewhere(&request).await
    }

    pub(super) async fn carried_view(&self, rollout: &Rollout) -> Result<Option<CarriedView>, PortalError> {
        let Some(carried) = rollout.carried.clone() else { return Ok(None) };
        let request = self.load(&carried.request).await?.value;
        let (loses_data, may_lose_data) = (carried.loses_data(), carried.may_lose_data());
        Ok(Some(CarriedView { loses_data, may_lose_data, plans: regions_plans(&request), carried }))
    }
}

/// What each region runs with now, without secrets.
pub(crate) type Present = BTreeMap<RegionName, BTreeMap<String, String>>;

fn add(sum: &mut Option<f64>, cost: Option<f64>) {
    if let Some(cost) = cost {
        *sum = Some(sum.unwrap_or_default() + cost);
    }
}

/// What a new rollout carries, with what is written along.
#[derive(Default)]
pub(super) struct CarryStart {
    pub carries: Carries,
    /// `None`: it carries nothing, or nothing yet.
    pub request: Option<Step>,
    pub writes: Vec<Write>,
}

impl Prepared {
    fn regions(&self) -> Vec<RegionName> {
        self.strategy.waves.iter().flat_map(|wave| &wave.regions).cloned().collect()
    }

    fn carrier<'a>(
        &'a self,
        actor: &'a Actor,
        regions: &'a [RegionName],
        reason: &'a Option<String>,
    ) -> Carrier<'a> {
        Carrier { actor, service: &self.release.service, stage: &self.stage, regions, reason }
    }
}

/// What a list says of it.
pub(super) fn carried_row(carried: &Carried) -> CarriedRow {
    let plans = || carried.targets.values().filter_map(|target: &CarriedTarget| target.plan.as_ref());
    let losses: BTreeSet<String> = plans().flat_map(|plan| &plan.losses).cloned().collect();
    let perhaps: BTreeSet<String> = plans().flat_map(|plan| &plan.perhaps_lost).cloned().collect();
    CarriedRow {
        request: carried.request.clone(),
        template: carried.template.clone(),
        changes: plans().map(|plan| plan.changes).sum(),
        replacements: plans().map(|plan| plan.replacements).sum(),
        removals: plans().map(|plan| plan.removals).sum(),
        perhaps_lost: perhaps.difference(&losses).cloned().collect(),
        losses: losses.into_iter().collect(),
    }
}

/// What it carries once its turn comes.
pub(super) fn deferred_view(rollout: &Rollout) -> Option<DeferredView> {
    let deferred = rollout.deferred.as_ref()?;
    let shared = deferred.shared.iter().map(|value| (None, value));
    let own = deferred.overrides.iter();
    let own = own.flat_map(|(region, values)| values.iter().map(move |value| (Some(region.clone()), value)));
    let value = |(region, (parameter, value)): (Option<RegionName>, (&String, &StoredValue))| DeferredValue {
        region,
        parameter: parameter.clone(),
        value: value.shown().map(str::to_owned),
    };
    Some(DeferredView {
        template: deferred.template.clone(),
        template_digest: deferred.template_digest.clone(),
        environment: deferred.environment.clone(),
        values: shared.chain(own).map(value).collect(),
        after: rollout.after(),
        refused: deferred.refused.clone(),
    })
}

fn regions_plans(request: &Request) -> Vec<RegionsPlan> {
    let region = |position: &usize| Some(request.targets.get(*position)?.key.region.clone());
    let plans = distinct_plans(request).into_iter();
    plans
        .map(|distinct| RegionsPlan {
            regions: distinct.targets.iter().filter_map(region).collect(),
            plan: distinct.plan,
        })
        .collect()
}

fn previewed(carrying: Carrying) -> CarryPreview {
    let action = carrying.action;
    let assembled = carrying.assembled;
    let monthly = |target: &TargetContent| {
        assembled.template.costs.monthly(target.key.region.as_str(), &plain(&target.values))
    };
    let target = |target: &TargetContent| CarryPreviewTarget {
        region: target.key.region.clone(),
        action: target.action.unwrap_or(action),
        stack_name: target.stack_name.clone(),
        monthly_usd: monthly(target),
    };
    let targets: Vec<CarryPreviewTarget> = assembled.content.targets.iter().map(target).collect();
    let costs = targets.iter().filter_map(|target| target.monthly_usd);
    CarryPreview {
        template: Some((assembled.content.template, assembled.content.template_digest)),
        environment: Some(assembled.environment),
        monthly_usd: costs.reduce(|sum, cost| sum + cost),
        targets,
        problems: assembled.problems,
        differences: Differences::default(),
        present: Present::new(),
        when_data_is_lost: None,
        after: None,
    }
}

fn only_problems(error: PortalError) -> CarryPreview {
    let general = ParameterProblem { parameter: String::new(), message: error.message };
    let fields = error.fields.into_iter().map(|field| ParameterProblem {
        parameter: field.field.trim_start_matches("carry.").trim_start_matches("parameters.").to_owned(),
        message: field.message,
    });
    let mut problems: Vec<ParameterProblem> = fields.collect();
    if problems.is_empty() {
        problems.push(general);
    }
    CarryPreview {
        template: None,
        environment: None,
        targets: Vec::new(),
        problems,
        monthly_usd: None,
        differences: Differences::default(),
        present: Present::new(),
        when_data_is_lost: None,
        after: None,
    }
}
