use super::super::states::{launch_tone, launch_word, run_tone, run_word};
use super::super::text::RunText;
use super::api::{DO, Deed};
use crate::i18n::Words;
use crate::ssr;
use crate::ui::{ApiCall, Button, CopyButton, Kind, Time, ToneBadge};
use domain::view::{Allowed, RunView};
use leptos::prelude::*;

/// As GitHub calls the run; before there is one, as its workflow is called.
pub fn title(run: &RunView) -> String {
    let at_github = run.run.as_ref().map(|run| run.title.clone()).filter(|title| !title.is_empty());
    let launched = || run.launch.as_ref().map(|launch| format!("{} · {}", launch.name, launch.service));
    at_github.or_else(launched).unwrap_or_else(|| RunText::here().title.to_owned())
}

/// Stays in sight: what runs, how it stands, and what can be done.
pub fn head(run: &RunView, id: &str) -> AnyView {
    let text = RunText::here();
    let badge = match (&run.run, &run.launch) {
        (Some(at_github), _) => {
            let (tone, word) = (run_tone(&at_github.state), run_word(at_github.state.as_str()));
            Some(view! { <ToneBadge tone=tone word=word/> })
        }
        (None, Some(launch)) => {
            let (tone, word) = (launch_tone(&launch.state), launch_word(&launch.state));
            Some(view! { <ToneBadge tone=tone word=word/> })
        }
        (None, None) => None,
    };
    let attempt = run.run.as_ref().filter(|run| run.attempt > 1).map(|run| {
        view! { <span class="faint">{text.attempt}" "{run.attempt}</span> }
    });
    let since = run.run.as_ref().map(|run| run.created_at).or(run.launch.as_ref().map(|it| it.created_at));
    let since = since.map(|at| view! { <span class="faint tight"><Time at=at/></span> });
    view! {
        <header class="rollout-head" id="run-head">
            <div>
                <h1>{title(run)}</h1>
                <p class="head-line">
                    {badge}
                    <a class="faint" href=format!("/pipelines?repository={}", crate::ui::address::encode(&run.repository))>
                        {run.repository.clone()}
                    </a>
                    {attempt}
                    {since}
                </p>
            </div>
            {actions(run, id)}
        </header>
    }
    .into_any()
}

/// Cancel, run again, look at GitHub. What this person may not do is disabled with its reason.
fn actions(run: &RunView, id: &str) -> AnyView {
    let text = RunText::here();
    let at_github = run.run.as_ref();
    let over = at_github.is_some_and(|run| run.state.is_done());
    let cancel = at_github
        .filter(|_| !over)
        .map(|_| act(run, id, Deed::Cancel, text.cancel, Kind::Danger, &run.may.cancel));
    let again = over.then(|| act(run, id, Deed::RerunFailed, text.rerun, Kind::Plain, &run.may.rerun_failed));
    let url = at_github.map(|run| run.url.clone()).filter(|url| !url.is_empty());
    let github = url.map(|url| {
        view! {
            <a class="button quiet" href=url target="_blank" rel="noreferrer">
                {text.on_github}
                <span aria-hidden="true">"↗"</span>
            </a>
        }
    });
    view! { <div class="actions rollout-actions" id="run-actions">{cancel}{again}{github}{calls(run, id)}</div> }
        .into_any()
}

fn act(run: &RunView, id: &str, deed: Deed, label: &'static str, kind: Kind, allowed: &Allowed) -> AnyView {
    view! {
        <form method="post" action=DO>
            <input type="hidden" name="repository" value=run.repository.clone()/>
            <input type="hidden" name="id" value=id.to_owned()/>
            <input type="hidden" name="deed" value=deed.as_str()/>
            <Button kind=kind allowed=allowed.clone()>{label}</Button>
        </form>
    }
    .into_any()
}

/// The same for scripts: looking, and what this person may do now.
fn calls(run: &RunView, id: &str) -> AnyView {
    let text = RunText::here();
    let path = format!("/pipelines/{}/runs/{id}", run.repository);
    let deeds =
        [(&run.may.cancel, "cancel", text.cancel), (&run.may.rerun_failed, "rerun-failed", text.rerun)];
    let deeds = deeds.into_iter().filter(|(allowed, _, _)| allowed.allowed).map(|(_, verb, label)| {
        let command = format!(
            "curl -X POST '{}/api/v1{path}/{verb}' \\\n  -H \"Authorization: Bearer $SLIPWAY_TOKEN\"",
            ssr::origin()
        );
        view! { <CopyButton text=command label=label/> }
    });
    let deeds = deeds.collect_view();
    view! {
        <details class="calls" id="run-calls">
            <summary>{Words::here().copy_api}</summary>
            <p><ApiCall method="GET" path=path.clone()/>{deeds}</p>
        </details>
    }
    .into_any()
}
