use super::*;
use crate::names::RegionName;
use crate::permission::Reason;

const MINUTE: i64 = 60_000;

fn placement(service: &str, region: &str) -> Placement {
    Placement {
        service: ServiceName::parse(service).expect("a service"),
        stage: StageName::parse("prod").expect("a stage"),
        region: RegionName::parse(region).expect("a region"),
    }
}

fn trouble(service: &str, region: &str, severity: Severity, minute: i64) -> Trouble {
    Trouble {
        placement: placement(service, region),
        team: TeamName::parse("streaming").expect("a team"),
        severity,
        reason: HealthReason::ProbesFail { failing: 3, locations: 3, why: "HTTP 503".to_owned() },
        witness: Witness::Judgement,
        at: Timestamp(minute * MINUTE),
    }
}

fn who(name: &str) -> Who {
    Who { id: ActorId(format!("usr_{name}")), name: name.to_owned() }
}

fn begun(severity: Severity) -> IncidentStep {
    Incident::begin(IncidentId("inc_1".to_owned()), trouble("live-api", "eu-west-3", severity, 0), "Paris")
}

fn then(incident: &Incident, event: IncidentEvent, minute: i64) -> IncidentStep {
    incident.apply(event, Timestamp(minute * MINUTE)).expect("a step")
}

fn unwell(service: &str, region: &str, severity: Severity, minute: i64) -> IncidentEvent {
    IncidentEvent::Unwell { trouble: trouble(service, region, severity, minute), joined: Joined::SameService }
}

#[test]
fn only_what_pages_calls_somebody() {
    use IncidentEffect::{Call, TellOpened};
    assert_eq!(begun(Severity::Page).effects, [TellOpened, Call]);
    let ticket = begun(Severity::Ticket);
    assert_eq!(ticket.effects, [TellOpened]);
    let louder = then(&ticket.next, unwell("live-api", "eu-west-3", Severity::Page, 3), 3);
    assert_eq!((louder.effects, louder.next.severity), (vec![Call], Severity::Page));
    let seen = then(&ticket.next, IncidentEvent::Acknowledge { by: who("lee") }, 1).next;
    let louder = then(&seen, unwell("live-api", "eu-west-3", Severity::Page, 3), 3);
    assert_eq!(louder.effects, [], "somebody looks at it already");
}

#[test]
fn it_ends_by_itself_only_after_it_was_quiet() {
    let well = |region| IncidentEvent::Well {
        placement: placement("live-api", region),
        witness: Witness::Judgement,
    };
    let both = then(&begun(Severity::Page).next, unwell("live-api", "us-east-1", Severity::Page, 1), 1).next;
    let one = then(&both, well("eu-west-3"), 5);
    assert_eq!((one.effects, one.next.quiet_since), (vec![], None));
    let quiet = then(&one.next, well("us-east-1"), 6);
    assert_eq!(quiet.effects, [IncidentEffect::LookAt(Timestamp(16 * MINUTE))]);
    let early = quiet.next.apply(IncidentEvent::Quiet, Timestamp(16 * MINUTE - 1));
    assert_eq!(early, Err(IncidentRefused::Nothing));
    let relapsed = then(&quiet.next, unwell("live-api", "us-east-1", Severity::Page, 10), 10).next;
    assert_eq!(relapsed.apply(IncidentEvent::Quiet, Timestamp(16 * MINUTE)), Err(IncidentRefused::Nothing));
    let ended = then(&quiet.next, IncidentEvent::Quiet, 16);
    assert_eq!(
        (ended.next.status, ended.effects),
        (IncidentStatus::Resolved, vec![IncidentEffect::TellResolved])
    );
}

#[test]
fn what_comes_back_is_opened_anew_and_has_to_be_acknowledged_anew() {
    let seen = then(&begun(Severity::Page).next, IncidentEvent::Acknowledge { by: who("lee") }, 1).next;
    let resolved =
        then(&seen, IncidentEvent::Resolve { by: who("lee"), why: Some("rolled back".into()) }, 9).next;
    assert_eq!(resolved.resolved_at, Some(Timestamp(9 * MINUTE)));
    let again = then(&resolved, unwell("live-api", "us-east-1", Severity::Page, 12), 12);
    assert_eq!((again.next.status, &again.next.acknowledged), (IncidentStatus::Open, &None));
    assert_eq!(again.effects, [IncidentEffect::TellOpened, IncidentEffect::Call]);
}

#[test]
fn what_is_resolved_too_early_is_opened_anew() {
    use IncidentEffect::{Call, LookAt, TellOpened, TellResolved};
    let seen = then(&begun(Severity::Page).next, IncidentEvent::Acknowledge { by: who("lee") }, 1).next;
    let early = then(&seen, IncidentEvent::Resolve { by: who("lee"), why: None }, 2);
    assert_eq!(early.effects, [TellResolved, LookAt(Timestamp(12 * MINUTE))]);
    let still = |region| IncidentEvent::StillUnwell { placements: vec![placement("live-api", region)] };
    let nothing = Err(IncidentRefused::Nothing);
    assert_eq!(early.next.apply(still("eu-west-3"), Timestamp(12 * MINUTE - 1)), nothing, "not yet");
    assert_eq!(early.next.apply(still("us-east-1"), Timestamp(12 * MINUTE)), nothing, "never felt there");
    assert_eq!(seen.apply(still("eu-west-3"), Timestamp(12 * MINUTE)), nothing, "somebody works on it");
    let again = then(&early.next, still("eu-west-3"), 12);
    assert_eq!((again.next.status, again.effects), (IncidentStatus::Open, vec![TellOpened, Call]));
    let well =
        IncidentEvent::Well { placement: placement("live-api", "eu-west-3"), witness: Witness::Judgement };
    let recovered = then(&early.next, well, 5).next;
    assert_eq!(
        recovered.apply(still("eu-west-3"), Timestamp(12 * MINUTE)),
        nothing,
        "it became well meanwhile"
    );
    let anew = then(&early.next, unwell("live-api", "eu-west-3", Severity::Page, 7), 7);
    let opened = (IncidentStatus::Open, vec![TellOpened, Call]);
    assert_eq!((anew.next.status, anew.effects), opened, "maintenance is over, and nothing is mended");
    let alert = |severity, minute| IncidentEvent::Unwell {
        trouble: Trouble {
            witness: Witness::Objectives,
            ..trouble("live-api", "eu-west-3", severity, minute)
        },
        joined: Joined::SameService,
    };
    let burning = then(&seen, alert(Severity::Page, 1), 1).next;
    let early = then(&burning, IncidentEvent::Resolve { by: who("lee"), why: None }, 2).next;
    assert_eq!(early.apply(alert(Severity::Ticket, 5), Timestamp(5 * MINUTE)), nothing, "it becomes better");
}

#[test]
fn a_region_that_follows_later_calls_anew() {
    let seen = then(&begun(Severity::Page).next, IncidentEvent::Acknowledge { by: who("lee") }, 1).next;
    let table = [
        ("at once", unwell("live-api", "us-east-1", Severity::Page, 5), false),
        ("later", unwell("live-api", "us-east-1", Severity::Page, 6), true),
        (
            "later, and nothing that calls anybody",
            unwell("live-api", "us-east-1", Severity::Ticket, 6),
            false,
        ),
    ];
    for (name, event, calls) in table {
        let minute = if name == "at once" { 5 } else { 6 };
        let step = then(&seen, event, minute);
        assert_eq!(step.effects.contains(&IncidentEffect::Call), calls, "{name}");
        assert_eq!(step.next.acknowledged.is_none(), calls, "{name}");
    }
}

#[test]
fn people_work_on_it_and_nothing_happens_twice() {
    let open = begun(Severity::Page).next;
    let called = then(&open, IncidentEvent::Called { who: vec![who("mina")] }, 0).next;
    assert!(called.has_called(&who("mina").id));
    let seen = then(&called, IncidentEvent::Acknowledge { by: who("mina") }, 2).next;
    let refused = |event| seen.apply(event, Timestamp(3 * MINUTE)).expect_err("refused");
    assert_eq!(
        refused(IncidentEvent::Acknowledge { by: who("lee") }),
        IncidentRefused::Reason(Reason::AlreadySo)
    );
    assert_eq!(refused(IncidentEvent::Called { who: vec![who("jin")] }), IncidentRefused::Nothing);
    assert_eq!(
        refused(IncidentEvent::Reopen { by: who("lee"), why: None }),
        IncidentRefused::Reason(Reason::AlreadySo)
    );
    assert_eq!(refused(unwell("live-api", "eu-west-3", Severity::Ticket, 3)), IncidentRefused::Nothing);
    let given = then(&seen, IncidentEvent::Assign { by: who("mina"), to: who("jin") }, 4);
    assert_eq!(given.effects, [IncidentEffect::TellAssigned { to: who("jin") }]);
    let own = then(&given.next, IncidentEvent::Assign { by: who("mina"), to: who("mina") }, 5);
    assert_eq!(own.effects, []);
    let over = then(&own.next, IncidentEvent::Resolve { by: who("mina"), why: None }, 6).next;
    let late = over.apply(IncidentEvent::Assign { by: who("lee"), to: who("jin") }, Timestamp(7 * MINUTE));
    assert_eq!(late, Err(IncidentRefused::Reason(Reason::IncidentOver)));
    let noted = then(&over, IncidentEvent::Note { by: who("lee"), text: "see the review".into() }, 8).next;
    assert_eq!(noted.timeline.len(), 8);
    assert!(noted.timeline.is_sorted_by_key(|entry| entry.at));
}

#[test]
fn what_a_person_opened_is_ended_by_a_person() {
    let declared = Declared {
        title: "No sound".to_owned(),
        service: ServiceName::parse("player").expect("a service"),
        stage: StageName::parse("prod").expect("a stage"),
        regions: BTreeSet::new(),
        team: TeamName::parse("streaming").expect("a team"),
        severity: Severity::Page,
        why: None,
    };
    let open = Incident::declare(IncidentId("inc_2".into()), who("lee"), declared, Timestamp(0)).next;
    let joined = then(&open, unwell("player", "eu-west-3", Severity::Page, 1), 1).next;
    let well = then(
        &joined,
        IncidentEvent::Well { placement: placement("player", "eu-west-3"), witness: Witness::Judgement },
        2,
    );
    assert_eq!(well.effects, []);
    assert_eq!(well.next.apply(IncidentEvent::Quiet, Timestamp(60 * MINUTE)), Err(IncidentRefused::Nothing));
    let over = then(&well.next, IncidentEvent::Resolve { by: who("lee"), why: None }, 3).next;
    let at = |region| trouble("player", region, Severity::Page, 4);
    let opens_anew = |region| home_of([&over], &at(region), &Ties::default()).is_some();
    assert_eq!(
        (opens_anew("eu-west-3"), opens_anew("us-east-1")),
        (true, false),
        "what was never in it is new"
    );
}

#[test]
fn what_a_person_saw_counts_where_they_say() {
    let declared = |regions: &[&str]| Declared {
        title: "No sound".to_owned(),
        service: ServiceName::parse("player").expect("a service"),
        stage: StageName::parse("prod").expect("a stage"),
        regions: regions.iter().map(|name| RegionName::parse(name).expect("a region")).collect(),
        team: TeamName::parse("streaming").expect("a team"),
        severity: Severity::Page,
        why: None,
    };
    let seen = |incident: &Incident| {
        ["eu-west-3", "us-east-1"].map(|region| incident.seen_at(&placement("player", region)))
    };
    let open = |regions| {
        Incident::declare(IncidentId("inc_3".into()), who("lee"), declared(regions), Timestamp(0)).next
    };
    let felt = |incident: &Incident| then(incident, unwell("player", "us-east-1", Severity::Page, 1), 1).next;
    let table = [
        ("the whole service", open(&[]), [true, true]),
        ("the whole service, until it is measured", felt(&open(&[])), [false, false]),
        ("where they say", open(&["eu-west-3"]), [true, false]),
        ("where they say, whatever is measured", felt(&open(&["eu-west-3"])), [true, false]),
        ("what the portal opened", begun(Severity::Page).next, [false, false]),
    ];
    for (name, incident, expected) in table {
        assert_eq!(seen(&incident), expected, "{name}");
    }
    assert_eq!(felt(&open(&["eu-west-3"])).places().len(), 2);
}

#[test]
fn what_belongs_together_is_one_incident() {
    let service = |name: &str| ServiceName::parse(name).expect("a service");
    let ties = Ties::of(
        [("player", "live-api"), ("live-api", "streams-db"), ("chat", "streams-db")]
            .map(|(from, to)| (service(from), service(to))),
    );
    let open = begun(Severity::Page).next;
    let resolved = then(&open, IncidentEvent::Resolve { by: who("lee"), why: None }, 10).next;
    let at = |name, region, minute| trouble(name, region, Severity::Page, minute);
    let table = [
        (
            "the same service elsewhere, hours later",
            &open,
            at("live-api", "us-east-1", 300),
            Some(Joined::SameService),
        ),
        ("what it depends on", &open, at("streams-db", "us-east-1", 300), Some(Joined::DependencyPath)),
        ("what depends on it", &open, at("player", "us-east-1", 300), Some(Joined::DependencyPath)),
        ("what shares a dependency", &open, at("chat", "us-east-1", 1), None),
        ("another one of the region, at once", &open, at("chat", "eu-west-3", 5), Some(Joined::SameRegion)),
        ("another one of the region, later", &open, at("chat", "eu-west-3", 6), None),
        ("it comes back", &resolved, at("live-api", "eu-west-3", 40), Some(Joined::SameService)),
        ("it comes back much later", &resolved, at("live-api", "eu-west-3", 41), None),
        ("what depends on what is over", &resolved, at("player", "eu-west-3", 11), None),
    ];
    for (name, incident, trouble, expected) in table {
        let found = home_of([incident], &trouble, &ties).map(|(_, joined)| joined);
        assert_eq!(found, expected, "{name}");
    }
    let dev = Incident { stage: StageName::parse("dev").expect("a stage"), ..open.clone() };
    assert_eq!(home_of([&dev], &at("live-api", "eu-west-3", 1), &ties), None, "stages are apart");
    let other = Incident {
        id: IncidentId("inc_9".into()),
        service: service("chat"),
        affected: vec![],
        ..open.clone()
    };
    let nearest = home_of([&open, &other], &at("chat", "eu-west-3", 1), &ties);
    assert_eq!(nearest, Some((&other.id, Joined::SameService)), "the nearest reason wins");
}

#[test]
fn a_placement_is_well_when_nobody_says_otherwise() {
    let alert =
        Trouble { witness: Witness::Objectives, ..trouble("live-api", "eu-west-3", Severity::Page, 1) };
    let open = begun(Severity::Page).next;
    // The second witness tells nothing new, but has to be heard, too.
    let heard =
        open.apply(IncidentEvent::Unwell { trouble: alert, joined: Joined::SameService }, Timestamp(1));
    let open = heard.expect("kept").next;
    let well = |witness| IncidentEvent::Well { placement: placement("live-api", "eu-west-3"), witness };
    let one = then(&open, well(Witness::Judgement), 2).next;
    assert_eq!(one.unwell().count(), 1);
    assert_eq!(then(&one, well(Witness::Objectives), 3).next.unwell().count(), 0);
}

#[test]
fn an_incident_reads_back_from_json() {
    let incident =
        then(&begun(Severity::Page).next, IncidentEvent::Called { who: vec![who("mina")] }, 1).next;
    let text = serde_json::to_string(&incident).expect("json");
    assert_eq!(serde_json::from_str::<Incident>(&text).expect("an incident"), incident);
}
