//! Change sets from question to execution.

use super::bench::Bench;
use super::templates::PLAIN;
use domain::plan::{ChangeAction, Replacement, ResourceChange};
use domain::stack::{StackEnd, end_in};
use services::ports::{ChangeSetState, CloudError};

type Told<'a> = (&'a str, ChangeAction, Replacement);

/// What a plan says, by logical id.
fn told(changes: &[ResourceChange]) -> Vec<Told<'_>> {
    let mut told: Vec<Told> =
        changes.iter().map(|c| (c.logical_id.as_str(), c.action, c.replacement)).collect();
    told.sort();
    told
}

pub(super) async fn a_stack_is_created_as_planned(bench: Bench) {
    let Bench { cloud, here, stack, .. } = &bench;
    let spec = bench.spec(1, PLAIN, &[("Payload", "first")]);
    let plan = bench.ready(&spec).await;
    let added = |id| (id, ChangeAction::Add, Replacement::False);
    assert_eq!(told(&plan.changes), [added("Lines"), added("Note")]);
    let review = cloud.stack(here, stack).await.expect("answers").expect("in review");
    assert_eq!((review.status.as_str(), &review.id), ("REVIEW_IN_PROGRESS", &plan.stack_id));
    assert!(cloud.stacks_in_progress(here).await.expect("a list").iter().all(|s| &s.name != stack));

    bench.execute(&plan, &spec.token).await;
    let created = bench.ended(stack).await;
    assert_eq!((created.status.as_str(), &created.id), ("CREATE_COMPLETE", &plan.stack_id));
    assert_eq!(created.outputs["Said"], "first");
    assert_eq!(created.outputs["Where"], here.region.as_str());

    let events = bench.events(&plan.stack_id, None).await;
    assert!(events.is_sorted_by_key(|event| event.at), "oldest first");
    assert!(events.iter().all(|event| event.stack_id == plan.stack_id));
    assert_eq!(end_in(&events, &spec.token), Some(StackEnd::Complete));
    let last = events.last().expect("events");
    assert!(last.of_stack() && last.status == "CREATE_COMPLETE");
    let known = &events[events.len() / 2];
    assert_eq!(bench.events(&plan.stack_id, Some(&known.id)).await, events[events.len() / 2 + 1..]);
    assert_eq!(bench.events(&plan.stack_id, Some(&last.id)).await, []);

    let resources = cloud.resources(here, stack).await.expect("resources");
    let lines = resources.iter().find(|row| row.logical_id == "Lines").expect("the log group");
    assert!(!lines.physical_id.is_empty() && lines.status == "CREATE_COMPLETE");
    assert!(lines.console_url.as_ref().is_some_and(|url| url.contains(here.region.as_str())));
    assert_eq!(resources.len(), 2);
}

pub(super) async fn nothing_to_change_is_told_apart(bench: Bench) {
    let created = bench.applied(&bench.spec(1, PLAIN, &[])).await;
    let again = bench.spec(2, PLAIN, &[]);
    match bench.planned(&again).await {
        ChangeSetState::Empty { stack_id } => assert_eq!(stack_id.as_ref(), Some(&created.id)),
        other => panic!("expected no changes: {other:?}"),
    }
    let discarded = bench.cloud.discard_change_set(&bench.here, &bench.stack, &again.token).await;
    assert_eq!(discarded, Ok(()));
    assert_eq!(bench.ended(&bench.stack).await, created);
}

pub(super) async fn an_update_changes_and_replaces(bench: Bench) {
    let created = bench.applied(&bench.spec(1, PLAIN, &[])).await;
    let spec = bench.spec(2, PLAIN, &[("Payload", "two"), ("Suffix", "b")]);
    let plan = bench.ready(&spec).await;
    let [lines, note] = told(&plan.changes)[..] else { panic!("two changes: {plan:?}") };
    assert_eq!(note, ("Note", ChangeAction::Modify, Replacement::False));
    // Behind a function, a cloud may not be sure that the name will differ.
    assert!(
        lines.0 == "Lines" && lines.1 == ChangeAction::Modify && lines.2 != Replacement::False,
        "{lines:?}"
    );
    let lines = plan.changes.iter().find(|change| change.logical_id == "Lines").expect("listed");
    assert_eq!(lines.properties, ["LogGroupName"]);
    bench.execute(&plan, &spec.token).await;
    let updated = bench.ended(&bench.stack).await;
    assert_eq!((updated.status.as_str(), &updated.id), ("UPDATE_COMPLETE", &created.id));
    assert_eq!(updated.outputs["Said"], "two");
    assert_eq!(end_in(&bench.events(&created.id, None).await, &spec.token), Some(StackEnd::Complete));
}

pub(super) async fn a_discarded_creation_leaves_nothing(bench: Bench) {
    let Bench { cloud, here, stack, .. } = &bench;
    let spec = bench.spec(1, PLAIN, &[]);
    bench.ready(&spec).await;
    assert_eq!(cloud.set_termination_protection(here, stack, true).await, Ok(()));
    for _ in 0..2 {
        assert_eq!(cloud.discard_change_set(here, stack, &spec.token).await, Ok(()));
        bench.gone().await;
    }
    let state = cloud.change_set(here, stack, &spec.token).await;
    assert!(matches!(state, Err(CloudError::NotFound(_))), "{state:?}");
    let again = bench.applied(&spec).await;
    assert_eq!(again.status, "CREATE_COMPLETE", "the name is free again");
}

pub(super) async fn a_discarded_update_leaves_the_stack_alone(bench: Bench) {
    let Bench { cloud, here, stack, .. } = &bench;
    let created = bench.applied(&bench.spec(1, PLAIN, &[])).await;
    let spec = bench.spec(2, PLAIN, &[("Payload", "two")]);
    bench.ready(&spec).await;
    for _ in 0..2 {
        assert_eq!(cloud.discard_change_set(here, stack, &spec.token).await, Ok(()));
    }
    assert_eq!(bench.ended(stack).await, created);
    let state = cloud.change_set(here, stack, &spec.token).await;
    assert!(matches!(state, Err(CloudError::NotFound(_))), "{state:?}");
}

pub(super) async fn asking_twice_gives_the_same_change_set(bench: Bench) {
    let spec = bench.spec(1, PLAIN, &[]);
    let first = bench.ready(&spec).await;
    assert_eq!(bench.ready(&spec).await, first);
    bench.execute(&first, &spec.token).await;
    bench.ended(&bench.stack).await;
    assert_eq!(bench.cloud.create_change_set(&bench.here, &spec).await, Ok(()), "even after its execution");
    let update = bench.spec(2, PLAIN, &[("Payload", "two")]);
    let first = bench.ready(&update).await;
    assert_eq!(bench.ready(&update).await, first);
}

pub(super) async fn executing_twice_runs_once(bench: Bench) {
    for number in [1, 2] {
        let spec = bench.spec(number, PLAIN, &[("Payload", &format!("p{number}"))]);
        let plan = bench.ready(&spec).await;
        bench.execute(&plan, &spec.token).await;
        bench.execute(&plan, &spec.token).await;
        let ended = bench.ended(&bench.stack).await;
        bench.execute(&plan, &spec.token).await;
        let events = bench.events(&ended.id, None).await;
        let own = events.iter().filter(|event| event.of_stack() && event.token.as_ref() == Some(&spec.token));
        let start = ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"];
        let starts = own.filter(|event| start.contains(&event.status.as_str())).count();
        assert_eq!(starts, 1, "the {number}. execution: {events:#?}");
        let after = bench.cloud.stack(&bench.here, &bench.stack).await.expect("answers");
        assert_eq!(after.as_ref(), Some(&ended), "nothing is under way again");
    }
}

pub(super) async fn a_stack_that_exists_is_not_created_again(bench: Bench) {
    let created = bench.applied(&bench.spec(1, PLAIN, &[])).await;
    let mut again = bench.spec(2, PLAIN, &[]);
    again.create = true;
    let refused = bench.cloud.create_change_set(&bench.here, &again).await;
    let words = "already exists";
    assert!(matches!(&refused, Err(CloudError::Refused(why)) if why.contains(words)), "{refused:?}");
    assert_eq!(bench.ended(&bench.stack).await, created);
}

pub(super) async fn an_older_change_set_is_void_after_an_execution(bench: Bench) {
    bench.applied(&bench.spec(1, PLAIN, &[])).await;
    let older = bench.ready(&bench.spec(2, PLAIN, &[("Payload", "two")])).await;
    let updated = bench.applied(&bench.spec(3, PLAIN, &[("Payload", "three")])).await;
    let done = bench.cloud.execute_change_set(&bench.here, &bench.stack, &older.id, &bench.token(2)).await;
    assert!(done.as_ref().is_err_and(|error| !error.retryable()), "{done:?}");
    assert_eq!(bench.ended(&bench.stack).await.outputs, updated.outputs);
}
