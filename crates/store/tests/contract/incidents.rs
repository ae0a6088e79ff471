use crate::fixtures::*;
use crate::harness::Harness;
use domain::Timestamp;
use domain::health::Severity;
use domain::health::incident::{Declared, Incident, IncidentEvent};
use domain::ids::IncidentId;
use domain::names::ServiceName;
use domain::notification::Who;
use services::ports::{IncidentFilter, Store, StoreError, Versioned, Write};

fn who() -> Who {
    Who { id: mina().id, name: mina().name }
}

fn incident(id: &str, service: &str, at: i64) -> Incident {
    let declared = Declared {
        title: "소리가 안 남".to_owned(),
        service: ServiceName::parse(service).expect("a service"),
        stage: stage("prod"),
        regions: [region("eu-west-3")].into(),
        team: team("live"),
        severity: Severity::Page,
        why: None,
    };
    Incident::declare(IncidentId(id.to_owned()), who(), declared, Timestamp(at)).next
}

async fn write(h: &Harness, expected: Option<i64>, next: &Incident) -> Result<(), StoreError> {
    let write = Write::Incident { expected, next: Box::new(next.clone()) };
    h.store.commit(writing(vec![write])).await.map(|_| ())
}

pub async fn an_incident_reads_back(h: Harness) {
    let first = incident("inc_1", "live-api", 1);
    write(&h, None, &first).await.expect("written");
    let resolve = IncidentEvent::Resolve { by: who(), why: Some("rolled back".to_owned()) };
    let next = first.apply(resolve, Timestamp(9)).expect("a step").next;
    write(&h, Some(1), &next).await.expect("written");
    let stale = write(&h, Some(1), &next).await;
    assert!(matches!(stale, Err(StoreError::Conflict(_))), "{stale:?}");
    assert_eq!(h.store.incident(&first.id).await, Ok(Some(Versioned { version: 2, value: next })));
    assert_eq!(h.store.incident(&IncidentId("inc_9".to_owned())).await, Ok(None));
    let told = h.store.live_after(0, 10).await.expect("a read");
    let told: Vec<_> =
        told.into_iter().map(|event| (event.change.topic.as_str(), event.change.version)).collect();
    assert_eq!(told, [("incident", 1), ("incident", 2)]);
}

pub async fn incidents_are_narrowed_down_and_come_in_pages(h: Harness) {
    let over = |incident: Incident, at| {
        incident.apply(IncidentEvent::Resolve { by: who(), why: None }, Timestamp(at)).expect("a step").next
    };
    let all = [
        incident("inc_1", "live-api", 1),
        over(incident("inc_2", "live-api", 2), 50),
        over(incident("inc_3", "player", 3), 90),
        incident("inc_4", "player", 4),
    ];
    for one in &all {
        write(&h, None, one).await.expect("written");
    }
    let found = async |filter: IncidentFilter| {
        let found = h.store.incidents(&filter, None, 9).await.expect("a read").items;
        found.into_iter().map(|found| found.value.id.0).collect::<Vec<_>>()
    };
    let none = IncidentFilter::default;
    assert_eq!(found(none()).await, ["inc_4", "inc_3", "inc_2", "inc_1"]);
    assert_eq!(found(IncidentFilter { live: true, ..none() }).await, ["inc_4", "inc_1"]);
    let service = Some("live-api".to_owned());
    assert_eq!(found(IncidentFilter { service, ..none() }).await, ["inc_2", "inc_1"]);
    assert_eq!(
        found(IncidentFilter { ended_after: Some(Timestamp(50)), ..none() }).await,
        ["inc_4", "inc_3", "inc_1"]
    );
    assert!(found(IncidentFilter { team: Some("chat".to_owned()), ..none() }).await.is_empty());
    assert!(found(IncidentFilter { stage: Some("dev".to_owned()), ..none() }).await.is_empty());
    let first = h.store.incidents(&none(), None, 3).await.expect("a read");
    let rest = h.store.incidents(&none(), first.next.as_deref(), 3).await.expect("a read");
    assert_eq!((first.items.len(), rest.items.len(), rest.next), (3, 1, None));
}
