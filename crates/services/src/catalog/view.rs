//! Services as people see them.

use super::may_refresh;
use crate::Portal;
use crate::ports::{EnvironmentFilter, RolloutFilter};
use domain::PortalError;
use domain::catalog::{Entity, EntityRef, RelationType, RepositoryRecord, ServiceRecord};
use domain::names::ServiceName;
use domain::people::Actor;
use domain::view::{Allowed, EdgeView, EnvironmentRow, RolloutRow, ServiceView, SourceView};
use std::collections::BTreeMap;

const MOST_EDGES: u32 = 200;
const MOST_ENVIRONMENTS: u32 = 500;
const MOST_ROLLOUTS: u32 = 10;

impl Portal {
    pub(super) async fn service_view(&self, actor: &Actor, name: &str) -> Result<ServiceView, PortalError> {
        let record = self.store.catalog_service(name).await?;
        let portal_name = ServiceName::parse(name).ok();
        let known = match &portal_name {
            Some(name) => self.store.service(name).await?,
            None => None,
        };
        if record.is_none() && known.is_none() {
            return Err(PortalError::not_found(format!("service “{name}”")));
        }
        let declared_team = record.as_ref().and_then(|record| record.team.clone());
        let team = known.map(|known| known.team).or(declared_team);
        let repository = match &record {
            Some(record) => self.store.catalog_repository(&record.repository).await?,
            None => None,
        };
        let refresh = match &repository {
            Some(_) => Allowed::by_right(may_refresh(actor, team.as_ref())),
            None => Allowed::no("no repository speaks of this service"),
        };
        let running = match &portal_name {
            Some(name) => self.store.deployed(Some(name)).await?,
            None => Vec::new(),
        };
        Ok(ServiceView {
            name: name.to_owned(),
            team,
            edges: self.edges_of(record.as_ref()).await?,
            source: repository.as_ref().map(|found| source(&found.value, found.version)),
            entities: repository.map(|found| concerned(found.value, record.as_ref())).unwrap_or_default(),
            environments: self.environments_of(name).await?,
            rollouts: self.rollouts_of(actor, name).await?,
            running,
            record,
            refresh,
        })
    }

    async fn edges_of(&self, record: Option<&ServiceRecord>) -> Result<Vec<EdgeView>, PortalError> {
        let Some(entity) = record.map(|record| &record.entity) else { return Ok(Vec::new()) };
        let edges = self.store.catalog_edges(entity, MOST_EDGES).await?;
        // Who owns it stands among the facts.
        let edges = edges.into_iter().filter(|edge| edge.kind != RelationType::OwnedBy);
        let views = edges.map(|edge| EdgeView { outgoing: &edge.source == entity, edge, service: None });
        let mut views: Vec<EdgeView> = views.collect();
        views.dedup_by(|a, b| a.edge == b.edge);
        let others: Vec<EntityRef> = views.iter().map(|view| view.other().clone()).collect();
        let names: BTreeMap<String, String> = self.store.catalog_names(&others).await?.into_iter().collect();
        for view in &mut views {
            view.service = names.get(&view.other().to_string()).cloned();
        }
        Ok(views)
    }

    async fn environments_of(&self, service: &str) -> Result<Vec<EnvironmentRow>, PortalError> {
        let filter = EnvironmentFilter { service: Some(service.to_owned()), ..EnvironmentFilter::default() };
        Ok(self.store.environments(&filter, None, MOST_ENVIRONMENTS).await?.items)
    }

    async fn rollouts_of(&self, actor: &Actor, service: &str) -> Result<Vec<RolloutRow>, PortalError> {
        let filter = RolloutFilter { service: Some(service.to_owned()), ..RolloutFilter::default() };
        Ok(self.rollouts(actor, &filter, None, MOST_ROLLOUTS).await?.items)
    }
}

fn source(record: &RepositoryRecord, version: i64) -> SourceView {
    SourceView {
        repository: record.repository.clone(),
        version,
        read_at: record.read_at,
        good_at: record.good_at,
        problems: record.problems.clone(),
        findings: record.findings.clone(),
    }
}

/// The entities of the repository, the service's own first.
fn concerned(repository: RepositoryRecord, record: Option<&ServiceRecord>) -> Vec<Entity> {
    let mut entities = repository.entities;
    entities.sort_by_key(|entity| record.is_none_or(|record| entity.reference() != record.entity));
    entities
}
