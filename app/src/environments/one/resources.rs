use crate::api::Failure;
use crate::environments::text::EnvironmentText;
use crate::i18n::Words;
use crate::ui::{DataTable, EmptyState, ErrorNote, Tone, ToneBadge};
use domain::PortalError;
use domain::view::ResourceRow;
use leptos::prelude::*;

/// What runs, as the cloud tells it; when the cloud does not answer, the rest of the page stays useful.
pub fn section(resources: Result<Vec<ResourceRow>, PortalError>) -> AnyView {
    let text = EnvironmentText::here();
    match resources {
        Err(error) => view! { <ErrorNote failure=Failure::from(error)/> }.into_any(),
        Ok(rows) if rows.is_empty() => {
            view! { <EmptyState title=text.no_resources text=text.no_resources_text/> }.into_any()
        }
        Ok(rows) => {
            let rows = rows.into_iter().map(|row| view! { <Row row=row/> });
            view! {
                <DataTable label=text.resources>
                    <thead>
                        <tr>
                            <th scope="col">{text.logical_id}</th>
                            <th scope="col">{text.kind}</th>
                            <th scope="col">{text.physical_id}</th>
                            <th scope="col">{Words::here().status}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </DataTable>
            }
            .into_any()
        }
    }
}

#[component]
fn Row(row: ResourceRow) -> impl IntoView {
    let physical = match row.console_url {
        Some(url) => view! {
            <a href=url target="_blank" rel="noreferrer" title=Words::here().opens_console data-row="">
                {row.physical_id}
                " ↗"
            </a>
        }
        .into_any(),
        None => row.physical_id.into_any(),
    };
    view! {
        <tr>
            <th scope="row">{row.logical_id}</th>
            <td><code>{row.kind}</code></td>
            <td class="physical mono">{physical}</td>
            <td><ToneBadge tone=tone(&row.status) word=row.status/></td>
        </tr>
    }
}

/// What CloudFormation's status of a resource means for the reader.
pub fn tone(status: &str) -> Tone {
    if status.ends_with("_FAILED") {
        Tone::Bad
    } else if status.ends_with("_IN_PROGRESS") {
        Tone::Busy
    } else if status.contains("ROLLBACK") {
        Tone::Warning
    } else if status == "DELETE_COMPLETE" || status.ends_with("SKIPPED") {
        Tone::Gone
    } else if status.ends_with("_COMPLETE") {
        Tone::Good
    } else {
        Tone::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_of_the_cloud_have_a_tone() {
        let table = [
            ("CREATE_COMPLETE", Tone::Good),
            ("UPDATE_IN_PROGRESS", Tone::Busy),
            ("CREATE_FAILED", Tone::Bad),
            ("UPDATE_ROLLBACK_COMPLETE", Tone::Warning),
            ("DELETE_COMPLETE", Tone::Gone),
            ("DELETE_SKIPPED", Tone::Gone),
            ("", Tone::Unknown),
        ];
        for (status, expected) in table {
            assert_eq!(tone(status), expected, "{status}");
        }
    }
}
