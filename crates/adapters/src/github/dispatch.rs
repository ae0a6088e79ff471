//! Starting a workflow exactly once.

use super::Github;
use super::address::{part, repository};
use super::failure::Failure;
use super::link::Answer;
use super::models::Dispatched;
use domain::Timestamp;
use domain::rollout::RunRef;
use http::StatusCode;
use serde_json::{Value, json};
use services::ports::{Clock, DISPATCH_INPUT, Dispatch, PipelineError, SystemClock};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Where the answer does not name the run, it is looked for after these pauses.
const LOOKS: [Duration; 6] = [
    Duration::from_millis(200),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
];

impl Github {
    pub(super) async fn start(&self, dispatch: &Dispatch) -> Result<RunRef, PipelineError> {
        let since = SystemClock.now();
        let answer = self.send_dispatch(dispatch).await?;
        match serde_json::from_slice::<Dispatched>(&answer.body) {
            Ok(told) => Ok(RunRef {
                id: told.workflow_run_id.to_string(),
                url: told.html_url.or(told.run_url).unwrap_or_default(),
            }),
            Err(_) if dispatch.traced => self.look_for_run(dispatch, since).await,
            Err(_) => Err(PipelineError::Unclear(
                "the workflow was accepted, but nothing tells which run is its own".to_owned(),
            )),
        }
    }

    async fn send_dispatch(&self, dispatch: &Dispatch) -> Result<Answer, PipelineError> {
        let workflow = &dispatch.workflow;
        let what = format!("the workflow {} in {}", workflow.file, workflow.repository);
        let path = repository(&workflow.repository)?;
        let path = format!("{path}/actions/workflows/{}/dispatches", part(&workflow.file));
        let _turn = self.writes.turn(&workflow.repository).await;
        if !self.tells_no_runs.load(Ordering::Relaxed) {
            match self.link.post(&what, &path, Some(&body(dispatch, true))).await {
                Err(failed) if does_not_know_the_field(&failed) => {}
                answer => return Ok(answer?),
            }
        }
        let answer = self.link.post(&what, &path, Some(&body(dispatch, false))).await?;
        self.tells_no_runs.store(true, Ordering::Relaxed);
        Ok(answer)
    }

    /// GitHub has accepted the dispatch. Whatever keeps its run from being found, it must not be said that nothing happened.
    async fn look_for_run(&self, dispatch: &Dispatch, since: Timestamp) -> Result<RunRef, PipelineError> {
        for pause in LOOKS {
            tokio::time::sleep(pause).await;
            match self.find_run(&dispatch.workflow, &dispatch.id, since).await {
                Ok(Some(run)) => return Ok(run),
                Err(PipelineError::Refused(words)) => return Err(PipelineError::Refused(words)),
                Ok(None) | Err(_) => {}
            }
        }
        Err(PipelineError::Unclear("the workflow was accepted, but its run does not show yet".to_owned()))
    }
}

fn body(dispatch: &Dispatch, tell_run: bool) -> Value {
    let mut inputs = dispatch.inputs.clone();
    if dispatch.traced {
        inputs.insert(DISPATCH_INPUT.to_owned(), dispatch.id.clone());
    }
    match tell_run {
        true => json!({ "ref": dispatch.workflow.reference, "inputs": inputs, "return_run_details": true }),
        false => json!({ "ref": dispatch.workflow.reference, "inputs": inputs }),
    }
}

/// Enterprise Servers up to 3.20 refuse the field.
fn does_not_know_the_field(failed: &Failure) -> bool {
    let named = failed.words.contains("return_run_details");
    failed.is(StatusCode::BAD_REQUEST) || (failed.is(StatusCode::UNPROCESSABLE_ENTITY) && named)
}
