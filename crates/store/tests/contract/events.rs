use crate::fixtures::*;
use crate::harness::Harness;
use domain::Timestamp;
use domain::live::Topic;
use domain::request::TargetState;
use domain::stack::StackEvent;
use services::ports::{Store, Write};

fn events(request: &str, stage: &str, events: Vec<StackEvent>) -> Write {
    Write::StackEvents {
        request: domain::ids::RequestId(request.to_owned()),
        target: key(stage, "us-east-1"),
        events,
    }
}

pub async fn events_are_stored_once(h: Harness) {
    let new = request("req_1", "api", &[("dev", "us-east-1")], 1);
    put(&h.store, vec![create_request(&new)]).await;
    let told = |ids: &[&str]| ids.iter().map(|id| stack_event("arn:1", id)).collect::<Vec<_>>();
    put(&h.store, vec![events("req_1", "dev", told(&["a", "b", "a"]))]).await;
    put(&h.store, vec![events("req_1", "dev", told(&["a", "b", "c"]))]).await;
    let head = h.store.live_head().await.expect("a head");
    let nothing_new = h.store.commit(writing(vec![events("req_1", "dev", told(&["b", "c"]))])).await;
    assert_eq!(nothing_new.map(|done| done.live_seq), Ok(0));
    assert_eq!(h.store.live_head().await, Ok(head), "nobody is told about nothing");

    let stored = h.store.events_of(&new.id, 0, 10).await.expect("events");
    let ids: Vec<&str> = stored.iter().map(|event| event.event.id.as_str()).collect();
    assert_eq!(ids, ["a", "b", "c"]);
    assert_eq!(stored[0].event, stack_event("arn:1", "a"));
    let later = h.store.events_of(&new.id, stored[0].seq, 1).await.expect("events");
    assert_eq!(later, stored[1..2]);
    let newest_first = h.store.events_of_stack("arn:1", 2).await.expect("events");
    assert_eq!(newest_first, [stored[2].clone(), stored[1].clone()]);
    let live = h.store.live_after(0, 10).await.expect("events");
    let newest = live.iter().rev().find(|event| event.change.topic == Topic::Events).expect("told");
    assert_eq!((newest.change.subject.as_str(), newest.change.version), ("req_1", stored[2].seq));
}

pub async fn an_event_belongs_to_its_first_request(h: Harness) {
    for id in ["req_1", "req_2"] {
        put(&h.store, vec![create_request(&request(id, "api", &[("dev", "us-east-1")], 1))]).await;
    }
    let many: Vec<StackEvent> = (0..450).map(|n| stack_event("arn:1", &format!("e{n}"))).collect();
    put(&h.store, vec![events("req_1", "dev", many.clone())]).await;
    let with_one_more = many.into_iter().chain([stack_event("arn:1", "new")]).collect();
    put(&h.store, vec![events("req_2", "dev", with_one_more)]).await;
    let count = async |id: &str| {
        let id = domain::ids::RequestId(id.to_owned());
        h.store.events_of(&id, 0, 1_000).await.expect("events").len()
    };
    assert_eq!((count("req_1").await, count("req_2").await), (450, 1));
}

pub async fn running_targets_know_their_newest_event(h: Harness) {
    let new = request("req_1", "api", &[("dev", "us-east-1"), ("staging", "us-east-1")], 1);
    put(&h.store, vec![create_request(&new)]).await;
    let dev = key("dev", "us-east-1");
    let running = async || h.store.running_targets(&dev.stage, &dev.region).await.expect("targets");
    assert_eq!(running().await, []);

    let next = planned(&new, &dev, "arn:1");
    let next = planned(&next, &key("staging", "us-east-1"), "arn:2");
    put(&h.store, vec![Write::Request { expected: Some(1), next: Box::new(next.clone()) }]).await;
    let found = running().await;
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0].key, found[0].attempt, &found[0].request), (&dev, 1, &new.id));
    assert_eq!(found[0].state, TargetState::Applying { since: Timestamp(2_000) });
    assert_eq!(found[0].token, next.targets[0].token(&new.id));
    assert_eq!(found[0].stack_name, "api-web-dev");
    assert_eq!((found[0].stack_id.as_deref(), found[0].last_event.as_deref()), (Some("arn:1"), None));

    let told = vec![stack_event("arn:1", "a"), stack_event("arn:1", "b")];
    put(&h.store, vec![events("req_1", "dev", told)]).await;
    assert_eq!(running().await[0].last_event.as_deref(), Some("b"));
}
