use super::api;
use super::text::FreezeText;
use crate::i18n::{absolute, names};
use crate::ssr;
use crate::ui::{ApiCall, Button, Kind, Time, Tone, ToneBadge};
use domain::Timestamp;
use domain::freeze::WindowKind;
use domain::view::{FreezeSource, FreezeSpan, FreezeView};
use leptos::prelude::*;

/// One window: what it holds, its next times, and what can be done with it.
pub fn item(view: FreezeView, now: Timestamp) -> AnyView {
    let why = view.why.clone().map(|why| view! { <blockquote>{why}</blockquote> });
    let spans = view.spans.iter().map(|span| line(span, now)).collect_view();
    let (title, scope, source, actions) = (view.title.clone(), scope(&view), source(&view), actions(&view));
    view! {
        <li class="card freeze">
            <header><h3>{title}</h3>{badge(&view, now)}</header>
            <div class="body">
                <p class="faint">{scope}</p>
                {why}
                <ul class="freeze-spans">{spans}</ul>
                <p class="faint">{source}</p>
                {actions}
            </div>
        </li>
    }
    .into_any()
}

fn badge(view: &FreezeView, now: Timestamp) -> Option<AnyView> {
    let text = FreezeText::here();
    let (tone, word) = match view.spans.first() {
        _ if view.ended_at.is_some() => (Tone::Gone, text.ended),
        None => (Tone::Gone, text.over),
        Some(span) if span.from <= now => (Tone::Waiting, text.now),
        Some(_) => return None,
    };
    Some(view! { <ToneBadge tone=tone word=word/> }.into_any())
}

/// In home's time, then as the clocks of the regions show it.
fn line(span: &FreezeSpan, now: Timestamp) -> AnyView {
    let there = span.regions.iter().map(|region| {
        let name = ssr::region(ssr::lang(), region);
        format!("{name} {} – {}", ssr::region_time(region, span.from), ssr::region_time(region, span.until))
    });
    let class = if span.from <= now { "holds" } else { "" };
    view! {
        <li class=class>
            <strong>{format!("{} – {}", absolute(span.from), absolute(span.until))}</strong>
            <span class="faint">{there.collect::<Vec<_>>().join(" · ")}</span>
        </li>
    }
    .into_any()
}

/// "streaming · live-api · prod · Paris · every week · by each region's own clocks".
fn scope(view: &FreezeView) -> String {
    let (text, lang) = (FreezeText::here(), ssr::lang());
    let list =
        |names: Vec<String>, all: &str| if names.is_empty() { all.to_owned() } else { names.join(", ") };
    let team = view.team.as_ref().map_or_else(|| text.everybody.to_owned(), ToString::to_string);
    let services = view.services.iter().map(ToString::to_string).collect::<Vec<_>>();
    let services = (!services.is_empty()).then(|| services.join(", "));
    let stages = list(view.stages.iter().map(|stage| names::stage(lang, stage)).collect(), text.all_stages);
    let regions =
        list(view.regions.iter().map(|region| ssr::region(lang, region)).collect(), text.all_regions);
    let zone = view.zone.clone().unwrap_or_else(|| text.own_clocks.to_owned());
    let weekly = view.weekly.then(|| text.weekly.to_owned());
    let kind = (view.kind == WindowKind::Maintenance).then(|| text.maintenance.to_owned());
    [kind, Some(team), services, Some(stages), Some(regions), weekly, Some(zone)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

fn source(view: &FreezeView) -> AnyView {
    let text = FreezeText::here();
    match &view.source {
        FreezeSource::Configuration => text.configuration.into_any(),
        FreezeSource::Calendar { name } => format!("{} {name}", text.calendar).into_any(),
        FreezeSource::Portal => {
            let by = view.by_name.clone().unwrap_or_default();
            let at = view.created_at.map(|at| view! { <Time at=at/> });
            view! { {text.by}" "{by}" "{at} }.into_any()
        }
    }
}

/// Only windows that were made here can be changed here.
fn actions(view: &FreezeView) -> Option<AnyView> {
    let (text, id) = (FreezeText::here(), view.id.as_ref()?.to_string());
    let (end_what, delete_what) = (view.title.clone(), view.title.clone());
    let end = (!view.spans.is_empty()).then(|| {
        view! {
            <form method="post" action=api::END>
                <input type="hidden" name="id" value=id.clone()/>
                <Button allowed=view.may_end.clone()>{text.end}<span class="vh">" "{end_what}</span></Button>
            </form>
            <ApiCall method="POST" path=format!("/freezes/{id}/end")/>
        }
    });
    Some(
        view! {
            <div class="actions">
                {end}
                <form method="post" action=api::DELETE>
                    <input type="hidden" name="id" value=id.clone()/>
                    <Button kind=Kind::Danger allowed=view.may_delete.clone()>
                        {text.delete}<span class="vh">" "{delete_what}</span>
                    </Button>
                </form>
                <ApiCall method="DELETE" path=format!("/freezes/{id}")/>
            </div>
        }
        .into_any(),
    )
}
