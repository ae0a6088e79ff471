//! What a rollout carries: worked out before it starts, and shown with its plans afterwards.

use super::start::Prepared;
use crate::Portal;
use crate::ports::Write;
use crate::requests::{Carrier, Carrying, distinct_plans, plain};
use domain::PortalError;
use domain::declared::Declaration;
use domain::ids::RolloutId;
use domain::names::RegionName;
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::request::{Request, Step, TargetContent};
use domain::rollout::{Carried, CarriedTarget, Rollout};
use domain::template::ParameterProblem;
use domain::view::{CarriedRow, CarriedView, CarryPreview, CarryPreviewTarget, RegionsPlan, RolloutInput};

impl Portal {
    /// The request that the rollout is to carry, opened but not yet written; `None`: it carries nothing.
    pub(super) async fn carrying(
        &self,
        actor: &Actor,
        declaration: &Declaration,
        prepared: &Prepared,
        rollout: &RolloutId,
        input: &RolloutInput,
    ) -> Result<Option<(Step, Vec<Write>)>, PortalError> {
        let Some(carry) = &input.carry else { return Ok(None) };
        let regions = prepared.regions();
        let carrier = prepared.carrier(actor, &regions, &input.reason);
        let carrying = self.assemble_carried(carrier, &declaration.team, carry).await?;
        permit(actor, Action::Request, Some(&carrying.team))?;
        if !carrying.assembled.problems.is_empty() {
            let mut error = PortalError::from(carrying.assembled.problems);
            error.fields.iter_mut().for_each(|field| field.field = format!("carry.{}", field.field));
            return Err(error);
        }
        Ok(Some(carrying.open(carrier, rollout, self.now())))
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
        let mut preview = match self.assemble_carried(carrier, &declaration.team, carry).await {
            Ok(carrying) => previewed(carrying),
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
        Ok(Some(CarriedView { loses_data: carried.loses_data(), plans: regions_plans(&request), carried }))
    }
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
    let mut losses: Vec<String> = plans().flat_map(|plan| &plan.losses).cloned().collect();
    losses.sort();
    losses.dedup();
    CarriedRow {
        request: carried.request.clone(),
        template: carried.template.clone(),
        changes: plans().map(|plan| plan.changes).sum(),
        replacements: plans().map(|plan| plan.replacements).sum(),
        removals: plans().map(|plan| plan.removals).sum(),
        losses,
    }
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
        when_data_is_lost: None,
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
        when_data_is_lost: None,
    }
}
