use crate::environments::text::EnvironmentText;
use crate::i18n::{Words, names};
use crate::ssr;
use crate::ui::{DataTable, EmptyState, StatusBadge, Time};
use domain::view::{EnvironmentView, RequestRow};
use leptos::prelude::*;

/// Requests that changed it, newest first, each with what became of this environment: others of the same request may
/// have ended differently.
pub fn section(environment: &EnvironmentView) -> AnyView {
    let (text, words) = (EnvironmentText::here(), Words::here());
    if environment.history.is_empty() {
        return view! { <EmptyState title=text.history text=text.no_history/> }.into_any();
    }
    let rows = environment.history.iter().cloned().map(|row| {
        let status = outcome(environment, &row);
        view! {
            <tr>
                <th scope="row">
                    <a href=format!("/requests/{}", row.id) data-row="">
                        {names::request_action(ssr::lang(), row.action)}
                    </a>
                </th>
                <td>{status}</td>
                <td>{row.template.to_string()}</td>
                <td>{row.requester_name}</td>
                <td><Time at=row.created_at/></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
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
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

/// The status of this environment's own target; the request's when it names the place no more.
fn outcome(environment: &EnvironmentView, request: &RequestRow) -> AnyView {
    let place = (&environment.row.stage, &environment.row.region);
    let own = request.targets.iter().find(|(stage, region, _)| (stage, region) == place);
    match own {
        Some((_, _, status)) => view! { <StatusBadge status=*status/> }.into_any(),
        None => view! { <StatusBadge status=request.status/> }.into_any(),
    }
}
