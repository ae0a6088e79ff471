use super::spans::{Axis as Scale, Bar, Span, spans};
use super::sparkline;
use super::text::RolloutText;
use crate::i18n;
use crate::ssr;
use domain::Timestamp;
use domain::view::{RolloutSignals, RolloutView};
use leptos::prelude::*;

/// What happened when, a row for each region, with a line for the present. The same is told in words below, so that
/// those who hear the page miss nothing.
#[component]
pub fn Axis<'a>(
    rollout: &'a RolloutView,
    now: Timestamp,
    signals: &'a RolloutSignals,
) -> impl IntoView + use<> {
    let (text, carries) = (RolloutText::here(), rollout.carried.is_some());
    let (scale, rows) = spans(rollout, now);
    let rows = rows.into_iter().map(|row| {
        let lane = signals.lanes.iter().find(|lane| lane.region == row.region);
        let lines = lane.map(|lane| sparkline::lines(lane, &scale));
        let bars = row.spans.iter().map(|span| bar(span, &scale)).collect_view();
        view! {
            <div class="axis-name">{ssr::region(ssr::lang(), &row.region)}</div>
            <div class="axis-row">{bars}{present(&scale)}</div>
            {lines}
        }
    });
    let rows = rows.collect_view();
    let now = scale.present().map(|place| {
        view! { <span class="axis-word" style=format!("left:{place:.2}%")>{text.now}</span> }
    });
    let rest = (!scale.ends_now()).then(|| moment(scale.until));
    view! {
        <section class="card" id="course">
            <header><h2>{text.course}</h2><span class="axis-legend" aria-hidden="true">{legend(carries, rollout.forecast.is_some())}</span></header>
            <div class="axis body" aria-hidden="true">
                {rows}
                <div class="axis-ends"><span>{moment(scale.from)}</span><span>{rest}</span>{now}</div>
            </div>
            {sparkline::table(signals)}
        </section>
    }
}

/// The line of the present; what lies behind it is still to come.
fn present(scale: &Scale) -> Option<AnyView> {
    let place = scale.present()?;
    Some(view! { <span class="axis-now" style=format!("left:{place:.2}%")></span> }.into_any())
}

fn bar(span: &Span, scale: &Scale) -> AnyView {
    let (left, width) = scale.place(span.from, span.until);
    let ahead = if span.ahead { format!("{} · ", RolloutText::here().expected) } else { String::new() };
    let (from, until) = (i18n::absolute(span.from), i18n::absolute(span.until));
    let title = format!("{ahead}{}: {from} – {until}", word(span.bar));
    let style = format!("left:{left:.2}%;width:{width:.2}%");
    let ahead = if span.ahead { " ahead" } else { "" };
    view! { <span class=format!("bar {}{ahead}", span.bar.class()) style=style title=title></span> }
        .into_any()
}

fn legend(carries: bool, foretold: bool) -> AnyView {
    let usual = [Bar::Copy, Bar::Deploy, Bar::Verify, Bar::Failed, Bar::Soak];
    let all = carries.then_some(Bar::Environment).into_iter().chain(usual);
    let all = all.map(|bar| {
        view! { <span><i class=format!("bar {}", bar.class())></i>{word(bar)}</span> }
    });
    let expected = foretold.then(|| {
        view! { <span><i class="bar deploy-bar ahead"></i>{RolloutText::here().expected}</span> }
    });
    view! { {all.collect_view()}{expected} }.into_any()
}

fn word(bar: Bar) -> &'static str {
    let text = RolloutText::here();
    match bar {
        Bar::Copy => text.bar_copy,
        Bar::Environment => text.bar_environment,
        Bar::Deploy => text.bar_deploy,
        Bar::Verify => text.bar_verify,
        Bar::Failed => text.bar_failed,
        Bar::Soak => text.soak,
    }
}

fn moment(at: Timestamp) -> AnyView {
    view! { <time datetime=i18n::iso(at) title=i18n::absolute(at)>{i18n::clock(at)}</time> }.into_any()
}
