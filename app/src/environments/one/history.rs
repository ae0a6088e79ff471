use crate::environments::text::EnvironmentText;
use crate::i18n::{Words, names};
use crate::ssr;
use crate::ui::{DataTable, EmptyState, StatusBadge, Time};
use domain::view::RequestRow;
use leptos::prelude::*;

/// Requests that changed it, newest first.
pub fn section(history: Vec<RequestRow>) -> AnyView {
    let (text, words) = (EnvironmentText::here(), Words::here());
    if history.is_empty() {
        return view! { <EmptyState title=text.history text=text.no_history/> }.into_any();
    }
    let rows = history.into_iter().map(|row| {
        view! {
            <tr>
                <th scope="row">
                    <a href=format!("/requests/{}", row.id) data-row="">
                        {names::request_action(ssr::lang(), row.action)}
                    </a>
                </th>
                <td><StatusBadge status=row.status/></td>
                <td>{row.template.to_string()}</td>
                <td>{row.requester_name}</td>
                <td><Time at=row.created_at/></td>
            </tr>
        }
    });
    view! {
        <DataTable label=text.history>
            <thead>
                <tr>
                    <th scope="col">{words.what}</th>
                    <th scope="col">{words.status}</th>
                    <th scope="col">{words.template}</th>
                    <th scope="col">{words.who}</th>
                    <th scope="col">{words.when}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </DataTable>
    }
    .into_any()
}
