//! What goes past a rule, and who answers for whom.

use crate::support::{World, lanes, person};
use domain::ErrorCode;
use domain::approval::{Decision, Digest};
use domain::permission::Reason;
use domain::rollout::{GateKind, RolloutStatus, Standing};
use domain::rules::Risk;
use domain::view::{DelegationInput, FreezeInput, RolloutDecision, RolloutInput, RolloutView, Steering};
use services::ports::Store;

fn window(from: &str, until: &str) -> FreezeInput {
    FreezeInput {
        title: "Launch".into(),
        team: Some("streaming".into()),
        zone: Some("UTC".into()),
        from: from.into(),
        until: until.into(),
        ..FreezeInput::default()
    }
}

fn frozen(view: &RolloutView) -> Option<String> {
    let gates = view.waves.iter().flat_map(|wave| &wave.gates);
    let held = gates.filter(|gate| gate.kind == GateKind::Freeze).find_map(|gate| match &gate.standing {
        Standing::Frozen { title, .. } => title.clone(),
        _ => None,
    });
    held.filter(|_| view.status == RolloutStatus::Waiting)
}

async fn trail(world: &World) -> Vec<String> {
    let found = world.store.audit(&Default::default(), None, 200).await.expect("the trail").items;
    found.into_iter().rev().map(|event| event.note.action).collect()
}

#[tokio::test]
async fn a_window_may_hold_one_service_of_the_team() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let lead = person("lee:lead");
    let of = |service: &str| FreezeInput {
        services: vec![service.to_owned(), String::new()],
        ..window("Fri 07:00", "Fri 20:00")
    };
    let stranger = world.portal.create_freeze(&lead, of("somebody-elses")).await.expect_err("refused");
    assert_eq!(stranger.code, domain::ErrorCode::NotFound);
    world.portal.create_freeze(&lead, of("live-api")).await.expect("made");
    let board = world.portal.freezes(&lead).await.expect("a board");
    assert_eq!(board.freezes[0].services[0].as_str(), "live-api");
    let rollout = world.start("dev", "1.0.0").await;
    let view = world.settle(&rollout.id, 20).await;
    assert_eq!(frozen(&view).as_deref(), Some("Launch"), "{:?}", view.waves[0].gates);
}

#[tokio::test]
async fn a_window_made_by_hand_holds_until_it_is_ended() {
    let world = World::new().await;
    world.release("1.0.0").await;
    // The clock of these tests shows 2027-01-15T08:00:00Z, a Friday.
    let lead = person("lee:lead");
    let id = world.portal.create_freeze(&lead, window("Fri 07:00", "Fri 20:00")).await.expect("made");
    let rollout = world.start("dev", "1.0.0").await;
    let view = world.settle(&rollout.id, 20).await;
    assert_eq!(frozen(&view).as_deref(), Some("Launch"), "{:?}", view.waves[0].gates);
    assert!(world.pipelines.started().is_empty());
    let board = world.portal.freezes(&person("dana:developer")).await.expect("a board");
    let shown = board.freezes.iter().find(|freeze| freeze.id.as_ref() == Some(&id)).expect("the window");
    assert!(shown.weekly && shown.spans.len() > 3 && !shown.may_end.allowed, "{shown:?}");
    world.portal.end_freeze(&lead, &id).await.expect("ended");
    assert_eq!(world.settle(&rollout.id, 60).await.status, RolloutStatus::Succeeded);
    assert!(world.portal.end_freeze(&lead, &id).await.is_err(), "once");
    world.portal.delete_freeze(&lead, &id).await.expect("deleted");
    let trail = trail(&world).await;
    for action in ["freeze.created", "freeze.ended", "freeze.deleted"] {
        assert!(trail.iter().any(|there| there == action), "{action}: {trail:?}");
    }
}

#[tokio::test]
async fn only_those_who_may_freeze_and_only_what_makes_sense() {
    let world = World::new().await;
    let everybody = FreezeInput { team: None, ..window("Fri 07:00", "Fri 20:00") };
    for (who, input) in [
        ("dana:developer", window("Fri 07:00", "Fri 20:00")),
        ("park:on-call", window("Fri 07:00", "Fri 20:00")),
        ("lee:lead", everybody),
    ] {
        let error = world.portal.create_freeze(&person(who), input).await.expect_err(who);
        assert_eq!(error.code, ErrorCode::Forbidden, "{who}");
    }
    let odd = |change: fn(&mut FreezeInput)| {
        let mut input = window("2027-02-01T00:00", "2027-02-02T00:00");
        change(&mut input);
        input
    };
    for input in [
        odd(|input| input.until = "2027-01-31T00:00".into()),
        odd(|input| (input.from, input.until) = ("2020-01-01T00:00".into(), "2020-01-02T00:00".into())),
        odd(|input| input.zone = Some("Mars/Olympus".into())),
        odd(|input| input.title = " ".into()),
        odd(|input| input.stages = vec!["moon".into()]),
        odd(|input| input.regions = vec!["mars-1".into()]),
    ] {
        let error =
            world.portal.create_freeze(&person("lee:lead"), input.clone()).await.expect_err("refused");
        assert_eq!(error.code, ErrorCode::Invalid, "{input:?}");
    }
}

#[tokio::test]
async fn a_calendar_holds_and_nonsense_leaves_the_last_good_one() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let event = "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Holiday\r\nDTSTART;VALUE=DATE:20270115\r\nDTEND;VALUE=DATE:20270117\r\nEND:VEVENT\r\n";
    world.calendars.say(Ok(&format!("BEGIN:VCALENDAR\r\n{event}END:VCALENDAR\r\n")));
    world.portal.read_calendars().await.expect("asked");
    world.portal.settle().await.expect("settles");
    world.calendars.say(Ok("<html>Sign in</html>"));
    let rollout = world.start("prod", "1.0.0").await;
    world.approve(&rollout.id, &[]).await;
    let view = world.settle(&rollout.id, 10).await;
    assert_eq!(frozen(&view).as_deref(), Some("Holiday"));
    // The next look at the calendar finds nonsense.
    world.clock.advance(std::time::Duration::from_secs(301));
    world.portal.settle().await.expect("settles");
    let board = world.portal.freezes(&person("dana:developer")).await.expect("a board");
    let problem = board.calendars[0].problem.clone().expect("a problem");
    assert!(problem.contains("no line of an iCalendar"), "{problem}");
    assert!(board.freezes.iter().any(|freeze| freeze.title == "Holiday"));
    assert_eq!(frozen(&world.look(&rollout.id).await).as_deref(), Some("Holiday"));
    // An empty calendar is a good one: it lets go at once.
    world.calendars.say(Ok("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"));
    world.clock.advance(std::time::Duration::from_secs(301));
    assert_eq!(world.settle(&rollout.id, 60).await.status, RolloutStatus::Succeeded);
}

#[tokio::test]
async fn two_people_let_a_rollout_through_a_freeze() {
    let world = World::new().await;
    world.release("1.0.0").await;
    world.portal.create_freeze(&person("lee:lead"), window("Fri 07:00", "Fri 20:00")).await.expect("made");
    let rollout = world.start("dev", "1.0.0").await;
    world.settle(&rollout.id, 5).await;
    let steer = async |who: &str, steering: Steering, why: Option<&str>| {
        world.portal.steer_rollout(&person(who), &rollout.id, steering, why.map(str::to_owned)).await
    };
    let early = steer("lee:lead", Steering::ConfirmOverride, None).await.expect_err("nobody asked");
    assert_eq!(early.why.as_deref(), Some(&Reason::NotAskedFor));
    let silent = steer("lee:lead", Steering::AskOverride, None).await.expect_err("no reason");
    assert_eq!(silent.why.as_deref(), Some(&Reason::NeedsReason));
    steer("lee:lead", Steering::AskOverride, Some("a live event")).await.expect("asked");
    let own = steer("lee:lead", Steering::ConfirmOverride, None).await.expect_err("oneself");
    assert_eq!(own.why.as_deref(), Some(&Reason::SecondPerson));
    let dev = steer("dana:developer", Steering::ConfirmOverride, None).await.expect_err("a developer");
    assert_eq!(dev.code, ErrorCode::Forbidden);
    assert!(!world.look(&rollout.id).await.may.confirm_override.allowed);
    steer("kim:lead", Steering::ConfirmOverride, None).await.expect("confirmed");
    let done = world.settle(&rollout.id, 60).await;
    assert_eq!(done.status, RolloutStatus::Succeeded, "{:?}", lanes(&done));
    assert_eq!(
        done.override_asked.map(|by| (by.name, by.why)),
        Some(("lee".into(), Some("a live event".into())))
    );
    let trail = trail(&world).await;
    let at = |action: &str| trail.iter().position(|there| there == action).expect(action);
    assert!(at("rollout.override_asked") < at("rollout.freeze_overridden"));
}

#[tokio::test]
async fn somebody_on_call_goes_ahead_alone_and_a_lead_reviews_it() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let (park, lee) = (person("park:on-call"), person("lee:lead"));
    let start = |reason: Option<&str>| RolloutInput {
        service: "live-api".into(),
        stage: "prod".into(),
        release: "1.0.0".into(),
        reason: reason.map(str::to_owned),
        break_glass: true,
        ..RolloutInput::default()
    };
    let silent = world.portal.start_rollout(&park, start(None)).await.expect_err("no reason");
    assert_eq!(silent.why.as_deref(), Some(&Reason::NeedsReason));
    let dana = world.portal.start_rollout(&person("dana:developer"), start(Some("x"))).await;
    assert_eq!(dana.expect_err("no on-call").code, ErrorCode::Forbidden);
    let rollout = world.portal.start_rollout(&park, start(Some("the origin burns"))).await.expect("started");
    let done = world.settle(&rollout.id, 60).await;
    assert_eq!(done.status, RolloutStatus::Succeeded, "{:?}", lanes(&done));
    let due = world.portal.review_inbox(&lee).await.expect("an inbox");
    assert_eq!((due.len(), due[0].review_due), (1, true));
    assert!(world.portal.review_inbox(&park).await.expect("an inbox").is_empty());
    let review = Some("It was right.".to_owned());
    world.portal.steer_rollout(&lee, &rollout.id, Steering::Review, review).await.expect("reviewed");
    assert!(world.portal.review_inbox(&lee).await.expect("an inbox").is_empty());
    let trail = trail(&world).await;
    assert!(
        trail.contains(&"rollout.started_alone".to_owned()) && trail.contains(&"rollout.reviewed".to_owned())
    );
}

#[tokio::test]
async fn a_waiting_rollout_is_let_go_by_breaking_the_glass() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let rollout = world.start("prod", "1.0.0").await;
    world.settle(&rollout.id, 5).await;
    let why = Some("nobody answers".to_owned());
    let lee =
        world.portal.steer_rollout(&person("lee:lead"), &rollout.id, Steering::BreakGlass, why.clone()).await;
    assert_eq!(lee.expect_err("no on-call").code, ErrorCode::Forbidden);
    world
        .portal
        .steer_rollout(&person("park:on-call"), &rollout.id, Steering::BreakGlass, why)
        .await
        .expect("alone");
    assert_eq!(world.settle(&rollout.id, 60).await.status, RolloutStatus::Succeeded);
}

#[tokio::test]
async fn a_deputy_answers_in_a_leads_place_but_not_for_what_the_lead_wants() {
    let world = World::new().await;
    world.release("1.0.0").await;
    world.release("1.1.0").await;
    let (lee, park) = (person("lee:lead"), person("park:on-call"));
    let until = world.portal.now().plus_hours(24);
    let input = |deputy: &str, until| DelegationInput {
        team: "streaming".into(),
        deputy: format!("usr_{deputy}"),
        since: None,
        until,
    };
    for (deputy, until) in [("lee", until), ("nobody", until), ("park", world.portal.now())] {
        assert!(world.portal.delegate(&lee, input(deputy, until)).await.is_err(), "{deputy}");
    }
    assert!(world.portal.delegate(&park, input("dana", until)).await.is_err(), "no lead");
    let id = world.portal.delegate(&lee, input("park", until)).await.expect("named");
    let decide = async |id, digest: Digest| {
        let decision =
            RolloutDecision { decision: Decision::Approve, digest: digest.0, comment: None, exclude: vec![] };
        world.portal.decide_rollout(&park, id, decision).await
    };
    let rollout = world.start("prod", "1.0.0").await;
    assert_eq!(world.portal.rollout_inbox(&park).await.expect("an inbox").len(), 1);
    let yes = decide(&rollout.id, rollout.digest.clone()).await.expect("in lee's place");
    let behalf = yes.approvals[0].on_behalf.clone().expect("a lead");
    assert_eq!((yes.approvals[0].by_name.as_str(), behalf.name.as_str()), ("park", "lee"));
    assert_eq!(world.settle(&rollout.id, 60).await.status, RolloutStatus::Succeeded);
    let mut own = crate::support::input("prod", "1.1.0");
    own.reason = Some("mine".into());
    let of_lee = world.portal.start_rollout(&lee, own).await.expect("started");
    let refused = decide(&of_lee.id, of_lee.digest.clone()).await.expect_err("the lead's own");
    assert_eq!(refused.code, ErrorCode::Forbidden);
    world.portal.end_delegation(&lee, &id).await.expect("ended");
    assert!(world.portal.rollout_inbox(&park).await.expect("an inbox").is_empty());
}

#[tokio::test]
async fn a_first_time_in_a_region_is_a_risk_until_it_has_run_there() {
    let world = World::new().await;
    world.release("1.0.0").await;
    world.release("1.1.0").await;
    let first = world.start("prod", "1.0.0").await;
    assert!(first.strategy.risks.contains(&Risk::FirstInRegion));
    world.approve(&first.id, &[]).await;
    world.settle(&first.id, 60).await;
    let second = world.start("prod", "1.1.0").await;
    assert!(second.strategy.risks.is_empty(), "{:?}", second.strategy.risks);
}

#[tokio::test]
async fn two_people_who_decide_in_the_same_second_are_both_heard_or_told() {
    let world = World::new().await;
    world.release("1.0.0").await;
    let rollout = world.start("prod", "1.0.0").await;
    let decision = |decision| RolloutDecision {
        decision,
        digest: rollout.digest.0.clone(),
        comment: Some("so".into()),
        exclude: vec![],
    };
    let (lee, kim) = (person("lee:lead"), person("kim:lead"));
    let (yes, no) = tokio::join!(
        world.portal.decide_rollout(&lee, &rollout.id, decision(Decision::Approve)),
        world.portal.decide_rollout(&kim, &rollout.id, decision(Decision::Reject)),
    );
    let kept = world.look(&rollout.id).await;
    // Whoever came second is told that nothing waits any more, in words that pages know.
    let (good, told) = match (&yes, &no) {
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => (1, error.why.clone()),
        (Ok(_), Ok(_)) => (2, None),
        (Err(_), Err(_)) => (0, None),
    };
    assert_eq!(kept.approvals.len(), good, "{yes:?} {no:?}");
    assert_eq!(good, 1);
    assert!(matches!(told.as_deref(), Some(Reason::RolloutStatus { .. })), "{told:?}");
}
