use super::super::states::{launch_word, run_word};
use super::super::text;
use super::facts::facts;
use super::head::head;
use super::jobs::jobs;
use super::launch::launch;
use super::log::{Shown, log};
use crate::ssr;
use domain::view::RunView;
use leptos::prelude::*;

/// Id of the element that a board stands in.
pub const BOARD: &str = "board";

/// Everything on the page that may change while somebody looks. `data-told` is read out when it has changed.
pub fn board(run: &RunView, id: &str, shown: Option<Shown>) -> AnyView {
    view! {
        <div id=BOARD class="board" data-told=told(run)>
            {head(run, id)}
            <div class="request-grid" id="run-grid">
                <div class="request-main" id="run-main">
                    {launch(run)}
                    {jobs(run, id, shown.as_ref())}
                    {log(run, shown)}
                </div>
                <div class="request-side" id="run-side">{facts(run)}</div>
            </div>
        </div>
    }
    .into_any()
}

/// "Running: 1 of 3 jobs over".
fn told(run: &RunView) -> String {
    match (&run.run, &run.launch) {
        (Some(at_github), _) => {
            let over = run.jobs.iter().filter(|job| job.state.is_done()).count();
            let jobs = text::jobs_over(ssr::lang(), over, run.jobs.len());
            format!("{}: {jobs}", run_word(at_github.state.as_str()))
        }
        (None, Some(launch)) => launch_word(&launch.state).to_owned(),
        (None, None) => String::new(),
    }
}
