use super::*;
use crate::environment::EnvironmentKey;
use crate::ids::{EnvironmentId, RequestId};
use crate::names::{EnvironmentName, RegionName, ServiceName, StageName, TeamName, TemplateName};
use crate::template::TemplateDigest;

const NOW: Timestamp = Timestamp(5_000);

fn environment(status: EnvironmentStatus, drift: Drift) -> Environment {
    Environment {
        id: EnvironmentId("env_1".into()),
        key: EnvironmentKey {
            service: ServiceName::parse("live-api").expect("a service"),
            name: EnvironmentName::parse("web").expect("a name"),
            stage: StageName::parse("dev").expect("a stage"),
            region: RegionName::parse("us-east-1").expect("a region"),
        },
        team: TeamName::parse("streaming").expect("a team"),
        stack_name: "live-api-web-dev".into(),
        stack_id: None,
        template: TemplateName::parse("web").expect("a name"),
        template_digest: TemplateDigest("sha256:aa".into()),
        values: [].into(),
        outputs: [].into(),
        status,
        status_before: None,
        held_by: None,
        last_request: RequestId("req_1".into()),
        drift,
        drift_asked_at: (drift == Drift::Checking).then_some(Timestamp(3_000)),
        drift_checked_at: None,
        drift_note: None,
        drifted: Vec::new(),
        monthly_usd: None,
        created_at: Timestamp(1_000),
        updated_at: Timestamp(2_000),
    }
}

fn bucket_gone() -> ResourceDrift {
    ResourceDrift {
        logical_id: "Bucket".into(),
        kind: "AWS::S3::Bucket".into(),
        change: DriftChange::Deleted,
        properties: Vec::new(),
    }
}

#[test]
fn only_what_runs_undisturbed_is_checked() {
    use EnvironmentStatus::*;
    let nothing = || Err(Reason::NothingRuns);
    let held = || Some(RequestId("req_2".into()));
    let table = [
        (Requested, Drift::Unknown, None, nothing()),
        (Creating, Drift::Unknown, None, nothing()),
        (Running, Drift::Unknown, None, Ok(())),
        (Running, Drift::InSync, None, Ok(())),
        (Running, Drift::Drifted, None, Ok(())),
        (Running, Drift::Checking, None, Err(Reason::BeingChecked)),
        (Running, Drift::InSync, held(), Err(Reason::Held { request: RequestId("req_2".into()) })),
        (Updating, Drift::InSync, None, nothing()),
        (Degraded, Drift::InSync, None, Ok(())),
        (Broken, Drift::Unknown, None, nothing()),
        (Deleting, Drift::InSync, None, nothing()),
    ];
    for (status, drift, held_by, expected) in table {
        let before = Environment { held_by, ..environment(status, drift) };
        assert_eq!(before.check_drift(NOW).map(|_| ()), expected, "{before:?}");
    }
}

#[test]
fn a_check_forgets_what_the_one_before_found() {
    let before = Environment {
        drifted: vec![bucket_gone()],
        drift_checked_at: Some(Timestamp(4_000)),
        ..environment(EnvironmentStatus::Running, Drift::Drifted)
    };
    let checking = before.check_drift(NOW).expect("may be checked");
    assert!(checking.checks_drift_since(NOW) && !checking.checks_drift_since(Timestamp(4_000)));
    assert_eq!((checking.drifted.len(), checking.drift_checked_at), (0, None));
    assert_eq!(checking.updated_at, before.updated_at, "looking changes nothing");
}

#[test]
fn every_report_has_a_verdict() {
    let some = |text: &str| Some(text.to_owned());
    let table = [
        (DriftReport::default(), Drift::InSync, None),
        (DriftReport::unclear("not allowed"), Drift::Unknown, some("not allowed")),
        (DriftReport { drifted: vec![bucket_gone()], incomplete: None }, Drift::Drifted, None),
        (
            DriftReport { drifted: vec![bucket_gone()], incomplete: some("one was not read") },
            Drift::Drifted,
            some("one was not read"),
        ),
    ];
    let delayed =
        environment(EnvironmentStatus::Running, Drift::Checking).drift_delayed(Some("the region is down"));
    for (report, drift, note) in table {
        let drifted = report.drifted.clone();
        let after = delayed.drift_checked(report, NOW);
        assert_eq!((after.drift, &after.drift_note, &after.drifted), (drift, &note, &drifted));
        assert_eq!((after.drift_asked_at, after.drift_checked_at), (None, Some(NOW)));
    }
}

#[test]
fn a_change_ends_a_check_and_nothing_else() {
    for drift in [Drift::Unknown, Drift::Checking, Drift::InSync, Drift::Drifted] {
        let before = environment(EnvironmentStatus::Running, drift);
        let mut after = before.clone();
        after.overtake_drift_check(NOW);
        match drift {
            Drift::Checking => {
                assert_eq!((after.drift, after.drift_note.as_deref()), (Drift::Unknown, Some(OVERTAKEN)));
            }
            _ => assert_eq!(after, before),
        }
    }
}

#[test]
fn what_was_just_applied_is_in_sync() {
    let mut drifted = environment(EnvironmentStatus::Running, Drift::Checking)
        .drift_checked(DriftReport { drifted: vec![bucket_gone()], incomplete: Some("x".into()) }, NOW);
    drifted.in_sync();
    assert_eq!(drifted, environment(EnvironmentStatus::Running, Drift::InSync));
}

#[test]
fn environments_of_before_are_read() {
    let mut kept =
        serde_json::to_value(environment(EnvironmentStatus::Running, Drift::InSync)).expect("JSON");
    let fields = kept.as_object_mut().expect("an object");
    for newer in ["drifted", "drift_asked_at", "drift_checked_at", "drift_note"] {
        fields.remove(newer).expect("is written");
    }
    let read: Environment = serde_json::from_value(kept).expect("readable");
    assert_eq!(read, environment(EnvironmentStatus::Running, Drift::InSync));
}
