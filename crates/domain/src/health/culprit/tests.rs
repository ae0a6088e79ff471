use super::*;
use crate::Timestamp;
use crate::names::{RegionName, ServiceName, StageName};

const MINUTE: i64 = 60_000;

fn service(name: &str) -> ServiceName {
    ServiceName::parse(name).expect("a service's name")
}

fn region(name: &str) -> RegionName {
    RegionName::parse(name).expect("a region's name")
}

fn minute(minute: i64) -> Timestamp {
    Timestamp(minute * MINUTE)
}

/// `live-api` in production, unwell in Paris since minute 1000, and well in Seoul.
fn symptom() -> Symptom {
    Symptom {
        service: service("live-api"),
        stage: StageName::parse("prod").expect("a stage's name"),
        ill: vec![Onset { region: region("paris"), since: minute(1000) }],
        well: vec![region("seoul")],
        what: Complaint::Errors,
        pace: Pace::Sudden,
        seen_at: minute(1010),
    }
}

fn release(id: &str, of: &str, places: &[(&str, i64)]) -> ChangeRecord {
    let touch = |(place, at): &(&str, i64)| Touch { region: region(place), at: minute(*at) };
    ChangeRecord {
        id: id.to_owned(),
        kind: ChangeKind::Release,
        service: Some(service(of)),
        team: None,
        stage: Some(symptom().stage),
        at: minute(places.iter().map(|(_, at)| *at).min().unwrap_or(0)),
        regions: places.iter().map(touch).collect(),
        own_clock: false,
        undoes: None,
        undone_at: None,
        title: id.to_owned(),
        infrastructure: None,
        link: None,
        by: None,
        difference: None,
        rollback: None,
    }
}

fn needs(pairs: &[(&str, &str)]) -> Dependencies {
    let mut dependencies = Dependencies::default();
    for (from, to) in pairs {
        dependencies.add(service(from), service(to));
    }
    dependencies
}

fn first(changes: &[ChangeRecord], dependencies: &Dependencies) -> String {
    let ranked = rank(&symptom(), changes, dependencies, &History::default());
    ranked.first().map_or_else(String::new, |first| first.change.id.clone())
}

#[test]
fn the_likelier_of_two_changes_comes_first() {
    let paris = |id, at| release(id, "live-api", &[("paris", at)]);
    let with = |change: ChangeRecord, edit: fn(&mut ChangeRecord)| {
        let mut change = change;
        edit(&mut change);
        change
    };
    let table = [
        ("the one shortly before", paris("right", 996), paris("wrong", 700)),
        ("the one before rather than after", paris("right", 940), paris("wrong", 1020)),
        ("a clock that is ahead by a minute", paris("right", 1001), paris("wrong", 700)),
        ("where it is unwell", paris("right", 990), release("wrong", "live-api", &[("seoul", 996)])),
        (
            "where all touched regions are unwell",
            paris("right", 990),
            release("wrong", "live-api", &[("paris", 990), ("seoul", 700)]),
        ),
        ("itself before what it needs", paris("right", 990), release("wrong", "database", &[("paris", 990)])),
        (
            "what it needs before strangers",
            release("right", "database", &[("paris", 980)]),
            release("wrong", "billing", &[("paris", 998)]),
        ),
        (
            "its stage before others",
            paris("right", 900),
            with(paris("wrong", 998), |change| change.stage = StageName::parse("dev").ok()),
        ),
        (
            "what changed something",
            paris("right", 980),
            with(paris("wrong", 990), |change| change.difference = Some(vec![])),
        ),
        (
            "what is still there",
            paris("right", 960),
            with(paris("wrong", 980), |change| change.undone_at = Some(minute(985))),
        ),
    ];
    let dependencies = needs(&[("live-api", "database")]);
    for (name, right, wrong) in table {
        assert_eq!(first(&[right.clone(), wrong.clone()], &dependencies), "right", "{name}");
        assert_eq!(first(&[wrong, right], &dependencies), "right", "{name}, the other way round");
    }
}

#[test]
fn what_came_after_the_trouble_by_the_same_clock_did_not_cause_it() {
    let told = |own_clock, at| {
        let change = ChangeRecord { own_clock, ..release("a", "live-api", &[("paris", at)]) };
        let ranked = rank(&symptom(), &[change], &Dependencies::default(), &History::default());
        let after = |evidence: &&Evidence| matches!(evidence.finding, Finding::After { .. });
        ranked[0].evidence.iter().find(after).map(|evidence| evidence.weight)
    };
    assert!(told(true, 1002).expect("later") < -3.0);
    assert!(told(false, 1002).expect("later") > 0.0, "another clock may be ahead by two minutes");
    assert_eq!(told(true, 999), None);
}

#[test]
fn a_release_that_breaks_one_region_only_is_still_suspected() {
    let everywhere =
        release("a", "live-api", &[("paris", 999), ("seoul", 990), ("singapore", 999), ("ohio", 999)]);
    let well = ["seoul", "singapore", "ohio"].map(region).to_vec();
    let symptom = Symptom { well, seen_at: minute(1060), ..symptom() };
    let score = |changes: &[ChangeRecord]| {
        rank(&symptom, changes, &Dependencies::default(), &History::default())[0].score
    };
    assert!(score(std::slice::from_ref(&everywhere)) > 0.5, "a minute before");
    assert!(score(&[release("b", "live-api", &[("paris", 999)])]) > score(&[everywhere]), "only there");
}

#[test]
fn a_release_that_no_longer_ran_is_suspected_less() {
    let paris = |id, at| release(id, "live-api", &[("paris", at)]);
    let both = |id, at| release(id, "live-api", &[("paris", at), ("seoul", at)]);
    let titled = |title: &str, change| ChangeRecord { title: title.to_owned(), ..change };
    let same = ChangeRecord { difference: Some(vec![]), ..paris("next", 998) };
    let gone = ChangeRecord { undone_at: Some(minute(999)), ..paris("next", 998) };
    let table = [
        ("another one came", paris("old", 997), paris("next", 998), Some("next")),
        ("what runs elsewhere does not matter", both("old", 997), paris("next", 998), Some("next")),
        (
            "the other one never came there",
            paris("old", 997),
            release("next", "live-api", &[("seoul", 998)]),
            None,
        ),
        ("the other one came later", paris("old", 997), paris("next", 1001), None),
        ("another service's", paris("old", 997), release("next", "database", &[("paris", 998)]), None),
        ("the same release again", paris("old", 997), titled("old", paris("next", 998)), None),
        ("nothing changed with it", paris("old", 997), same, None),
        ("the other one was taken back", paris("old", 997), gone, None),
    ];
    for (name, old, next, by) in table {
        let alone =
            rank(&symptom(), std::slice::from_ref(&old), &Dependencies::default(), &History::default());
        let ranked = rank(&symptom(), &[old, next], &Dependencies::default(), &History::default());
        let weighed = ranked.iter().find(|ranked| ranked.change.id == "old").expect("a suspect");
        let found = weighed.evidence.iter().find_map(|evidence| match &evidence.finding {
            Finding::Replaced { by } => Some(by.as_str()),
            _ => None,
        });
        assert_eq!(found, by, "{name}");
        let sum = |ranked: &Ranked| ranked.evidence.iter().map(|evidence| evidence.weight).sum::<f64>();
        assert_eq!(sum(weighed) < sum(&alone[0]), by.is_some(), "{name}");
    }
}

#[test]
fn a_slow_burn_is_looked_for_further_back() {
    let gradual = Symptom { pace: Pace::Gradual, ..symptom() };
    let changes = [release("hours", "live-api", &[("paris", 800)])];
    let score =
        |symptom: &Symptom| rank(symptom, &changes, &Dependencies::default(), &History::default())[0].score;
    assert!(score(&gradual) > 2.0 * score(&symptom()), "{} and {}", score(&gradual), score(&symptom()));
}

#[test]
fn what_broke_before_is_suspected_more() {
    let changes = [release("a", "live-api", &[("paris", 950)])];
    let score = |blamed| {
        let mut history = History::default();
        history.set(service("live-api"), ChangeKind::Release, Track { changes: 20, blamed });
        rank(&symptom(), &changes, &Dependencies::default(), &history)[0].score
    };
    assert!(score(8) > score(1));
    assert!(score(1) > score(0));
}

#[test]
fn counter_evidence_is_told() {
    let changes = [release("a", "live-api", &[("paris", 990), ("seoul", 900)])];
    let ranked = rank(&symptom(), &changes, &Dependencies::default(), &History::default());
    let regions = ranked[0].evidence.iter().find_map(|evidence| match &evidence.finding {
        Finding::OtherRegions { both, well, untouched } => {
            Some((both.len(), well.len(), untouched.len(), evidence.weight))
        }
        _ => None,
    });
    let (both, well, untouched, weight) = regions.expect("evidence by regions");
    assert_eq!((both, well, untouched), (1, 1, 0));
    assert!(weight < 0.0, "{weight}");
}

#[test]
fn the_way_through_dependencies_is_told_and_circles_end() {
    let circle = needs(&[("live-api", "session"), ("session", "database"), ("database", "live-api")]);
    let changes = [release("a", "database", &[("paris", 990)])];
    let ranked = rank(&symptom(), &changes, &circle, &History::default());
    let way = ranked[0].evidence.iter().find_map(|evidence| match &evidence.finding {
        Finding::Needed { way } => Some(way.iter().map(ServiceName::as_str).collect::<Vec<_>>().join(" ")),
        _ => None,
    });
    assert_eq!(way.as_deref(), Some("live-api session database"));
}

#[test]
fn scores_leave_room_for_what_nobody_recorded() {
    let none = rank(&symptom(), &[], &Dependencies::default(), &History::default());
    assert!(none.is_empty());
    let stranger = [release("a", "billing", &[("seoul", 10)])];
    let ranked = rank(&symptom(), &stranger, &Dependencies::default(), &History::default());
    assert!(ranked[0].score < 0.01, "{}", ranked[0].score);
    let well = Symptom { ill: vec![], ..symptom() };
    assert!(rank(&well, &stranger, &Dependencies::default(), &History::default()).is_empty());
}
