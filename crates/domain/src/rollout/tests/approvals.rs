//! Whose yes it takes, and who may go ahead without it.

use super::*;

#[test]
fn one_decision_covers_all_waves_and_may_leave_regions_out() {
    let waiting = open(with_approval(1), Kind::Forward);
    assert_eq!(waiting.status(), RolloutStatus::AwaitingApproval);
    let (held, effects) = run(waiting.clone(), &["copied ap-northeast-2", "look"]);
    assert_eq!((held.status(), effects.len()), (RolloutStatus::AwaitingApproval, 0), "no yes, no wave");
    let yes = decision(&held, "lee", Decision::Approve, &["eu-west-3"]);
    let approved = held.apply(yes, NOW).expect("a yes").next;
    let story =
        after_home(&["look", "ran us-east-1", "well us-east-1", "ran ap-southeast-1", "well ap-southeast-1"]);
    let story: Vec<&str> = story.into_iter().filter(|word| *word != "copied ap-northeast-2").collect();
    let (done, _) = run(approved, &story);
    assert_eq!(done.status(), RolloutStatus::Succeeded);
    assert_eq!(done.lane(&region("eu-west-3")).map(|lane| lane.state.as_str()), Some("skipped"));
}

#[test]
fn yeses_are_counted_by_people_and_bound_to_what_was_shown() {
    let waiting = open(with_approval(2), Kind::Forward);
    let once =
        waiting.apply(decision(&waiting, "lee", Decision::Approve, &[]), NOW).expect("the first yes").next;
    assert_eq!(once.status(), RolloutStatus::AwaitingApproval);
    let again = once.apply(decision(&once, "lee", Decision::Approve, &[]), NOW);
    assert_eq!(again.expect_err("the same person"), Refused::from(Reason::Answered));
    let two = once.apply(decision(&once, "kim", Decision::Approve, &[]), NOW).expect("the second yes").next;
    assert!(!two.needs_approval());
    let mut other = open(with_approval(1), Kind::Forward);
    other.digest = Digest("sha256:other".into());
    let stale = waiting.apply(decision(&other, "lee", Decision::Approve, &[]), NOW);
    assert_eq!(stale.expect_err("something else"), Refused::from(Reason::Changed));
    let late = waiting.apply(decision(&waiting, "lee", Decision::Approve, &[]), NOW.plus_hours(72));
    assert_eq!(late.expect_err("too late"), Refused::from(Reason::WaitedTooLong { hours: 72 }));
    let all: Vec<&str> = std::iter::once(HOME).chain(GLOBAL).collect();
    let nothing = waiting.apply(decision(&waiting, "lee", Decision::Approve, &all), NOW);
    assert_eq!(nothing.expect_err("nothing left"), Refused::from(Reason::NothingLeft));
    let (no, effects) = run(waiting, &["reject"]);
    assert_eq!((no.status(), effects), (RolloutStatus::Rejected, vec!["wake next".to_owned()]));
}

#[test]
fn somebody_on_call_goes_ahead_alone_and_somebody_else_looks_at_it() {
    let waiting = open(with_approval(2), Kind::Forward);
    let (broken, effects) = run(waiting, &["copied ap-northeast-2", "look", "break park"]);
    assert_eq!((effects.as_slice(), broken.review_due()), (&["look +0".to_owned()][..], true));
    let (running, effects) = run(broken, &["look"]);
    assert_eq!(
        (effects.as_slice(), running.status().as_str()),
        (&["deploy ap-northeast-2 1".to_owned()][..], "running")
    );
    let own = running.apply(event(&running, "review park"), NOW);
    assert_eq!(own.expect_err("one's own"), Refused::from(Reason::SecondPerson));
    let (reviewed, _) = run(running, &["review lee"]);
    assert!(!reviewed.review_due());
    let again = reviewed.apply(event(&reviewed, "review kim"), NOW);
    assert_eq!(again.expect_err("once"), Refused::from(Reason::NoReviewDue));
}

#[test]
fn a_lead_and_their_deputy_count_once_and_one_of_them_may_have_to_be_there() {
    let mut strategy = with_approval(2);
    if let Some(rule) = &mut strategy.approval {
        rule.roles = vec![Role::Developer, Role::Lead];
        rule.one_of = vec![Role::Lead];
    }
    let waiting = open(strategy, Kind::Forward);
    let yes = |who: &str, roles: &[Role], behalf: Option<&str>| match decision(
        &waiting,
        who,
        Decision::Approve,
        &[],
    ) {
        RolloutEvent::Decided { approval, exclude } => {
            let on_behalf =
                behalf.map(|lead| Behalf { actor: ActorId::from_unique(lead), name: lead.into() });
            RolloutEvent::Decided {
                approval: Approval { roles: roles.to_vec(), on_behalf, ..approval },
                exclude,
            }
        }
        other => other,
    };
    let after = |events: &[RolloutEvent]| {
        events
            .iter()
            .fold(waiting.clone(), |rollout, event| rollout.apply(event.clone(), NOW).expect("a yes").next)
    };
    let developers = after(&[yes("ann", &[Role::Developer], None), yes("bob", &[Role::Developer], None)]);
    assert!(developers.needs_approval(), "a lead is missing");
    let gates = developers.gates(0, NOW);
    let gate = gates.iter().find(|gate| gate.kind == GateKind::Approval).expect("a gate");
    assert!(
        matches!(&gate.standing, Standing::Approvals { given: 2, one_of, .. } if one_of == &["lead"]),
        "{gate:?}"
    );
    let deputy = yes("dep", &[Role::Lead], Some("lee"));
    assert!(!after(&[yes("ann", &[Role::Developer], None), deputy.clone()]).needs_approval());
    let twice = after(&[deputy]).apply(yes("lee", &[Role::Lead], None), NOW);
    assert_eq!(twice.expect_err("the same voice"), Refused::from(Reason::Answered));
}
