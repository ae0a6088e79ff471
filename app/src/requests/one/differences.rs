use super::breaks::breakable;
use super::labels::Labels;
use super::places::Places;
use super::scope::Scope;
use super::text::RequestText;
use crate::i18n::{self, names};
use crate::ui::DataTable;
use domain::template::ValueSource;
use domain::view::{RequestView, TargetView, ValueView};
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Neighbouring targets of one stage with the same value: how many, and what it is.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    length: usize,
    /// `None`: the parameter has no value there.
    value: Option<ValueView>,
}

/// A parameter whose value is not the same everywhere.
#[derive(Debug, PartialEq, Eq)]
struct Difference {
    parameter: String,
    runs: Vec<Run>,
}

/// Cells of one row that fit beside each other where there is room; on a phone there never is.
const FITTING: usize = 7;

/// The values that differ between targets, in a small table; neighbours with the same value share a cell. Stages that
/// wait for a decision come first, and what the portal fills in is left out.
#[component]
pub fn Differences(request: Arc<RequestView>, places: Arc<Places>, labels: Arc<Labels>) -> impl IntoView {
    let text = RequestText::here();
    (request.targets.len() > 1).then(|| {
        let targets = in_order(&request);
        let mut found = differences(&targets);
        found.retain(|difference| !labels.filled(&difference.parameter));
        let body = if found.is_empty() {
            view! { <p class="body faint">{text.no_differences}</p> }.into_any()
        } else {
            table(&found, &targets, &places, &labels)
        };
        view! {
            <section class="card differences" id="differences">
                <header><h2>{text.differences}</h2></header>
                {body}
            </section>
        }
    })
}

/// What the decision is about, then the rest.
fn in_order(request: &RequestView) -> Vec<&TargetView> {
    let Scope { covered, others } = Scope::of(request);
    covered.into_iter().chain(others).filter_map(|place| request.targets.get(place)).collect()
}

fn table(found: &[Difference], targets: &[&TargetView], places: &Places, labels: &Labels) -> AnyView {
    let (text, lang) = (RequestText::here(), i18n::lang());
    let bands = targets.chunk_by(|a, b| a.stage == b.stage).map(|band| {
        let name = band.first().map(|target| names::stage(lang, &target.stage));
        view! { <th scope="colgroup" colspan=band.len().to_string()>{name}</th> }
    });
    let bands = bands.collect_view();
    let regions = targets.iter().map(|target| {
        view! { <th scope="col" title=target.region.to_string()>{places.region(lang, &target.region)}</th> }
    });
    let regions = regions.collect_view();
    let rows = found.iter().map(|difference| {
        let cells = difference.runs.iter().map(|run| {
            view! { <td colspan=run.length.to_string()><code>{told(&shown(run.value.as_ref()))}</code></td> }
        });
        view! { <tr><th scope="row">{name(&difference.parameter, labels)}</th>{cells.collect_view()}</tr> }
    });
    let rows = rows.collect_view();
    let cells = found.iter().map(|difference| difference.runs.len()).max().unwrap_or_default();
    let hint = if cells > FITTING { "hint scroll-hint wide" } else { "hint scroll-hint" };
    view! {
        <p class=hint>{text.scroll_hint}</p>
        <DataTable label=text.differences>
            <thead>
                <tr><th scope="col" rowspan="2">{text.parameter}</th>{bands}</tr>
                <tr>{regions}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

/// As the form calls it; its logical name in small print.
fn name(parameter: &str, labels: &Labels) -> AnyView {
    let own = breakable(parameter);
    match labels.label(i18n::lang(), parameter) {
        Some(label) => view! { {label.to_owned()}<small class="faint">{own}</small> }.into_any(),
        None => own.into_any(),
    }
}

/// Address ranges and the like stay on one line; image names and the like would widen the table for all.
fn told(value: &str) -> AnyView {
    const SHORT: usize = 24;
    match value.chars().count() > SHORT {
        true => breakable(value).into_any(),
        false => value.to_owned().into_any(),
    }
}

fn shown(value: Option<&ValueView>) -> String {
    let text = RequestText::here();
    match value {
        None => "–".to_owned(),
        Some(ValueView { value: Some(value), .. }) => value.clone(),
        Some(ValueView { value: None, source: ValueSource::Override }) => {
            format!("•••• ({})", text.secret_own)
        }
        Some(ValueView { value: None, .. }) => format!("•••• ({})", text.secret_same),
    }
}

/// Secrets can't be compared; they count as different where one has a value of its own.
fn same(a: Option<&ValueView>, b: Option<&ValueView>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => match (&a.value, &b.value) {
            (None, None) => a.source != ValueSource::Override && b.source != ValueSource::Override,
            (a, b) => a == b,
        },
        _ => false,
    }
}

fn differences(targets: &[&TargetView]) -> Vec<Difference> {
    let names: BTreeSet<&String> = targets.iter().flat_map(|target| target.values.keys()).collect();
    let differs = |name: &&String| {
        let mut values = targets.iter().map(|target| target.values.get(*name));
        let first = values.next().flatten();
        values.any(|value| !same(first, value))
    };
    let varying = names.into_iter().filter(differs);
    varying.map(|name| Difference { parameter: name.clone(), runs: runs(targets, name) }).collect()
}

fn runs(targets: &[&TargetView], name: &str) -> Vec<Run> {
    let alike =
        |a: &&TargetView, b: &&TargetView| a.stage == b.stage && same(a.values.get(name), b.values.get(name));
    let runs = targets.chunk_by(alike);
    runs.filter_map(|run| Some(Run { length: run.len(), value: run.first()?.values.get(name).cloned() }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::one::example;

    fn target(stage: &str, region: &str, values: &[(&str, Option<&str>, ValueSource)]) -> TargetView {
        let value = |value: Option<&str>, source| ValueView { value: value.map(str::to_owned), source };
        let values = values.iter().map(|(name, v, source)| ((*name).to_owned(), value(*v, *source)));
        TargetView { values: values.collect(), ..example::target(stage, region, "planned") }
    }

    #[test]
    fn only_values_that_are_not_the_same_everywhere_are_told() {
        use ValueSource::{Override, Preset, Shared};
        let targets = [
            target(
                "dev",
                "a",
                &[("Image", Some("x"), Shared), ("Size", Some("s"), Preset), ("Key", None, Shared)],
            ),
            target(
                "dev",
                "b",
                &[("Image", Some("x"), Shared), ("Size", Some("s"), Preset), ("Key", None, Override)],
            ),
            target(
                "prod",
                "a",
                &[("Image", Some("x"), Override), ("Size", Some("s"), Preset), ("Key", None, Shared)],
            ),
            target(
                "prod",
                "b",
                &[("Image", Some("x"), Shared), ("Size", Some("l"), Preset), ("Key", None, Shared)],
            ),
        ];
        let found = differences(&targets.iter().collect::<Vec<_>>());
        let lengths = |place: usize| found[place].runs.iter().map(|run| run.length).collect::<Vec<_>>();
        let names: Vec<&str> = found.iter().map(|difference| difference.parameter.as_str()).collect();
        assert_eq!(names, ["Key", "Size"], "the same value from another source is no difference");
        assert_eq!(lengths(0), [1, 1, 2], "a secret of its own stands alone");
        assert_eq!(lengths(1), [2, 1, 1], "a cell never spans two stages");
    }

    #[test]
    fn what_waits_for_a_decision_comes_first() {
        let request = example::request(&[
            ("dev", "a-1", "succeeded"),
            ("staging", "a-1", "succeeded"),
            ("prod", "a-1", "awaiting_approval"),
        ]);
        let order: Vec<&str> = in_order(&request).iter().map(|target| target.stage.as_str()).collect();
        assert_eq!(order, ["prod", "dev", "staging"]);
    }

    #[test]
    fn a_missing_value_is_a_difference() {
        let targets =
            [target("dev", "a", &[]), target("dev", "b", &[("Size", Some("s"), ValueSource::Shared)])];
        assert_eq!(differences(&targets.iter().collect::<Vec<_>>()).len(), 1);
    }
}
