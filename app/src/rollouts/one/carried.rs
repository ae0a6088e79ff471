use super::differences::differences;
use super::gates::after;
use super::text::RolloutText;
use crate::requests::one::labels::Labels;
use crate::requests::one::plans::{Tally, changes, tally};
use crate::rollouts::new::approvers;
use crate::ssr;
use crate::ui::{Digest, address};
use domain::names::RegionName;
use domain::view::{CarriedView, DeferredView, RegionsPlan, RolloutName, RolloutView};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The change of environments that comes first in each region, with its plans; nothing when none is carried.
#[component]
pub fn Carries<'a>(rollout: &'a RolloutView, labels: &'a Labels) -> impl IntoView + use<> {
    if let Some(deferred) = &rollout.deferred {
        return waiting(deferred, &rollout.others);
    }
    let carried = rollout.carried.as_ref().map(|view| {
        let (text, carried) = (RolloutText::here(), &view.carried);
        let template = carried.template.to_string();
        view! {
            <section class="card plans" id="carried">
                <header>
                    <h2>{text.env_title}</h2>
                    <a href=format!("/requests/{}", carried.request)>{text.env_request}</a>
                </header>
                <div class="body">
                    <p>
                        <a href=format!("/templates/{}", address::encode(&template))>{template.clone()}</a>
                        " "
                        <Digest digest=carried.template_digest.0.clone()/>
                        " → "
                        <strong>{carried.environment.to_string()}</strong>
                    </p>
                    <p class="faint">{text.env_what}" "{text.env_stays}</p>
                    {differences(&carried.differences, labels)}
                    {lost(view, rollout)}
                    {view.plans.is_empty().then(|| view! { <p class="faint">{text.env_no_plans}</p> })}
                </div>
                {plans(&view.plans, "carried")}
            </section>
        }
    });
    carried.into_any()
}

/// What is asked for and has no plan yet, and whom it waits for.
fn waiting(deferred: &DeferredView, others: &[RolloutName]) -> AnyView {
    let text = RolloutText::here();
    let template = deferred.template.to_string();
    let after =
        deferred.after.as_ref().map(|first| view! { <p>{text.env_after}" "{after(first, others)}</p> });
    let refused = deferred.refused.clone().map(|why| {
        view! {
            <div class="note bad">
                <i class="glyph bad" aria-hidden="true"></i>
                <div><p><strong>{text.env_refused}</strong>" "{why}</p><p>{text.env_refused_how}</p></div>
            </div>
        }
    });
    let values = deferred.values.iter().map(|value| {
        let place = value.region.as_ref().map(|name| format!("{} ", ssr::region(ssr::lang(), name)));
        let shown = value.value.clone().unwrap_or_else(|| "•••".to_owned());
        view! { <li>{place}<code>{value.parameter.clone()}</code>" = "<code>{shown}</code></li> }
    });
    let values = values.collect_view();
    view! {
        <section class="card plans" id="carried">
            <header><h2>{text.env_title}</h2></header>
            <div class="body">
                <p>
                    <a href=format!("/templates/{}", address::encode(&template))>{template.clone()}</a>
                    " "
                    <Digest digest=deferred.template_digest.0.clone()/>
                    " → "
                    <strong>{deferred.environment.to_string()}</strong>
                </p>
                {refused}
                {after}
                <p class="faint">{text.env_later}</p>
                <ul class="wave-regions">{values}</ul>
            </div>
        </section>
    }
    .into_any()
}

/// In words what is lost, and how many people have to say yes to that.
fn lost(view: &CarriedView, rollout: &RolloutView) -> Option<AnyView> {
    let text = RolloutText::here();
    let rule = rollout.strategy.approval.as_ref().filter(|_| view.carried.quorum.asks_for_more());
    let quorum = rule.map(|rule| {
        view! { <p>{text.env_loses_quorum}" "{approvers(ssr::lang(), rule)}</p> }
    });
    let plans = || view.carried.targets.values().filter_map(|target| target.plan.as_ref());
    let lost: BTreeSet<String> = plans().flat_map(|plan| plan.losses.clone()).collect();
    let perhaps: BTreeSet<String> = plans().flat_map(|plan| plan.perhaps_lost.clone()).collect();
    let perhaps: Vec<String> = perhaps.difference(&lost).cloned().collect();
    let lost: Vec<String> = lost.into_iter().collect();
    (view.loses_data || view.may_lose_data).then(|| losses(&lost, &perhaps, quorum.map(IntoAny::into_any)))
}

/// The warning that names what is lost, and what may be.
pub fn losses(lost: &[String], perhaps: &[String], more: Option<AnyView>) -> AnyView {
    let text = RolloutText::here();
    let tone = if lost.is_empty() { "warning" } else { "bad" };
    let line = |told: &'static str, names: &[String]| {
        let names = names.join(", ");
        (!names.is_empty()).then(|| view! { <p><strong>{told}</strong>" "{names}</p> })
    };
    view! {
        <div class=format!("note {tone}")>
            <i class=format!("glyph {tone}") aria-hidden="true"></i>
            <div>{line(text.env_loses, lost)}{line(text.env_may_lose, perhaps)}{more}</div>
        </div>
    }
    .into_any()
}

/// Plans that differ, the most dangerous first; one is open when it destroys something, or is the only one. `place` keeps their ids apart.
pub fn plans(plans: &[RegionsPlan], place: &str) -> AnyView {
    let one = |(rank, shared): (usize, &RegionsPlan)| {
        let label = regions(&shared.regions);
        let open = plans.len() == 1 || shared.plan.changes.iter().any(|change| change.danger() > 1);
        view! {
            <details class="plan" id=format!("{place}-plan-{rank}") open=open>
                <summary>
                    <span class="for">{label.clone()}</span>
                    <Tally counts=tally(shared.plan.changes.iter())/>
                </summary>
                {changes(&shared.plan, &label)}
            </details>
        }
    };
    plans.iter().enumerate().map(one).collect_view().into_any()
}

fn regions(names: &[RegionName]) -> String {
    names.iter().map(|name| ssr::region(ssr::lang(), name)).collect::<Vec<_>>().join(", ")
}
