//! Answers that are handed to GitHub's own reviewers' gate.

use super::*;

fn awaited(environment: &str, no_self_review: bool) -> crate::pipeline::Awaited {
    let reviewers = vec![crate::pipeline::Reviewer::Person("lee".into())];
    crate::pipeline::Awaited { environment: environment.into(), environment_id: 7, reviewers, no_self_review }
}

fn voucher(who: &str) -> Voucher {
    Voucher { actor: ActorId::from_unique(who), name: who.into() }
}

fn on_review(rollout: &Rollout, news: ReviewNews) -> Result<Rollout, Refused> {
    let event = RolloutEvent::Review { region: region(HOME), attempt: 1, news };
    rollout.apply(event, NOW).map(|step| step.next)
}

const HELD: [&str; 4] = ["approve", "copied ap-northeast-2", "look", "started ap-northeast-2"];

#[test]
fn those_whose_own_act_lets_a_rollout_go_may_answer_githubs_reviewers() {
    let back = || Kind::Rollback { of: RolloutId("rol_0".into()) };
    let forward = || Kind::Forward;
    let (alone, unasked) =
        (["copied ap-northeast-2", "break park", "look", "started ap-northeast-2"], &HELD[1..]);
    let table = [
        (with_approval(1), forward(), &HELD[..], awaited("prod", false), &["lee"][..]),
        (with_approval(1), forward(), &HELD[..], awaited("prod", true), &["lee"][..]),
        // Another environment is not what was approved.
        (with_approval(1), forward(), &HELD[..], awaited("prod-eu", false), &[][..]),
        (with_approval(1), forward(), &alone[..], awaited("prod", false), &["park"][..]),
        // Nobody has approved what needs no approval.
        (strategy(), forward(), unasked, awaited("prod", false), &[][..]),
        (strategy(), back(), unasked, awaited("prod", false), &["dana"][..]),
        (strategy(), back(), unasked, awaited("prod", true), &[][..]),
    ];
    for (strategy, kind, story, awaited, expected) in table {
        let (rollout, _) = run(open(strategy, kind), story);
        let asked = on_review(&rollout, ReviewNews::Wanted(awaited)).expect("GitHub asks");
        let review = asked.lane(&region(HOME)).and_then(|lane| lane.review.clone()).expect("a review");
        let names: Vec<String> = asked.vouchers(&review).into_iter().map(|it| it.name).collect();
        assert_eq!(names, expected, "{story:?} {:?}", review.awaited);
    }
}

#[test]
fn an_answer_is_handed_over_once_and_by_nobody_whom_github_has_refused() {
    let (rollout, _) = run(open(with_approval(1), Kind::Forward), &HELD);
    let outdated = |rollout: &Rollout, news: ReviewNews| {
        assert_eq!(on_review(rollout, news.clone()).err(), Some(Refused::Outdated), "{news:?}");
    };
    outdated(&rollout, ReviewNews::Sending(voucher("lee")));
    outdated(&rollout, ReviewNews::Over);
    let wanted = || ReviewNews::Wanted(awaited("prod", false));
    let asked = on_review(&rollout, wanted()).expect("GitHub asks");
    outdated(&asked, wanted());
    outdated(&asked, ReviewNews::NotTaken);
    let sent = on_review(&asked, ReviewNews::Sending(voucher("lee"))).expect("it is written down");
    outdated(&sent, ReviewNews::Sending(voucher("lee")));
    let review = |rollout: &Rollout| rollout.lane(&region(HOME)).and_then(|lane| lane.review.clone());
    assert_eq!(sent.vouchers(&review(&sent).expect("a review")), []);
    let lost = on_review(&sent, ReviewNews::NotTaken).expect("GitHub still asks");
    assert_eq!(lost.vouchers(&review(&lost).expect("a review")), [voucher("lee")]);
    let refusal = || ReviewNews::RefusedBy { voucher: voucher("lee"), reason: "no".into() };
    let refused = on_review(&sent, refusal()).expect("GitHub refuses");
    outdated(&refused, refusal());
    assert_eq!(refused.vouchers(&review(&refused).expect("a review")), []);
    let anew = on_review(&refused, ReviewNews::Wanted(awaited("prod", true))).expect("GitHub asks others");
    assert_eq!(anew.vouchers(&review(&anew).expect("a review")), [voucher("lee")]);
    let over = on_review(&anew, ReviewNews::Over).expect("GitHub asks no more");
    assert_eq!(review(&over), None);
    assert!(on_review(&over, ReviewNews::Over).is_err(), "it is over already");
    let (ended, _) = run(anew, &["crashed ap-northeast-2"]);
    assert_eq!(review(&ended), None);
}

#[test]
fn whose_answer_was_taken_for_one_region_need_not_be_asked_about_again() {
    let (rollout, _) = run(open(with_approval(1), Kind::Forward), &HELD);
    let asked = on_review(&rollout, ReviewNews::Wanted(awaited("prod", false))).expect("GitHub asks");
    let review = asked.lane(&region(HOME)).and_then(|lane| lane.review.clone()).expect("a review");
    let sent = on_review(&asked, ReviewNews::Sending(voucher("lee"))).expect("it is written down");
    assert!(!sent.took_answer(&review, &voucher("lee")), "nobody knows yet");
    let past = [
        on_review(&sent, ReviewNews::Over).expect("GitHub asks no more"),
        run(sent.clone(), &["ran ap-northeast-2"]).0,
    ];
    for past in past {
        assert!(past.took_answer(&review, &voucher("lee")));
        assert!(!past.took_answer(&review, &voucher("park")), "it was not theirs");
        let other = Review { awaited: awaited("prod-eu", false), ..review.clone() };
        assert!(!past.took_answer(&other, &voucher("lee")), "another environment has other reviewers");
    }
    let theirs = on_review(&asked, ReviewNews::Over).expect("somebody answered on GitHub");
    assert!(!theirs.took_answer(&review, &voucher("lee")));
}
