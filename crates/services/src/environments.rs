//! Looking at environments and services.

use crate::Portal;
use crate::drift::may_check;
use crate::ports::{CloudError, EnvironmentFilter, RequestFilter, Versioned};
use crate::requests::row;
use domain::environment::Environment;
use domain::ids::EnvironmentId;
use domain::people::Actor;
use domain::permission::{Action, Reason, permit};
use domain::request::RequestAction;
use domain::service::CatalogService;
use domain::stack::RecordedEvent;
use domain::view::{
    Allowed, EnvironmentRow, EnvironmentView, Listing, Matrix, MatrixColumn, MatrixFilter, ResourceRow,
    ValueView,
};
use domain::{PortalError, template::ValueSource};

/// Requests shown in an environment's history.
const HISTORY: u32 = 50;

impl Portal {
    /// The window of the matrix under the filter.
    pub async fn matrix(&self, actor: &Actor, filter: &MatrixFilter) -> Result<Matrix, PortalError> {
        permit(actor, Action::View, None)?;
        Ok(self.store.matrix(filter, &self.columns(filter)).await?)
    }

    /// Stage bands split by region, home first, as far as the filter lets them through.
    fn columns(&self, filter: &MatrixFilter) -> Vec<MatrixColumn> {
        let passes =
            |wanted: &Option<String>, name: &str| wanted.as_deref().is_none_or(|wanted| wanted == name);
        let stages = self.rules.stages.iter().filter(|stage| passes(&filter.stage, stage.name.as_str()));
        let regions =
            || self.rules.regions.iter().filter(|region| passes(&filter.region, region.name.as_str()));
        stages
            .flat_map(|stage| {
                regions().map(|region| MatrixColumn {
                    stage: stage.name.clone(),
                    region: region.name.clone(),
                    region_title: region.title.clone(),
                    home: region.home,
                })
            })
            .collect()
    }

    pub async fn environments(
        &self,
        actor: &Actor,
        filter: &EnvironmentFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<EnvironmentRow>, PortalError> {
        permit(actor, Action::View, None)?;
        Ok(self.store.environments(filter, after, limit).await?)
    }

    pub async fn environment(
        &self,
        actor: &Actor,
        id: &EnvironmentId,
    ) -> Result<EnvironmentView, PortalError> {
        permit(actor, Action::View, None)?;
        let found = self.load_environment(id).await?;
        let filter = RequestFilter { environment: Some(id.clone()), ..RequestFilter::default() };
        let history = self.store.requests(&filter, None, HISTORY).await?.items;
        let environment = &found.value;
        let region = environment.key.region.as_str();
        Ok(EnvironmentView {
            stack_id: environment.stack_id.clone(),
            console_url: environment.stack_id.as_ref().map(|id| domain::console::stack_url(region, id)),
            values: environment
                .values
                .iter()
                .map(|(name, value)| {
                    let value = value.shown().map(str::to_owned);
                    (name.clone(), ValueView { value, source: ValueSource::Previous })
                })
                .collect(),
            outputs: environment.outputs.clone(),
            created_at: environment.created_at,
            history: history.iter().map(|request| row(&request.value, request.version)).collect(),
            drifted: environment.drifted.clone(),
            drift_checked_at: environment.drift_checked_at,
            drift_note: environment.drift_note.clone(),
            update: allowed(actor, environment, RequestAction::Update),
            delete: allowed(actor, environment, RequestAction::Delete),
            detect_drift: may_check(actor, environment, self.now()),
            row: environment_row(&found),
        })
    }

    /// What the environment's stack consists of now; asks the cloud.
    pub async fn resources(
        &self,
        actor: &Actor,
        id: &EnvironmentId,
    ) -> Result<Vec<ResourceRow>, PortalError> {
        permit(actor, Action::View, None)?;
        let environment = self.load_environment(id).await?.value;
        let place = self.place(&environment.key.stage, &environment.key.region);
        let stack = environment.stack_id.as_deref().unwrap_or(&environment.stack_name);
        match self.cloud.resources(&place, stack).await {
            Err(CloudError::NotFound(_)) => Ok(Vec::new()),
            Err(error) => Err(PortalError::unavailable(format!(
                "The resources cannot be read now: {error}. What Slipway itself knows is shown."
            ))),
            Ok(resources) => Ok(resources),
        }
    }

    /// Newest first.
    pub async fn environment_events(
        &self,
        actor: &Actor,
        id: &EnvironmentId,
        limit: u32,
    ) -> Result<Vec<RecordedEvent>, PortalError> {
        permit(actor, Action::View, None)?;
        match self.load_environment(id).await?.value.stack_id {
            None => Ok(Vec::new()),
            Some(stack_id) => Ok(self.store.events_of_stack(&stack_id, limit).await?),
        }
    }

    pub async fn services(&self, actor: &Actor) -> Result<Vec<CatalogService>, PortalError> {
        permit(actor, Action::View, None)?;
        Ok(self.store.services().await?)
    }

    pub(crate) async fn load_environment(
        &self,
        id: &EnvironmentId,
    ) -> Result<Versioned<Environment>, PortalError> {
        let found = self.store.environment(id).await?;
        found.ok_or_else(|| PortalError::not_found(format!("environment {id}")))
    }
}

pub(crate) fn allowed(actor: &Actor, environment: &Environment, action: RequestAction) -> Allowed {
    match (permit(actor, Action::Request, Some(&environment.team)), &environment.held_by) {
        (Err(denied), _) => Allowed::because(denied.reason),
        (Ok(_), Some(request)) => Allowed::because(Reason::Held { request: request.clone() }),
        (Ok(_), None) if environment.free_for(action) => Allowed::yes(),
        (Ok(_), None) => Allowed::because(Reason::NotCreated),
    }
}

fn environment_row(found: &Versioned<Environment>) -> EnvironmentRow {
    let environment = &found.value;
    EnvironmentRow {
        id: environment.id.clone(),
        version: found.version,
        service: environment.key.service.clone(),
        name: environment.key.name.clone(),
        stage: environment.key.stage.clone(),
        region: environment.key.region.clone(),
        team: environment.team.clone(),
        template: environment.template.clone(),
        template_digest: environment.template_digest.clone(),
        status: environment.status,
        drift: environment.drift,
        held_by: environment.held_by.clone(),
        stack_name: environment.stack_name.clone(),
        monthly_usd: environment.monthly_usd,
        updated_at: environment.updated_at,
    }
}
