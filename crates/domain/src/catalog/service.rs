//! From what a repository says to the services in it, and how they hang together.

use super::{DEFAULT_NAMESPACE, Entity, EntityRef, Relation, RelationType, RepositoryRecord};
use crate::declared::{Declaration, Link};
use crate::names::{RegionName, TeamName};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

const COMPONENT: &str = "Component";
const GROUP: &str = "Group";

/// A service as the catalogue knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceRecord {
    /// In another namespace than the usual one: `namespace/name`.
    pub name: String,
    pub repository: String,
    /// Branch or tag that workflows are taken from; `None` when no `slipway.yaml` says so.
    pub reference: Option<String>,
    /// Whether a `slipway.yaml` declares it, so that it can be rolled out.
    pub declared: bool,
    pub entity: EntityRef,
    pub title: Option<String>,
    pub description: Option<String>,
    /// The portal's team that it belongs to.
    pub team: Option<TeamName>,
    pub owner: Option<EntityRef>,
    pub tier: Option<String>,
    pub lifecycle: Option<String>,
    pub system: Option<EntityRef>,
    /// `service`, `website`, `library`, …
    #[serde(rename = "type")]
    pub sort: Option<String>,
    pub tags: Vec<String>,
    pub links: Vec<Link>,
    /// What each workflow file is for.
    pub workflows: BTreeMap<String, String>,
    /// Empty: all.
    pub regions: Vec<RegionName>,
}

/// That one entity has to do with another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    pub source: EntityRef,
    #[serde(rename = "type")]
    pub kind: RelationType,
    pub target: EntityRef,
}

impl RepositoryRecord {
    /// The services in it: those that `slipway.yaml` declares, and all other components.
    pub fn services(&self) -> Vec<ServiceRecord> {
        let component = self.component();
        let declared = self.declaration.as_ref().map(|declaration| self.declared(declaration, component));
        let others = self
            .components()
            .filter(|other| component.is_none_or(|taken| taken.reference() != other.reference()));
        declared.into_iter().chain(others.map(|entity| self.undeclared(entity))).collect()
    }

    /// What its entities have to do with others.
    pub fn edges(&self) -> Vec<Edge> {
        let own = self.declaration.iter().flat_map(|declaration| {
            let source = self.entity_of(declaration);
            let targets = declaration.dependencies().into_iter();
            targets.map(move |target| Edge { source: source.clone(), kind: RelationType::DependsOn, target })
        });
        let written =
            self.entities.iter().flat_map(|entity| entity.relations.iter().map(|it| edge(entity, it)));
        let mut seen = BTreeSet::new();
        let new = |edge: &Edge| seen.insert(format!("{} {:?} {}", edge.source, edge.kind, edge.target));
        own.chain(written).filter(new).collect()
    }

    fn components(&self) -> impl Iterator<Item = &Entity> {
        self.entities.iter().filter(|entity| entity.is(COMPONENT) && !entity.name.is_empty())
    }

    /// The component that the declared service is: that of its name, or the only one there is.
    fn component(&self) -> Option<&Entity> {
        let declaration = self.declaration.as_ref()?;
        let wanted = reference(declaration);
        let named = self.components().find(|entity| entity.reference() == wanted);
        let mut all = self.components();
        named.or_else(|| all.next().filter(|_| all.next().is_none()))
    }

    fn entity_of(&self, declaration: &Declaration) -> EntityRef {
        self.component().map_or_else(|| reference(declaration), Entity::reference)
    }

    fn declared(&self, declaration: &Declaration, component: Option<&Entity>) -> ServiceRecord {
        let blank = ServiceRecord::blank(&self.repository, self.entity_of(declaration));
        let known = component.map_or(blank, |entity| self.undeclared(entity));
        let owner = declaration.owner.as_deref().or(Some(declaration.team.as_str()));
        let owner = owner.and_then(|owner| EntityRef::parse(owner, Some(GROUP), DEFAULT_NAMESPACE).ok());
        let system = declaration.system.as_deref();
        let system = system.and_then(|text| EntityRef::parse(text, Some("System"), DEFAULT_NAMESPACE).ok());
        ServiceRecord {
            name: declaration.service.to_string(),
            reference: Some(declaration.reference.clone()),
            declared: true,
            title: declaration.title.clone().or(known.title),
            description: declaration.description.clone().or(known.description),
            team: Some(declaration.team.clone()),
            owner: if declaration.owner.is_some() { owner } else { known.owner.or(owner) },
            tier: declaration.tier.clone().or(known.tier),
            lifecycle: declaration.lifecycle.clone().or(known.lifecycle),
            system: system.or(known.system),
            links: united(&declaration.links, known.links),
            workflows: declaration.workflows.clone(),
            regions: declaration.regions.clone(),
            ..known
        }
    }

    fn undeclared(&self, entity: &Entity) -> ServiceRecord {
        let owner = entity.at("owner").map(|owner| owner.target.clone());
        let team = owner.as_ref().filter(|owner| owner.is(GROUP));
        ServiceRecord {
            title: entity.title.clone(),
            description: entity.description.clone(),
            team: team.and_then(|team| TeamName::parse(&team.name).ok()),
            tier: tier(entity),
            lifecycle: entity.lifecycle.clone(),
            system: entity.at("system").map(|system| system.target.clone()),
            sort: entity.sort.clone(),
            tags: entity.tags.clone(),
            links: entity.links.clone(),
            owner,
            ..ServiceRecord::blank(&self.repository, entity.reference())
        }
    }
}

impl ServiceRecord {
    /// A service of which nothing is known but where it is.
    fn blank(repository: &str, entity: EntityRef) -> Self {
        ServiceRecord {
            name: entity.short(),
            repository: repository.to_owned(),
            reference: None,
            declared: false,
            entity,
            title: None,
            description: None,
            team: None,
            owner: None,
            tier: None,
            lifecycle: None,
            system: None,
            sort: None,
            tags: Vec::new(),
            links: Vec::new(),
            workflows: BTreeMap::new(),
            regions: Vec::new(),
        }
    }
}

/// The component that a service is when nothing else says so.
fn reference(declaration: &Declaration) -> EntityRef {
    EntityRef {
        kind: COMPONENT.to_owned(),
        namespace: DEFAULT_NAMESPACE.to_owned(),
        name: declaration.service.to_string(),
    }
}

/// What one says of another may be said from either side; it is the same relation.
fn edge(entity: &Entity, relation: &Relation) -> Edge {
    let (own, other) = (entity.reference(), relation.target.clone());
    match relation.kind {
        RelationType::DependencyOf => Edge { source: other, kind: RelationType::DependsOn, target: own },
        RelationType::ParentOf => Edge { source: other, kind: RelationType::ChildOf, target: own },
        RelationType::HasMember => Edge { source: other, kind: RelationType::MemberOf, target: own },
        kind => Edge { source: own, kind, target: other },
    }
}

/// Backstage has no field for it; companies write a label, under a name of their own.
fn tier(entity: &Entity) -> Option<String> {
    let mut labels = entity.labels.iter();
    let named = |key: &str| key == "tier" || key.ends_with("/tier") || key.ends_with("/service-tier");
    labels.find(|(key, value)| named(key) && !value.is_empty()).map(|(_, value)| value.clone())
}

/// Each address once, the own ones first.
fn united(own: &[Link], others: Vec<Link>) -> Vec<Link> {
    let mut links = own.to_vec();
    for link in others {
        if links.iter().all(|known| known.url != link.url) {
            links.push(link);
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;
    use crate::declared::Plan;
    use crate::names::ServiceName;

    fn entity(name: &str, relations: &[(&str, RelationType, &str)]) -> Entity {
        let relation = |(field, kind, target): &(&str, RelationType, &str)| Relation {
            kind: *kind,
            field: (*field).to_owned(),
            written: (*target).to_owned(),
            target: EntityRef::parse(target, Some("Group"), "default").expect("a reference"),
        };
        Entity {
            api_version: "backstage.io/v1alpha1".into(),
            kind: COMPONENT.into(),
            namespace: "default".into(),
            name: name.into(),
            title: Some(format!("The {name}")),
            description: None,
            labels: BTreeMap::from([("acme.io/tier".to_owned(), "2".to_owned())]),
            annotations: BTreeMap::new(),
            tags: vec!["go".into()],
            links: vec![Link { title: "Wiki".into(), url: "https://w".into() }],
            sort: Some("service".into()),
            lifecycle: Some("production".into()),
            relations: relations.iter().map(relation).collect(),
            profile: None,
            targets: Vec::new(),
            file: "catalog-info.yaml".into(),
            line: 1,
            raw: None,
        }
    }

    fn declaration() -> Declaration {
        Declaration {
            service: ServiceName::parse("live-api").expect("a name"),
            team: TeamName::parse("streaming").expect("a name"),
            repository: "acme/live-api".into(),
            reference: "main".into(),
            title: None,
            description: None,
            owner: None,
            lifecycle: None,
            system: None,
            tier: Some("1".into()),
            links: vec![Link { title: "Runbook".into(), url: "https://r".into() }],
            depends_on: vec!["player".into(), "resource:streams-db".into(), "api:/x".into()],
            workflows: BTreeMap::new(),
            regions: Vec::new(),
            rollout: Plan::default(),
            stages: BTreeMap::new(),
            actions: BTreeMap::new(),
            metrics: None,
            probes: None,
            objectives: Vec::new(),
        }
    }

    fn record(declaration: Option<Declaration>, entities: Vec<Entity>) -> RepositoryRecord {
        RepositoryRecord { declaration, entities, ..RepositoryRecord::unread("acme/live-api", Timestamp(0)) }
    }

    #[test]
    fn a_declared_service_takes_the_rest_from_its_component() {
        let owned = entity("live-api", &[("owner", RelationType::OwnedBy, "media")]);
        let record = record(Some(declaration()), vec![entity("other", &[]), owned]);
        let services = record.services();
        let names: Vec<_> = services.iter().map(|it| (it.name.as_str(), it.declared)).collect();
        assert_eq!(names, [("live-api", true), ("other", false)]);
        let live = &services[0];
        assert_eq!((live.tier.as_deref(), live.lifecycle.as_deref()), (Some("1"), Some("production")));
        assert_eq!(live.owner.as_ref().map(ToString::to_string).as_deref(), Some("group:default/media"));
        assert_eq!(live.team.as_ref().map(TeamName::as_str), Some("streaming"));
        let links: Vec<_> = live.links.iter().map(|link| link.title.as_str()).collect();
        assert_eq!(links, ["Runbook", "Wiki"]);
        assert_eq!(services[1].tier.as_deref(), Some("2"));
    }

    #[test]
    fn the_only_component_is_the_declared_service_whatever_its_name() {
        let services = record(Some(declaration()), vec![entity("LiveApi", &[])]).services();
        assert_eq!(services.len(), 1);
        assert_eq!(services[0].entity.to_string(), "component:default/liveapi");
        assert_eq!(services[0].title.as_deref(), Some("The LiveApi"));
    }

    #[test]
    fn a_component_alone_is_a_service_of_the_team_that_owns_it() {
        let owned = entity("player", &[("owner", RelationType::OwnedBy, "streaming")]);
        let services = record(None, vec![owned]).services();
        assert_eq!(services[0].team.as_ref().map(TeamName::as_str), Some("streaming"));
        let person = entity("player", &[("owner", RelationType::OwnedBy, "user:jin")]);
        assert_eq!(record(None, vec![person]).services()[0].team, None);
    }

    #[test]
    fn dependencies_come_from_both_files_each_once() {
        let component = entity("live-api", &[("dependsOn", RelationType::DependsOn, "component:player")]);
        let edges = record(Some(declaration()), vec![component]).edges();
        let told: Vec<String> = edges.iter().map(|it| format!("{} → {}", it.source, it.target)).collect();
        let source = "component:default/live-api";
        let expected = ["component:default/player", "resource:default/streams-db"];
        assert_eq!(told, expected.map(|target| format!("{source} → {target}")));
    }
}
