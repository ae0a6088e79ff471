//! How runs end.

use super::bench::PipelineBench;
use domain::pipeline::{Conclusion, RunState};
use services::ports::PipelineError;

pub(super) async fn a_run_goes_well_and_has_jobs_and_logs(bench: PipelineBench) {
    let run = bench.started(1).await;
    assert_eq!(bench.ended(&run).await, Conclusion::Success);
    let jobs = bench.pipelines.jobs(PipelineBench::REPOSITORY, &run.id).await.expect("jobs");
    let done = RunState::Done { conclusion: Conclusion::Success };
    assert!(!jobs.is_empty());
    for job in &jobs {
        assert_eq!(job.state, done, "{job:?}");
        assert!(job.started_at.is_some() && job.started_at <= job.completed_at, "{job:?}");
        let numbers: Vec<u32> = job.steps.iter().map(|step| step.number).collect();
        assert!(!numbers.is_empty() && numbers.is_sorted(), "{job:?}");
    }
    let log = |most| bench.pipelines.log(PipelineBench::REPOSITORY, &jobs[0].id, most);
    let whole = log(1_000_000).await.expect("a log");
    let end = log(10).await.expect("the log's end");
    assert!(!whole.cut() && whole.text.len() > 10 && whole.text.ends_with(&end.text), "{end:?}");
    assert!(end.cut() && end.text.len() <= 10 && end.whole == whole.whole, "{end:?}");
}

pub(super) async fn a_failing_run_fails_and_its_failed_jobs_run_again(bench: PipelineBench) {
    let run = bench.pipelines.dispatch(&bench.failing(1)).await.expect("starts");
    assert_eq!(bench.ended(&run).await, Conclusion::Failure);
    bench.pipelines.rerun_failed(PipelineBench::REPOSITORY, &run.id).await.expect("runs again");
    assert_eq!(bench.run(&run).await.attempt, 2);
    bench.ended(&run).await;
    let good = bench.started(2).await;
    assert_eq!(bench.ended(&good).await, Conclusion::Success);
    let refused = bench.pipelines.rerun_failed(PipelineBench::REPOSITORY, &good.id).await;
    assert!(matches!(refused, Err(PipelineError::Refused(_))), "nothing failed: {refused:?}");
}

pub(super) async fn a_run_can_be_cancelled_and_again(bench: PipelineBench) {
    let run = bench.started(1).await;
    let cancel = || bench.pipelines.cancel(PipelineBench::REPOSITORY, &run.id);
    assert_eq!(cancel().await, Ok(()));
    assert_eq!(bench.ended(&run).await, Conclusion::Cancelled);
    assert_eq!(cancel().await, Ok(()), "it has ended");
    assert_eq!(bench.ended(&run).await, Conclusion::Cancelled);
}
