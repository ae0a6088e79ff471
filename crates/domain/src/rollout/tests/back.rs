//! Where rollbacks lead.

use super::*;
use crate::release::Deployed;
use crate::rollout::back::Past;

const PARIS: &str = "eu-west-3";

fn id(text: &str) -> ReleaseId {
    ReleaseId(text.into())
}

/// One that came to an end in Paris: `succeeded`, or else failed after its workflow ran.
fn ended(name: &str, release: &str, before: &str, kind: Kind, succeeded: bool) -> Rollout {
    let mut rollout = open(strategy(), kind);
    rollout.id = RolloutId(name.into());
    rollout.release.id = id(release);
    rollout.before = [(region(PARIS), id(before))].into();
    let lanes = rollout.waves.iter_mut().flat_map(|wave| &mut wave.lanes);
    for lane in lanes.filter(|lane| lane.region == region(PARIS)) {
        (lane.attempt, lane.began_at) = (1, Some(NOW));
        lane.state = match succeeded {
            true => LaneState::Succeeded { at: NOW, run: None },
            false => LaneState::Failed { at: NOW, reason: "exit 1".into(), run: None },
        };
    }
    rollout
}

fn good(name: &str, release: &str, before: &str) -> Rollout {
    ended(name, release, before, Kind::Forward, true)
}

fn back(name: &str, of: &str, release: &str, before: &str) -> Rollout {
    ended(name, release, before, Kind::Rollback { of: RolloutId(of.into()) }, true)
}

fn runs(rollout: &Rollout, later: i64) -> Vec<Deployed> {
    vec![Deployed {
        service: rollout.service.clone(),
        stage: rollout.stage.clone(),
        region: region(PARIS),
        release: rollout.release.id.clone(),
        version: rollout.release.version.clone(),
        digest: rollout.release.artifact.digest.clone(),
        rollout: rollout.id.clone(),
        at: Timestamp(NOW.0 + later),
    }]
}

#[test]
fn a_rollback_leads_to_the_release_before_that_was_good_or_nowhere() {
    let one = good("rol_1", "r1", "r0");
    let two = good("rol_2", "r2", "r1");
    let two_back = back("rol_2b", "rol_2", "r1", "r2");
    let three = good("rol_3", "r3", "r2");
    let failed = ended("rol_3", "r3", "r1", Kind::Forward, false);
    let half = ended("rol_3", "r3", "r2", Kind::Forward, false);
    let same = good("rol_2", "r1", "r1");
    type Case<'a> =
        (&'a str, &'a Rollout, Vec<&'a Rollout>, Vec<Deployed>, &'a [&'a str], Result<&'a str, Reason>);
    let table: Vec<Case<'_>> = vec![
        ("to what ran before", &two, vec![&two, &one], runs(&two, 0), &[], Ok("r1")),
        ("nobody knows what runs", &two, vec![&two, &one], vec![], &[], Ok("r1")),
        ("a failed one may be half there", &failed, vec![&failed, &one], runs(&one, -9), &[], Ok("r1")),
        (
            "a rollback is not rolled back",
            &two_back,
            vec![&two_back, &two, &one],
            runs(&two_back, 1),
            &[],
            Err(Reason::RollbackItself),
        ),
        ("the same release ran", &same, vec![&same, &one], runs(&same, 0), &[], Err(Reason::NothingBefore)),
        (
            "a newer one is there",
            &two,
            vec![&three, &two, &one],
            runs(&three, 1),
            &[],
            Err(Reason::Superseded),
        ),
        (
            "it was taken back already",
            &two,
            vec![&two_back, &two, &one],
            runs(&two_back, 1),
            &[],
            Err(Reason::Superseded),
        ),
        (
            "a failed one was taken back already",
            &failed,
            vec![&two_back, &failed, &one],
            runs(&two_back, 1),
            &[],
            Err(Reason::Superseded),
        ),
        (
            "never to what a rollback took away",
            &three,
            vec![&three, &two_back, &two, &one],
            runs(&three, 1),
            &[],
            Ok("r1"),
        ),
        ("never to a cause", &three, vec![&three, &two, &one], runs(&three, 1), &["r2"], Ok("r1")),
        ("nor to the one before it", &half, vec![&half, &two, &one], runs(&two, -9), &["r2"], Ok("r1")),
        (
            "nothing good is left",
            &three,
            vec![&three, &two, &one],
            runs(&three, 1),
            &["r2", "r1"],
            Err(Reason::NothingGood),
        ),
    ];
    for (name, rollout, others, running, blamed, expected) in table {
        let others: Vec<Rollout> = others.into_iter().cloned().collect();
        let mut past = Past::of(&others, running);
        blamed.iter().for_each(|release| past.blame(id(release)));
        let ways = rollout.ways_back(&past);
        assert_eq!(ways, [(region(PARIS), expected.map(id))].into(), "{name}");
    }
}
