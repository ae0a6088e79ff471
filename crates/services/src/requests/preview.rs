//! What a request would mean, while it is still being filled in. Nothing is written or refused.

use super::assemble::{Assembled, Assembly};
use super::input;
use super::view::{approval_view, shown};
use crate::Portal;
use crate::ports::Allocation;
use domain::PortalError;
use domain::ids::RequestId;
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::request::{Request, TargetContent};
use domain::template::ParameterProblem;
use domain::values::ResolvedValues;
use domain::view::{Preview, PreviewTarget, RangeUse, RequestInput};
use std::collections::BTreeMap;

/// Stands for the service's name while none is typed.
const UNNAMED: &str = "my-service";

impl Portal {
    /// Works out a half-filled form. What does not fit yet is among the problems.
    pub async fn preview(&self, actor: &Actor, input: &RequestInput) -> Result<Preview, PortalError> {
        permit(actor, Action::View, None)?;
        self.previewed_or_problems(self.assembled(actor, input).await)
    }

    /// The same for a request that is being amended: what it holds is free for it.
    pub async fn preview_amendment(
        &self,
        actor: &Actor,
        id: &RequestId,
        input: &RequestInput,
    ) -> Result<Preview, PortalError> {
        permit(actor, Action::View, None)?;
        let request = self.load(id).await?.value;
        self.previewed_or_problems(self.assembled_amendment(actor, &request, input.clone()).await)
    }

    fn previewed_or_problems(
        &self,
        assembled: Result<Assembled, PortalError>,
    ) -> Result<Preview, PortalError> {
        match assembled {
            Ok(assembled) => self.previewed(assembled),
            Err(error) if error.code.status() < 500 => Ok(only_problems(error)),
            Err(error) => Err(error),
        }
    }

    async fn assembled_amendment(
        &self,
        actor: &Actor,
        request: &Request,
        mut input: RequestInput,
    ) -> Result<Assembled, PortalError> {
        input.action = request.action.as_str().to_owned();
        input.service = request.service.to_string();
        input.environment = Some(request.environment.to_string());
        let parsed = input::parse(input, &self.rules)?;
        let (id, team) = (&request.id, &request.team);
        Assembly { portal: self, actor, team, id, amends: Some(request), carried: None, now: self.now() }
            .assemble(&parsed)
            .await
    }

    async fn assembled(&self, actor: &Actor, input: &RequestInput) -> Result<Assembled, PortalError> {
        let mut input = input.clone();
        if input.service.trim().is_empty() {
            input.service = UNNAMED.to_owned();
        }
        let parsed = input::parse(input, &self.rules)?;
        let team = self.owner_for(actor, &parsed.service).await?;
        let team =
            team.ok_or_else(|| PortalError::invalid("You are in no team that could own a service."))?;
        let id = RequestId(String::new());
        Assembly { portal: self, actor, team: &team, id: &id, amends: None, carried: None, now: self.now() }
            .assemble(&parsed)
            .await
    }

    fn previewed(&self, assembled: Assembled) -> Result<Preview, PortalError> {
        let template = &assembled.template;
        let mut preview = Preview {
            targets: Vec::new(),
            findings: Vec::new(),
            problems: assembled.problems.clone(),
            monthly_usd: None,
            overlaps: Vec::new(),
        };
        for target in &assembled.content.targets {
            let monthly_usd = template.costs.monthly(target.key.region.as_str(), &plain(&target.values));
            preview.monthly_usd = match (preview.monthly_usd, monthly_usd) {
                (None, None) => None,
                (sum, more) => Some(sum.unwrap_or_default() + more.unwrap_or_default()),
            };
            preview.targets.push(previewed_target(&assembled, target, monthly_usd));
        }
        Ok(preview)
    }
}

fn previewed_target(
    assembled: &Assembled,
    target: &TargetContent,
    monthly_usd: Option<f64>,
) -> PreviewTarget {
    let own = |allocation: &&Allocation| allocation.environment == target.environment_id;
    let ranges = assembled.book.allocations.iter().filter(own);
    PreviewTarget {
        stage: target.key.stage.clone(),
        region: target.key.region.clone(),
        stack_name: target.stack_name.clone(),
        values: target.values.iter().map(|(name, value)| (name.clone(), shown(value))).collect(),
        monthly_usd,
        approval: target.approval.as_ref().map(|rule| approval_view(&target.key.stage, rule, 0)),
        ranges: ranges
            .map(|range| RangeUse { cidr: range.cidr.to_string(), owner: range.owner.clone() })
            .collect(),
    }
}

/// Values in clear text; secret ones have no part in prices.
pub(crate) fn plain(values: &ResolvedValues) -> BTreeMap<String, String> {
    let shown = |value: &domain::values::Resolved| value.value.shown().map(str::to_owned);
    values.iter().filter_map(|(name, value)| Some((name.clone(), shown(value)?))).collect()
}

fn only_problems(error: PortalError) -> Preview {
    let general = ParameterProblem { parameter: String::new(), message: error.message };
    let fields = error.fields.into_iter().map(|field| ParameterProblem {
        parameter: field.field.strip_prefix("parameters.").map_or(field.field.clone(), str::to_owned),
        message: field.message,
    });
    let mut problems: Vec<_> = fields.collect();
    if problems.is_empty() {
        problems.push(general);
    }
    Preview { targets: Vec::new(), findings: Vec::new(), problems, monthly_usd: None, overlaps: Vec::new() }
}
