//! One service's regions side by side, where only rollouts have deployed it.

use crate::support::{DECLARATION, HOME, REGIONS, World, person};
use domain::ErrorCode;
use domain::health::compare::{Comparison, Declared, Item, Row, Verdict};
use domain::rollout::RolloutStatus;

const PARIS: &str = "eu-west-3";
const MORE: &str = "
metrics: {cloudwatch: {dimensions: {Service: '{service}'}}}
health:
  probes:
    - {name: up, url: 'https://{region}.example.com/up'}
    - {name: sound, url: 'https://sound.example.com', regions: [ap-northeast-2]}
objectives:
  - {availability: 99.9%}
  - {name: snappy, latency: {p95: 300ms, target: 99%}, regions: [ap-northeast-2]}
";

/// A service that the catalogue knows.
async fn world() -> World {
    let world = World::declaring(&format!("{DECLARATION}{MORE}"), 1).await;
    crate::catalogue::read(&world).await;
    world
}

async fn compared(world: &World) -> Comparison {
    let dana = person("dana:developer");
    world.portal.compare_regions(&dana, "live-api").await.expect("a comparison")
}

fn row<'a>(comparison: &'a Comparison, item: &Item) -> &'a Row {
    comparison.rows.iter().find(|row| &row.item == item).expect("a row")
}

/// The verdict on something in one region.
fn verdict(comparison: &Comparison, item: &Item, region: &str) -> Verdict {
    let column = comparison.columns.iter().position(|column| column.region.as_str() == region);
    row(comparison, item).cells[column.expect("the region")].verdict.clone()
}

#[tokio::test]
async fn what_rollouts_brought_is_compared_with_why_it_differs() {
    let world = world().await;
    world.release("1.0.0").await;
    let first = world.start("dev", "1.0.0").await;
    assert_eq!(world.settle(&first.id, 90).await.status, RolloutStatus::Succeeded);
    let same = compared(&world).await;
    assert_eq!((same.columns.len(), same.columns[0].region.as_str()), (REGIONS.len(), HOME));
    let brought = &row(&same, &Item::Rollout).cells[1];
    assert_eq!((brought.value.as_deref(), brought.at.is_some()), (Some(first.id.as_str()), true));
    assert_eq!(row(&same, &Item::Commit).cells[0].value.as_deref(), Some("0a1b2c3"));
    assert_eq!(verdict(&same, &Item::Release, PARIS), Verdict::Identical);
    // Nobody has measured it: that is not well.
    assert_eq!(verdict(&same, &Item::State, PARIS), Verdict::Unknown);

    // Addresses belong to their region; what stands in the file for one region only is meant.
    let probe = |name: &str| Item::Probe { name: name.to_owned() };
    let objective = |name: &str| Item::Objective { name: name.to_owned() };
    let declared = |why| Verdict::Declared { why };
    assert_eq!(verdict(&same, &probe("up"), PARIS), declared(Declared::Filled));
    assert_eq!(verdict(&same, &probe("sound"), PARIS), declared(Declared::File));
    assert_eq!(verdict(&same, &objective("snappy"), PARIS), declared(Declared::File));
    assert_eq!(verdict(&same, &objective("availability"), PARIS), Verdict::Identical);
    assert_eq!(row(&same, &objective("snappy")).cells[0].value.as_deref(), Some("99 % ≤ 300 ms (p95)"));
    assert_eq!(same.unexplained(), 0);
}

#[tokio::test]
async fn a_region_that_a_rollout_left_out_is_behind_on_purpose() {
    let world = world().await;
    for (version, exclude) in [("1.0.0", [].as_slice()), ("1.0.1", &[PARIS])] {
        world.release(version).await;
        let rollout = world.start("prod", version).await;
        world.settle(&rollout.id, 20).await;
        world.approve(&rollout.id, exclude).await;
        assert_eq!(world.settle(&rollout.id, 7_200).await.status, RolloutStatus::Succeeded, "{version}");
    }
    let compared = compared(&world).await;
    assert_eq!(verdict(&compared, &Item::Release, PARIS), Verdict::Declared { why: Declared::LeftOut });
    assert_eq!(verdict(&compared, &Item::Artifact, PARIS), Verdict::Declared { why: Declared::Follows });
    assert_eq!(compared.unexplained(), 0, "{:?}", compared.rows);

    let unknown = world.portal.compare_regions(&person("dana:developer"), "nobody").await;
    assert_eq!(unknown.expect_err("no such service").code, ErrorCode::NotFound);
}
