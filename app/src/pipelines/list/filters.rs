use super::super::states::{WORDS, run_word};
use super::super::text::ListText;
use super::query::Query;
use crate::i18n::Words;
use crate::ui::{Choice, Choices};
use leptos::prelude::*;

/// The filters as a plain form; the address holds them.
#[component]
pub fn Filters(query: Query, services: Vec<String>, repositories: Vec<String>) -> impl IntoView {
    let (text, words) = (ListText::here(), Words::here());
    let same =
        |values: Vec<String>| values.into_iter().map(|value| (value.clone(), value)).collect::<Vec<Choice>>();
    let clear =
        query.narrows().then(|| view! { <a class="button quiet" href="/pipelines">{words.clear}</a> });
    view! {
        <form class="filters" method="get" action="/pipelines" role="search" data-auto="">
            <Choices name="service" label=words.service any=text.any_service chosen=query.service choices=same(services)/>
            <Choices
                name="repository"
                label=text.repository
                any=text.any_repository
                chosen=query.repository
                choices=same(repositories)
            />
            <Choices name="status" label=words.status any=text.any_status chosen=query.status choices=statuses()/>
            <button class="button">{words.apply_filter}</button>
            {clear}
        </form>
    }
}

fn statuses() -> Vec<Choice> {
    let text = ListText::here();
    let several = [("open", text.open), ("failed", text.failed)];
    let several = several.into_iter().map(|(word, label)| (word.to_owned(), label.to_owned()));
    several.chain(WORDS.iter().map(|word| ((*word).to_owned(), run_word(word)))).collect()
}
