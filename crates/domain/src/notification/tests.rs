use super::*;
use crate::delegation::Delegation;
use crate::ids::{ActorId, ChannelId, DelegationId, DeliveryId, NoticeId, RequestId, RolloutId};
use crate::names::TeamName;
use crate::people::{Actor, Membership, Role};
use crate::permission::Reason;
use crate::rules::ApprovalRule;
use crate::template::Lang;

fn team(name: &str) -> TeamName {
    TeamName::parse(name).expect("a team")
}

fn person(id: &str, role: Role, of: Option<&str>) -> Actor {
    Actor {
        id: ActorId(id.into()),
        login: id.into(),
        name: id.into(),
        memberships: vec![Membership { team: of.map(team), role }],
    }
}

fn people() -> Vec<Actor> {
    vec![
        person("ann", Role::Developer, Some("a")),
        person("lea", Role::Lead, Some("a")),
        person("liv", Role::Lead, Some("a")),
        person("oli", Role::OnCall, Some("a")),
        person("bob", Role::Lead, Some("b")),
        person("adm", Role::Admin, None),
    ]
}

fn news(kind: NoticeKind) -> News {
    News {
        kind,
        about: About::Rollout(RolloutId("rol_1".into())),
        team: Some(team("a")),
        subject: "checkout 1.8.2".into(),
        rollback: false,
        place: "prod".into(),
        authors: [ActorId("ann".into())].into(),
        to: Default::default(),
        rules: vec![ApprovalRule {
            required: 1,
            roles: vec![Role::Lead],
            expires_after_hours: 72,
            one_of: Vec::new(),
        }],
        decision: None,
        by: None,
        why: None,
    }
}

fn told(news: &News, delegations: &[Delegation]) -> Vec<String> {
    let people = people();
    let world = World { people: &people, delegations, now: Timestamp(50) };
    concerned(news, world).into_iter().map(|person| person.id.0.clone()).collect()
}

#[test]
fn each_kind_reaches_those_whom_it_concerns() {
    use NoticeKind as K;
    let table: [(K, &[&str]); 18] = [
        (K::ApprovalWanted, &["lea", "liv"]),
        (K::Decided, &["ann"]),
        (K::WaitingTooLong, &["ann", "lea", "liv"]),
        (K::RequestPlanned, &["ann"]),
        (K::RequestSucceeded, &["ann"]),
        (K::RequestFailed, &["ann"]),
        (K::RolloutSucceeded, &["ann"]),
        (K::RolloutHalted, &["ann", "lea", "liv", "oli"]),
        (K::RolledBack, &["ann", "lea", "liv", "oli"]),
        (K::GlassBroken, &["ann", "lea", "liv", "oli", "bob", "adm"]),
        (K::ReviewDue, &["lea", "liv"]),
        (K::FreezeAdded, &["ann", "lea", "liv", "oli"]),
        (K::OverrideWanted, &["lea", "liv", "adm"]),
        (K::FreezeOverridden, &["ann", "lea", "liv", "oli", "adm"]),
        (K::IncidentOpened, &["lea", "liv", "oli"]),
        (K::OnCallWanted, &[]),
        (K::IncidentAssigned, &[]),
        (K::IncidentResolved, &["ann", "lea", "liv", "oli"]),
    ];
    assert_eq!(table.map(|(kind, _)| kind), K::ALL);
    for (kind, expected) in table {
        assert_eq!(told(&news(kind), &[]), expected, "{kind:?}");
    }
    assert!(told(&news(K::Test), &[]).is_empty());
    let named = News { to: [ActorId("bob".into())].into(), ..news(K::OnCallWanted) };
    assert_eq!(told(&named, &[]), ["bob"], "whoever is named is told, whatever their team");
}

#[test]
fn nobody_is_told_their_own_deed_or_asked_about_their_own_content() {
    let by = Some(Who { id: ActorId("lea".into()), name: "Lea".into() });
    assert_eq!(told(&News { by, ..news(NoticeKind::ReviewDue) }, &[]), ["liv"]);
    let own = News { authors: [ActorId("lea".into())].into(), ..news(NoticeKind::ApprovalWanted) };
    assert_eq!(told(&own, &[]), ["liv"]);
}

#[test]
fn what_belongs_to_no_team_concerns_everybody() {
    assert_eq!(told(&News { team: None, ..news(NoticeKind::FreezeAdded) }, &[]).len(), people().len());
}

#[test]
fn a_deputy_is_asked_in_the_lead_s_place_and_only_in_their_time() {
    let delegation = |until| Delegation {
        id: DelegationId("dlg_1".into()),
        team: team("a"),
        of: ActorId("lea".into()),
        of_name: "Lea".into(),
        deputy: ActorId("oli".into()),
        deputy_name: "Oli".into(),
        since: Timestamp(0),
        until: Timestamp(until),
        created_at: Timestamp(0),
    };
    let wanted = news(NoticeKind::ApprovalWanted);
    assert_eq!(told(&wanted, &[delegation(100)]), ["lea", "liv", "oli"]);
    assert_eq!(told(&wanted, &[delegation(50)]), ["lea", "liv"]);
}

fn delivery() -> Delivery {
    Delivery {
        id: DeliveryId("dlv_1".into()),
        notice: notice(NoticeKind::ApprovalWanted),
        to: Recipient::Channel { id: ChannelId("chn_1".into()), label: "#ops".into() },
        means: Means::Slack,
        team: Some(team("a")),
        state: DeliveryState::Waiting { next_at: Timestamp(0), problem: None },
        tries: 0,
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
    }
}

fn notice(kind: NoticeKind) -> Notice {
    Notice { id: NoticeId("ntc_1".into()), at: Timestamp(0), news: news(kind) }
}

#[test]
fn pauses_grow_with_a_spread_until_it_is_given_up() {
    let mut pauses = Vec::new();
    let mut now = Timestamp(0);
    let mut delivery = delivery();
    loop {
        delivery = delivery.tried(Err(SendFailure::passing("HTTP 503")), now, 500);
        match &delivery.state {
            DeliveryState::Waiting { next_at, problem } => {
                assert_eq!(problem.as_deref(), Some("HTTP 503"));
                pauses.push(next_at.since(now) / 1000);
                now = *next_at;
            }
            end => {
                assert_eq!(*end, DeliveryState::Failed { at: now, reason: "HTTP 503".into() });
                break;
            }
        }
    }
    assert_eq!(pauses, [5, 20, 80, 320, 1280, 3600, 3600, 3600]);
    let spread = |dice| match super::tests::delivery()
        .tried(Err(SendFailure::passing("")), Timestamp(0), dice)
        .state
    {
        DeliveryState::Waiting { next_at, .. } => next_at.0,
        _ => 0,
    };
    assert_eq!((spread(0), spread(999)), (4_000, 5_998));
}

#[test]
fn what_cannot_work_is_not_tried_again_and_a_receiver_s_wish_is_heeded() {
    let gone = delivery().tried(Err(SendFailure::lasting("HTTP 404")), Timestamp(9), 0);
    assert_eq!(gone.state, DeliveryState::Failed { at: Timestamp(9), reason: "HTTP 404".into() });
    for (asked, next) in [(Some(60_000), 60_000), (Some(-5), 4_000), (Some(i64::MAX), 6 * 3_600_000)] {
        let failure = SendFailure { retry_after_millis: asked, ..SendFailure::passing("HTTP 429") };
        let delivery = delivery().tried(Err(failure), Timestamp(0), 0);
        assert_eq!(
            delivery.state,
            DeliveryState::Waiting { next_at: Timestamp(next), problem: Some("HTTP 429".into()) }
        );
    }
}

#[test]
fn it_is_sent_again_by_hand_unless_it_is_under_way() {
    assert_eq!(delivery().again(Timestamp(1)), Err(Reason::AlreadySo));
    let sent = delivery().tried(Ok(()), Timestamp(5), 0);
    assert_eq!(sent.state, DeliveryState::Sent { at: Timestamp(5) });
    let again = sent.again(Timestamp(9)).expect("again");
    assert_eq!((again.tries, again.state.as_str(), again.id), (0, "waiting", sent.id));
}

#[test]
fn preferences_start_with_the_usual_and_keep_only_what_differs() {
    let mut preferences = Preferences::default();
    for kind in NoticeKind::ALL {
        assert!(preferences.wants(kind, Way::Portal), "{kind:?}");
        let urgent = matches!(kind.severity(), Severity::Action | Severity::Bad);
        assert_eq!(preferences.wants(kind, Way::Email), urgent, "{kind:?}");
    }
    preferences.choose(NoticeKind::Decided, [Way::Email].into());
    assert!(!preferences.wants(NoticeKind::Decided, Way::Portal));
    assert!(preferences.wants(NoticeKind::Decided, Way::Email));
    preferences.choose(NoticeKind::Decided, [Way::Portal].into());
    assert!(preferences.choices.is_empty());
}

#[test]
fn links_lead_to_the_very_decision() {
    let request = |kind| {
        let about = About::Request(RequestId("req_1".into()));
        Notice { news: News { about, ..news(kind) }, ..notice(kind) }.path()
    };
    assert_eq!(request(NoticeKind::ApprovalWanted), "/approvals?request=req_1");
    assert_eq!(request(NoticeKind::RequestFailed), "/requests/req_1");
    let table = [
        (NoticeKind::ApprovalWanted, "/rollouts/rol_1#decision"),
        (NoticeKind::ReviewDue, "/rollouts/rol_1#exceptions"),
        (NoticeKind::RolloutHalted, "/rollouts/rol_1"),
    ];
    for (kind, path) in table {
        assert_eq!(notice(kind).path(), path);
    }
}

#[test]
fn every_kind_has_words_in_both_languages_and_a_stable_name() {
    for kind in NoticeKind::ALL {
        assert_eq!(NoticeKind::parse(kind.as_str()), Some(kind));
        assert_eq!(serde_json::to_value(kind).expect("json"), kind.as_str());
        let [en, ko] = [Lang::En, Lang::Ko].map(|lang| message(&notice(kind), lang));
        assert_ne!(en.title, ko.title, "{kind:?}");
        assert_ne!(en.action, ko.action, "{kind:?}");
        assert!(en.title.ends_with(": checkout 1.8.2"));
        assert_eq!(en.urgent, kind.wants_decision());
    }
}

#[test]
fn a_rollback_is_not_told_as_a_rollout() {
    let title = |kind, lang| {
        let news = News { rollback: true, ..news(kind) };
        message(&Notice { news, ..notice(kind) }, lang).title
    };
    assert_eq!(title(NoticeKind::RolloutSucceeded, Lang::En), "Rollback done: checkout 1.8.2");
    assert_eq!(title(NoticeKind::RolloutHalted, Lang::Ko), "롤백 중단: checkout 1.8.2");
    for kind in NoticeKind::ALL {
        for (lang, word) in [(Lang::En, "rollout"), (Lang::Ko, "배포 ")] {
            let told = title(kind, lang).to_lowercase();
            assert!(!told.contains(word) || told.contains("동결"), "{told}");
        }
    }
}

#[test]
fn a_reason_is_one_line_of_bounded_length() {
    let why = Some(format!("a\r\n\tb {}", "x".repeat(2_000)));
    let long = Notice { news: News { why, ..news(NoticeKind::Decided) }, ..notice(NoticeKind::Decided) };
    let line = message(&long, Lang::En).lines.pop().expect("a reason");
    assert!(line.starts_with("“a b x") && line.ends_with("…”") && !line.contains('\n'));
    assert!(line.chars().count() < 610);
}
