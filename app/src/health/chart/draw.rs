use super::plot::{Plot, bounds, plots};
use super::scale::{HEIGHT, WIDTH, height, marks, path, percent, share};
use super::table::table;
use crate::health::changes::title_of;
use crate::health::cursor::ChartCursor;
use crate::health::links::with_range;
use crate::health::text::{self, HealthText};
use crate::i18n::{Words, absolute, lang};
use crate::ui::{Tab, Tabs};
use domain::health::Range;
use domain::metric::{Metric, Series, Unit};
use domain::view::{ChangeMark, Charts, MarkKind};
use leptos::prelude::*;

/// Digits of values that the cursor is told; more are never read.
const DIGITS: f64 = 1e4;

/// Everything measured, on one axis. `address` is the page's without its range.
pub fn charts(charts: &Charts, changes: &[ChangeMark], range: Range, address: &str) -> AnyView {
    let text = HealthText::here();
    let source = charts.source.clone().map(|source| view! { <span class="faint">{source}</span> });
    let console = charts.console.clone().map(|href| {
        let hint = Words::here().opens_console;
        view! { <a class="button" href=href target="_blank" rel="noreferrer" title=hint>{text.console}</a> }
    });
    let problem = charts.problem.clone().map(|why| {
        view! {
            <p class="note warning">
                <i class="glyph warning" aria-hidden="true"></i>
                <span>{text.not_all}": "{why}</span>
            </p>
        }
    });
    view! {
        <section class="card" id="charts">
            <header><h2>{text.charts}" "{source}</h2>{console}</header>
            <div class="body chart-body">{ranges(range, address)}{problem}{body(charts, changes)}</div>
        </section>
    }
    .into_any()
}

fn ranges(range: Range, address: &str) -> AnyView {
    let tab = |it: Range| Tab {
        href: format!("{}#charts", with_range(address, it)),
        label: text::range(lang(), it).to_owned(),
        count: None,
        current: it == range,
    };
    view! { <Tabs label=HealthText::here().range tabs=Range::ALL.into_iter().map(tab).collect()/> }.into_any()
}

fn body(charts: &Charts, changes: &[ChangeMark]) -> AnyView {
    let text = HealthText::here();
    let drawn = plots(charts);
    if drawn.is_empty() {
        return match charts.source {
            None if charts.problem.is_none() => {
                view! { <p class="faint">{text.no_metrics}" "<code>{text.no_metrics_how}</code></p> }
                    .into_any()
            }
            _ => view! { <p class="faint">{text.nothing_in_range}</p> }.into_any(),
        };
    }
    let window = charts.window;
    let figures = drawn.iter().map(|plot| figure(plot, charts, changes)).collect_view();
    let axis = marks(window).into_iter().map(|(at, told)| {
        let left = format!("left:{:.2}%", percent(window.from, window.until, at));
        view! { <span style=left>{told}</span> }
    });
    view! {
        <p class="faint chart-help">{text.cursor_help}</p>
        <div
            class="charts"
            role="group"
            aria-label=text.charts
            tabindex="0"
            data-from=window.from.0
            data-step=window.step_millis
            data-steps=window.steps()
        >
            {figures}
            <div class="chart-axis" aria-hidden="true">{axis.collect_view()}</div>
            <output class="chart-time vh"></output>
        </div>
        {table(&drawn, window)}
        <ChartCursor/>
    }
    .into_any()
}

fn figure(plot: &Plot<'_>, charts: &Charts, changes: &[ChangeMark]) -> AnyView {
    let lines = plot.lines.iter().enumerate().map(|(place, (metric, series))| {
        let class = if bounds(*metric) { "line bound".to_owned() } else { format!("line l{place}") };
        view! { <path class=class d=path(series, plot.most) vector-effect="non-scaling-stroke"></path> }
    });
    let legend = plot.lines.iter().enumerate().map(|(place, line)| key(place, line, plot.unit));
    let view_box = format!("0 0 {WIDTH} {HEIGHT}");
    let (top, zero) = (plot.unit.told(plot.most), plot.unit.told(0.0));
    view! {
        <figure class="chart">
            <figcaption><strong>{plot.title}</strong>{legend.collect_view()}{limit_keys(plot)}</figcaption>
            <div class="plot" data-lines=told(&plot.lines) data-unit=unit(plot.unit)>
                <svg viewBox=view_box preserveAspectRatio="none" aria-hidden="true">
                    {limits(plot)}
                    {events(charts, changes)}
                    {lines.collect_view()}
                </svg>
                <span class="chart-top" aria-hidden="true">{top}</span>
                <span class="chart-zero" aria-hidden="true">{zero}</span>
                <span class="chart-cursor" aria-hidden="true"></span>
            </div>
        </figure>
    }
    .into_any()
}

/// A line's name with its newest value, which the cursor replaces by the one that it points at.
fn key(place: usize, (metric, series): &(Metric, &Series), unit: Unit) -> AnyView {
    let class = if bounds(*metric) { "key bound".to_owned() } else { format!("key l{place}") };
    let newest = series.last().map_or(HealthText::here().no_data.to_owned(), |value| unit.told(value));
    view! {
        <span class=class>{text::metric(*metric)}" "<output data-line=place data-newest=newest.clone()>{newest.clone()}</output></span>
    }
    .into_any()
}

/// Where there are several, each says what it is a limit of.
fn limit_keys(plot: &Plot<'_>) -> AnyView {
    let several = plot.limits.len() > 1;
    let key = |(metric, limit): &(Metric, f64)| {
        let of = several.then(|| text::metric(*metric)).map(|of| view! { {of}" · " });
        view! { <span class="key limit">{of}{HealthText::here().limit}" "{plot.unit.told(*limit)}</span> }
    };
    plot.limits.iter().map(key).collect_view().into_any()
}

fn limits(plot: &Plot<'_>) -> AnyView {
    let line = |(_, limit): &(Metric, f64)| {
        let y = format!("{:.1}", height(*limit, plot.most));
        view! { <line class="limit" x1="0" x2=WIDTH y1=y.clone() y2=y vector-effect="non-scaling-stroke"></line> }
    };
    plot.limits.iter().map(line).collect_view().into_any()
}

/// What was done to the place, as lines across: their words stand in the list of changes.
fn events(charts: &Charts, changes: &[ChangeMark]) -> AnyView {
    let window = charts.window;
    let line = |mark: &ChangeMark| {
        let x = format!("{:.1}", share(window.from, window.until, mark.at)? * WIDTH);
        let class = match mark.kind {
            MarkKind::Freeze => "event freeze",
            MarkKind::Maintenance => "event maintenance",
            _ => "event",
        };
        let title = format!("{} {} {}", absolute(mark.at), text::mark(mark.kind), title_of(mark));
        Some(view! {
            <line class=class x1=x.clone() x2=x y1="0" y2=HEIGHT vector-effect="non-scaling-stroke">
                <title>{title}</title>
            </line>
        })
    };
    changes.iter().filter_map(line).collect_view().into_any()
}

/// The values for the cursor, line by line.
fn told(lines: &[(Metric, &Series)]) -> String {
    let round = |value: &Option<f64>| value.map(|value| (value * DIGITS).round() / DIGITS);
    let values: Vec<Vec<Option<f64>>> =
        lines.iter().map(|(_, series)| series.values.iter().map(round).collect()).collect();
    serde_json::to_string(&values).unwrap_or_default()
}

fn unit(unit: Unit) -> String {
    serde_json::to_string(&unit).unwrap_or_default()
}
