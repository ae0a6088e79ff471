use super::super::links::start_page;
use super::super::text::RunText;
use crate::i18n;
use crate::ssr;
use crate::ui::{ButtonLink, Kind};
use domain::pipeline::{Launch, LaunchState, RunState};
use domain::view::RunView;
use leptos::prelude::*;

/// What stands between the start and its run, and what the run itself waits for.
pub fn launch(run: &RunView) -> AnyView {
    let text = RunText::here();
    let start = run.launch.as_ref().and_then(|launch| of_launch(launch, &run.repository));
    let problem = run.problem.as_ref().map(|why| {
        let told = i18n::told(ssr::lang(), why);
        note("warning", view! { <p><strong>{text.outdated}</strong>": "{told}</p> }.into_any())
    });
    let waits = run.run.as_ref().filter(|run| run.state == RunState::Waiting).map(|run| {
        let link = view! { <a href=run.url.clone() target="_blank" rel="noreferrer">{text.on_github}</a> };
        note("waiting", view! { <p>{text.approval}" "{link}</p> }.into_any())
    });
    view! { <div id="run-notes" class="notes" role="status">{start}{problem}{waits}</div> }.into_any()
}

fn of_launch(launch: &Launch, repository: &str) -> Option<AnyView> {
    let text = RunText::here();
    let told = |why: &str| i18n::told(ssr::lang(), why);
    match &launch.state {
        LaunchState::Started { .. } => None,
        LaunchState::Pending | LaunchState::Sending { .. } => {
            let delayed = launch.delayed.as_ref().map(|why| {
                view! { <p class="faint">{text.delayed}": "{told(why)}</p> }
            });
            Some(note("busy", view! { <p>{text.starting}</p>{delayed} }.into_any()))
        }
        LaunchState::Refused { reason, .. } => {
            Some(note("bad", ended(text.refused, &told(reason), launch, repository)))
        }
        LaunchState::Lost { reason, .. } => {
            Some(note("warning", ended(text.lost, &told(reason), launch, repository)))
        }
    }
}

fn ended(what: &'static str, why: &str, launch: &Launch, repository: &str) -> AnyView {
    let text = RunText::here();
    let again = match &launch.action {
        Some(action) => super::super::links::action_page(
            launch.service.as_str(),
            &action.name,
            action.stage.as_str(),
            action.region.as_ref().map_or("", |region| region.as_str()),
        ),
        None => start_page(repository, &launch.workflow.file),
    };
    let runs = format!("/pipelines?repository={}", crate::ui::address::encode(repository));
    view! {
        <p><strong>{what}</strong>" "{why.to_owned()}</p>
        <p class="actions">
            <ButtonLink href=again>{text.start_again}</ButtonLink>
            <ButtonLink href=runs kind=Kind::Quiet>{text.see_runs}</ButtonLink>
        </p>
    }
    .into_any()
}

fn note(tone: &'static str, content: AnyView) -> AnyView {
    view! {
        <div class=format!("note {tone}")>
            <i class=format!("glyph {tone}") aria-hidden="true"></i>
            <div>{content}</div>
        </div>
    }
    .into_any()
}
