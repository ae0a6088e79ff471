use super::resources::tone;
use crate::environments::text::EnvironmentText;
use crate::i18n::Words;
use crate::ui::{DataTable, EmptyState, Time, ToneBadge};
use domain::stack::RecordedEvent;
use leptos::prelude::*;

/// How many are shown.
pub const SHOWN: u32 = 200;

/// What CloudFormation told, newest first.
pub fn section(events: Vec<RecordedEvent>) -> AnyView {
    let (text, words) = (EnvironmentText::here(), Words::here());
    if events.is_empty() {
        return view! { <EmptyState title=text.events text=text.no_events/> }.into_any();
    }
    let rows = events.into_iter().map(|recorded| {
        let event = recorded.event;
        view! {
            <tr>
                <td><Time at=event.at/></td>
                <th scope="row">{event.logical_id}</th>
                <td class="still"><ToneBadge tone=tone(&event.status) word=event.status/></td>
                <td><code>{event.kind}</code></td>
                <td class="break">{event.reason}</td>
            </tr>
        }
    });
    view! {
        <DataTable label=text.events>
            <thead>
                <tr>
                    <th scope="col">{words.when}</th>
                    <th scope="col">{text.logical_id}</th>
                    <th scope="col">{words.status}</th>
                    <th scope="col">{text.kind}</th>
                    <th scope="col">{text.reason}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </DataTable>
    }
    .into_any()
}
