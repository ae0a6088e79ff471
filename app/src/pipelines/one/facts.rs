use super::super::text::RunText;
use crate::i18n::{Words, names};
use crate::ssr;
use domain::pipeline::Launch;
use domain::view::RunView;
use leptos::prelude::*;
use services::ports::LaneRef;

/// What was started, by whom, with what, and why.
pub fn facts(run: &RunView) -> AnyView {
    let text = RunText::here();
    let at_github = run.run.as_ref();
    let file =
        at_github.map(|run| run.file.clone()).or(run.launch.as_ref().map(|it| it.workflow.file.clone()));
    let branch = at_github
        .and_then(|run| run.branch.clone())
        .or(run.launch.as_ref().map(|launch| launch.workflow.reference.clone()));
    let commit =
        at_github.and_then(|run| run.commit.clone()).map(|commit| commit.chars().take(7).collect::<String>());
    let by = run
        .launch
        .as_ref()
        .map(|launch| launch.by_name.clone())
        .or(at_github.and_then(|run| run.actor.clone()));
    let rows = [
        fact(text.service, Some(format!("{} · {}", run.owner.service, run.owner.team))),
        code(text.workflow, file),
        fact(text.branch, branch),
        code(text.commit, commit),
        fact(text.by, by),
    ];
    let rollout = at_github.and_then(|run| rollout_of(&run.title)).map(|id| {
        let href = format!("/rollouts/{}", crate::ui::address::encode(&id));
        view! { <div><dt>{Words::here().rollout}</dt><dd><a href=href><code>{id}</code></a></dd></div> }
    });
    let launch = run.launch.as_ref().map(of_launch);
    view! {
        <section class="card" id="run-facts">
            <header><h2>{text.facts}</h2></header>
            <div class="body"><dl class="facts">{rows.into_iter().collect_view()}{rollout}{launch}</dl></div>
        </section>
    }
    .into_any()
}

/// The rollout whose region a run deploys, which its title names as a word of its own.
fn rollout_of(title: &str) -> Option<String> {
    let mut words = title.split(|c: char| !(c.is_ascii_alphanumeric() || "_.-".contains(c)));
    words.find_map(LaneRef::parse).map(|lane| lane.rollout.0)
}

fn of_launch(launch: &Launch) -> AnyView {
    let text = RunText::here();
    let action = launch.action.as_ref().map(|action| {
        let region = action.region.as_ref().map(|region| format!(" · {}", ssr::region(ssr::lang(), region)));
        let place = format!("{}{}", names::stage(ssr::lang(), &action.stage), region.unwrap_or_default());
        format!("{} · {place}", action.name)
    });
    let changes = launch.action.iter().flat_map(|action| &action.changes).map(|change| {
        let before = change.before.map_or_else(|| "?".to_owned(), |number| number.to_string());
        format!("{}: {before} → {}", change.input, change.after)
    });
    let changes: Vec<String> = changes.collect();
    let inputs: Vec<AnyView> = launch
        .inputs
        .iter()
        .map(|(name, value)| view! { <li><code>{name.clone()}</code>" "{value.clone()}</li> }.into_any())
        .collect();
    let inputs = (!inputs.is_empty())
        .then(|| view! { <div><dt>{text.inputs}</dt><dd><ul class="plain">{inputs}</ul></dd></div> });
    let reason = launch.reason.clone().map(|reason| {
        view! { <div><dt>{text.reason}</dt><dd><blockquote>{reason}</blockquote></dd></div> }
    });
    view! {
        {fact(text.action, action)}
        {fact(text.changes, (!changes.is_empty()).then(|| changes.join(", ")))}
        {inputs}
        {reason}
    }
    .into_any()
}

fn fact(label: &'static str, value: Option<String>) -> Option<AnyView> {
    let value = value.filter(|value| !value.is_empty())?;
    Some(view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any())
}

fn code(label: &'static str, value: Option<String>) -> Option<AnyView> {
    let value = value.filter(|value| !value.is_empty())?;
    Some(view! { <div><dt>{label}</dt><dd><code>{value}</code></dd></div> }.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rollouts_run_leads_to_its_rollout() {
        let title = "Deploy 1.8.2 to prod eu-west-3 [rol_01926f3a.eu-west-3.1]";
        assert_eq!(rollout_of(title).as_deref(), Some("rol_01926f3a"));
        for other in ["Restart live-api [lch_01926f3a]", "Build", ""] {
            assert_eq!(rollout_of(other), None, "{other}");
        }
    }
}
