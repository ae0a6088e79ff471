use crate::fixtures::*;
use crate::harness::Harness;
use domain::Timestamp;
use domain::catalog::{Entity, EntityRef, FileProblem, Relation, RelationType, RepositoryRecord};
use domain::declared::{Declaration, Plan};
use domain::ids::ServiceId;
use domain::names::{ServiceName, TeamName};
use domain::service::CatalogService;
use services::ports::{KnownRepository, ServiceFilter, Store, Write};
use std::collections::BTreeMap;

fn entity(name: &str, needs: &[&str]) -> Entity {
    let relation = |target: &&str| Relation {
        kind: RelationType::DependsOn,
        field: "dependsOn".into(),
        written: (*target).to_owned(),
        target: EntityRef::parse(target, Some("Component"), "default").expect("a reference"),
    };
    Entity {
        api_version: "backstage.io/v1alpha1".into(),
        kind: "Component".into(),
        namespace: "default".into(),
        name: name.into(),
        title: Some(format!("The {name} 100%")),
        description: None,
        labels: BTreeMap::new(),
        annotations: BTreeMap::new(),
        tags: vec!["go".into()],
        links: Vec::new(),
        sort: Some("service".into()),
        lifecycle: Some("production".into()),
        relations: needs.iter().map(relation).collect(),
        profile: None,
        targets: Vec::new(),
        file: "catalog-info.yaml".into(),
        line: 1,
        raw: None,
    }
}

fn declaration(service: &str, team: &str) -> Declaration {
    Declaration {
        service: ServiceName::parse(service).expect("a name"),
        team: TeamName::parse(team).expect("a name"),
        repository: "acme/x".into(),
        reference: "main".into(),
        title: None,
        description: None,
        owner: None,
        lifecycle: None,
        system: None,
        tier: Some("1".into()),
        links: Vec::new(),
        depends_on: Vec::new(),
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

fn repository(name: &str, entities: Vec<Entity>) -> RepositoryRecord {
    RepositoryRecord { entities, ..RepositoryRecord::unread(name, Timestamp(1)) }
}

fn write(expected: Option<i64>, next: RepositoryRecord) -> Write {
    Write::CatalogRepository { expected, next: Box::new(next) }
}

async fn names(h: &Harness, filter: ServiceFilter) -> Vec<String> {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = h.store.catalog_services(&filter, after.as_deref(), 2).await.expect("a page");
        seen.extend(page.items.into_iter().map(|row| row.name));
        if page.next.is_none() {
            return seen;
        }
        after = page.next;
    }
}

pub async fn a_repository_and_its_services_read_back(h: Harness) {
    let one = repository("acme/one", vec![entity("live-api", &["player"]), entity("tools", &[])]);
    put(&h.store, vec![write(None, one.clone())]).await;
    let kept = h.store.catalog_repository("acme/one").await.expect("read").expect("there");
    assert_eq!((kept.version, kept.value), (1, one.clone()));
    let known = h.store.catalog_repositories().await.expect("names");
    assert_eq!(known, [KnownRepository { repository: "acme/one".to_owned(), vanished: false }]);
    assert_eq!(h.store.catalog_service("tools").await.expect("read"), one.services().into_iter().nth(1));
    let stale = h.store.commit(writing(vec![write(None, one.clone())])).await;
    assert!(stale.is_err(), "it is there already");
    put(&h.store, vec![write(Some(1), repository("acme/one", vec![entity("player", &[])]))]).await;
    assert_eq!(names(&h, ServiceFilter::default()).await, ["player"]);
    put(&h.store, vec![Write::DropCatalogRepository { repository: "acme/one".into() }]).await;
    assert!(names(&h, ServiceFilter::default()).await.is_empty());
    assert_eq!(h.store.catalog_repository("acme/one").await.expect("read"), None);
}

pub async fn services_are_narrowed_down(h: Harness) {
    let mut declared = repository("acme/one", vec![entity("live-api", &[])]);
    declared.declaration = Some(declaration("live-api", "streaming"));
    declared.problems = vec![FileProblem { file: None, message: "gone".into() }];
    let plain = repository("acme/two", vec![entity("player", &[]), entity("kit", &[])]);
    let bare = CatalogService {
        id: ServiceId("svc_1".into()),
        name: ServiceName::parse("old").expect("a name"),
        team: TeamName::parse("web").expect("a name"),
        created_at: Timestamp(1),
    };
    put(&h.store, vec![write(None, declared), write(None, plain), Write::Service(bare)]).await;
    let any = ServiceFilter::default;
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(names(&h, any()).await, ["kit", "live-api", "old", "player"]);
    assert_eq!(
        names(&h, ServiceFilter { search: some("the 100% GO"), ..any() }).await,
        ["kit", "live-api", "player"]
    );
    assert_eq!(names(&h, ServiceFilter { search: some("100_"), ..any() }).await, [""; 0]);
    assert_eq!(names(&h, ServiceFilter { team: some("streaming"), ..any() }).await, ["live-api"]);
    assert_eq!(names(&h, ServiceFilter { team: some("web"), ..any() }).await, ["old"]);
    assert_eq!(names(&h, ServiceFilter { tier: some("1"), ..any() }).await, ["live-api"]);
    assert_eq!(
        names(&h, ServiceFilter { lifecycle: some("production"), ..any() }).await,
        ["kit", "live-api", "player"]
    );
    assert_eq!(names(&h, ServiceFilter { sort: some("website"), ..any() }).await, [""; 0]);
    assert_eq!(names(&h, ServiceFilter { troubled: true, ..any() }).await, ["live-api"]);
    let facets = h.store.catalog_facets().await.expect("facets");
    assert_eq!(facets.teams, ["streaming", "web"]);
    assert_eq!((facets.tiers, facets.sorts), (vec!["1".to_owned()], vec!["service".to_owned()]));
}

pub async fn who_declares_a_service_has_it(h: Harness) {
    let component = repository("acme/one", vec![entity("live-api", &[])]);
    let mut declared = repository("acme/two", Vec::new());
    declared.declaration = Some(declaration("live-api", "streaming"));
    put(&h.store, vec![write(None, component.clone()), write(None, declared)]).await;
    let owner = async || h.store.catalog_service("live-api").await.expect("read").map(|it| it.repository);
    assert_eq!(owner().await.as_deref(), Some("acme/two"));
    put(&h.store, vec![write(Some(1), component)]).await;
    assert_eq!(owner().await.as_deref(), Some("acme/two"), "reading the other again changes nothing");
}

pub async fn relations_are_found_from_both_ends(h: Harness) {
    let one = repository("acme/one", vec![entity("live-api", &["player", "resource:db"])]);
    put(&h.store, vec![write(None, one), write(None, repository("acme/two", vec![entity("player", &[])]))])
        .await;
    let reference = |text| EntityRef::parse(text, Some("Component"), "default").expect("a reference");
    let of = async |text| {
        let edges = h.store.catalog_edges(&reference(text), 10).await.expect("edges");
        edges.iter().map(|edge| format!("{} {}", edge.source, edge.target)).collect::<Vec<_>>()
    };
    let (needs, needed) = ("component:default/live-api component:default/player", of("player").await);
    assert_eq!(needed, [needs]);
    assert_eq!(of("LIVE-API").await, [needs, "component:default/live-api resource:default/db"]);
    let named = h.store.catalog_names(&[reference("player"), reference("resource:db")]).await.expect("names");
    assert_eq!(named, [("component:default/player".to_owned(), "player".to_owned())]);
}

pub async fn dependencies_are_between_services(h: Harness) {
    let mut player = entity("player", &["live-api", "resource:streams-db"]);
    player.relations.push(Relation {
        kind: RelationType::DependencyOf,
        field: "dependencyOf".into(),
        written: "portal".into(),
        target: EntityRef::parse("portal", Some("Component"), "default").expect("a reference"),
    });
    let all = vec![player, entity("live-api", &[]), entity("portal", &[])];
    put(&h.store, vec![write(None, repository("acme/player", all))]).await;
    let pair = |needing: &str, needed: &str| (needing.to_owned(), needed.to_owned());
    let mut found = h.store.dependencies().await.expect("dependencies");
    found.sort();
    assert_eq!(found, [pair("player", "live-api"), pair("portal", "player")]);
}
