//! Error rate, p95 and request rate of each region, on the axis of its course; the same as a table for those who don't see it.

use super::spans::Axis as Scale;
use super::text::RolloutText;
use crate::ssr;
use domain::metric::{Metric, Series};
use domain::view::{LaneSignals, RolloutSignals};
use leptos::prelude::*;

/// Height of a line in its own units; the width is 100.
const HEIGHT: f64 = 20.0;

/// The lines of one region, for below its row.
pub fn lines(lane: &LaneSignals, scale: &Scale) -> AnyView {
    let rows = Metric::SIGNALS.into_iter().filter_map(|metric| {
        let series = lane.series.get(&metric).filter(|series| series.has_data())?;
        let title = format!("{}: {}", name(metric), told(metric, series.last()));
        Some(view! {
            <div class="axis-name faint">{name(metric)}</div>
            <div class="axis-row spark-row" title=title>{line(metric, series, scale)}</div>
        })
    });
    rows.collect_view().into_any()
}

fn line(metric: Metric, series: &Series, scale: &Scale) -> AnyView {
    let paths: Vec<String> = points(series, scale).iter().map(|run| path(run)).collect();
    let class = format!("spark {}", metric.as_str().replace('_', "-"));
    view! {
        <svg class=class viewBox="0 0 100 20" preserveAspectRatio="none">
            <path d=paths.join("") vector-effect="non-scaling-stroke"></path>
        </svg>
    }
    .into_any()
}

/// Runs of neighbouring values; a gap ends one, and is not drawn through.
fn points(series: &Series, scale: &Scale) -> Vec<Vec<(f64, f64)>> {
    let most = series.most().filter(|most| *most > 0.0).unwrap_or(1.0);
    let (window, mut runs) = (series.window, vec![Vec::new()]);
    for (step, value) in series.values.iter().enumerate() {
        let middle = window.step_millis * (2 * step as i64 + 1) / 2;
        let place = scale.position(window.from.plus_millis(middle));
        match (place, value) {
            (Some(x), Some(value)) => {
                let y = HEIGHT - 1.0 - value / most * (HEIGHT - 2.0);
                runs.last_mut().expect("there is always one").push((x, y));
            }
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn path(run: &[(f64, f64)]) -> String {
    let mut path = String::new();
    for (position, (x, y)) in run.iter().enumerate() {
        path.push_str(&format!("{}{x:.2} {y:.2}", if position == 0 { 'M' } else { 'L' }));
    }
    if run.len() == 1 {
        // A single value is seen as a dot.
        path.push_str("h0.4");
    }
    path
}

/// What it says in words: the last values of each region, or why there are none.
pub fn table(signals: &RolloutSignals) -> AnyView {
    let text = RolloutText::here();
    let Some(source) = signals.source.clone() else {
        return view! { <p class="faint body" id="no-metrics">{text.no_metrics}" "<code>"slipway.yaml"</code>": "{text.no_metrics_how}</p> }
            .into_any();
    };
    let heads = Metric::SIGNALS.map(|metric| view! { <th scope="col">{name(metric)}</th> });
    let rows = signals.lanes.iter().map(|lane| {
        let cells = match &lane.problem {
            Some(problem) => view! { <td colspan="3">{text.no_data}": "{problem.clone()}</td> }.into_any(),
            None => {
                let last = |metric| lane.series.get(&metric).and_then(Series::last);
                let cells = Metric::SIGNALS.map(|metric| view! { <td>{told(metric, last(metric))}</td> });
                cells.into_iter().collect_view().into_any()
            }
        };
        view! { <tr><th scope="row">{ssr::region(ssr::lang(), &lane.region)}</th>{cells}</tr> }
    });
    view! {
        <details class="body signals" id="signals">
            <summary>{text.signals}" "<span class="faint">{source}</span></summary>
            <table class="table">
                <thead><tr><th scope="col">{text.region}</th>{heads.into_iter().collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </details>
    }
    .into_any()
}

fn told(metric: Metric, value: Option<f64>) -> String {
    value.map_or(RolloutText::here().no_data.to_owned(), |value| metric.unit().told(value))
}

/// What a metric is called.
pub fn name(metric: Metric) -> &'static str {
    let text = RolloutText::here();
    match metric {
        Metric::ErrorRate => text.error_rate,
        Metric::RequestRate => text.request_rate,
        other => other.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;
    use domain::metric::Window;

    #[test]
    fn a_gap_is_not_drawn_through() {
        let window = Window { from: Timestamp(0), until: Timestamp(400), step_millis: 100 };
        let scale = Scale::over(Timestamp(0), Timestamp(400));
        let series = Series { window, values: vec![Some(0.0), Some(10.0), None, Some(5.0)] };
        let runs = points(&series, &scale);
        assert_eq!(runs, [vec![(12.5, 19.0), (37.5, 1.0)], vec![(87.5, 10.0)]]);
        assert_eq!(path(&runs[0]), "M12.50 19.00L37.50 1.00");
    }
}
