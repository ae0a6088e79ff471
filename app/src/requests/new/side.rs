//! What the form would mean, beside it: cost, address ranges, approvals, what is still to mend.

use super::api;
use super::cost::Cost;
use super::desk::Desk;
use super::text::{self, FormText};
use crate::i18n::{lang, names};
use crate::requests::form::{Mode, TargetRef};
use crate::templates::Findings;
use domain::names::StageName;
use domain::view::{Preview, PreviewTarget, RangeUse};
use leptos::prelude::*;

#[component]
pub fn Side(
    desk: Desk,
    chosen: Memo<Vec<TargetRef>>,
    /// Drawn by the server: the topology and the template's findings.
    children: Children,
) -> impl IntoView {
    let words = FormText::here();
    view! {
        <aside class="form-side" aria-label=words.preview>
            <section class="card">
                <header>
                    <h2>{words.price}</h2>
                    <span class="faint" aria-live="polite">{move || desk.asking.get().then_some(words.working)}</span>
                </header>
                <div class="body"><Prices desk=desk chosen=chosen/></div>
            </section>
            <section class="card">
                <header><h2>{words.approvals}</h2></header>
                <div class="body"><Approvers desk=desk chosen=chosen/></div>
            </section>
            <ToDo desk=desk/>
            {children()}
            <noscript inner_html=api::plain_button(words.preview)></noscript>
        </aside>
    }
}

/// What is wrong and belongs to no field, and what the checks of the plan say.
#[component]
fn ToDo(desk: Desk) -> impl IntoView {
    let words = FormText::here();
    let problems = Memo::new(move |_| desk.loose_problems());
    let findings = Memo::new(move |_| {
        desk.preview
            .with(|preview| preview.as_ref().map(|preview| preview.findings.clone()).unwrap_or_default())
    });
    move || {
        let (problems, findings) = (problems.get(), findings.get());
        let some = !problems.is_empty() || !findings.is_empty();
        let items =
            problems.into_iter().map(|message| view! { <li class="mistake">{message}</li> }).collect_view();
        some.then(|| {
            view! {
                <section class="card">
                    <header><h2>{words.to_do}</h2></header>
                    <div class="body">
                        <ul>{items}</ul>
                        {(!findings.is_empty()).then(|| view! { <Findings findings=findings/> })}
                    </div>
                </section>
            }
        })
    }
}

/// A line per target with its address ranges and its cost, and the sum.
#[component]
fn Prices(desk: Desk, chosen: Memo<Vec<TargetRef>>) -> impl IntoView {
    let words = FormText::here();
    let deletes = desk.model(|model| model.mode == Mode::Delete);
    move || {
        let chosen = chosen.get();
        if chosen.is_empty() {
            return view! { <p class="hint">{words.nothing_chosen}</p> }.into_any();
        }
        let preview = desk.preview.get();
        let rows = chosen.iter().map(|target| line(desk, target, preview.as_ref(), deletes)).collect_view();
        let sum = preview.as_ref().and_then(|preview| preview.monthly_usd);
        let sum = (!deletes).then(|| {
            view! { <tfoot><tr><th scope="row" colspan="2">{words.total}</th><td class="number"><Cost usd=sum/></td></tr></tfoot> }
        });
        view! { <table class="prices"><tbody>{rows}</tbody>{sum}</table> }.into_any()
    }
}

fn line(desk: Desk, target: &TargetRef, preview: Option<&Preview>, deletes: bool) -> impl IntoView + use<> {
    let found = |preview: &Preview| {
        preview.targets.iter().find(|other| target.is(&other.stage, &other.region)).cloned()
    };
    let shown: Option<PreviewTarget> = preview.and_then(found);
    let overlaps = preview.map(|preview| preview.overlaps.clone()).unwrap_or_default();
    let cost = match (&shown, deletes) {
        (_, true) | (None, _) => view! { <span class="faint">"–"</span> }.into_any(),
        (Some(shown), false) => view! { <Cost usd=shown.monthly_usd/> }.into_any(),
    };
    let ranges = shown.map(|shown| shown.ranges).unwrap_or_default();
    let ranges = ranges
        .into_iter()
        .map(|range| view! { <Range range=range overlaps=overlaps.clone()/> })
        .collect_view();
    view! {
        <tr>
            <th scope="row" title=target.region.clone()>
                {stage_title(&target.stage)}
                " "
                <span class="faint">{desk.region(&target.region)}</span>
            </th>
            <td class="ranges">{ranges}</td>
            <td class="number">{cost}</td>
        </tr>
    }
}

/// An address range, marked when it overlaps another.
#[component]
fn Range(range: RangeUse, overlaps: Vec<(RangeUse, RangeUse)>) -> impl IntoView {
    let other = overlaps.into_iter().find_map(|(one, other)| match () {
        () if one == range => Some(other),
        () if other == range => Some(one),
        () => None,
    });
    let mark = other.map(|other| {
        view! {
            <span class="mistake">
                <i class="glyph bad" aria-hidden="true"></i>
                {FormText::here().overlap}" "{other.cidr}" ("{other.owner}")"
            </span>
        }
    });
    view! { <code>{range.cidr}</code>{mark} }
}

/// Whose yes it takes, stage by stage.
#[component]
fn Approvers(desk: Desk, chosen: Memo<Vec<TargetRef>>) -> impl IntoView {
    let words = FormText::here();
    move || {
        let lang = lang();
        let chosen = chosen.get();
        let needed = desk.model(|model| {
            let asked = |name: &StageName| chosen.iter().any(|target| target.stage == name.as_str());
            let stages = model.stages.iter().filter(|stage| stage.required > 0 && asked(&stage.name));
            let told = |stage: &crate::requests::form::StageChoice| {
                (names::stage(lang, &stage.name), text::needs(lang, stage.required, &stage.roles))
            };
            stages.map(told).collect::<Vec<_>>()
        });
        if chosen.is_empty() {
            return view! { <p class="hint">{words.nothing_chosen}</p> }.into_any();
        }
        if needed.is_empty() {
            return view! { <p class="hint">{words.nobody}</p> }.into_any();
        }
        let items = needed.into_iter().map(|(stage, needs)| view! { <li><b>{stage}</b>": "{needs}</li> });
        view! { <ul>{items.collect_view()}</ul> }.into_any()
    }
}

fn stage_title(stage: &str) -> String {
    StageName::parse(stage).map_or_else(|_| stage.to_owned(), |stage| names::stage(lang(), &stage))
}
