//! How each region was over time, with marks for what was done. A mark stands across all rows: pointing at it, or focusing
//! it, shows every region that it came to.

use crate::health::changes::{class, regions, title_of};
use crate::health::chart::scale::{marks, percent};
use crate::health::links::region_address;
use crate::health::text::{self, HealthText};
use crate::i18n::absolute;
use crate::ssr;
use crate::ui::{Shown, StatusBadge};
use domain::Timestamp;
use domain::health::StateSpan;
use domain::metric::Window;
use domain::names::{RegionName, StageName};
use domain::view::{ChangeMark, MarkKind, RegionCard};
use leptos::prelude::*;

/// Marks that are drawn; more could not be told apart. The newest ones are.
const MOST_MARKS: usize = 60;

/// One line of the drawing.
pub struct Row<'a> {
    pub region: &'a RegionName,
    pub href: Option<String>,
    pub spans: &'a [StateSpan],
}

impl<'a> Row<'a> {
    pub fn of(card: &'a RegionCard, stage: Option<&StageName>) -> Self {
        Row { region: &card.region, href: Some(region_address(&card.region, stage)), spans: &card.spans }
    }
}

pub fn timeline(
    rows: &[Row<'_>],
    changes: &[ChangeMark],
    span: (Timestamp, Timestamp),
    title: &'static str,
) -> AnyView {
    let lang = ssr::lang();
    let names = rows.iter().map(|row| {
        let name = ssr::region(lang, row.region);
        match row.href.clone() {
            Some(href) => view! { <li><a href=href>{name}</a></li> }.into_any(),
            None => view! { <li>{name}</li> }.into_any(),
        }
    });
    let bars = rows.iter().map(|row| {
        let spans = row.spans.iter().map(|it| bar(it, span)).collect_view();
        view! { <div class="span-row">{spans}</div> }
    });
    let marks = changes.iter().take(MOST_MARKS).filter_map(|change| mark(change, rows, span)).collect_view();
    view! {
        <section class="card" id="timeline">
            <header><h2>{title}</h2><span class="axis-legend">{legend()}</span></header>
            <div class="body timeline-body">
                <ul class="span-names">{names.collect_view()}</ul>
                <div class="span-rows">
                    <div aria-hidden="true">{bars.collect_view()}</div>
                    <ul class="span-marks" aria-label=HealthText::here().changes>{marks}</ul>
                </div>
                {axis(span)}
            </div>
            {table(rows)}
        </section>
    }
    .into_any()
}

fn bar(it: &StateSpan, (from, until): (Timestamp, Timestamp)) -> AnyView {
    let left = percent(from, until, it.from);
    let width = percent(from, until, it.until) - left;
    let title = format!("{}: {} – {}", it.state.word(ssr::lang()), absolute(it.from), absolute(it.until));
    let style = format!("left:{left:.3}%;width:{width:.3}%");
    view! { <span class=format!("span {}", it.state.tone().class()) style=style title=title></span> }
        .into_any()
}

/// A link with a sign in each row that it came to, and a band over that row while it is pointed at.
fn mark(change: &ChangeMark, rows: &[Row<'_>], (from, until): (Timestamp, Timestamp)) -> Option<AnyView> {
    let touched = |touch: &domain::health::culprit::Touch| {
        let row = rows.iter().position(|row| row.region == &touch.region)?;
        let left = percent(from, until, touch.at);
        let lasting = change.until.filter(|_| change.kind.lasts()).map(|ends| {
            let width = percent(from, until, ends) - left;
            let style = format!("--row:{row};left:{left:.3}%;width:{width:.3}%");
            view! { <span class=format!("lasting {}", class(change.kind)) style=style></span> }
        });
        Some(view! {
            <span class="band" style=format!("--row:{row}")></span>
            {lasting}
            <span class=format!("sign mark-sign {}", class(change.kind)) style=format!("--row:{row};left:{left:.3}%")></span>
        })
    };
    let signs: Vec<_> = change.touched.iter().filter_map(touched).collect();
    if signs.is_empty() {
        return None;
    }
    let told = format!(
        "{} {} {}: {}",
        absolute(change.at),
        text::mark(change.kind),
        title_of(change),
        regions(change)
    );
    Some(
        view! {
            <li>
                <a class="mark" href=change.path.clone().unwrap_or_else(|| "#changes".to_owned()) title=told.clone()>
                    <span class="vh">{told.clone()}</span>
                    {signs.into_iter().collect_view()}
                </a>
            </li>
        }
        .into_any(),
    )
}

fn axis((from, until): (Timestamp, Timestamp)) -> AnyView {
    let window = Window { from, until, step_millis: 1 };
    let ticks = marks(window).into_iter().map(|(at, told)| {
        view! { <span style=format!("left:{:.2}%", percent(from, until, at))>{told}</span> }
    });
    view! { <div class="chart-axis span-axis" aria-hidden="true">{ticks.collect_view()}</div> }.into_any()
}

fn legend() -> AnyView {
    let text = HealthText::here();
    let states = domain::health::HealthState::ALL.map(|state| {
        view! { <span><i class=format!("span {}", state.tone().class()) aria-hidden="true"></i>{state.word(ssr::lang())}</span> }
    });
    let kinds = [
        (MarkKind::Deploy, text.deploy),
        (MarkKind::RollBack, text.roll_back_done),
        (MarkKind::Infrastructure, text.infrastructure),
        (MarkKind::Other, text.other),
        (MarkKind::Freeze, text.freeze),
        (MarkKind::Maintenance, text.maintenance),
    ];
    let kinds = kinds.map(|(kind, word)| {
        view! { <span><i class=format!("mark-sign {}", class(kind)) aria-hidden="true"></i>{word}</span> }
    });
    view! { {states.into_iter().collect_view()}{kinds.into_iter().collect_view()} }.into_any()
}

/// The same for those who don't see it.
fn table(rows: &[Row<'_>]) -> AnyView {
    let text = HealthText::here();
    let lines = rows.iter().flat_map(|row| {
        let name = ssr::region(ssr::lang(), row.region);
        row.spans.iter().rev().map(move |span| {
            view! {
                <tr>
                    <th scope="row">{name.clone()}</th>
                    <td><StatusBadge status=span.state/></td>
                    <td class="nowrap">{absolute(span.from)}</td>
                    <td class="nowrap">{absolute(span.until)}</td>
                </tr>
            }
        })
    });
    view! {
        <details class="body chart-table">
            <summary>{text.as_table}</summary>
            <div class="table-frame" role="region" aria-label=text.timeline_of tabindex="0">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{crate::i18n::Words::here().region}</th>
                            <th scope="col">{text.state}</th>
                            <th scope="col">{text.from}</th>
                            <th scope="col">{text.until}</th>
                        </tr>
                    </thead>
                    <tbody>{lines.collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}
