//! The simulated CI backend and artifact stores fail as they are told to, and remember what was done.

use domain::Timestamp;
use domain::approval::Digest;
use domain::changes::CommitLine;
use domain::names::{RegionName, StageName};
use domain::pipeline::{Conclusion, RunState};
use domain::release::Artifact;
use domain::rollout::Workflow;
use services::ports::{Artifacts, CloudError, Dispatch, PipelineError, Pipelines, Place, Stored};
use simulated::contract_pipelines::{self, PipelineBench};
use simulated::{
    ArtifactFault, ManualClock, PipelineFault, PipelineRule, PipelineTiming, SimulatedArtifacts,
    SimulatedPipelines,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

fn dispatch(id: &str, region: &str) -> Dispatch {
    let workflow = Workflow {
        repository: "acme/api".to_owned(),
        file: "deploy.yml".to_owned(),
        reference: "main".to_owned(),
    };
    Dispatch {
        workflow,
        inputs: BTreeMap::from([("region".to_owned(), region.to_owned())]),
        id: id.to_owned(),
        traced: true,
    }
}

fn done(conclusion: Conclusion) -> RunState {
    RunState::Done { conclusion }
}

async fn state(ci: &SimulatedPipelines, run: &str) -> RunState {
    ci.run("acme/api", run).await.expect("a run").state
}

#[tokio::test(start_paused = true)]
async fn the_contract_is_kept() {
    let ci = SimulatedPipelines::default();
    let second = Duration::from_secs(1);
    let timing =
        PipelineTiming { latency: second / 50, takes: 3 * second, queued: second, ..Default::default() };
    ci.set_timing(timing);
    ci.put_workflow(PipelineBench::REPOSITORY, PipelineBench::workflow_file());
    ci.put_file(PipelineBench::REPOSITORY, "slipway.yaml", "service: live-api\n");
    ci.put_repositories(&[PipelineBench::REPOSITORY, "other/api"], &[]);
    ci.put_environments(PipelineBench::REPOSITORY, &["dev", "staging", "prod"]);
    ci.want_review(PipelineBench::REVIEWED, "prod", &["lead"]);
    ci.put_account(PipelineBench::REVIEWER, "lead");
    ci.put_account(PipelineBench::OUTSIDER, "developer");
    ci.end_with("region", PipelineBench::FAILING, Conclusion::Failure);
    ci.put_commits(PipelineBench::REPOSITORY, "1234".chars().map(commit).collect());
    contract_pipelines::run(&PipelineBench::new(
        Arc::new(ci),
        ["2".repeat(40), "4".repeat(40)],
        Timestamp(1_800_000_000_000),
    ))
    .await;
}

fn commit(digit: char) -> CommitLine {
    let sha = digit.to_string().repeat(40);
    CommitLine {
        url: format!("https://github.example/commit/{sha}"),
        sha,
        message: format!("Change {digit}"),
        author: Some("dana".to_owned()),
        at: Some(Timestamp(1_000)),
    }
}

#[tokio::test]
async fn runs_end_after_looks_and_as_scripted() {
    let ci = SimulatedPipelines::default();
    ci.end_with("region", "eu-west-3", Conclusion::Failure);
    let good = ci.dispatch(&dispatch("a", "eu-west-1")).await.expect("starts");
    let bad = ci.dispatch(&dispatch("b", "eu-west-3")).await.expect("starts");
    assert_eq!(state(&ci, &good.id).await, RunState::Running);
    assert_eq!(state(&ci, &good.id).await, done(Conclusion::Success));
    state(&ci, &bad.id).await;
    assert_eq!(state(&ci, &bad.id).await, done(Conclusion::Failure));
    let jobs = ci.jobs("acme/api", &bad.id).await.expect("jobs");
    let log = ci.log("acme/api", &jobs[0].id, 20).await.expect("a log");
    assert_eq!((log.text.as_str(), log.cut()), ("the workflow failed\n", true));
    ci.mend();
    ci.rerun_failed("acme/api", &bad.id).await.expect("again");
    state(&ci, &bad.id).await;
    let again = ci.run("acme/api", &bad.id).await.expect("a run");
    assert_eq!((again.state, again.attempt), (done(Conclusion::Success), 2));
}

#[tokio::test]
async fn runs_end_by_the_clock() {
    let clock = Arc::new(ManualClock::at(Timestamp(5_000)));
    let ci = SimulatedPipelines::with_clock(clock.clone());
    let second = Duration::from_secs(1);
    let timing = PipelineTiming {
        listed_after: second,
        queued: second,
        takes: 3 * second,
        looks: 0,
        ..Default::default()
    };
    ci.set_timing(timing);
    let sent = dispatch("a", "eu-west-1");
    let run = ci.dispatch(&sent).await.expect("starts");
    assert_eq!(ci.find(&sent.workflow, "a", Timestamp(5_000)).await, Ok(None), "not listed yet");
    assert_eq!(state(&ci, &run.id).await, RunState::Queued);
    clock.advance(2 * second);
    assert_eq!(state(&ci, &run.id).await, RunState::Running);
    assert_eq!(ci.find(&sent.workflow, "a", Timestamp(5_000)).await, Ok(Some(run.clone())));
    clock.advance(second);
    assert_eq!(state(&ci, &run.id).await, done(Conclusion::Success));
}

#[tokio::test]
async fn what_became_of_a_lost_answer_can_be_found_out() {
    let ci = SimulatedPipelines::default();
    let cases = [
        ("after", PipelineFault::UnclearAfter, 1),
        ("before", PipelineFault::UnclearBefore, 0),
        ("down", PipelineFault::Unreachable, 0),
        ("busy", PipelineFault::Throttle(Duration::from_secs(9)), 0),
    ];
    for (id, fault, starts) in cases {
        ci.inject(PipelineRule::new(fault).on("dispatch").times(1));
        let sent = dispatch(id, "eu-west-1");
        assert!(ci.dispatch(&sent).await.expect_err("fails").retryable(), "{id}");
        let found = ci.find(&sent.workflow, id, Timestamp(0)).await.expect("answers");
        assert_eq!((ci.starts(id), found.is_some()), (starts, starts == 1), "{id}");
    }
    assert_eq!(ci.started().len(), 1);
    let twice = dispatch("after", "eu-west-1");
    ci.start_behind_the_back(&twice);
    let found = ci.find(&twice.workflow, "after", Timestamp(0)).await;
    assert!(matches!(found, Err(PipelineError::Refused(_))), "{found:?}");
}

fn place(region: &str) -> Place {
    let stage = StageName::parse("live").expect("a stage");
    Place { stage, region: RegionName::parse(region).expect("a region"), role_arn: None }
}

#[tokio::test]
async fn artifacts_are_copied_damaged_and_replaced() {
    let (home, away) = (place("ap-northeast-2"), place("eu-west-3"));
    let digest = Digest(format!("sha256:{}", "ab".repeat(32)));
    let artifact = Artifact { key: "api/1.zip".to_owned(), digest, size: 10, ..Artifact::default() };
    let stores = SimulatedArtifacts::default();
    let copy = || stores.copy(&home, &away, &artifact, &|_| ());
    assert!(matches!(copy().await, Err(CloudError::Refused(_))), "nothing at home");
    stores.put(&home, &artifact);
    stores.fail_next(&away.region, ArtifactFault::Corrupt);
    assert_eq!(stores.stored(&away, &artifact).await, Ok(Stored::Missing));
    assert_eq!(copy().await, Ok(()));
    assert!(matches!(stores.stored(&away, &artifact).await, Ok(Stored::Different { .. })));
    assert_eq!(copy().await, Ok(()));
    assert_eq!(stores.stored(&away, &artifact).await, Ok(Stored::Same));
    assert_eq!(stores.copies(&away.region, "api/1.zip"), 2);
}
