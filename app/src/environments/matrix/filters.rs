use super::MatrixQuery;
use super::cache::Rendered;
use crate::environments::text::{self, EnvironmentText};
use crate::i18n::{Words, names};
use crate::ssr;
use crate::ui::Choices;
use domain::rules::{RegionRules, Rules};
use leptos::prelude::*;

/// The filters as a plain form; the address holds them.
#[component]
pub fn Filters<'a>(query: MatrixQuery, rules: &'a Rules, teams: &'a [String]) -> impl IntoView + use<> {
    let (text, words, lang) = (EnvironmentText::here(), Words::here(), ssr::lang());
    let teams = teams.iter().map(|team| (team.clone(), team.clone())).collect();
    let stages = rules.stages.iter().map(|s| (s.name.to_string(), names::stage(lang, &s.name))).collect();
    let region = |r: &RegionRules| (r.name.to_string(), names::region(lang, &r.name, &r.title));
    let regions = rules.regions.iter().map(region).collect();
    let clear = query
        .narrows()
        .then(|| view! { <a class="button quiet" href="/environments">{text.clear_filters}</a> });
    let differences = !query.differences.is_empty();
    view! {
        <form class="filters" method="get" action="/environments" role="search" data-auto="">
            <div class="field grow">
                <label for="f-search">{words.search}</label>
                <input
                    id="f-search"
                    type="search"
                    name="search"
                    value=query.search
                    placeholder=text.search_hint
                    autocomplete="off"
                />
            </div>
            <Choices name="team" label=words.team any=text.any_team chosen=query.team choices=teams/>
            <Choices name="stage" label=words.stage any=text.any_stage chosen=query.stage choices=stages/>
            <Choices name="region" label=words.region any=text.any_region chosen=query.region choices=regions/>
            <label class="check">
                <input type="checkbox" name="differences" value="true" checked=differences/>
                {text.differences}
            </label>
            <button class="button">{words.apply_filter}</button>
            {clear}
        </form>
    }
}

/// Which rows are shown, and the way to the others.
#[component]
pub fn Window<'a>(query: &'a MatrixQuery, rendered: &'a Rendered) -> impl IntoView + use<> {
    let (words, texts) = (Words::here(), EnvironmentText::here());
    let Rendered { rows, total, offset, limit, .. } = *rendered;
    let link = |offset: i64| format!("/environments{}", query.at(offset));
    let previous = (offset > 0).then(|| {
        view! { <a class="button" rel="prev" href=link((offset - limit).max(0))>{texts.previous_page}</a> }
    });
    let next = (offset + rows < total)
        .then(|| view! { <a class="button" rel="next" href=link(offset + rows)>{words.next_page}</a> });
    view! {
        <nav class="pager" aria-label=texts.matrix_label>
            <span class="faint">{text::window(ssr::lang(), (offset + 1).min(total), offset + rows, total)}</span>
            {previous}
            {next}
        </nav>
    }
}
