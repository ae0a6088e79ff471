use super::super::links::run_page;
use super::super::states::{run_tone, run_word};
use super::super::text::ListText;
use crate::i18n::Words;
use crate::ui::{DataTable, Time, ToneBadge};
use domain::view::RunRow;
use leptos::prelude::*;

/// The newest runs, newest first.
pub fn runs(rows: Vec<RunRow>) -> AnyView {
    let (text, words) = (ListText::here(), Words::here());
    let rows: Vec<AnyView> = rows.into_iter().map(row).collect();
    view! {
        <DataTable label=text.runs>
            <thead>
                <tr>
                    <th scope="col">{text.run_of}</th>
                    <th scope="col">{words.status}</th>
                    <th scope="col">{text.workflow}</th>
                    <th scope="col">{text.repository}</th>
                    <th scope="col">{text.branch}</th>
                    <th scope="col">{text.by}</th>
                    <th scope="col">{words.created}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
        <p class="faint">{text.older}</p>
    }
    .into_any()
}

fn row(row: RunRow) -> AnyView {
    let run = row.run;
    let by = row.launched_by.or(run.actor).unwrap_or_default();
    let title = if run.title.is_empty() { run.id.clone() } else { run.title };
    view! {
        <tr>
            <th scope="row">
                <a href=run_page(&row.repository, &run.id) data-row="">{title}</a>
            </th>
            <td><ToneBadge tone=run_tone(&run.state) word=run_word(run.state.as_str())/></td>
            <td><code>{run.file}</code></td>
            <td>{row.repository}</td>
            <td>{run.branch.unwrap_or_default()}</td>
            <td>{by}</td>
            <td><Time at=run.created_at/></td>
        </tr>
    }
    .into_any()
}
