//! Wrong questions and right answers.

use super::bench::PipelineBench;
use domain::rollout::Workflow;
use services::ports::PipelineError;

fn missing<T>(answer: &Result<T, PipelineError>) -> bool {
    matches!(answer, Err(PipelineError::NotFound(_)))
}

pub(super) async fn what_does_not_exist_is_told_apart(bench: PipelineBench) {
    let PipelineBench { pipelines, .. } = &bench;
    let repository = PipelineBench::REPOSITORY;
    assert_eq!(pipelines.ping().await, Ok(()));
    for run in ["999999999", "nothing"] {
        assert!(missing(&pipelines.run(repository, run).await), "{run}");
        assert!(missing(&pipelines.jobs(repository, run).await), "{run}");
        assert!(missing(&pipelines.log(repository, run, 100).await), "{run}");
        assert!(missing(&pipelines.cancel(repository, run).await), "{run}");
        assert!(missing(&pipelines.rerun_failed(repository, run).await), "{run}");
    }
    assert_eq!(pipelines.file(repository, "no/such/file.txt", "main").await, Ok(None));
    let run = bench.started(1).await;
    assert!(missing(&pipelines.run("acme/player", &run.id).await), "it is another repository's");
}

pub(super) async fn workflows_tell_their_inputs(bench: PipelineBench) {
    let Workflow { repository, reference, .. } = &bench.workflow;
    let workflows = bench.pipelines.workflows(repository, reference).await.expect("workflows");
    let found = workflows.iter().find(|workflow| workflow.file == "deploy.yml").expect("deploy.yml");
    let expected = PipelineBench::workflow_file();
    assert_eq!(found.name, expected.name);
    assert_eq!(found.inputs.len(), expected.inputs.len(), "{found:?}");
    for (found, expected) in found.inputs.iter().zip(&expected.inputs) {
        assert_eq!((&found.name, &found.kind), (&expected.name, &expected.kind), "in their order");
        assert_eq!((found.required, &found.default), (expected.required, &expected.default), "{found:?}");
    }
    assert!(found.shows(services::ports::DISPATCH_INPUT) && !found.disabled, "{found:?}");
    let mut environments = bench.pipelines.environments(repository).await.expect("environments");
    environments.sort();
    assert_eq!(environments, ["dev", "prod", "staging"]);
    let file = bench.pipelines.file(repository, "slipway.yaml", reference).await.expect("answers");
    assert!(file.expect("a file").contains("live-api"));
}

pub(super) async fn the_newest_runs_come_first(bench: PipelineBench) {
    let repository = PipelineBench::REPOSITORY;
    let first = bench.started(1).await;
    let second = bench.started(2).await;
    for file in [None, Some("deploy.yml")] {
        let runs = bench.pipelines.runs(repository, file).await.expect("runs");
        let place = |id: &str| runs.iter().position(|run| run.id == id).expect("is listed");
        assert!(place(&second.id) < place(&first.id), "{file:?}");
    }
    let others = bench.pipelines.runs(repository, Some("build.yml")).await;
    let mixed = others.iter().flatten().any(|run| run.id == first.id);
    assert!(!mixed, "runs of other workflows");
}

pub(super) async fn commits_are_compared_both_ways(bench: PipelineBench) {
    let (repository, [old, new]) = (PipelineBench::REPOSITORY, &bench.commits);
    let compare = |base: &str, head: &str| {
        let (pipelines, base, head) = (bench.pipelines.clone(), base.to_owned(), head.to_owned());
        async move { pipelines.compare(repository, &base, &head).await }
    };
    let forth = compare(old, new).await.expect("a comparison");
    assert_eq!((forth.added.total, forth.removed.total), (2, 0));
    let told: Vec<&str> = forth.added.commits.iter().map(|commit| commit.sha.as_str()).collect();
    assert_eq!((told.len(), told[0]), (2, new.as_str()), "the newest first");
    let newest = &forth.added.commits[0];
    assert!(!newest.subject().is_empty() && newest.author.is_some() && newest.at.is_some(), "{newest:?}");
    assert!(newest.url.contains(new.as_str()) && forth.url.contains("compare"), "{forth:?}");
    let back = compare(new, old).await.expect("a comparison");
    assert_eq!((back.added.total, &back.removed), (0, &forth.added), "what came is taken away");
    assert!(compare(&new[..12], new).await.expect("a comparison").is_same());
    for (base, head) in [("0123456789abcdef", new.as_str()), (new.as_str(), "0123456789abcdef")] {
        assert!(missing(&compare(base, head).await), "{base} {head}");
    }
    assert!(missing(&bench.pipelines.compare("acme/nothing", old, new).await));
}

pub(super) async fn repositories_and_their_files_are_listed(bench: PipelineBench) {
    let listed = bench.pipelines.repositories(Some("ACME")).await.expect("repositories");
    let entry = listed.iter().find(|entry| entry.name == PipelineBench::REPOSITORY).expect("the one");
    assert!(!entry.archived && listed.iter().all(|entry| entry.name.starts_with("acme/")), "{listed:?}");
    let files = bench.pipelines.files(PipelineBench::REPOSITORY, "HEAD").await.expect("files");
    assert!(files.complete && files.paths.iter().any(|path| path == "slipway.yaml"), "{files:?}");
}
