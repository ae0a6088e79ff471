//! Wrong questions and right answers.

use super::bench::Bench;
use super::templates::PLAIN;
use services::ports::{ChangeSetSpec, CloudError};

fn missing<T>(answer: Result<T, CloudError>) -> bool {
    matches!(answer, Err(CloudError::NotFound(_)))
}

pub(super) async fn what_does_not_exist_is_told_apart(bench: Bench) {
    let Bench { cloud, here, stack, .. } = &bench;
    let token = bench.token(1);
    let arn = format!(
        "arn:aws:cloudformation:{}:000000000000:stack/{stack}/00000000-0000-0000-0000-000000000000",
        here.region
    );
    assert_eq!(cloud.ping(here).await, Ok(()));
    for name in [stack.as_str(), &arn] {
        assert_eq!(cloud.stack(here, name).await, Ok(None));
        assert!(missing(cloud.change_set(here, name, &token).await));
        assert!(missing(cloud.execute_change_set(here, name, "nothing", &token).await));
        assert!(missing(cloud.events(here, name, None).await));
        assert!(missing(cloud.resources(here, name).await));
        assert!(missing(cloud.start_drift_detection(here, name).await));
        assert!(missing(cloud.set_termination_protection(here, name, true).await));
        assert_eq!(cloud.discard_change_set(here, name, &token).await, Ok(()));
        assert_eq!(cloud.delete_stack(here, name, &token).await, Ok(()));
    }
    let update = ChangeSetSpec { create: false, ..bench.spec(1, PLAIN, &[]) };
    assert!(missing(cloud.create_change_set(here, &update).await));
    bench.applied(&bench.spec(1, PLAIN, &[])).await;
    assert!(missing(cloud.change_set(here, stack, "another-token").await));
    assert!(missing(cloud.execute_change_set(here, stack, "another-token", "another-token").await));
}

pub(super) async fn bad_requests_are_refused_without_their_secrets(bench: Bench) {
    let Bench { cloud, here, stack, .. } = &bench;
    let secret = "Hunter2-is-my-password";
    let long = "x".repeat(4_097);
    let needy = PLAIN.replace("Default: one", "MinLength: 1");
    let table = [
        ("broken YAML", bench.spec(1, "Resources: [", &[])),
        ("no value", bench.spec(1, &needy, &[])),
        ("a secret of the wrong shape", bench.spec(1, PLAIN, &[("Secret", secret)])),
        ("a value that is too long", bench.spec(1, PLAIN, &[("Payload", &long)])),
    ];
    for (what, spec) in table {
        let refused = cloud.create_change_set(here, &spec).await;
        let Err(CloudError::Refused(words)) = refused else { panic!("{what}: {refused:?}") };
        assert!(!words.is_empty() && words.len() < 3_000, "{what}: {words}");
        assert!(!words.contains(secret) && !words.contains(&long), "{what}: {words}");
        assert_eq!(cloud.stack(here, stack).await, Ok(None), "{what} leaves no stack");
    }
}

pub(super) async fn regions_are_apart(bench: Bench) {
    let here = bench.applied(&bench.spec(1, PLAIN, &[])).await;
    assert_eq!(bench.cloud.stack(&bench.elsewhere, &bench.stack).await, Ok(None));
    let other = Bench { here: bench.elsewhere.clone(), elsewhere: bench.here.clone(), ..bench.clone() };
    let there = other.applied(&other.spec(1, PLAIN, &[])).await;
    assert_eq!(there.outputs["Where"], other.here.region.as_str());
    assert_ne!(here.id, there.id);
    assert_eq!(bench.cloud.delete_stack(&bench.here, &bench.stack, &bench.token(2)).await, Ok(()));
    bench.gone().await;
    assert_eq!(other.ended(&bench.stack).await, there, "its neighbour stays");
}
