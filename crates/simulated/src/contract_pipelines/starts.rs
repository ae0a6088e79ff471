//! Starting workflows, and finding what was started.

use super::bench::PipelineBench;
use services::ports::{Dispatch, PipelineError};

pub(super) async fn a_dispatch_starts_one_run_that_can_be_found(bench: PipelineBench) {
    let dispatch = bench.dispatch(1);
    assert_eq!(bench.found(&dispatch.id).await, None, "nothing was started");
    let run = bench.pipelines.dispatch(&dispatch).await.expect("starts");
    assert!(run.url.starts_with("http"), "{run:?}");
    assert_eq!(bench.found(&dispatch.id).await, Some(run.clone()));
    let shown = bench.run(&run).await;
    assert_eq!((shown.id.as_str(), shown.file.as_str(), shown.attempt), (run.id.as_str(), "deploy.yml", 1));
    assert!(shown.title.contains(&dispatch.id), "{shown:?}");
}

pub(super) async fn runs_are_told_apart_by_their_ids(bench: PipelineBench) {
    let first = bench.started(1).await;
    let tenth = bench.started(10).await;
    assert_ne!(first.id, tenth.id);
    assert_eq!(bench.found(&bench.dispatch(1).id).await, Some(first));
    assert_eq!(bench.found(&bench.dispatch(10).id).await, Some(tenth));
    let half = bench.dispatch(1).id.replace("-1", "");
    assert_eq!(bench.found(&half).await, None, "half an id is none");
}

pub(super) async fn two_runs_with_one_id_are_refused(bench: PipelineBench) {
    let first = bench.started(1).await;
    let second = bench.started(1).await;
    assert_ne!(first.id, second.id, "the backend starts whatever it is told to");
    let found = bench.pipelines.find(&bench.workflow, &bench.dispatch(1).id, bench.since).await;
    assert!(matches!(found, Err(PipelineError::Refused(_))), "{found:?}");
}

pub(super) async fn what_a_workflow_does_not_take_is_refused(bench: PipelineBench) {
    let good = bench.dispatch(1);
    let with = |name: &str, value: &str| {
        let mut dispatch: Dispatch = good.clone();
        dispatch.inputs.insert(name.to_owned(), value.to_owned());
        dispatch
    };
    let mut without = good.clone();
    without.inputs.remove("region");
    for wrong in [with("unknown", "x"), with("stage", "nowhere"), without] {
        let refused = bench.pipelines.dispatch(&wrong).await;
        assert!(
            matches!(&refused, Err(PipelineError::Refused(words)) if !words.is_empty()),
            "{wrong:?}: {refused:?}"
        );
    }
    let mut missing = good.clone();
    missing.workflow.file = "nothing.yml".to_owned();
    let answer = bench.pipelines.dispatch(&missing).await;
    assert!(matches!(answer, Err(PipelineError::NotFound(_))), "{answer:?}");
    assert_eq!(bench.found(&good.id).await, None, "nothing was started");
}
