use super::query::{OPEN, Query};
use super::text::ListText;
use crate::i18n::{Words, names};
use crate::ssr::{self, Portal};
use crate::ui::{Choice, Choices, Field};
use domain::rollout::RolloutStatus;
use leptos::prelude::*;

/// The filters as a plain form; the address holds them.
#[component]
pub fn Filters(query: Query, teams: Vec<String>, stages: Vec<Choice>) -> impl IntoView {
    let (text, words) = (ListText::here(), Words::here());
    let teams: Vec<Choice> = teams.into_iter().map(|team| (team.clone(), team)).collect();
    let clear = query.narrows().then(|| view! { <a class="button quiet" href="/rollouts">{words.clear}</a> });
    view! {
        <form class="filters" method="get" action="/rollouts" role="search" data-auto="">
            <Choices name="status" label=words.status any=text.any_status chosen=query.status choices=statuses()/>
            <Choices name="stage" label=words.stage any=text.any_stage chosen=query.stage choices=stages/>
            <Choices name="team" label=words.team any=text.any_team chosen=query.team choices=teams/>
            <Field id="f-service" label=words.service>
                <input
                    id="f-service"
                    type="search"
                    name="service"
                    value=query.service
                    placeholder=text.service_hint
                    autocomplete="off"
                />
            </Field>
            <button class="button">{words.apply_filter}</button>
            {clear}
        </form>
    }
}

fn statuses() -> Vec<Choice> {
    let lang = ssr::lang();
    let each = RolloutStatus::ALL
        .into_iter()
        .map(|status| (status.as_str().to_owned(), names::rollout_status(lang, status).to_owned()));
    std::iter::once((OPEN.to_owned(), ListText::here().open.to_owned())).chain(each).collect()
}

/// The configured stages, in the order in which changes go through them.
pub fn stages(portal: &Portal) -> Vec<Choice> {
    let stages = portal.rules().stages.iter();
    stages.map(|stage| (stage.name.to_string(), names::stage(ssr::lang(), &stage.name))).collect()
}
