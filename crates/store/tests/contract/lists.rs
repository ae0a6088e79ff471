use crate::fixtures::*;
use crate::harness::Harness;
use domain::ids::{ActorId, EnvironmentId};
use services::ports::{EnvironmentFilter, RequestFilter, Store, StoreError};

pub async fn requests_come_in_pages(h: Harness) {
    for n in 0..7 {
        // Three share their time: their ids decide.
        let at = if n < 3 { 1 } else { n };
        put(
            &h.store,
            vec![create_request(&request(&format!("req_{n}"), "api", &[("dev", "us-east-1")], at))],
        )
        .await;
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = h.store.requests(&RequestFilter::default(), after.as_deref(), 2).await.expect("a page");
        seen.extend(page.items.into_iter().map(|row| row.value.id.0));
        if page.next.is_none() {
            break;
        }
        after = page.next;
    }
    assert_eq!(seen, ["req_6", "req_5", "req_4", "req_3", "req_2", "req_1", "req_0"]);
}

pub async fn requests_are_narrowed_down(h: Harness) {
    let one = request("req_1", "api", &[("dev", "us-east-1"), ("prod", "us-east-1")], 1);
    let two = request("req_2", "web", &[("dev", "us-east-1")], 2);
    let applying = planned(&two, &two.targets[0].key, "arn:1");
    put(&h.store, vec![create_request(&one), create_request(&applying)]).await;
    let ids = async |filter: RequestFilter| -> Vec<String> {
        let page = h.store.requests(&filter, None, 10).await.expect("a page");
        page.items.into_iter().map(|row| row.value.id.0).collect()
    };
    let any = RequestFilter::default;
    let some = |text: &str| Some(text.to_owned());
    let statuses = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
    assert_eq!(ids(RequestFilter { statuses: statuses(&["planning"]), ..any() }).await, ["req_1"]);
    let both = statuses(&["applying", "planning"]);
    assert_eq!(ids(RequestFilter { statuses: both, ..any() }).await, ["req_2", "req_1"]);
    assert_eq!(ids(RequestFilter { service: some("web"), ..any() }).await, ["req_2"]);
    assert_eq!(ids(RequestFilter { team: some("live"), ..any() }).await, ["req_2", "req_1"]);
    assert_eq!(ids(RequestFilter { team: some("other"), ..any() }).await, [""; 0]);
    let requester = Some(ActorId("usr_mina".to_owned()));
    assert_eq!(ids(RequestFilter { requester, ..any() }).await, ["req_2", "req_1"]);
    let environment = Some(EnvironmentId("env_api_prod_us-east-1".to_owned()));
    assert_eq!(ids(RequestFilter { environment, ..any() }).await, ["req_1"]);
}

pub async fn environments_come_in_pages(h: Harness) {
    let mut expected = Vec::new();
    for service in ["api", "web"] {
        for stage in ["dev", "prod"] {
            for region in ["eu-west-3", "us-east-1"] {
                let env = environment([service, "main", stage, region]);
                put(&h.store, vec![create_environment(&env)]).await;
                expected.push(env.id);
            }
        }
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page =
            h.store.environments(&EnvironmentFilter::default(), after.as_deref(), 3).await.expect("a page");
        seen.extend(page.items.into_iter().map(|row| row.id));
        if page.next.is_none() {
            break;
        }
        after = page.next;
    }
    assert_eq!(seen, expected);
}

pub async fn environments_are_narrowed_down(h: Harness) {
    let mut one = environment(["api", "main", "dev", "eu-west-3"]);
    one.monthly_usd = None;
    let mut two = environment(["web", "main", "prod", "us-east-1"]);
    two.team = team("other");
    two.template = template("cache");
    put(&h.store, vec![create_environment(&one), create_environment(&two)]).await;
    let ids = async |filter: EnvironmentFilter| -> Vec<String> {
        let page = h.store.environments(&filter, None, 10).await.expect("a page");
        page.items.into_iter().map(|row| row.service.to_string()).collect()
    };
    let any = EnvironmentFilter::default;
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(ids(any()).await, ["api", "web"]);
    assert_eq!(ids(EnvironmentFilter { service: some("web"), ..any() }).await, ["web"]);
    assert_eq!(ids(EnvironmentFilter { stage: some("dev"), ..any() }).await, ["api"]);
    assert_eq!(ids(EnvironmentFilter { region: some("us-east-1"), ..any() }).await, ["web"]);
    assert_eq!(ids(EnvironmentFilter { team: some("other"), ..any() }).await, ["web"]);
    assert_eq!(ids(EnvironmentFilter { template: Some(template("web-service")), ..any() }).await, ["api"]);
    assert_eq!(ids(EnvironmentFilter { stage: some("x' OR '1'='1"), ..any() }).await, [""; 0]);
    let page = h.store.environments(&any(), None, 10).await.expect("a page");
    assert_eq!((page.items[0].monthly_usd, page.items[1].monthly_usd), (None, Some(0.1 + 0.2)));
    assert_eq!((page.items[0].version, page.items[0].template_digest.clone()), (1, one.template_digest));
}

pub async fn a_made_up_cursor_is_refused(h: Harness) {
    let requests = h.store.requests(&RequestFilter::default(), Some("../../etc"), 5).await;
    assert!(matches!(requests, Err(StoreError::Invalid(_))), "{requests:?}");
    let environments = h.store.environments(&EnvironmentFilter::default(), Some("5b5d"), 5).await;
    assert!(matches!(environments, Err(StoreError::Invalid(_))), "{environments:?}");
}
