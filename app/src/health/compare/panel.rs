use super::text::{self, CompareText};
use crate::health::panel::panel;
use crate::i18n::{self, names};
use crate::ssr;
use crate::ui::address::encode;
use crate::ui::{DataTable, Tone, ToneBadge};
use domain::PortalError;
use domain::health::compare::{Cell, Column, Item, Row, Verdict};
use domain::view::RegionsView;
use leptos::prelude::*;

/// How a service differs between its stages and regions; the given place is marked.
#[component]
pub fn RegionComparison(
    #[prop(into)] service: String,
    #[prop(into)] stage: String,
    #[prop(into)] region: String,
) -> impl IntoView {
    Suspend::new(async move {
        let text = CompareText::here();
        let body = match load(&service).await {
            Ok(views) if views.is_empty() => view! { <p>{text.none}</p> }.into_any(),
            Ok(views) => {
                let tables: Vec<AnyView> =
                    views.into_iter().map(|view| table(view, &stage, &region)).collect();
                tables.into_any()
            }
            Err(error) => view! { <p class="faint">{error.message}</p> }.into_any(),
        };
        let call = format!("/services/{}/regions", encode(&service));
        panel("card comparison", text.title, call, body)
    })
}

async fn load(service: &str) -> Result<Vec<RegionsView>, PortalError> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    portal.compare_regions(&actor, service).await
}

/// Only what differs: the rest is as long as it is dull.
fn table(view: RegionsView, stage: &str, region: &str) -> AnyView {
    let text = CompareText::here();
    let unexplained = view.comparison.unexplained();
    let heads: Vec<AnyView> =
        view.comparison.columns.iter().map(|column| head(column, stage, region)).collect();
    let rows: Vec<AnyView> = view.comparison.rows.into_iter().filter(Row::differs).map(row).collect();
    let summary = (unexplained > 0).then(|| {
        view! { <ToneBadge tone=Tone::Warning word=text.unexplained/>" "{unexplained}" "{text.differ} }
    });
    let name = view.environment.to_string();
    let body = match rows.is_empty() {
        true => view! { <p>{text.same}</p> }.into_any(),
        false => view! {
            <DataTable label=text.title>
                <thead><tr><th scope="col">{text.what}</th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </DataTable>
        }
        .into_any(),
    };
    view! { <h3>{name}</h3><p>{summary}</p>{body} }.into_any()
}

fn head(column: &Column, stage: &str, region: &str) -> AnyView {
    let lang = i18n::lang();
    let here = column.stage.as_str() == stage && column.region.as_str() == region;
    let stage = names::stage(lang, &column.stage);
    let region = ssr::region(lang, &column.region);
    view! { <th scope="col" aria-current=here.then_some("location")>{stage}" · "{region}</th> }.into_any()
}

fn row(row: Row) -> AnyView {
    let name = text::item(&row.item);
    let absent = matches!(row.item, Item::Parameter { .. } | Item::Resource { .. } | Item::Release);
    let cells: Vec<AnyView> = row.cells.into_iter().map(|found| cell(found, absent)).collect();
    view! { <tr><th scope="row">{name}</th>{cells}</tr> }.into_any()
}

fn cell(cell: Cell, absent: bool) -> AnyView {
    let word = text::verdict(&cell.verdict);
    let tone = match cell.verdict {
        Verdict::Identical => Tone::Good,
        Verdict::Declared { .. } => Tone::Gone,
        Verdict::Unexplained => Tone::Warning,
        Verdict::Unknown => Tone::Unknown,
    };
    let known = cell.verdict != Verdict::Unknown;
    let value = match cell.value {
        Some(value) => Some(view! { <code>{value}</code> }.into_any()),
        None if absent && known => {
            Some(view! { <span class="faint">{CompareText::here().absent}</span> }.into_any())
        }
        None => None,
    };
    view! { <td>{value}" "<ToneBadge tone=tone word=word/></td> }.into_any()
}
