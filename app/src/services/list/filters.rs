use super::query::Query;
use crate::i18n::Words;
use crate::services::text::ServicesText;
use crate::ui::{Choice, Choices, Field};
use leptos::prelude::*;
use services::ports::ServiceFacets;

/// The filters as a plain form; the address holds them.
#[component]
pub fn Filters(query: Query, facets: ServiceFacets) -> impl IntoView {
    let (text, words) = (ServicesText::here(), Words::here());
    let clear = query.narrows().then(|| view! { <a class="button quiet" href="/services">{words.clear}</a> });
    let troubled = query.troubled();
    view! {
        <form class="filters" method="get" action="/services" role="search" data-auto="">
            <Field id="f-search" label=words.search>
                <input
                    id="f-search"
                    type="search"
                    name="search"
                    value=query.search
                    placeholder=text.search_hint
                    autocomplete="off"
                />
            </Field>
            <Choices name="team" label=words.team any=text.any_team chosen=query.team choices=choices(facets.teams)/>
            <Choices name="lifecycle" label=text.lifecycle any=text.any_lifecycle chosen=query.lifecycle choices=choices(facets.lifecycles)/>
            <Choices name="tier" label=text.tier any=text.any_tier chosen=query.tier choices=choices(facets.tiers)/>
            <Choices name="type" label=text.sort any=text.any_type chosen=query.sort choices=choices(facets.sorts)/>
            <label class="check">
                <input type="checkbox" name="troubled" value="true" checked=troubled/>
                {text.troubled_only}
            </label>
            <button class="button">{words.apply_filter}</button>
            {clear}
        </form>
    }
}

fn choices(values: Vec<String>) -> Vec<Choice> {
    values.into_iter().map(|value| (value.clone(), value)).collect()
}
