//! Deployments that wait for reviewers.

use super::bench::PipelineBench;
use domain::pipeline::{Awaited, Conclusion, Reviewer};
use services::ports::{Dispatch, PersonToken, PipelineError, RuleAnswer};

fn token(secret: &str) -> PersonToken {
    PersonToken::new(secret.to_owned())
}

fn answer(pass: bool, comment: &str) -> RuleAnswer {
    RuleAnswer { pass, comment: comment.to_owned() }
}

/// A run that waits for its reviewers: its id, and what it waits for.
async fn held(bench: &PipelineBench, number: u32) -> (String, Awaited) {
    let mut dispatch: Dispatch = bench.dispatch(number);
    dispatch.workflow.repository = PipelineBench::REVIEWED.to_owned();
    dispatch.inputs.insert("stage".to_owned(), "prod".to_owned());
    let run = bench.pipelines.dispatch(&dispatch).await.expect("starts");
    let awaited = bench.until(|| bench.pipelines.awaited(PipelineBench::REVIEWED, &run.id)).await;
    (run.id, awaited)
}

pub(super) async fn reviewers_answer_with_accounts_of_their_own(bench: PipelineBench) {
    let (ci, repository) = (&bench.pipelines, PipelineBench::REVIEWED);
    let (reviewer, outsider) = (token(PipelineBench::REVIEWER), token(PipelineBench::OUTSIDER));
    assert_eq!(ci.owner(&reviewer).await.expect("a person").login, "lead");
    let (run, awaited) = held(&bench, 1).await;
    assert_eq!(awaited.environment, "prod");
    assert!(awaited.reviewers.contains(&Reviewer::Person("lead".to_owned())), "{awaited:?}");
    assert_eq!(ci.may_review(&reviewer, repository, &run, &awaited).await, Ok(true));
    assert_eq!(ci.may_review(&outsider, repository, &run, &awaited).await, Ok(false));
    let yes = answer(true, "Ship it");
    for stranger in [&outsider, &token("nobodys")] {
        let refused = ci.review(stranger, repository, &run, (&awaited, &yes)).await;
        assert!(matches!(refused, Err(PipelineError::Refused(_))), "{refused:?}");
    }
    assert_eq!(ci.reviews(repository, &run).await, Ok(Vec::new()));
    assert_eq!(ci.review(&reviewer, repository, &run, (&awaited, &yes)).await, Ok(()));
    let again = ci.review(&reviewer, repository, &run, (&awaited, &yes)).await;
    assert!(matches!(again, Err(PipelineError::Refused(_))), "it waits no more: {again:?}");
    assert_eq!(ci.awaited(repository, &run).await, Ok(Vec::new()));
    let given = ci.reviews(repository, &run).await.expect("reviews");
    assert_eq!((given[0].approved, given[0].by.as_deref()), (true, Some("lead")));
    assert_eq!(given[0].comment, "Ship it");
    assert_eq!(bench.ended_in(repository, &run).await, Conclusion::Success);
}

pub(super) async fn a_reviewers_no_ends_the_run(bench: PipelineBench) {
    let (ci, repository) = (&bench.pipelines, PipelineBench::REVIEWED);
    let (run, awaited) = held(&bench, 1).await;
    let no = answer(false, "Not today");
    assert_eq!(ci.review(&token(PipelineBench::REVIEWER), repository, &run, (&awaited, &no)).await, Ok(()));
    assert_eq!(bench.ended_in(repository, &run).await, Conclusion::Failure);
    let given = ci.reviews(repository, &run).await.expect("reviews");
    assert_eq!((given[0].approved, given[0].comment.as_str()), (false, "Not today"));
}

pub(super) async fn what_is_no_token_belongs_to_nobody(bench: PipelineBench) {
    for bad in ["nobodys", "line\nbreak", ""] {
        let owner = bench.pipelines.owner(&token(bad)).await;
        assert!(matches!(owner, Err(PipelineError::Refused(_))), "{owner:?}");
    }
}
