use super::query::{OPEN, Query};
use super::text::ListText;
use crate::i18n::{Words, names};
use crate::ssr;
use crate::ui::{Choice, Choices, Field};
use domain::request::RequestStatus;
use leptos::prelude::*;

/// The filters as a plain form; the address holds them.
#[component]
pub fn Filters(query: Query, teams: Vec<String>) -> impl IntoView {
    let (text, words, lang) = (ListText::here(), Words::here(), ssr::lang());
    let statuses = RequestStatus::ALL
        .into_iter()
        .map(|status| (status.as_str().to_owned(), names::request_status(lang, status).to_owned()));
    let statuses: Vec<Choice> =
        std::iter::once((OPEN.to_owned(), text.open.to_owned())).chain(statuses).collect();
    let teams: Vec<Choice> = teams.into_iter().map(|team| (team.clone(), team)).collect();
    let clear = query.narrows().then(|| view! { <a class="button quiet" href="/requests">{words.clear}</a> });
    let mine = !query.mine.is_empty();
    view! {
        <form class="filters" method="get" action="/requests" role="search" data-auto="">
            <Choices name="status" label=words.status any=text.any_status chosen=query.status choices=statuses/>
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
            <label class="check">
                <input type="checkbox" name="mine" value="true" checked=mine/>
                {text.mine}
            </label>
            <button class="button">{words.apply_filter}</button>
            {clear}
        </form>
    }
}
