use super::{EnvironmentItem, Permission, RolloutItem, RunningItem, Time};
use domain::catalog::{Entity, EntityRef, FileFinding, FileProblem, RelationType};
use domain::declared::Link;
use domain::view::{EdgeView, ServiceRow, ServiceView, SourceView};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One line of the list of services.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceItem {
    #[schema(example = "live-api")]
    pub name: String,
    pub title: Option<String>,
    /// The portal's team that it belongs to.
    #[schema(example = "streaming")]
    pub team: Option<String>,
    #[schema(example = "group:default/streaming")]
    pub owner: Option<String>,
    #[schema(example = "1")]
    pub tier: Option<String>,
    #[schema(example = "production")]
    pub lifecycle: Option<String>,
    #[serde(rename = "type")]
    #[schema(example = "service")]
    pub sort: Option<String>,
    #[schema(example = "system:default/live")]
    pub system: Option<String>,
    /// Null when only environments speak of it.
    #[schema(example = "acme/live-api")]
    pub repository: Option<String>,
    /// Whether a `slipway.yaml` declares it, so that it can be rolled out.
    pub declared: bool,
    /// Regions that it runs in; empty: all.
    pub regions: Vec<String>,
    /// Whether its repository or a file in it cannot be read now.
    pub troubled: bool,
}

/// One service with everything about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceDetail {
    #[serde(flatten)]
    pub service: ServiceItem,
    pub description: Option<String>,
    /// Branch or tag that workflows are taken from.
    pub reference: Option<String>,
    /// What it is in Backstage's catalogue.
    #[schema(example = "component:default/live-api")]
    pub entity: Option<String>,
    pub tags: Vec<String>,
    pub links: Vec<ServiceLink>,
    /// What each workflow file is for.
    pub workflows: BTreeMap<String, String>,
    /// What it has to do with other entities, in both directions.
    pub relations: Vec<ServiceRelation>,
    pub source: Option<ServiceSource>,
    /// What its repository holds.
    pub entities: Vec<CatalogEntity>,
    pub environments: Vec<EnvironmentItem>,
    pub running: Vec<RunningItem>,
    /// The newest first.
    pub rollouts: Vec<RolloutItem>,
    pub refresh: Permission,
}

/// An address for people.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceLink {
    pub title: String,
    pub url: String,
}

/// One relation, seen from the service.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceRelation {
    /// In Backstage's words: `dependsOn`, `partOf`, `providesApi`, `consumesApi`, …
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "dependsOn")]
    pub kind: RelationType,
    /// Whether it starts from the service.
    pub outgoing: bool,
    /// The other side.
    #[schema(example = "component:default/player")]
    pub entity: String,
    /// The service that the other side is, if it is one.
    pub service: Option<String>,
}

/// How far what is known of a repository holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceSource {
    pub repository: String,
    /// Grows with every reading.
    pub version: i64,
    pub read_at: Time,
    /// When all of it could last be read.
    pub good_at: Option<Time>,
    /// What keeps the newest state from being known; what was read before still holds.
    pub problems: Vec<ServiceProblem>,
    /// What Backstage would say about its files.
    pub findings: Vec<CatalogFinding>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceProblem {
    /// Null: the whole repository.
    pub file: Option<String>,
    pub message: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogFinding {
    #[schema(example = "catalog-info.yaml")]
    pub file: String,
    #[schema(example = "warning")]
    pub severity: String,
    #[schema(example = "unknown-kind")]
    pub rule: String,
    pub message: String,
    pub line: u32,
    pub column: u32,
}

/// One entity of Backstage's catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogEntity {
    #[serde(rename = "ref")]
    #[schema(example = "component:default/live-api")]
    pub reference: String,
    pub api_version: String,
    pub kind: String,
    pub namespace: String,
    pub name: String,
    pub title: Option<String>,
    pub description: Option<String>,
    #[serde(rename = "type")]
    pub sort: Option<String>,
    pub lifecycle: Option<String>,
    pub owner: Option<String>,
    pub labels: BTreeMap<String, String>,
    pub annotations: BTreeMap<String, String>,
    pub tags: Vec<String>,
    pub file: String,
    pub line: u32,
    /// All of it, for kinds that Backstage does not come with.
    #[schema(value_type = Option<Object>)]
    pub raw: Option<serde_json::Value>,
}

fn told(reference: &Option<EntityRef>) -> Option<String> {
    reference.as_ref().map(ToString::to_string)
}

impl From<ServiceRow> for ServiceItem {
    fn from(row: ServiceRow) -> Self {
        ServiceItem {
            owner: told(&row.owner),
            system: told(&row.system),
            name: row.name,
            title: row.title,
            team: row.team.map(String::from),
            tier: row.tier,
            lifecycle: row.lifecycle,
            sort: row.sort,
            repository: row.repository,
            declared: row.declared,
            regions: row.regions.into_iter().map(String::from).collect(),
            troubled: row.troubled,
        }
    }
}

impl From<ServiceView> for ServiceDetail {
    fn from(view: ServiceView) -> Self {
        let service = view.row().into();
        let record = view.record;
        let (links, tags, workflows) = record
            .as_ref()
            .map(|record| (record.links.clone(), record.tags.clone(), record.workflows.clone()))
            .unwrap_or_default();
        ServiceDetail {
            service,
            description: record.as_ref().and_then(|record| record.description.clone()),
            reference: record.as_ref().and_then(|record| record.reference.clone()),
            entity: record.as_ref().map(|record| record.entity.to_string()),
            tags,
            links: links.into_iter().map(ServiceLink::from).collect(),
            workflows,
            relations: view.edges.into_iter().map(ServiceRelation::from).collect(),
            source: view.source.map(ServiceSource::from),
            entities: view.entities.into_iter().map(CatalogEntity::from).collect(),
            environments: view.environments.into_iter().map(EnvironmentItem::from).collect(),
            running: view.running.into_iter().map(RunningItem::from).collect(),
            rollouts: view.rollouts.into_iter().map(RolloutItem::from).collect(),
            refresh: view.refresh.into(),
        }
    }
}

impl From<Link> for ServiceLink {
    fn from(link: Link) -> Self {
        ServiceLink { title: link.title, url: link.url }
    }
}

impl From<EdgeView> for ServiceRelation {
    fn from(view: EdgeView) -> Self {
        ServiceRelation {
            kind: view.edge.kind,
            outgoing: view.outgoing,
            entity: view.other().to_string(),
            service: view.service,
        }
    }
}

impl From<SourceView> for ServiceSource {
    fn from(source: SourceView) -> Self {
        ServiceSource {
            repository: source.repository,
            version: source.version,
            read_at: source.read_at.into(),
            good_at: source.good_at.map(Time::from),
            problems: source.problems.into_iter().map(ServiceProblem::from).collect(),
            findings: source.findings.into_iter().map(CatalogFinding::from).collect(),
        }
    }
}

impl From<FileProblem> for ServiceProblem {
    fn from(problem: FileProblem) -> Self {
        ServiceProblem { file: problem.file, message: problem.message }
    }
}

impl From<FileFinding> for CatalogFinding {
    fn from(found: FileFinding) -> Self {
        CatalogFinding {
            file: found.file,
            severity: found.finding.severity.as_str().to_owned(),
            rule: found.finding.rule,
            message: found.finding.message,
            line: found.finding.line,
            column: found.finding.column,
        }
    }
}

impl From<Entity> for CatalogEntity {
    fn from(entity: Entity) -> Self {
        CatalogEntity {
            reference: entity.reference().to_string(),
            owner: entity.at("owner").map(|owner| owner.target.to_string()),
            api_version: entity.api_version,
            kind: entity.kind,
            namespace: entity.namespace,
            name: entity.name,
            title: entity.title,
            description: entity.description,
            sort: entity.sort,
            lifecycle: entity.lifecycle,
            labels: entity.labels,
            annotations: entity.annotations,
            tags: entity.tags,
            file: entity.file,
            line: entity.line,
            raw: entity.raw,
        }
    }
}
