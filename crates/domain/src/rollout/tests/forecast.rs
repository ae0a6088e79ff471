//! When what is still to come is to be expected.

use super::*;

/// A rollout that deployed for 60 s and was looked at for 20 s in the home region, and took 120 s and 40 s elsewhere.
fn earlier() -> Rollout {
    let (mut rollout, _) = run(open(strategy(), Kind::Forward), &HOME_DONE);
    for lane in rollout.waves.iter_mut().flat_map(|wave| &mut wave.lanes) {
        let factor = if lane.region == region(HOME) { 1 } else { 2 };
        lane.began_at = Some(NOW);
        lane.deployed_at = Some(NOW.plus_millis(factor * 60_000));
        lane.state = LaneState::Succeeded { at: NOW.plus_millis(factor * 80_000), run: None };
    }
    rollout
}

/// `region step from-until`, in seconds from now.
fn foretold(rollout: &Rollout, habits: &Habits, now: Timestamp) -> Vec<String> {
    let forecast = rollout.forecast(habits, now).expect("a forecast");
    let told = |lane: &LaneForecast| {
        let steps = lane.steps.iter().map(|step| {
            let (from, until) = (step.from.since(now) / 1_000, step.until.since(now) / 1_000);
            format!("{} {} {from}-{until}", lane.region, step.step.as_str())
        });
        steps.collect::<Vec<_>>()
    };
    forecast.lanes.iter().flat_map(told).collect()
}

#[test]
fn what_has_not_begun_is_expected_when_the_same_has_taken_so_long_before() {
    let habits = Habits::of([&earlier()]);
    let mut soaking = strategy();
    soaking.waves[0].soak_seconds = 100;
    soaking.waves[1].parallel = Some(2);
    let url = "https://{region}.example/health".to_owned();
    soaking.probe = Some(Probe { url, passes: 1, every_seconds: 1, within_seconds: 60 });
    let whole = [
        "ap-northeast-2 deploy 0-60",
        "ap-northeast-2 verify 60-80",
        "ap-northeast-2 soak 80-180",
        "ap-southeast-1 deploy 180-300",
        "ap-southeast-1 verify 300-340",
        "eu-west-3 deploy 180-300",
        "eu-west-3 verify 300-340",
        // There is room for two at once.
        "us-east-1 deploy 340-460",
        "us-east-1 verify 460-500",
    ];
    let waiting = open(soaking.clone(), Kind::Forward);
    assert_eq!(foretold(&waiting, &habits, NOW), whole);
    let (under_way, _) = run(waiting.clone(), &["copied ap-northeast-2", "look"]);
    let later = NOW.plus_millis(45_000);
    assert_eq!(
        foretold(&under_way, &habits, later)[..2],
        ["ap-northeast-2 deploy 0-15", "ap-northeast-2 verify 15-35"]
    );
    let late = NOW.plus_millis(200_000);
    assert_eq!(
        foretold(&under_way, &habits, late)[0],
        "ap-northeast-2 verify 0-20",
        "it may end at any moment"
    );
    let (home, _) = run(open(soaking, Kind::Forward), &HOME_DONE);
    assert_eq!(foretold(&home, &habits, NOW)[0], "ap-southeast-1 deploy 100-220", "it soaks until then");
    let back = open(strategy(), Kind::Rollback { of: RolloutId("rol_0".into()) });
    let back = foretold(&back, &habits, NOW);
    assert!(
        back.iter().all(|step| step.contains("deploy")),
        "it never soaks, and nothing is asked: {back:?}"
    );
}

#[test]
fn nothing_is_foretold_that_nobody_can_know() {
    let habits = Habits::of([&earlier()]);
    let now = NOW.plus_millis(1_000);
    let fresh = open(strategy(), Kind::Forward);
    assert_eq!(fresh.forecast(&Habits::default(), now), None, "it has never gone before");
    let (paused, _) = run(fresh.clone(), &["pause"]);
    assert_eq!(paused.forecast(&habits, now), None);
    let (over, _) = run(fresh.clone(), &["abort"]);
    assert_eq!(over.forecast(&habits, now), None);
    let (failed, _) =
        run(fresh, &["copied ap-northeast-2", "look", "started ap-northeast-2", "crashed ap-northeast-2"]);
    assert_eq!(failed.forecast(&habits, now), None, "people decide");
}

#[test]
fn a_region_without_a_past_is_expected_to_be_as_the_others() {
    let mut past = earlier();
    past.waves[1].lanes.retain(|lane| lane.region != region("us-east-1"));
    let habits = Habits::of([&past]);
    assert_eq!(habits.in_region(&region("us-east-1")), Some(Habit { deploy: 120_000, verify: 40_000 }));
    assert_eq!(habits.in_region(&region(HOME)), Some(Habit { deploy: 60_000, verify: 20_000 }));
}
