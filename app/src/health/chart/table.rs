//! The same values for those who don't see drawings.

use super::plot::Plot;
use crate::health::text::{self, HealthText};
use crate::i18n::absolute;
use domain::Timestamp;
use domain::metric::Window;
use leptos::prelude::*;

/// All values, the newest first.
pub fn table(plots: &[Plot<'_>], window: Window) -> AnyView {
    let text = HealthText::here();
    let lines: Vec<_> = plots
        .iter()
        .flat_map(|plot| plot.lines.iter().map(|(metric, series)| (*metric, plot.unit, *series)))
        .collect();
    let heads = lines
        .iter()
        .map(|(metric, ..)| view! { <th scope="col" class="number">{text::metric(*metric)}</th> });
    let rows = (0..window.steps()).rev().map(|step| {
        let cells = lines.iter().map(|(_, unit, series)| {
            let value = series.values.get(step).copied().flatten();
            let told = value.map_or(text.no_data.to_owned(), |value| unit.told(value));
            view! { <td class="number">{told}</td> }
        });
        view! { <tr><th scope="row" class="nowrap">{absolute(begins(window, step))}</th>{cells.collect_view()}</tr> }
    });
    view! {
        <details class="chart-table">
            <summary>{text.as_table}</summary>
            <div class="table-frame" role="region" aria-label=text.charts tabindex="0">
                <table class="table">
                    <thead><tr><th scope="col">{text.time}</th>{heads.collect_view()}</tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

fn begins(window: Window, step: usize) -> Timestamp {
    window.from.plus_millis(i64::try_from(step).unwrap_or(i64::MAX).saturating_mul(window.step_millis))
}
