//! The catalogue of services: read, kept, and still there when its repositories cannot be asked.

use crate::support::{REPOSITORY, World, person};
use domain::names::{ServiceName, TeamName};
use domain::view::ServiceView;
use domain::{ErrorCode, catalog::RelationType};
use services::ports::{DeliveryOutcome, ServiceFilter};
use services::{Taken, Told, WebhookNews};
use simulated::{PipelineFault, PipelineRule};

const CATALOG: &str = "
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: live-api, title: Live API, tags: [go]}
spec: {type: service, lifecycle: production, owner: media, system: live, dependsOn: ['component:player']}
---
apiVersion: acme.example/v1
kind: Scorecard
metadata: {name: quality}
spec: {checks: [a]}
";

/// GitHub tells of a push to the default branch.
async fn pushed(world: &World, delivery: &str, repository: &str) -> Taken {
    let news = WebhookNews {
        id: delivery.to_owned(),
        event: "push".to_owned(),
        told: Some(Told::Pushed { repository: repository.to_owned() }),
        ..WebhookNews::default()
    };
    world.portal.take_webhook(news).await.expect("taken")
}

pub async fn read(world: &World) {
    read_of(world, "ACME/live-api").await;
}

pub async fn read_of(world: &World, repository: &str) {
    // Each is a delivery of its own.
    let known = world.portal.webhooks(100).await.expect("webhooks").len();
    pushed(world, &format!("push-{known}"), repository).await;
    world.portal.settle().await.expect("settles");
}

async fn look(world: &World) -> ServiceView {
    world.portal.catalog_service(&person("dana:developer"), "live-api").await.expect("the service")
}

async fn names(world: &World, filter: ServiceFilter) -> Vec<String> {
    let found = world.portal.catalog(&person("dana:developer"), &filter, None, 10).await.expect("services");
    found.items.into_iter().map(|row| row.name).collect()
}

#[tokio::test]
async fn a_service_of_the_catalogue_belongs_to_its_team_whoever_makes_its_first_environment() {
    let world = World::new().await;
    world.pipelines.put_file(REPOSITORY, "catalog-info.yaml", CATALOG);
    read(&world).await;
    let mut stranger = person("kim:developer");
    stranger.memberships[0].team = Some(TeamName::parse("growth").expect("a team"));
    for (service, owner) in [("live-api", "streaming"), ("never-seen", "growth")] {
        let service = ServiceName::parse(service).expect("a service");
        let found = world.portal.owner_for(&stranger, &service).await.expect("the store answers");
        assert_eq!(found.map(|team| team.to_string()).as_deref(), Some(owner), "{service}");
    }
}

#[tokio::test]
async fn a_push_has_the_repository_read() {
    let world = World::new().await;
    assert!(names(&world, ServiceFilter::default()).await.is_empty());
    world.pipelines.put_file(REPOSITORY, "catalog-info.yaml", CATALOG);
    assert_eq!(pushed(&world, "other", "acme/other").await, Taken::New(DeliveryOutcome::Ignored));
    assert_eq!(world.portal.settle().await.expect("settles"), 0);
    read(&world).await;
    let view = look(&world).await;
    let record = view.record.as_ref().expect("a record");
    assert_eq!(
        (record.title.as_deref(), record.lifecycle.as_deref()),
        (Some("Live API"), Some("production"))
    );
    assert_eq!(record.owner.as_ref().map(ToString::to_string).as_deref(), Some("group:default/media"));
    assert_eq!(view.team.as_ref().map(|team| team.as_str()), Some("streaming"));
    let needs: Vec<_> = view.edges.iter().filter(|edge| edge.edge.kind == RelationType::DependsOn).collect();
    assert_eq!(needs.iter().map(|edge| edge.other().short()).collect::<Vec<_>>(), ["player"]);
    assert_eq!(view.entities.len(), 2);
    assert!(view.entities[1].raw.is_some(), "a kind of its own is kept as it is");
    assert_eq!(view.source.expect("a source").findings[0].finding.rule, "unknown-kind");
    assert_eq!(
        names(&world, ServiceFilter { search: Some("LIVE go".into()), ..ServiceFilter::default() }).await,
        ["live-api"]
    );
    assert!(
        names(&world, ServiceFilter { team: Some("web".into()), ..ServiceFilter::default() })
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn what_was_good_stays_beside_what_broke() {
    let world = World::new().await;
    world.pipelines.put_file(REPOSITORY, "catalog-info.yaml", CATALOG);
    read(&world).await;
    world.pipelines.put_file(REPOSITORY, "catalog-info.yaml", "kind: [Component\n");
    world.pipelines.put_file(REPOSITORY, "slipway.yaml", "service: live-api\nteam: 1st\n");
    read(&world).await;
    let view = look(&world).await;
    assert_eq!(view.entities.len(), 2, "as before");
    let source = view.source.expect("a source");
    let problems: Vec<_> =
        source.problems.iter().map(|it| (it.file.as_deref(), it.message.as_str())).collect();
    assert_eq!(problems[0].0, Some("slipway.yaml"));
    assert!(problems[0].1.starts_with("line 2, column 7: team: "), "{problems:?}");
    assert_eq!(problems[1].0, Some("catalog-info.yaml"));
    assert!(source.good_at.expect("it was good") <= source.read_at);
    let troubled = ServiceFilter { troubled: true, ..ServiceFilter::default() };
    assert_eq!(names(&world, troubled).await, ["live-api"]);
}

#[tokio::test]
async fn a_github_that_is_down_takes_nothing_away() {
    let mut world = World::new().await;
    read(&world).await;
    world.pipelines.inject(PipelineRule::new(PipelineFault::Unreachable));
    read(&world).await;
    let view = look(&world).await;
    assert!(view.record.expect("a record").declared);
    let problems = view.source.expect("a source").problems;
    assert_eq!((problems.len(), problems[0].file.as_deref()), (1, None));
    // A portal that starts meanwhile knows what the one before it knew.
    world.start_again();
    let (declared, problems) = world.portal.declared(&person("dana:developer")).await.expect("declarations");
    assert_eq!((declared.len(), problems.len()), (1, 1));
}

#[tokio::test]
async fn only_those_of_the_team_have_it_read_again() {
    let world = World::new().await;
    let refresh = async |who: &str| world.portal.refresh_service(&person(who), "live-api").await;
    let missing = refresh("park:on-call").await.expect_err("not there yet");
    assert_eq!(missing.code, ErrorCode::NotFound);
    read(&world).await;
    let before = look(&world).await.source.expect("a source").version;
    refresh("park:on-call").await.expect("taken");
    assert_eq!(look(&world).await.source.expect("a source").version, before, "it takes a moment");
    world.portal.settle().await.expect("settles");
    assert!(look(&world).await.source.expect("a source").version > before);
}
