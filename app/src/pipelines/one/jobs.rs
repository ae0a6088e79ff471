use super::super::links::run_page;
use super::super::states::{run_tone, run_word};
use super::super::text::RunText;
use super::log::{LOG, Shown};
use crate::i18n;
use crate::ssr;
use crate::ui::ToneBadge;
use crate::ui::address::encode;
use domain::pipeline::{RunJob, RunStep};
use domain::view::RunView;
use leptos::prelude::*;

/// The jobs of the newest attempt, each with its steps.
pub fn jobs(run: &RunView, id: &str, shown: Option<&Shown>) -> Option<AnyView> {
    run.run.as_ref()?;
    let text = RunText::here();
    let none = run.jobs.is_empty().then(|| view! { <p class="faint">{text.no_jobs}</p> });
    let page = run_page(&run.repository, id);
    let alone = run.jobs.len() == 1;
    let jobs: Vec<AnyView> = run
        .jobs
        .iter()
        .map(|job| one(job, &page, alone, shown.is_some_and(|shown| shown.job.id == job.id)))
        .collect();
    let card = view! {
        <section class="card" id="jobs">
            <header><h2>{text.jobs}</h2></header>
            <div class="body">{none}<ol class="jobs">{jobs}</ol></div>
        </section>
    };
    Some(card.into_any())
}

/// Open while it runs, and when it failed: there is something to see then. The only one is always open: nothing else is.
fn one(job: &RunJob, page: &str, alone: bool, current: bool) -> AnyView {
    let text = RunText::here();
    let open = alone || current || !job.state.is_done() || job.state.went_wrong();
    let took = job.started_at.zip(job.completed_at).map(|(from, until)| {
        view! { <span class="faint tight">{i18n::duration(ssr::lang(), until.since(from))}</span> }
    });
    let log = job.state.is_done().then(|| {
        let href = format!("{page}?job={}#{LOG}", encode(&job.id));
        let label = format!("{} {}", text.show_log, job.name);
        view! { <a href=href aria-label=label aria-current=current.then_some("true")>{text.show_log}</a> }
    });
    let steps: Vec<AnyView> = job.steps.iter().map(step).collect();
    view! {
        <li id=format!("job-{}", job.id)>
            <details open=open>
                <summary>
                    <ToneBadge tone=run_tone(&job.state) word=run_word(job.state.as_str())/>
                    <strong>{job.name.clone()}</strong>
                    {took}
                </summary>
                <ol class="job-steps">{steps}</ol>
                {log}
            </details>
        </li>
    }
    .into_any()
}

fn step(step: &RunStep) -> AnyView {
    let word = run_word(step.state.as_str());
    view! {
        <li>
            <i class=format!("glyph {}", run_tone(&step.state).class()) aria-hidden="true"></i>
            <span>{step.name.clone()}</span>
            <span class="faint">{word}</span>
        </li>
    }
    .into_any()
}
