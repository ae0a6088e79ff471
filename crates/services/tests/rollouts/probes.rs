//! Probes that services declare.

use crate::support::{DECLARATION, World, person};
use domain::health::{AskError, HealthState};
use services::Portal;
use services::ports::HealthFilter;
use std::time::Duration;

const SELDOM: &str = "
health:
  probes:
    - {name: up, url: 'https://up.example.com', every: 30s, regions: [ap-northeast-2]}
    - {name: certificate, url: 'https://certificate.example.com', every: 1h, regions: [ap-northeast-2]}
";

async fn pass(world: &World, portal: &Portal, seconds: usize) {
    for _ in (0..seconds).step_by(5) {
        world.clock.advance(Duration::from_secs(5));
        portal.probe_due().await.expect("probes");
    }
}

async fn state(portal: &Portal) -> Option<HealthState> {
    let found = portal.health(&person("dana:developer"), &HealthFilter::default()).await.expect("health");
    found.first().map(|one| one.value.health.state)
}

#[tokio::test]
async fn whoever_begins_to_probe_anew_remembers_what_is_asked_seldom() {
    let world = World::declaring(&format!("{DECLARATION}{SELDOM}"), 1).await;
    world.release("1.0.0").await;
    let rollout = world.start("dev", "1.0.0").await;
    world.settle(&rollout.id, 60).await;
    crate::catalogue::read(&world).await;
    let portal = world.portal.clone().probing_services();
    let asked = || world.prober.asked().iter().filter(|address| address.contains("certificate")).count();
    world.prober.answer("certificate", Err(AskError::Failed("its certificate ended".to_owned())));
    pass(&world, &portal, 3_700).await;
    assert_eq!(state(&portal).await, Some(HealthState::Unhealthy));

    // As after a new start: nobody has asked for a while, and it is long until the certificate is looked at again.
    world.clock.advance(Duration::from_secs(60));
    let before = asked();
    pass(&world, &portal, 300).await;
    assert_eq!(asked(), before, "the other one alone was asked");
    assert_eq!(state(&portal).await, Some(HealthState::Unhealthy));
}
