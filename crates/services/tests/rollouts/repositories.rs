//! All repositories of an organisation, and locations that stand for many files.

use crate::support::{DECLARATION, REPOSITORY, World, input, person};
use domain::ids::JobId;
use domain::view::ServiceView;
use services::ports::{JobKind, NewJob, ServiceFilter, Store};
use simulated::{PipelineFault, PipelineRule};

const PLAYER: &str = "service: player\nteam: streaming\nworkflows: {deploy: deploy.yml}\n";

async fn world(entries: &[&str]) -> World {
    let world = World::watching(entries, DECLARATION, 1).await;
    world.pipelines.put_file("acme/player", "slipway.yaml", PLAYER);
    world.pipelines.put_file("acme/old", "slipway.yaml", &PLAYER.replace("player", "old"));
    world.pipelines.put_file("other/web", "slipway.yaml", &PLAYER.replace("player", "web"));
    world.pipelines.put_repositories(&[REPOSITORY, "acme/notes", "other/web"], &["acme/old"]);
    read_all(&world).await;
    world
}

/// What comes every few minutes.
async fn read_all(world: &World) {
    let name = "catalog".to_owned();
    let job = NewJob {
        id: JobId(format!("job_catalog_{}", world.portal.now().0)),
        kind: JobKind::ReadCatalog,
        lane: name.clone(),
        pool: name.clone(),
        unique_key: Some(name),
        run_at: world.portal.now(),
    };
    world.store.enqueue(vec![job]).await.expect("kept");
    world.portal.settle().await.expect("settles");
    // What was known of the list is asked for anew after a while.
    world.clock.advance(std::time::Duration::from_secs(61));
}

async fn services(world: &World) -> Vec<String> {
    let all = ServiceFilter::default();
    let found = world.portal.catalog(&person("dana:developer"), &all, None, 20).await.expect("services");
    found.items.into_iter().map(|row| row.name).collect()
}

async fn look(world: &World, name: &str) -> ServiceView {
    world.portal.catalog_service(&person("dana:developer"), name).await.expect("the service")
}

#[tokio::test]
async fn a_pattern_finds_an_organisations_repositories_but_archived_ones() {
    let world = world(&["acme/*"]).await;
    assert_eq!(services(&world).await, ["live-api"]);
    let (declared, problems) = world.portal.declared(&person("dana:developer")).await.expect("declared");
    assert_eq!((declared.len(), problems), (1, vec![]), "most repositories have nothing to say");
    world.pipelines.put_repositories(&[REPOSITORY, "acme/notes", "acme/player"], &["acme/old"]);
    read_all(&world).await;
    assert_eq!(services(&world).await, ["live-api", "player"], "a new one is picked up");
    world.release("1.8.2").await;
    let started = world.portal.start_rollout(&person("dana:developer"), input("dev", "1.8.2")).await;
    assert_eq!(started.expect("a rollout").strategy.workflow.repository, REPOSITORY);
}

#[tokio::test]
async fn one_that_vanished_stays_with_what_it_said_last_until_it_is_back() {
    let world = world(&["acme/*"]).await;
    world.pipelines.put_repositories(&[REPOSITORY, "acme/player"], &[]);
    read_all(&world).await;
    for (names, archived, why) in
        [(&[REPOSITORY][..], &["acme/player"][..], "archived"), (&[REPOSITORY], &[], "archived")]
    {
        world.pipelines.put_repositories(names, archived);
        read_all(&world).await;
        let source = look(&world, "player").await.source.expect("a source");
        assert!(source.problems[0].message.contains(why), "{:?}", source.problems);
        let (declared, problems) = world.portal.declared(&person("dana:developer")).await.expect("declared");
        assert_eq!((declared.len(), problems.len()), (2, 1), "the last good state holds");
    }
    let calls = world.pipelines.calls().len();
    read_all(&world).await;
    let asked = world.pipelines.calls().split_off(calls);
    assert!(asked.iter().all(|call| !call.subject.contains("player")), "it is not asked");
    world.pipelines.put_repositories(&[REPOSITORY, "acme/player"], &[]);
    read_all(&world).await;
    assert_eq!(look(&world, "player").await.source.expect("a source").problems, []);
}

#[tokio::test]
async fn a_list_that_does_not_come_takes_nothing_away() {
    let world = world(&["acme/*"]).await;
    world.pipelines.inject(PipelineRule::new(PipelineFault::Unreachable).on("repositories"));
    world.pipelines.put_repositories(&[], &[]);
    read_all(&world).await;
    let source = look(&world, "live-api").await.source.expect("a source");
    assert_eq!(source.problems, []);
    world.pipelines.heal();
    read_all(&world).await;
    let source = look(&world, "live-api").await.source.expect("a source");
    assert!(source.problems[0].message.contains("gone from GitHub"), "{:?}", source.problems);
}

#[tokio::test]
async fn entries_and_patterns_stand_side_by_side() {
    let world = world(&["other/web", "acme/live-*"]).await;
    world.pipelines.put_repositories(&[REPOSITORY, "acme/player"], &[]);
    read_all(&world).await;
    assert_eq!(services(&world).await, ["live-api", "web"]);
}

#[tokio::test]
async fn a_locations_pattern_is_followed_within_its_repository() {
    let world = World::new().await;
    let location = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\n\
                    spec: {targets: [./services/*/catalog-info.yaml, './nothing/*.yaml']}\n";
    world.pipelines.put_file(REPOSITORY, "catalog-info.yaml", location);
    for name in ["chat", "player"] {
        let component = format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\n\
             spec: {{type: service, lifecycle: production, owner: media}}\n"
        );
        world.pipelines.put_file(REPOSITORY, &format!("services/{name}/catalog-info.yaml"), &component);
        world.pipelines.put_file(REPOSITORY, &format!("services/{name}/deep/catalog-info.yaml"), "kind: [");
    }
    read_all(&world).await;
    assert_eq!(services(&world).await, ["chat", "live-api", "player"]);
    let problems = look(&world, "chat").await.source.expect("a source").problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].message.contains("no file fits nothing/*.yaml"), "{problems:?}");
}
