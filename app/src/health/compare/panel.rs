use super::cell::cell;
use super::text::{self, CompareText};
use crate::health::panel::panel;
use crate::i18n::{self, names};
use crate::ssr;
use crate::ui::address::encode;
use crate::ui::{DataTable, Tone, ToneBadge};
use domain::PortalError;
use domain::health::compare::{Column, Comparison, Item, Row};
use domain::names::EnvironmentName;
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
            Ok(found) if found.columns.is_empty() => view! { <p>{text.none}</p> }.into_any(),
            Ok(found) => tables(found, &stage, &region),
            Err(error) => view! { <p class="faint">{error.message}</p> }.into_any(),
        };
        let call = format!("/services/{}/regions", encode(&service));
        panel("card comparison", text.title, Some(call), body)
    })
}

async fn load(service: &str) -> Result<Comparison, PortalError> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    portal.compare_regions(&actor, service).await
}

/// What differs, under what runs; all the rest is as long as it is dull, and folded away.
fn tables(found: Comparison, stage: &str, region: &str) -> AnyView {
    let text = CompareText::here();
    let unexplained = found.unexplained();
    let summary = (unexplained > 0).then(|| {
        let told = text::unexplained(i18n::lang(), unexplained);
        view! { <p><ToneBadge tone=Tone::Warning word=told/></p> }
    });
    let Comparison { columns, rows } = found;
    let against = columns.first().map(|first| {
        let told = text::compared_to(i18n::lang(), &title(first));
        view! { <p class="faint">{told}</p> }
    });
    let (shown, same): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(is_shown);
    let same_title = text::same(i18n::lang(), same.len());
    let folded = (!same.is_empty()).then(|| {
        let label = same_title.clone();
        view! {
            <details class="same">
                <summary>{same_title}</summary>
                {table(label, &columns, same, stage, region)}
            </details>
        }
    });
    let differing = table(text.shown.to_owned(), &columns, shown, stage, region);
    view! { {against}{summary}{differing}{folded} }.into_any()
}

/// What runs is shown also where it is the same: it is what people look for first.
fn is_shown(row: &Row) -> bool {
    row.differs() || matches!(row.item, Item::Release | Item::Rollout | Item::State)
}

fn table(label: String, columns: &[Column], rows: Vec<Row>, stage: &str, region: &str) -> AnyView {
    let heads = columns.iter().map(|column| head(column, stage, region)).collect_view();
    let width = columns.len() + 1;
    let mut groups: Vec<(Option<EnvironmentName>, Vec<Row>)> = Vec::new();
    for row in rows {
        let environment = environment_of(&row.item).cloned();
        match groups.last_mut() {
            Some((name, rows)) if *name == environment => rows.push(row),
            _ => groups.push((environment, vec![row])),
        }
    }
    let groups = groups.into_iter().map(|(name, rows)| group(name, rows, width)).collect_view();
    view! {
        <DataTable label=label>
            <thead><tr><th scope="col">{CompareText::here().what}</th>{heads}</tr></thead>
            {groups}
        </DataTable>
    }
    .into_any()
}

fn environment_of(item: &Item) -> Option<&EnvironmentName> {
    match item {
        Item::Environment { environment }
        | Item::Template { environment }
        | Item::Parameter { environment, .. }
        | Item::Resource { environment, .. }
        | Item::Drift { environment } => Some(environment),
        Item::Release
        | Item::Commit
        | Item::Artifact
        | Item::Rollout
        | Item::State
        | Item::Probe { .. }
        | Item::Objective { .. } => None,
    }
}

fn group(environment: Option<EnvironmentName>, rows: Vec<Row>, width: usize) -> AnyView {
    let title = environment.map(|name| {
        let title = text::of_environment(i18n::lang(), name.as_str());
        view! { <tr><th scope="rowgroup" colspan=width.to_string()>{title}</th></tr> }
    });
    let rows = rows.into_iter().map(row).collect_view();
    view! { <tbody>{title}{rows}</tbody> }.into_any()
}

/// "Prod · Seoul".
fn title(column: &Column) -> String {
    let lang = i18n::lang();
    format!("{} · {}", names::stage(lang, &column.stage), ssr::region(lang, &column.region))
}

fn head(column: &Column, stage: &str, region: &str) -> AnyView {
    let here = column.stage.as_str() == stage && column.region.as_str() == region;
    view! { <th scope="col" aria-current=here.then_some("location")>{title(column)}</th> }.into_any()
}

fn row(row: Row) -> AnyView {
    let name = text::item(&row.item);
    let cells = row.cells.into_iter().map(|found| cell(&row.item, found)).collect_view();
    view! { <tr><th scope="row">{name}</th>{cells}</tr> }.into_any()
}
