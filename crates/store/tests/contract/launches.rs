use crate::fixtures::*;
use crate::harness::Harness;
use domain::Timestamp;
use domain::ids::LaunchId;
use domain::names::ServiceName;
use domain::pipeline::{Launch, LaunchEvent, LaunchOpening, LaunchedAction};
use domain::rollout::{RunRef, Workflow};
use services::ports::{ActionPlace, Store, StoreError, Versioned, Write};
use std::collections::BTreeMap;

fn launch(id: &str, action: Option<LaunchedAction>, at: i64) -> Launch {
    let opening = LaunchOpening {
        id: LaunchId(id.to_owned()),
        workflow: Workflow {
            repository: "Acme/live-api".to_owned(),
            file: "scale.yml".to_owned(),
            reference: "main".to_owned(),
        },
        name: "Scale".to_owned(),
        service: ServiceName::parse("live-api").expect("a service"),
        team: team("live"),
        inputs: BTreeMap::from([("tasks".to_owned(), "4".to_owned())]),
        traceable: true,
        action,
        reason: Some("손님이 많음".to_owned()),
        actor: &mina(),
    };
    Launch::open(opening, Timestamp(at))
}

fn scale(region_name: Option<&str>) -> Option<LaunchedAction> {
    let (stage, region) = (stage("prod"), region_name.map(region));
    Some(LaunchedAction { name: "scale".to_owned(), stage, region, changes: Vec::new() })
}

fn started(launch: &Launch, run: &str) -> Launch {
    let run = RunRef { id: run.to_owned(), url: "https://x".to_owned() };
    let sending = launch.apply(LaunchEvent::Sending, Timestamp(9)).expect("a step");
    sending.apply(LaunchEvent::Started(run), Timestamp(9)).expect("a step")
}

async fn write(h: &Harness, expected: Option<i64>, next: &Launch) -> Result<(), StoreError> {
    let write = Write::Launch { expected, next: Box::new(next.clone()) };
    h.store.commit(writing(vec![write])).await.map(|_| ())
}

pub async fn a_launch_reads_back(h: Harness) {
    let (first, second) = (launch("lch_1", None, 1), launch("lch_2", None, 2));
    for launch in [&first, &second] {
        write(&h, None, launch).await.expect("written");
    }
    let next = started(&first, "77");
    write(&h, Some(1), &next).await.expect("written");
    let stale = write(&h, Some(1), &next).await;
    assert!(matches!(stale, Err(StoreError::Conflict(_))), "{stale:?}");
    let found = Ok(Some(Versioned { version: 2, value: next.clone() }));
    assert_eq!(h.store.launch(&first.id).await, found);
    assert_eq!(h.store.launch_of_run("acme/LIVE-api", "77").await, found);
    assert_eq!(h.store.launch_of_run("acme/player", "77").await, Ok(None));
    assert_eq!(h.store.launches(Some("acme/live-api"), 9).await, Ok(vec![second.clone(), next]));
    assert_eq!(h.store.launches(None, 1).await, Ok(vec![second]));
}

pub async fn one_guarded_action_is_under_way_in_a_place(h: Harness) {
    let first = launch("lch_1", scale(Some("eu-west-3")), 1);
    write(&h, None, &first).await.expect("written");
    let twice = write(&h, None, &launch("lch_2", scale(Some("eu-west-3")), 2)).await;
    assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
    write(&h, None, &launch("lch_3", scale(Some("us-east-1")), 3)).await.expect("elsewhere");
    write(&h, None, &launch("lch_4", scale(None), 4)).await.expect("nowhere in particular");
    let nowhere = write(&h, None, &launch("lch_5", scale(None), 5)).await;
    assert!(matches!(nowhere, Err(StoreError::Conflict(_))), "{nowhere:?}");
    for id in ["lch_6", "lch_7"] {
        write(&h, None, &launch(id, None, 6)).await.expect("what is no action is not counted");
    }
    write(&h, Some(1), &started(&first, "1")).await.expect("written");
    write(&h, None, &launch("lch_8", scale(Some("eu-west-3")), 8)).await.expect("the first one is over");
}

pub async fn the_last_action_of_a_place_is_known(h: Harness) {
    let place = |region_name: Option<&str>| ActionPlace {
        service: ServiceName::parse("live-api").expect("a service"),
        action: "scale".to_owned(),
        stage: stage("prod"),
        region: region_name.map(region),
    };
    for (number, region_name) in [(1, Some("eu-west-3")), (2, Some("eu-west-3")), (3, None)] {
        let launch = launch(&format!("lch_{number}"), scale(region_name), number);
        write(&h, None, &launch).await.expect("written");
        write(&h, Some(1), &started(&launch, &number.to_string())).await.expect("written");
    }
    write(&h, None, &launch("lch_4", scale(Some("eu-west-3")), 4)).await.expect("not taken by GitHub yet");
    for (region_name, expected) in
        [(Some("eu-west-3"), Some("lch_2")), (None, Some("lch_3")), (Some("us-east-1"), None)]
    {
        let found = h.store.last_action(&place(region_name)).await.expect("a read");
        assert_eq!(found.as_ref().map(|launch| launch.id.as_str()), expected, "{region_name:?}");
    }
}
